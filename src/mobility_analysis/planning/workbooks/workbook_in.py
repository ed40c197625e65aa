"""Reading a worksheet back: answers by key, and everything else that people put into the file.

Nothing is read by position. Columns are found by their headings and rows by their keys, so that people may sort,
insert and move; what is not ours is carried as it stands.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime

from mobility_analysis.core.errors import PlanError
from mobility_analysis.planning.workbooks.workbook_notes import read_notes
from mobility_analysis.planning.workbooks.worksheets import KEY, Plain, Workbook, Worksheet

Cell = Plain | None
Grid = list[list[Cell]]
# Sheets that only the program writes and nobody reads.
LISTS = "Lists"


@dataclass
class RowRead:
    """One row: its key, what stands in columns of ours by id, and in columns that people added, in order.

    Attributes
    ----------
    number
        Its row in the sheet, counted from 1 as Excel does.
    notes
        Notes (comments) on its cells, by column id, or by the number of a column that people added.
    """

    number: int
    key: str
    cells: dict[str, Cell]
    added: list[Cell]
    notes: dict[str | int, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Nothing stands in it."""
        return not any(_is_filled(cell) for cell in (*self.cells.values(), *self.added))


@dataclass
class SheetRead:
    """A sheet of ours as it was found.

    Attributes
    ----------
    heads
        Texts above the header, each with its cell ("A3").
    added
        Headings of columns that people added.
    gone
        Headings of ours that are not there any more.
    theirs
        Ids of the columns in which people write.
    """

    heads: list[tuple[str, str]]
    rows: list[RowRead]
    added: list[str]
    gone: list[str]
    theirs: frozenset[str] = frozenset()


@dataclass
class BookRead:
    """A workbook as it was found.

    Attributes
    ----------
    others
        Sheets that are not ours, as values.
    faults
        What keeps the file from being replaced: each a sentence.
    """

    sheets: dict[str, SheetRead]
    others: dict[str, Grid]
    other_notes: dict[str, dict[tuple[int, int], str]]
    faults: list[str]

    def cells_of(self, sheet: str) -> dict[str, dict[str, Cell]]:
        """What stands in a sheet's rows, by key; of a key that stands twice the first."""
        found: dict[str, dict[str, Cell]] = {}
        for row in self.sheets[sheet].rows if sheet in self.sheets else ():
            if row.key:
                found.setdefault(row.key, row.cells)
        return found


