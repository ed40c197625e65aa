"""One row of ``values.csv`` while it is read: what it is held against, and what is found wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from mobility_analysis.local.bounds import Bounds
from mobility_analysis.local.folder import VALUES
from mobility_analysis.local.remarks import LocalRemark
from mobility_analysis.local.table import TableRow, shortened


@dataclass(frozen=True)
class Rules:
    """What the rows are held against.

    Attributes
    ----------
    today
        The day of the estimates.
    place
        The place's name: in the column ``area`` it means all of the place.
    """

    bounds: Bounds
    today: date
    place: str

    @property
    def newest_year(self) -> int:
        """The last year that a row may be of."""
        return self.today.year + self.bounds.values.years_ahead


@dataclass
class Reading:
    """One row while it is read; what is wrong with it is gathered, so that it is all told at once."""

    row: TableRow
    separator: str
    rules: Rules
    remarks: list[LocalRemark] = field(default_factory=list)

    def remark(self, column: str, what: str, *, is_note: bool = False) -> None:
        """Say something of a cell, which is repeated."""
        written = shortened(self.row.cells.get(column, ""))
        self.remarks.append(LocalRemark(VALUES, self.row.number, column, written, what, is_note))

    @property
    def is_wrong(self) -> bool:
        """Whether the row has to be left out."""
        return any(not each.is_note for each in self.remarks)
