"""Numbers of the government's own in letters and messages: the money offered, the length of a meeting.

No data can check them. So each is written down once, with what it is, where it stands, and who stands for it; a check
of the drafts then passes it over.
"""

from __future__ import annotations

from dataclasses import dataclass

from mobility_analysis.planning.workbooks.workbook_in import BookRead, text_of
from mobility_analysis.planning.workbooks.worksheets import Column, Row, Worksheet

SHEET = "Own numbers"
# As many can be written before people add rows of their own.
ROWS = 10
_COLUMNS = (
    Column("words", "The words with the number", 28, is_theirs=True),
    Column("what", "What it is", 40, is_theirs=True),
    Column("source", "Where it stands", 40, is_theirs=True),
    Column("by", "Who stands for it", 24, is_theirs=True),
)


@dataclass(frozen=True)
class OwnNumber:
    """A number that somebody stands for, in the words in which texts have it."""

    key: str
    words: str
    what: str
    source: str
    by: str


def own_numbers_sheet() -> Worksheet:
    """The sheet on which people write them."""
    return Worksheet(
        SHEET,
        "Our own numbers",
        (
            "Numbers in your letters that no data can check: the money you offer, how long a meeting is, how many seats "
            "there are. Write the words as they stand in the letter, such as $25,000 or 90 minutes. A row counts when "
            "somebody stands for it; the check of your drafts then passes it over.",
            "What your own records say about people and places is not for this sheet: it goes to the local data.",
        ),
        _COLUMNS,
        tuple(Row(f"number.{place}", {}) for place in range(1, ROWS + 1)),
        missing_where=('=AND($B{row}<>"",$E{row}="")', "by"),
    )


def read_own_numbers(book: BookRead | None) -> list[OwnNumber]:
    """The rows of a workbook that was read in which there are words; without a workbook, none."""
    rows = book.sheets[SHEET].rows if book and SHEET in book.sheets else []
    read = (
        OwnNumber(row.key, *(text_of(row.cells, column.id).strip() for column in _COLUMNS))
        for row in rows
    )
    return [each for each in read if each.words]
