"""Reading a table that Excel saved as CSV: whatever it writes is accepted, and nothing is guessed in silence.

Accepted are UTF-8 with and without a byte order mark, Windows-1252 (with a note), commas, semicolons or tabs between
cells, any line ends, a first line ``sep=;``, empty rows and columns, and headings in any case with spaces for
underscores.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mobility_analysis.local.remarks import BadCell, LocalRemark

LARGEST = 2_000_000  # bytes; a table that people keep by hand is a hundredth of it
LONGEST_WRITTEN = 60  # letters of a cell that a remark repeats
SEPARATORS = (",", ";", "\t")
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028-\u202e\u2066-\u2069\ufffe\uffff]")
_SAVE_AS = "In Excel: Save as, \u201cCSV UTF-8 (Comma delimited)\u201d."


@dataclass(frozen=True)
class TableRow:
    """One row: its number as Excel counts, and its cells by column; a column that is not there is empty."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    """The rows of a file.

    Attributes
    ----------
    separator
        What stands between cells; where it is a semicolon, Excel writes decimals with a comma.
    remarks
        On rows that were left out, and notes.
    is_unread
        The file is there, and nothing in it can be read.
    """

    rows: tuple[TableRow, ...] = ()
    separator: str = ","
    remarks: tuple[LocalRemark, ...] = ()
    is_unread: bool = False


def read_table(
    path: Path,
    name: str,
    columns: Sequence[str],
    required: Sequence[str],
    page: str = "docs/planning.md",
) -> Table:
    """The table in ``path``; a file that cannot be read gives no rows and one remark.

    Parameters
    ----------
    name
        What remarks call the file.
    columns
        Every column there may be. Others are not read, and named in a note.
    required
        Columns without which nothing can be read.
    page
        Where people find the headings.
    """
    if not path.is_file():
        return Table()
    try:
        text, note = _decoded(path.read_bytes())
        lines, separator = _cells(text, columns)
    except OSError as error:
        return _fault(name, f"It cannot be opened ({error.strerror}).")
    except BadCell as trouble:
        return _fault(name, str(trouble))
    start = next((number for number, line in enumerate(lines) if any(line)), None)
    if start is None:
        return Table()
    header = [_heading(cell) for cell in lines[start]]
    wrong = _header_trouble(header, columns, required, page)
    if wrong:
        return _fault(name, wrong)
    notes = [LocalRemark(name, None, "", "", note, is_note=True)] if note else []
    notes += _unknown(name, header, columns, start + 1)
    rows, bad = _rows(name, header, lines, start)
    kept = tuple(
        TableRow(row.number, {column: row.cells.get(column, "") for column in columns})
        for row in rows
    )
    return Table(kept, separator, (*notes, *bad))


def _fault(name: str, what: str) -> Table:
    return Table(remarks=(LocalRemark(name, None, "", "", what),), is_unread=True)


def _decoded(content: bytes) -> tuple[str, str]:
    """The text of a file, and a note on it; raises :class:`BadCell` where it cannot be read as one."""
    if len(content) > LARGEST:
        raise BadCell(f"It has more than {LARGEST // 1_000_000} MB. Is it the right file?")
    if content[:2] == b"PK":
        raise BadCell(f"It is an Excel workbook under the name of a CSV file. {_SAVE_AS}")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in content:
        raise BadCell(f"It was saved as \u201cUnicode text\u201d. {_SAVE_AS}")
    try:
        return content.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise BadCell(f"Its letters cannot be read. {_SAVE_AS}") from error
    return text, (
        "It is not UTF-8, so its letters were read as Windows-1252, which Excel writes. Look whether letters with "
        f"accents are right. If they are not: {_SAVE_AS[0].lower()}{_SAVE_AS[1:]}"
    )


def _cells(text: str, columns: Sequence[str]) -> tuple[list[list[str]], str]:
    """The cells of each line, and what separates them; raises :class:`BadCell` where they cannot be told apart."""
    named = _SEPARATOR_LINE.match(text)
    text = text[named.end() :] if named else text
    separator = named[1] if named else _separator(text, columns)
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        return [[cell.strip() for cell in line] for line in lines], separator
    except (csv.Error, TypeError, ValueError) as error:
        raise BadCell(f"Its cells cannot be told apart ({error}). {_SAVE_AS}") from error


def _heading(cell: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", cell.lower()).strip("_")


def _separator(text: str, columns: Sequence[str]) -> str:
    """What splits the first line with anything in it into the most known headings; a comma where none does."""
    first = next((line for line in text.splitlines() if line.strip(" ,;\t")), "")

    def known(separator: str) -> int:
        return sum(_heading(cell) in columns for cell in first.split(separator))

    return max(SEPARATORS, key=known)


def _header_trouble(
    header: list[str], columns: Sequence[str], required: Sequence[str], page: str
) -> str:
    gone = [column for column in required if column not in header]
    if gone:
        return f"Its first row must hold the headings, and has no {', '.join(gone)}. Copy the first row from {page}."
    # Only names of ours: what else stands there twice may be anything.
    twice = [column for column in columns if header.count(column) > 1]
    return f"The heading {', '.join(twice)} stands twice. Keep one of them." if twice else ""


def _unknown(name: str, header: list[str], columns: Sequence[str], row: int) -> list[LocalRemark]:
    found = []
    for heading in header:
        if heading and heading not in columns:
            near = difflib.get_close_matches(heading, columns, 1)
            meant = f" Did you mean {near[0]}?" if near else ""
            what = f"There is no such column, so it is not read.{meant}"
            found.append(LocalRemark(name, row, heading, "", what, is_note=True))
    return found


def _rows(
    name: str, header: list[str], lines: list[list[str]], start: int
) -> tuple[list[TableRow], list[LocalRemark]]:
    rows, bad = [], []
    for number, line in enumerate(lines[start + 1 :], start + 2):
        if not any(line):
            continue
        if any(line[len(header) :]):
            what = (
                f"The row has {len(line)} cells and the first row {len(header)}. A cell with a "
                "separator in it needs quotation marks around it."
            )
            bad.append(LocalRemark(name, number, "", "", what))
            continue
        cells = dict(zip(header, line, strict=False))
        odd = [column for column, cell in cells.items() if _CONTROL.search(cell)]
        if odd:
            what = "It holds a character that cannot be printed. Type the text anew."
            bad.append(LocalRemark(name, number, odd[0], "", what))
            continue
        rows.append(
            TableRow(number, {column: " ".join(cell.split()) for column, cell in cells.items()})
        )
    return rows, bad


def shortened(text: str) -> str:
    """A cell as a remark repeats it."""
    return text if len(text) <= LONGEST_WRITTEN else f"{text[: LONGEST_WRITTEN - 1]}\u2026"
