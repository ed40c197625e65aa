"""What a worksheet will hold: the program's cells anew, people's as they were.

Rows keep the order in which people left them. What people wrote where the program writes, or under a question that
is asked no more, is not thrown away: it goes to the sheet *Earlier answers*.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from mobility_analysis.planning.workbooks.workbook_in import (
    BookRead,
    Cell,
    Grid,
    RowRead,
    SheetRead,
)
from mobility_analysis.planning.workbooks.worksheets import (
    EARLIER,
    OWN,
    Live,
    Row,
    Workbook,
    Worksheet,
)


@dataclass
class PageRow:
    """One row to write: its key, cells by column id, and cells of columns that people added."""

    key: str
    cells: dict[str, Cell | Live]
    added: list[Cell] = field(default_factory=list)
    notes: dict[str | int, str] = field(default_factory=dict)


@dataclass
class Page:
    """One sheet to write."""

    sheet: Worksheet
    rows: list[PageRow]
    added: list[str]


@dataclass
class Pages:
    """A workbook to write: pages of ours, then people's own sheets as values."""

    pages: list[Page]
    others: dict[str, Grid]
    other_notes: dict[str, dict[tuple[int, int], str]]


def carry(asked: Workbook, read: BookRead | None, written: Set[str]) -> Pages:
    """Put what people wrote into what the program asks.

    Parameters
    ----------
    read
        The workbook as it was found; ``None`` where there is none yet.
    written
        Every text that the program wrote when it wrote the file last, and those of ``asked``.
    """
    if read is None:
        pages = [Page(sheet, [_new(row) for row in sheet.rows], []) for sheet in asked.sheets]
        return Pages(pages, {}, {})
    moved: list[tuple[str, str, str]] = []
    pages = []
    # Computed cells repeat what people wrote elsewhere; that is no text of its own.
    written = {*written, *_peoples(read)}
    for sheet in asked.sheets:
        found = read.sheets.get(sheet.name)
        if found is None:
            pages.append(Page(sheet, [_new(row) for row in sheet.rows], []))
            continue
        moved += [
            (sheet.name, cell, text)
            for cell, text in found.heads
            if text not in written and not _is_of_head(sheet, text)
        ]
        pages.append(_page(sheet, found, written, moved))
    for page in pages:
        if page.sheet is EARLIER:
            _add_moved(page, moved)
    return Pages(pages, read.others, read.other_notes)


def _peoples(read: BookRead) -> set[str]:
    """Every text in people's cells."""
    return {
        cell
        for sheet in read.sheets.values()
        for row in sheet.rows
        for name, cell in row.cells.items()
        if isinstance(cell, str) and name in sheet.theirs
    }


def _is_of_head(sheet: Worksheet, text: str) -> bool:
    """Whether the text is one that the sheet computes above its header."""
    return any(isinstance(line, Live) and line.can_be(text) for line in sheet.lines)


def _new(row: Row) -> PageRow:
    return PageRow(row.key, {**row.first, **row.cells})


def _page(
    sheet: Worksheet, found: SheetRead, written: Set[str], moved: list[tuple[str, str, str]]
) -> Page:
    asked = {row.key: row for row in sheet.rows}
    seen: set[str] = set()
    rows: list[PageRow] = []
    number = _next_own(found.rows)
    for each in found.rows:
        row = asked.get(each.key)
        if row is not None and each.key not in seen:
            seen.add(each.key)
            rows.append(_joined(sheet, row, each, written, moved))
        elif row is None and each.key in written:
            moved += _all_of(sheet, found, each)
        else:  # people's own; also the second row under a key that stands twice
            key = each.key if each.key and each.key not in seen else f"{OWN}.{number}"
            number += key != each.key
            seen.add(key)
            cells: dict[str, Cell | Live] = dict(each.cells)
            rows.append(PageRow(key, cells, each.added, each.notes))
    for place, row in enumerate(sheet.rows):
        if row.key not in seen:
            rows.insert(_where(rows, [r.key for r in sheet.rows[:place]]), _new(row))
    return Page(sheet, rows, found.added)


def _joined(
    sheet: Worksheet,
    row: Row,
    each: RowRead,
    written: Set[str],
    moved: list[tuple[str, str, str]],
) -> PageRow:
    """A row of ours: people's cells from ``each``, the program's from ``row``."""
    cells: dict[str, Cell | Live] = {}
    for column in sheet.columns:
        stood = each.cells.get(column.id)
        if column.is_theirs:
            cells[column.id] = row.first.get(column.id) if stood is None else stood
            continue
        cells[column.id] = row.cells.get(column.id)
        ours = cells[column.id]
        computed = isinstance(ours, Live) and isinstance(stood, str) and ours.can_be(stood)
        if isinstance(stood, str) and stood not in written and not computed:
            moved.append((sheet.name, f"{each.key}, {column.heading}", stood))
    return PageRow(each.key, cells, each.added, each.notes)


def _all_of(sheet: Worksheet, found: SheetRead, each: RowRead) -> list[tuple[str, str, str]]:
    """Everything that people wrote in a row whose question is asked no more."""
    theirs = {column.id: column.heading for column in sheet.columns if column.is_theirs}
    cells = [(theirs[name], cell) for name, cell in each.cells.items() if name in theirs]
    cells += zip(found.added, each.added, strict=True)
    return [
        *((sheet.name, f"{each.key}, {name}", str(cell)) for name, cell in cells if cell),
        *((sheet.name, f"{each.key}, note", text) for text in each.notes.values()),
    ]


def _next_own(rows: Sequence[RowRead | PageRow]) -> int:
    numbers = [row.key.removeprefix(f"{OWN}.") for row in rows if row.key.startswith(f"{OWN}.")]
    return 1 + max((int(each) for each in numbers if each.isdecimal()), default=0)


def _where(rows: Sequence[PageRow], before: Sequence[str]) -> int:
    """Where a row that people took out comes back: behind the last of ``before`` that is there."""
    keys = [row.key for row in rows]
    return max((keys.index(key) + 1 for key in before if key in keys), default=0)


def _add_moved(page: Page, moved: Sequence[tuple[str, str, str]]) -> None:
    """Put what was moved below the rows that stand there already, each once."""
    names = [column.id for column in EARLIER.columns]
    there = {tuple(row.cells.get(name) for name in names) for row in page.rows}
    number = _next_own(page.rows)
    for row in dict.fromkeys(moved):
        if row not in there:
            page.rows.append(PageRow(f"{OWN}.{number}", dict(zip(names, row, strict=True))))
            number += 1
