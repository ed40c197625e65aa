"""The claims of a plan: what people want to say, what the data say to it, and what somebody approved.

An approval is of words. When a new run changes them, the claim has to be approved again; when the claim no longer holds,
it falls; when its measure or its group is gone, nothing can be said of it any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from mobility_analysis.core.errors import UsageError
from mobility_analysis.insights.claim_text import parse_claim
from mobility_analysis.insights.claims import Claim, Judged
from mobility_analysis.planning.folder import PlanFolder
from mobility_analysis.planning.memory import recall, remember
from mobility_analysis.planning.workbooks.workbook_in import BookRead, Cell, text_of

NAME = "claims.xlsx"
CLAIMS, FACTS = "Claims", "Facts"
APPROVED = "approved.json"
YES = "yes"
# As many claims can be written before people add rows of their own.
ROWS = 12
LETTER, POINTS, MESSAGE, PLAN = "letter", "points", "message", "plan"
# Where a claim can be used: the column of the worksheet, and the text in which it then stands.
USES = {
    LETTER: "letter.docx",
    POINTS: "talking-points.docx",
    MESSAGE: "launch-message.docx",
    PLAN: "the action plan",
}


class ClaimStanding(StrEnum):
    """Where a claim stands, in words for readers."""

    OPEN = "may be said, not approved yet"
    REFUSED = "refused"
    UNREADABLE = "cannot be read"
    APPROVED = "approved"
    RESTATED = "changed since it was approved"
    FALLEN = "approved, and no longer true"
    ORPHANED = "approved, and its number is gone"


@dataclass(frozen=True)
class Approval:
    """Words that somebody approved.

    Attributes
    ----------
    on
        The day as it stood in the worksheet.
    built
        The day of the run that the words came from.
    """

    words: str
    by: str
    on: str
    built: str


@dataclass(frozen=True)
class ClaimRow:
    """One row of the worksheet with what is known of it.

    Attributes
    ----------
    judged
        ``None`` where the claim cannot be read; ``trouble`` says why.
    uses
        In which drafts it is to stand: keys of :data:`USES`.
    """

    key: str
    text: str
    judged: Judged | None
    trouble: str
    uses: tuple[str, ...]
    by: str
    on: str
    approval: Approval | None

    @property
    def typed(self) -> str:
        """The claim as the program writes it; as it was typed where it cannot be read."""
        return self.judged.claim.typed if self.judged else self.text

    @property
    def standing(self) -> ClaimStanding:
        """Where the claim stands."""
        if self.judged is None:
            return ClaimStanding.ORPHANED if self.approval else ClaimStanding.UNREADABLE
        if self.approval is None:
            return ClaimStanding.OPEN if self.judged.holds else ClaimStanding.REFUSED
        if not self.judged.holds:
            has_value = any(value.value is not None for value in self.judged.values)
            return ClaimStanding.FALLEN if has_value else ClaimStanding.ORPHANED
        return (
            ClaimStanding.APPROVED
            if self.judged.words == self.approval.words
            else ClaimStanding.RESTATED
        )

    @property
    def is_approved_now(self) -> bool:
        """Whether a name and a day of approval stand in the worksheet."""
        return bool(self.by and self.on)


_APPROVAL = {field.name for field in fields(Approval)}
Judge = Callable[[Claim], Judged]


def keys_of(book: BookRead | None) -> list[str]:
    """The keys of all rows of the sheet, in its order."""
    rows = book.sheets[CLAIMS].rows if book and CLAIMS in book.sheets else []
    return [row.key for row in rows if row.key]


def read_claims(book: BookRead | None, judge: Judge, approvals: Approvals) -> list[ClaimRow]:
    """The claims in a workbook that was read; without one, none.

    Parameters
    ----------
    judge
        What the data say to a claim.
    """
    rows = book.sheets[CLAIMS].rows if book and CLAIMS in book.sheets else []
    return [
        _row(row.key, row.cells, judge, approvals) for row in rows if text_of(row.cells, "claim")
    ]


def _row(key: str, cells: Mapping[str, Cell], judge: Judge, approvals: Approvals) -> ClaimRow:
    text = text_of(cells, "claim")
    judged, trouble = None, ""
    try:
        judged = judge(parse_claim(text))
    except UsageError as error:
        trouble = f"{error.what} {error.next_step}".strip()
    by, on = text_of(cells, "by"), text_of(cells, "on")
    approval = approvals.of(judged.claim.typed if judged else text)
    shown = text_of(cells, "approved")
    if approval is None and shown and by and on:
        # The memory is gone; the words that were approved stand in the worksheet, too.
        approval = Approval(shown, by, on, "")
    return ClaimRow(
        key=key,
        text=text,
        judged=judged,
        trouble=trouble,
        uses=tuple(use for use in USES if text_of(cells, use).casefold() == YES),
        by=by,
        on=on,
        approval=approval,
    )


class Approvals:
    """What was approved, by the claim as it is typed: ``state/approved.json``."""

    def __init__(self, plan: PlanFolder) -> None:
        self._path = plan.state / APPROVED
        self._content = recall(self._path)

    def of(self, typed: str) -> Approval | None:
        """The words that were approved of a claim, if any."""
        found = self._content.get(typed)
        if not isinstance(found, dict) or found.keys() != _APPROVAL:
            return None
        return Approval(**{name: str(text) for name, text in found.items()})

    def record(self, rows: Iterable[ClaimRow], built: str) -> bool:
        """Note the words of every claim that holds and that somebody has newly approved; whether any was.

        A name and a day that are in the record already are no new approval: whoever approves changed words writes the
        day anew. A claim whose approval was taken out of the worksheet is approved no more.
        """
        before = dict(self._content)
        for row in rows:
            if not row.is_approved_now:
                self._content.pop(row.typed, None)
                continue
            known = row.approval
            is_new = known is None or (known.by, known.on) != (row.by, row.on)
            if is_new and row.judged is not None and row.judged.holds:
                self._content[row.typed] = {
                    "words": row.judged.words,
                    "by": row.by,
                    "on": row.on,
                    "built": built,
                }
        if self._content == before:
            return False
        remember(self._path, self._content)
        return True


def used_in(rows: Iterable[ClaimRow], use: str) -> list[ClaimRow]:
    """The claims that are to stand in a draft and may: approved, in the words of today."""
    return [row for row in rows if use in row.uses and row.standing is ClaimStanding.APPROVED]
