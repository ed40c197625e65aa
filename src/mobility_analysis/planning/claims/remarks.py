"""What is to be said of a claim: refused, not approved yet, changed or fallen since it was approved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mobility_analysis.insights.findings import OF_PLACES, Verdict
from mobility_analysis.planning.check import MEND, MISSING, NOTE, Remark
from mobility_analysis.planning.claims.rows import (
    CLAIMS,
    LETTER,
    NAME,
    USES,
    ClaimRow,
    ClaimStanding,
    used_in,
)
from mobility_analysis.runs.place_data import PlaceData

# More numbers than these are read by nobody in a letter.
MOST_IN_LETTER = 3


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


def letter_remarks(rows: Sequence[ClaimRow], data: PlaceData) -> Iterator[Remark]:
    """What to know of the claims that letters carry, taken together: how many they are, and whether one is of a strength."""
    used = used_in(rows, LETTER)
    where = f"{NAME}, {CLAIMS}"
    if len(used) > MOST_IN_LETTER:
        yield Remark(
            NOTE,
            where,
            f"Letters carry {len(used)} claims. Up to {MOST_IN_LETTER} are read; choose the ones that this reader knows most of.",
        )
    measures = {row.judged.claim.measure for row in used if row.judged is not None}
    fair = (Verdict.BETTER, Verdict.SIMILAR)
    is_fair = any(
        finding.verdict in fair
        for measure in measures
        for finding in data.findings_of(measure, *OF_PLACES)
    )
    if used and not is_fair:
        yield Remark(
            NOTE,
            where,
            "No claim in the letters is about something that goes as well here as elsewhere, or better. One of them "
            "makes the letter fair.",
        )
