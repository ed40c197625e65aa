"""Writing a worksheet whole. The same content gives the same bytes; nothing is locked.

Protection is left out on purpose: Excel then refuses to sort rows with a locked cell, and people must sort.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from mobility_analysis.planning.workbooks.carry import Page, PageRow, Pages
from mobility_analysis.planning.workbooks.workbook_in import LISTS, Cell, Grid
from mobility_analysis.planning.workbooks.worksheets import EARLIER, KEY, Column, Live, Workbook
from mobility_analysis.press.colors import BLUE, GRAY, INK, PALE, SOFT
from mobility_analysis.press.excel import (
    LETTER,
    LONGEST,
    LONGEST_FOOTER,
    MARGIN,
    OPTIONS,
    cut,
)

THEIRS, MISSING, LINE = "#FFF9E5", "#F7D9C4", "#D5D9DF"
KEY_WIDTH = 15
ADDED_WIDTH = 24
READ_ME_WIDTH = 95
# Lines above the header run over as many columns, so that they can be read without scrolling.
HEAD_COLUMNS = 6
# Rows below the last one that a drop-down of people's own entries offers as well, for what they add.
LIVE_ROOM = 50
# Height of a line of text in points, and Excel's tallest row.
LINE_HEIGHT, TALLEST = 15.0, 409.0
DAY = "yyyy-mm-dd"
WRAP = {"valign": "top", "text_wrap": True}
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"font_color": BLUE, "bold": True, "font_size": 15, "valign": "vcenter"},
    "line": {"font_color": SOFT, **WRAP},
    "live line": {"font_color": INK, "bold": True, **WRAP},
    "header": {"font_color": INK, "bold": True, "bg_color": PALE, "border": 1, "border_color": LINE}
    | {"valign": "bottom", "text_wrap": True},
    "key": {"font_color": GRAY, "font_size": 9, "border": 1, "border_color": LINE, **WRAP},
    "ours": {"font_color": INK, "border": 1, "border_color": LINE, **WRAP},
    "theirs": {"font_color": INK, "bg_color": THEIRS, "border": 1, "border_color": LINE, **WRAP},
    "ours day": {"font_color": INK, "border": 1, "border_color": LINE, "num_format": DAY, **WRAP},
    "theirs day": {"font_color": INK, "bg_color": THEIRS, "border": 1, "border_color": LINE}
    | {"num_format": DAY, **WRAP},
    "carried": {"font_color": INK, "valign": "top", "text_wrap": True},
}
_FORMATS: tuple[tuple[type, str], ...] = (
    (datetime, "yyyy-mm-dd hh:mm"),
    (date, DAY),
    (time, "hh:mm"),
    (timedelta, "[h]:mm"),
)


def workbook_bytes(asked: Workbook, pages: Pages) -> bytes:
    """The file of a workbook."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, OPTIONS)
    book.set_properties(
        {"title": asked.title, "author": "Mobility analysis", "created": asked.created}
    )
    writer = _Writer(book, asked)
    for page in pages.pages:
        writer.page(page)
    for name, grid in pages.others.items():
        writer.other(name, grid, pages.other_notes.get(name, {}))
    writer.lists()
    book.close()
    return stream.getvalue()


