"""Remarks on the plan's wording, each answered by a change or by a reason: a sheet of ``action-plan.xlsx``."""

from __future__ import annotations

from collections.abc import Sequence

from mobility_analysis.planning.release.messaging import Flag
from mobility_analysis.planning.workbooks.workbook_in import BookRead, text_of
from mobility_analysis.planning.workbooks.worksheets import Column, Row, Worksheet

SHEET = "Messaging"
_COLUMNS = (
    Column("where", "Where", 28),
    Column("words", "Words", 22),
    Column("text", "They stand in", 50),
    Column("why", "Why we point at it", 40),
    Column("better", "What may be better", 34),
    Column("reason", "We keep it because", 36, is_theirs=True),
    Column("by", "Who says so", 20, is_theirs=True),
)


def messaging_sheet(flags: Sequence[Flag]) -> Worksheet:
    """The remarks on the plan's wording, each to be answered by a change or by a reason."""
    return Worksheet(
        SHEET,
        "How the plan speaks",
        (
            "What the program points at in your texts. It reads words, not meaning, and rewrites nothing. Change the text, "
            "and the row is gone at the next refresh; or write why you keep it, and who says so. A reason holds as long as "
            "the text stays as it is.",
            *(() if flags else ("There is nothing to point at today.",)),
        ),
        _COLUMNS,
        tuple(
            Row(
                each.key,
                {
                    "where": each.where,
                    "words": each.words,
                    "text": each.text,
                    "why": each.why,
                    "better": each.better,
                },
            )
            for each in flags
        ),
        missing_where=('=AND($G{row}<>"",$H{row}="")', "by"),
    )


def unanswered(book: BookRead | None, flags: Sequence[Flag]) -> list[Flag]:
    """The remarks for which no reason stands with a name."""
    cells = book.cells_of(SHEET) if book else {}
    return [
        each
        for each in flags
        if not all(text_of(cells.get(each.key, {}), name).strip() for name in ("reason", "by"))
    ]