def read_grids(content: bytes, name: str) -> dict[str, Grid]:
    """Every sheet of a workbook as rows of values, empty rows and cells at the end left out.

    Raises
    ------
    PlanError
        It cannot be read as a workbook.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return {
            sheet: _trimmed(book.get_sheet_by_name(sheet).to_python(skip_empty_area=False))
            for sheet in book.sheet_names
        }
    except (CalamineError, OSError, ValueError, zipfile.BadZipFile) as error:
        raise PlanError(
            f"{name} cannot be read as a workbook: {error}; nothing was changed.",
            f"Open it in Excel and save it as .xlsx, or take the newest copy of {name} from history/.",
        ) from error


def read_workbook(content: bytes, asked: Workbook, written: Set[str] = frozenset()) -> BookRead:
    """What people wrote into a workbook whose sheets are those of ``asked``.

    Parameters
    ----------
    written
        Every text that the program wrote into the file when it wrote it last; none where that is not known. A sheet of
        which it wrote none is new to the file, and not missing.
    """
    grids = read_grids(content, asked.name)
    notes = read_notes(content)
    found = BookRead({}, {}, {}, [])
    ours = {sheet.name: sheet for sheet in asked.sheets}
    for name, grid in grids.items():
        if name == LISTS:
            continue
        sheet = ours.pop(name, None)
        if sheet is None:
            _carry_as_found(found, name, grid, notes.get(name, {}))
        elif sheet.columns:
            _read_sheet(found, sheet, grid, notes.get(name, {}))
        else:
            texts = _heads(grid)
            found.sheets[name] = SheetRead(texts, [], [], [])
    for name, sheet in ours.items():
        if sheet.columns and (not written or sheet.title in written):
            found.faults.append(f'The sheet "{name}" is not there; was it renamed or deleted?')
    return found


def _carry_as_found(
    found: BookRead, name: str, grid: Grid, notes: dict[tuple[int, int], str]
) -> None:
    found.others[name] = grid
    found.other_notes[name] = notes


def _free_name(found: BookRead, name: str) -> str:
    """A name for a sheet of ours that could not be read as one, which no other sheet has."""
    names = (
        f"{name} as found{(number and f' {number}') or ''}"
        for number in range(len(found.others) + 1)
    )
    return next(each for each in names if each not in found.others)


def _read_sheet(
    found: BookRead, sheet: Worksheet, grid: Grid, notes: dict[tuple[int, int], str]
) -> None:
    header = _find_header(sheet, grid)
    if header is None:
        found.faults.append(f'The sheet "{sheet.name}" has no column "{KEY}" any more.')
        _carry_as_found(found, _free_name(found, sheet.name), grid, notes)
        return
    headings = [_text(cell) for cell in grid[header]]
    # A note may stand on an empty cell beyond the last column, or on an empty row below the last one.
    width = max([*map(len, grid), *(column + 1 for _, column in notes)])
    headings += [""] * (width - len(headings))
    places, added = _match(sheet, headings)
    rows = []
    lowest = max((row for row, _ in notes), default=-1)
    grid = [*grid, *[[] for _ in range(lowest + 1 - len(grid))]]
    for number, cells in enumerate(grid[header + 1 :], header + 2):
        padded = [*cells, *[None] * (width - len(cells))]
        row = RowRead(
            number,
            _text(padded[places["key"]]),
            {name: padded[at] for name, at in places.items() if name != "key"},
            [padded[at] for at in added],
        )
        for name, at in places.items():
            if (number - 1, at) in notes:
                row.notes[name] = notes[number - 1, at]
        for place, at in enumerate(added):
            if (number - 1, at) in notes:
                row.notes[place] = notes[number - 1, at]
        if row.key or row.notes or not row.is_empty:
            rows.append(row)
    gone = [c.heading for c in sheet.columns if c.id not in places]
    theirs = frozenset(column.id for column in sheet.columns if column.is_theirs)
    found.sheets[sheet.name] = SheetRead(
        _heads(grid[:header]), rows, [headings[at] for at in added], gone, theirs
    )
    found.faults += _twice(sheet.name, rows)


def _match(sheet: Worksheet, headings: Sequence[str]) -> tuple[dict[str, int], list[int]]:
    """Where each column of ours stands, and which columns people added."""
    places: dict[str, int] = {}
    wanted = {KEY.casefold(): "key"} | {c.heading.casefold(): c.id for c in sheet.columns}
    added = []
    for at, heading in enumerate(headings):
        name = wanted.get(heading.casefold())
        if name is not None and name not in places:
            places[name] = at
        else:
            added.append(at)
    return places, added


def _twice(name: str, rows: Sequence[RowRead]) -> list[str]:
    by_key: dict[str, list[int]] = {}
    for row in rows:
        if row.key:
            by_key.setdefault(row.key, []).append(row.number)
    return [
        f'In the sheet "{name}" the key {key} stands in the rows {" and ".join(map(str, numbers))}.'
        for key, numbers in by_key.items()
        if len(numbers) > 1
    ]


def _find_header(sheet: Worksheet, grid: Grid) -> int | None:
    """The row with the headings: one that has the key's and another one of ours."""
    known = {column.heading.casefold() for column in sheet.columns}
    for number, row in enumerate(grid):
        texts = {_text(cell).casefold() for cell in row}
        if KEY.casefold() in texts and texts & known:
            return number
    return None


def _heads(grid: Grid) -> list[tuple[str, str]]:
    return [
        (f"{chr(ord('A') + at) if at < 26 else '?'}{number}", cell)
        for number, row in enumerate(grid, 1)
        for at, cell in enumerate(row)
        if isinstance(cell, str) and cell.strip()
    ]


def _trimmed(grid: Iterable[Iterable[Cell]]) -> Grid:
    rows = [list(row) for row in grid]
    for row in rows:
        while row and not _is_filled(row[-1]):
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return [[cell if _is_filled(cell) else None for cell in row] for row in rows]


def _is_filled(cell: Cell) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell).strip()


def text_of(cells: Mapping[str, Cell], name: str) -> str:
    """What stands in a cell, as text; of a day its date."""
    cell = cells.get(name)
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)  # Excel has no whole numbers; people wrote 40, not 40.0
    return _text(cell)
