"""A workbook that people fill in and the program refreshes: read, evidence written anew, answers kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from pathlib import Path

from mobility_analysis.core.errors import PlanError, UsageError
from mobility_analysis.planning.folder import PlanFolder
from mobility_analysis.planning.keep import Refreshed, Written, refuse_if_open, replace_kept
from mobility_analysis.planning.workbooks.carry import carry
from mobility_analysis.planning.workbooks.workbook_in import (
    BookRead,
    RowRead,
    read_grids,
    read_workbook,
)
from mobility_analysis.planning.workbooks.workbook_out import workbook_bytes
from mobility_analysis.planning.workbooks.worksheets import Plain, Workbook

# What to write into people's cells, by sheet, key and column.
Changes = Mapping[str, Mapping[str, Mapping[str, Plain]]]


class KeptWorkbook:
    """One workbook of a plan.

    Parameters
    ----------
    plan
        The plan's folder, in which the workbook lies.
    name
        Its file name, such as ``readiness.xlsx``.
    ask
        What the workbook asks, given what people wrote into it (``None``: nothing yet).
    built
        The day of the estimates behind the evidence.
    outline
        The same sheets and columns without rows, where evidence takes long to gather; to read the file, no more is needed.
    """

    def __init__(
        self,
        plan: PlanFolder,
        name: str,
        ask: Callable[[BookRead | None], Workbook],
        built: str,
        outline: Callable[[], Workbook] | None = None,
    ) -> None:
        self.plan, self.name, self._ask, self._built = plan, name, ask, built
        self._without_rows = outline or partial(ask, None)
        self._last: tuple[bytes, BookRead] | None = None

    @property
    def path(self) -> Path:
        """Where the workbook lies, or will lie."""
        return self.plan.path / self.name

    def read(self) -> BookRead | None:
        """The workbook as it stands now, not to be changed; ``None`` where there is none yet.

        Raises
        ------
        PlanError
            The file cannot be read as a workbook.
        """
        content = self.path.read_bytes() if self.path.is_file() else None
        if content is None:
            return None
        if self._last is None or self._last[0] != content:
            # Parsing takes a tenth of a second, and a check asks many times.
            self._last = content, self._parse(content)
        return self._last[1]

    @cached_property
    def _outline(self) -> Workbook:
        """Which sheets and columns there are, which is the same whatever people wrote."""
        return self._without_rows()

    def _parse(self, content: bytes) -> BookRead:
        return read_workbook(content, self._outline, Written(self.plan).texts(self.name))

    def refresh(self) -> Refreshed:
        """Write evidence and counts anew; whatever people wrote stays.

        Raises
        ------
        PlanError
            The file is open or cannot be read; nothing was changed.
        """
        before = self._bytes()
        return self._rewrite(before, None if before is None else self._parse(before))

    def answer(self, changes: Changes) -> Refreshed:
        """Write answers, as a person would by hand.

        Parameters
        ----------
        changes
            What to write, by sheet, key and column.

        Raises
        ------
        UsageError
            There is no such sheet, row or column, or it is not people's.
        PlanError
            The file is open, cannot be read, or its rows cannot be told apart; nothing was changed.
        """
        before = self._bytes()
        if before is None:
            self.refresh()
            before = self.path.read_bytes()
        book = self._parse(before)
        if book.faults:
            raise PlanError(
                f"{self.name} cannot take an answer: {' '.join(book.faults)}",
                f"Mend {self.name}; nothing was changed.",
            )
        # Rows that have come since the last refresh can be answered, too.
        book = self._parse(self._content(book, Written(self.plan))[1])
        for sheet, rows in changes.items():
            for key, cells in rows.items():
                self._set(book, sheet, key, cells)
        return self._rewrite(before, book)

    def _set(self, book: BookRead, sheet: str, key: str, cells: Mapping[str, Plain]) -> None:
        theirs = {
            each.name: {column.id for column in each.columns if column.is_theirs}
            for each in self._outline.sheets
        }
        if sheet not in theirs:
            raise UsageError(
                f"{self.name} has no sheet {sheet!r}.", f"Its sheets are: {', '.join(theirs)}."
            )
        row = next((row for row in book.sheets[sheet].rows if row.key == key), None)
        unknown = set(cells) - theirs[sheet]
        if row is None or unknown:
            what = f"no row {key!r}" if row is None else f"no answers {', '.join(sorted(unknown))}"
            raise UsageError(
                f"The sheet {sheet!r} has {what}.",
                f"Its answers are: {', '.join(sorted(theirs[sheet]))}; its rows are in the column Key.",
            )
        row.cells.update(cells)

    def _bytes(self) -> bytes | None:
        refuse_if_open(self.path)
        return self.path.read_bytes() if self.path.is_file() else None

    def _rewrite(self, before: bytes | None, book: BookRead | None) -> Refreshed:
        """Write the workbook with what ``book`` holds, where that differs from what is there."""
        written = Written(self.plan)
        asked, content = self._content(book, written)
        if book is not None and any(not row.key for row in _rows(book)):
            # Rows that people added have their keys now, and are asked about like the others.
            asked, content = self._content(self._parse(content), written)
        if before is not None and read_grids(before, self.name) == read_grids(content, self.name):
            return Refreshed(
                self.path, False, (f"{self.name}: nothing has changed; left as it is.",)
            )
        if book is not None and book.faults:
            return self._beside(book, content)
        copy = replace_kept(self.plan, self.path, content, before)
        written.remember(self.name, content, asked.texts)
        kept = () if copy is None else (f"The earlier file is kept: history/{copy.name}",)
        gone = () if book is None else _gone(book)
        lines = (f"{self.name}: evidence of {self._built}.", *kept, *gone)
        return Refreshed(self.path, True, lines)

    def _content(self, book: BookRead | None, written: Written) -> tuple[Workbook, bytes]:
        """What is asked, and the file with what ``book`` holds."""
        asked = self._ask(book)
        texts = written.texts(self.name) | set(asked.texts)
        return asked, workbook_bytes(asked, carry(asked, book, texts))

    def _beside(self, book: BookRead, content: bytes) -> Refreshed:
        """Write what a refresh would give beside a file that cannot be told row by row."""
        path = self.path.with_name(f"{self.path.stem}.refreshed.xlsx")
        before = path.read_bytes() if path.is_file() else None
        if before != content:
            replace_kept(self.plan, path, content, before)
        return Refreshed(
            path,
            True,
            (
                f"{self.name} was left as it is, for answers are found by their keys:",
                *(f"  {fault}" for fault in book.faults),
                f"What a refresh would give is beside it: {path.name}. Mend {self.name}, or take that file in "
                "its place.",
            ),
        )


def _rows(book: BookRead) -> Iterator[RowRead]:
    for sheet in book.sheets.values():
        yield from sheet.rows


def _gone(book: BookRead) -> tuple[str, ...]:
    return tuple(
        f'The sheet "{name}" had no column "{heading}" any more; it is there again, empty. A column of another '
        "name stayed where it was."
        for name, sheet in book.sheets.items()
        for heading in sheet.gone
    )