class _Writer:
    def __init__(self, book: Any, asked: Workbook) -> None:
        self._book, self._asked = book, asked
        self._formats: dict[tuple[str, str], Any] = {}
        self._columns: dict[tuple[str, str], str] = {}

    def _format(self, look: str, number: str = "") -> Any:
        if (look, number) not in self._formats:
            shown = {"num_format": number} if number else {}
            self._formats[look, number] = self._book.add_format({**_LOOKS[look], **shown})
        return self._formats[look, number]

    def page(self, page: Page) -> None:
        """Write a sheet of ours."""
        sheet, columns = page.sheet, page.sheet.columns
        out = self._book.add_worksheet(sheet.name)
        out.write_string(0, 0, sheet.title, self._format("title"))
        out.set_row(0, 24)
        for number, line in enumerate(sheet.lines, 1):
            self._line(out, number, line, _widths(page)[:HEAD_COLUMNS])
        header = 1 + len(sheet.lines)
        if columns:
            self._header(out, header, page)
            for number, row in enumerate(page.rows, header + 1):
                self._row(out, number, columns, row)
                out.set_row(number, _height(zip(_cells(page, row), _widths(page), strict=True)))
            self._rules(out, header, page)
            self._note_columns(header, page)
        else:
            out.set_column(0, 0, READ_ME_WIDTH)
        self._paper(out, header if columns else None)
        if sheet is EARLIER and not page.rows:
            out.hide()

    def _line(self, out: Any, number: int, line: str | Live, widths: Sequence[int]) -> None:
        look = self._format("live line" if isinstance(line, Live) else "line")
        text = str(line.value) if isinstance(line, Live) else cut(line, LONGEST)
        if len(widths) > 1:
            out.merge_range(number, 0, number, len(widths) - 1, "", look)
        if isinstance(line, Live):
            out.write_formula(number, 0, line.formula, look, line.value)
        else:
            out.write_string(number, 0, text, look)
        out.set_row(number, _height([(text, sum(widths))]))

    def _header(self, out: Any, header: int, page: Page) -> None:
        look = self._format("header")
        headings = [KEY, *(column.heading for column in page.sheet.columns), *page.added]
        widths = _widths(page)
        for at, (heading, width) in enumerate(zip(headings, widths, strict=True)):
            out.write_string(header, at, heading, look)
            out.set_column(at, at, width)
        out.set_row(header, _height(zip(headings, widths, strict=True)))
        out.freeze_panes(header + 1, 1)

    def _row(self, out: Any, number: int, columns: tuple[Column, ...], row: PageRow) -> None:
        out.write_string(number, 0, row.key, self._format("key"))
        ids = [column.id for column in columns]
        for at, column in enumerate(columns, 1):
            look = "theirs" if column.is_theirs else "ours"
            look += " day" * column.is_date
            self._cell(out, (number, at), row.cells.get(column.id), look)
        for at, cell in enumerate(row.added, 1 + len(columns)):
            self._cell(out, (number, at), cell, "theirs")
        for name, text in row.notes.items():
            at = 0 if name == "key" else 1 + (ids.index(name) if name in ids else len(ids))
            if isinstance(name, int):
                at = 1 + len(ids) + name
            out.write_comment(number, at, text)

    def _cell(self, out: Any, place: tuple[int, int], cell: Cell | Live, look: str) -> None:
        """Write by type: a text that begins with "=" stays a text."""
        if isinstance(cell, Live):
            formula = cell.formula.replace("{row}", str(place[0] + 1))
            out.write_formula(*place, formula, self._format(look), cell.value)
        elif cell is None:
            out.write_blank(*place, None, self._format(look))
        elif isinstance(cell, bool):
            out.write_boolean(*place, cell, self._format(look))
        elif isinstance(cell, str):
            out.write_string(*place, cut(cell, LONGEST), self._format(look))
        elif isinstance(cell, int | float):
            out.write_number(*place, cell, self._format(look))
        else:
            shown = next(form for kind, form in _FORMATS if isinstance(cell, kind))
            out.write_datetime(*place, cell, self._format(look, shown))

    def _rules(self, out: Any, header: int, page: Page) -> None:
        """Drop-downs, filter, and the marks of what is missing and of what is done."""
        sheet, last = page.sheet, header + max(len(page.rows), 1)
        for at, column in enumerate(sheet.columns, 1):
            if column.choices:
                rule = {"validate": "list", "source": f"={column.choices}", "show_error": False}
                if not column.may_differ:
                    choices = ", ".join(self._asked.lists[column.choices])
                    rule |= {
                        "show_error": True,
                        "error_title": "Choose from the list",
                        "error_message": f"Choose one of: {choices}.",
                    }
                out.data_validation(header + 1, at, last, at, rule)
        out.autofilter(header, 0, last, len(sheet.columns) + len(page.added))
        first = header + 2  # as Excel counts
        ids = [column.id for column in sheet.columns]
        if sheet.missing_where:
            condition, name = sheet.missing_where
            at = 1 + ids.index(name)
            look = self._book.add_format({"bg_color": MISSING})
            self._mark(out, header + 1, at, last, at, condition.format(row=first), look)
        if sheet.quiet_where:
            look = self._book.add_format({"font_color": GRAY})
            condition = sheet.quiet_where.format(row=first)
            self._mark(out, header + 1, 0, last, len(ids), condition, look)

    def _note_columns(self, header: int, page: Page) -> None:
        """Note where the cells of each column stand, for the drop-downs that offer them."""
        name = page.sheet.name
        first, last = header + 2, header + 1 + len(page.rows) + LIVE_ROOM
        for at, column in enumerate(page.sheet.columns, 1):
            letter = xl_col_to_name(at, col_abs=True)
            self._columns[name, column.id] = f"'{name}'!{letter}${first}:{letter}${last}"

    @staticmethod
    def _mark(out: Any, *rest: Any) -> None:
        *area, condition, look = rest
        out.conditional_format(*area, {"type": "formula", "criteria": condition, "format": look})

    def _paper(self, out: Any, header: int | None) -> None:
        out.set_landscape()
        out.set_paper(LETTER)
        out.fit_to_pages(1, 0)
        out.set_margins(left=MARGIN, right=MARGIN)
        if header is not None:
            out.repeat_rows(header)
        footer = cut(self._asked.footer, LONGEST_FOOTER).replace("&", "&&")
        out.set_footer(f"&L{footer}&R&A, page &P of &N")

    def other(self, name: str, grid: Grid, notes: Mapping[tuple[int, int], str]) -> None:
        """Write a sheet of people's own, as values."""
        out = self._book.add_worksheet(name)
        for number, row in enumerate(grid):
            for at, cell in enumerate(row):
                if cell is not None:
                    self._cell(out, (number, at), cell, "carried")
        for (number, at), text in notes.items():
            out.write_comment(number, at, text)
        out.set_column(0, max(map(len, grid), default=1), ADDED_WIDTH)

    def lists(self) -> None:
        """The entries of the drop-downs: a list typed into a cell's rule may hold 255 letters only."""
        out = self._book.add_worksheet(LISTS)
        for at, (name, entries) in enumerate(self._asked.lists.items()):
            out.write_string(0, at, name)
            for number, entry in enumerate(entries, 1):
                out.write_string(number, at, entry)
            top = xl_rowcol_to_cell(1, at, row_abs=True, col_abs=True)
            end = f"${xl_col_to_name(at)}${1 + len(entries)}"
            self._book.define_name(name, f"={LISTS}!{top}:{end}")
        out.hide()
        for name, column in self._asked.live_lists.items():
            self._book.define_name(name, f"={self._columns[column]}")


def _widths(page: Page) -> list[int]:
    """The widths of a page's columns, the key's first."""
    if not page.sheet.columns:
        return [READ_ME_WIDTH]
    ours = [column.width for column in page.sheet.columns]
    return [KEY_WIDTH, *ours, *(ADDED_WIDTH for _ in page.added)]


def _cells(page: Page, row: PageRow) -> list[str]:
    """What a row shows, as texts."""
    cells = [row.cells.get(column.id) for column in page.sheet.columns]
    # A row that is new to the file has no cells in columns that people added.
    added = [*row.added, *[None] * (len(page.added) - len(row.added))]
    shown = [cell.value if isinstance(cell, Live) else cell for cell in [*cells, *added]]
    return [row.key, *("" if cell is None else str(cell) for cell in shown)]


def _height(cells: Iterable[tuple[str, int]]) -> float:
    """How tall a row is that shows these texts in columns of these widths.

    Excel finds this out by itself when it opens a file; LibreOffice and browsers do not.
    """
    lines = [
        sum(max(1, math.ceil(len(part) * 1.1 / width)) for part in text.split("\n"))
        for text, width in cells
    ]
    return min(TALLEST, LINE_HEIGHT * max(lines, default=1) + 2)
