"""What is to be said of a claim: refused, not approved yet, changed or fallen since it was approved."""

from __future__ import annotations

from collections.abc import Iterator

from mobility_analysis.planning.check import MEND, MISSING, Remark
from mobility_analysis.planning.claims.rows import CLAIMS, NAME, USES, ClaimRow, ClaimStanding


def claim_remarks(row: ClaimRow) -> Iterator[Remark]:
    """What to do about one row of the worksheet."""
    where = f"{NAME}, {CLAIMS}, {row.key or row.text}"
    used = f" It is to stand in: {', '.join(USES[use] for use in row.uses)}." if row.uses else ""
    standing, approval = row.standing, row.approval
    if standing is ClaimStanding.UNREADABLE:
        yield Remark(MEND, where, row.trouble)
    elif standing is ClaimStanding.REFUSED and (row.uses or row.is_approved_now):
        assert row.judged is not None
        yield Remark(
            MEND, where, f"\u201c{row.typed}\u201d may not be said. {row.judged.why}{used}"
        )
    elif standing is ClaimStanding.OPEN and row.uses:
        yield Remark(MISSING, where, f"Nobody has approved it yet.{used}")
    elif approval is not None and standing is not ClaimStanding.APPROVED:
        now = row.judged.words or row.judged.why if row.judged else row.trouble
        yield Remark(
            MEND,
            where,
            f"{standing.value}. Approved by {approval.by} on {approval.on}: \u201c{approval.words}\u201d Now: "
            f"\u201c{now}\u201d{used}",
        )
