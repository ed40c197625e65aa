"""Reading and writing the private lists, which people keep in Excel.

They are read as a place's own records are (:mod:`local.table`). Only the messages are others: **they name the file,
the line and the column, and never what stands there**, which could be a name or somebody's answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from mobility_analysis.core.errors import PlanError
from mobility_analysis.local.cells import day, whole
from mobility_analysis.local.files import write_rows
from mobility_analysis.local.remarks import BadCell
from mobility_analysis.local.table import read_table

OWNER_ONLY = 0o600
PAGE = "docs/officials.md"
SHOWN = 20  # as many faults are named; the rest is counted
YES, NO = ("yes", "y", "x", "1", "true"), ("no", "n", "0", "false")
_T = TypeVar("_T")


@dataclass(frozen=True)
class Column:
    """A column of a list: its heading, and whether each row needs it; ``docs/officials.md`` says what it takes."""

    name: str
    is_required: bool = False


def columns_of(names: str) -> tuple[Column, ...]:
    """The columns of a list by their names, which spaces divide; a star follows one that each row needs."""
    return tuple(Column(name.rstrip("*"), name.endswith("*")) for name in names.split())


class Faults:
    """What is wrong in the lists, gathered so that all of it is told at once."""

    def __init__(self) -> None:
        self._found: list[str] = []

    def add(self, name: str, line: int, column: str, what: str) -> None:
        """Note a fault; ``column`` may be empty where the whole row is meant."""
        where = f"{name}, line {line}" + (f", column {column}" if column else "")
        if (fault := f"{where}: {what}") not in self._found:  # a cell may be read twice
            self._found.append(fault)

    def refuse(self) -> None:
        """Raise :class:`PlanError` with every fault, where there is any."""
        if not self._found:
            return
        rest = len(self._found) - SHOWN
        more = f" And {rest} more." if rest > 0 else ""
        raise PlanError(
            " ".join(self._found[:SHOWN]) + more + " Nothing was written.",
            "Mend the lines named in private/officials/; docs/officials.md says what each column takes.",
        )


@dataclass(frozen=True)
class Row:
    """A row of a list; what cannot be read in it is noted among ``faults``."""

    name: str
    line: int
    cells: Mapping[str, str]
    faults: Faults

    def __repr__(self) -> str:
        return f"Row({self.name}, line {self.line})"

    def fault(self, column: str, what: str) -> None:
        """Note what is wrong with a cell, or with the row where ``column`` is empty."""
        self.faults.add(self.name, self.line, column, what)

    def text(self, column: str) -> str:
        """A cell as it is."""
        return self.cells[column]

    def flag(self, column: str) -> bool | None:
        """A cell that holds yes or no; ``None`` where it is empty."""
        word = self.cells[column].casefold()
        if not word:
            return None
        if word not in (*YES, *NO):
            self.fault(column, "only yes, x or no may stand here.")
        return word in YES

    def choice(self, column: str, choices: Sequence[str], default: str) -> str:
        """A cell that holds one of ``choices``; ``default`` where it is empty."""
        word = " ".join(self.cells[column].casefold().split())
        if not word:
            return default
        if word not in choices:
            self.fault(column, f"only these may stand here: {', '.join(choices)}.")
            return default
        return word

    def day(self, column: str) -> date | None:
        """A cell that holds a day; ``None`` where it is empty."""
        return self._read(column, day)

    def number(self, column: str) -> int | None:
        """A cell that holds a whole number; ``None`` where it is empty."""
        return self._read(column, whole)

    def _read(self, column: str, read: Callable[[str], _T]) -> _T | None:
        try:
            return read(self.cells[column]) if self.cells[column] else None
        except BadCell as trouble:
            self.fault(column, str(trouble))
            return None


def read_list(path: Path, columns: Sequence[Column], faults: Faults) -> list[Row]:
    """The rows of a list; none where there is no file.

    Raises
    ------
    PlanError
        The file cannot be read as a list at all, or its headings are not ours.
    """
    if path.exists() and not (path.is_file() and path.stat().st_size):
        faults.add(
            path.name, 1, "", f"nothing is there; the first row must hold the headings of {PAGE}."
        )
        faults.refuse()
    names = [column.name for column in columns]
    table = read_table(path, path.name, names, names, page=PAGE)
    for remark in table.remarks:
        # Of a heading that is not ours the remark repeats the text, which may be somebody's name.
        is_heading = remark.is_note and remark.column
        what = f"a heading is not known; {PAGE} lists ours." if is_heading else remark.what
        heading = remark.column if remark.column in names else ""
        faults.add(path.name, remark.row or 1, heading, what)
    if table.is_unread:
        faults.refuse()
    found = [Row(path.name, row.number, row.cells, faults) for row in table.rows]
    for row in found:
        for column in columns:
            if column.is_required and not row.text(column.name):
                row.fault(column.name, "it is empty.")
    return found


def write_list(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Write a list that its owner alone may read."""
    write_rows(path, columns, rows, OWNER_ONLY)
