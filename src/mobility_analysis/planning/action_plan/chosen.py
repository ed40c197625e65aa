"""The findings that the plan tells: each claim, what residents say to it, what in our systems stands behind it.

The claim is tested; the rest is people's, with whose words it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mobility_analysis.planning.action_plan.logic import NAME
from mobility_analysis.planning.check import MEND, MISSING, Remark
from mobility_analysis.planning.claims.rows import NAME as CLAIMS_BOOK
from mobility_analysis.planning.claims.rows import PLAN, ClaimRow, used_in
from mobility_analysis.planning.workbooks.workbook_in import BookRead, text_of
from mobility_analysis.planning.workbooks.worksheets import Column, Row, Worksheet

FINDINGS = "Findings"
STRENGTH, CHALLENGE = "strength", "challenge"
SIDES = (STRENGTH, CHALLENGE, "neither")
NOT_HEARD = "not yet heard"
_COLUMNS = (
    Column("words", "What the data show", 50),
    Column("side", "Strength or challenge? Ours to say", 14, is_theirs=True, choices="sides"),
    Column(
        "residents",
        "What residents say of it, in their words",
        40,
        is_theirs=True,
        choices="not_heard",
        may_differ=True,
    ),
    Column("consent", "May it be printed? Who agreed, and when", 26, is_theirs=True),
    Column("systems", "What in our systems stands behind it", 40, is_theirs=True),
    Column("history", "How it came about", 40, is_theirs=True),
    Column("history_source", "Where that is written", 28, is_theirs=True),
)


@dataclass(frozen=True)
class Chosen:
    """A claim of the plan and what people say to it."""

    row: ClaimRow
    side: str
    residents: str
    consent: str
    systems: str
    history: str
    history_source: str

    @property
    def words(self) -> str:
        """The claim."""
        assert self.row.judged is not None
        return self.row.judged.words

    @property
    def is_strength(self) -> bool:
        """Whether people call it a strength."""
        return self.side == STRENGTH

    @property
    def is_challenge(self) -> bool:
        """Whether people call it a challenge."""
        return self.side == CHALLENGE

    @property
    def quotation(self) -> str:
        """What residents say, where it may be printed."""
        is_said = self.residents and self.residents.casefold() != NOT_HEARD
        return self.residents if is_said and self.consent else ""


def findings_sheet(rows: Sequence[ClaimRow]) -> Worksheet:
    """The sheet: one row for each claim that is approved for the plan."""
    return Worksheet(
        FINDINGS,
        "What the plan tells of today",
        (
            f"Rows come from {CLAIMS_BOOK}: mark there what is to stand in the plan, and have it approved. Strengths "
            "come first in the plan.",
            f"Data show what is, not why. What residents say (or \u201c{NOT_HEARD}\u201d), what in your systems stands behind "
            "it and how it came about are yours to write, with the source.",
        ),
        _COLUMNS,
        tuple(
            Row(each.key, {"words": each.judged.words})
            for each in used_in(rows, PLAN)
            if each.judged
        ),
        missing_where=(f'=AND($C{{row}}="{CHALLENGE}",$F{{row}}="")', "systems"),
    )


def read_chosen(book: BookRead | None, rows: Sequence[ClaimRow]) -> list[Chosen]:
    """The findings of the plan, strengths first."""
    cells = book.cells_of(FINDINGS) if book else {}
    found = []
    for row in used_in(rows, PLAN):
        said = cells.get(row.key, {})
        side, *texts = (
            text_of(said, name).strip()
            for name in ("side", "residents", "consent", "systems", "history", "history_source")
        )
        found.append(Chosen(row, side.casefold(), *texts))
    return sorted(found, key=lambda each: (not each.is_strength, not each.is_challenge))


def chosen_remarks(found: Sequence[Chosen]) -> Iterator[Remark]:
    """What is missing beside the findings of a plan."""
    if not found:
        yield Remark(
            MISSING,
            f"{NAME}, {FINDINGS}",
            f"No claim is approved for the plan: mark claims in {CLAIMS_BOOK}, column \u201cIn the plan\u201d.",
        )
        return
    if not any(each.is_strength for each in found):
        yield Remark(MISSING, f"{NAME}, {FINDINGS}", "No finding is called a strength.")
    for each in found:
        where = f"{NAME}, {FINDINGS}, {each.row.key}"
        if each.side and each.side not in SIDES:
            yield Remark(MEND, where, f"\u201c{each.side}\u201d is none of: {', '.join(SIDES)}.")
        if not each.side:
            yield Remark(MISSING, where, "Is it a strength or a challenge?")
        if each.is_challenge and not each.systems:
            yield Remark(
                MISSING, where, "A challenge, and no system is named that stands behind it."
            )
        if each.is_challenge and not each.residents:
            yield Remark(
                MISSING,
                where,
                f"What do residents say to it? \u201c{NOT_HEARD}\u201d is an answer.",
            )
        if each.residents and each.residents.casefold() != NOT_HEARD and not each.consent:
            yield Remark(
                MISSING,
                where,
                "Residents are quoted: who agreed that it may be printed? Until then it is left out.",
            )
        if each.history and not each.history_source:
            yield Remark(MISSING, where, "How it came about is told without a source.")
