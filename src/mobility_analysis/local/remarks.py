"""What is to be said of a place's own files: where it is, what stands there, what to write instead."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LocalRemark:
    """One thing that a county's staff should know or mend.

    Attributes
    ----------
    file
        Within the plan's folder, such as ``local/values.csv``.
    row
        As Excel counts rows, the header being 1; ``None`` where it is about the whole file.
    written
        What stands there; never part of anything that is published.
    what
        What is wrong, and what to write.
    is_note
        Nothing was left out for it.
    """

    file: str
    row: int | None
    column: str
    written: str
    what: str
    is_note: bool = False

    @property
    def where(self) -> str:
        """File, row and column, as a person looks for them."""
        row = "" if self.row is None else f"row {self.row}"
        return ", ".join(part for part in (self.file, row, self.column) if part)

    @property
    def text(self) -> str:
        """What stands there and what to write."""
        if self.written:
            return f"\u201c{self.written}\u201d: {self.what}"
        return f"{self.what[:1].upper()}{self.what[1:]}"


class BadCell(ValueError):
    """A cell, or a file, that cannot be used; its text says what to do instead."""
