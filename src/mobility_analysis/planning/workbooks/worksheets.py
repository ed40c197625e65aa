"""The nouns of a worksheet that people fill in: columns of ours and of theirs, rows with a key, live cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

KEY = "Key"
# Rows that people add get a key of this kind.
OWN = "own"
Plain = str | float | int | bool | date | datetime | time | timedelta


@dataclass(frozen=True)
class Live:
    """A cell that the spreadsheet computes itself, so that it follows the answers without any command.

    Attributes
    ----------
    formula
        ``{row}`` stands for the number of the cell's own row.
    value
        What it comes to with the answers as they are now.
    may_be
        Other texts that it can come to; of a line, how each of them begins.
    """

    formula: str
    value: str | float
    may_be: tuple[str, ...] = ()

    def can_be(self, text: str) -> bool:
        """Whether the formula may have given ``text``, or else a person wrote it over the formula."""
        return text == self.value or text.startswith(self.may_be)


@dataclass(frozen=True)
class Column:
    """A column of a worksheet.

    Attributes
    ----------
    is_theirs
        People write here; the program carries what stands in it and changes nothing.
    choices
        The list behind its drop-down, a name of :attr:`Workbook.lists` or :attr:`Workbook.live_lists`.
    may_differ
        Anything else may be written, too: the list offers.
    """

    id: str
    heading: str
    width: int
    is_theirs: bool = False
    choices: str = ""
    may_differ: bool = False
    is_date: bool = False


@dataclass(frozen=True)
class Row:
    """What the program writes into one row; ``first`` holds what it offers in people's cells that are empty."""

    key: str
    cells: Mapping[str, str | float | Live]
    first: Mapping[str, Plain] = field(default_factory=dict)


@dataclass(frozen=True)
class Worksheet:
    """One sheet: a title, lines below it, and one row for each key.

    Attributes
    ----------
    missing_where
        An Excel condition and the column that is marked where it holds: something is still to be written.
    quiet_where
        An Excel condition under which a row is printed in gray.
    """

    name: str
    title: str
    lines: tuple[str | Live, ...]
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    missing_where: tuple[str, str] | None = None
    quiet_where: str = ""

    @property
    def texts(self) -> list[str]:
        """Every text that the program writes into this sheet."""
        found = [self.title, *(line for line in self.lines if isinstance(line, str))]
        for row in self.rows:
            # A key of people's own row is no text of the program: another sheet has one of the same name.
            if not row.key.startswith(f"{OWN}."):
                found.append(row.key)
            found += [cell for cell in row.cells.values() if isinstance(cell, str)]
        return [text for text in found if text]


EARLIER = Worksheet(
    "Earlier answers",
    "Earlier answers",
    (
        "What people wrote where the program writes, or under a question that is asked no more. "
        "Copy from here what you need, then delete the row.",
    ),
    (
        Column("sheet", "Sheet", 18, is_theirs=True),
        Column("where", "Where", 22, is_theirs=True),
        Column("text", "What stood there", 80, is_theirs=True),
    ),
)


@dataclass(frozen=True)
class Workbook:
    """A file of worksheets, with the lists behind their drop-downs.

    Attributes
    ----------
    footer
        Whose it is and of when, below every printed page.
    live_lists
        Lists that are what people write into a column: by name the sheet and the column. Their drop-downs offer, and
        anything else may be written.
    """

    name: str
    title: str
    footer: str
    created: datetime
    sheets: tuple[Worksheet, ...]
    lists: Mapping[str, tuple[str, ...]]
    live_lists: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def texts(self) -> list[str]:
        """Every text that the program writes into this workbook."""
        return [text for sheet in self.sheets for text in sheet.texts]
