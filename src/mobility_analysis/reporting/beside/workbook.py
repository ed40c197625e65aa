"""The workbook beside a report: the same numbers for people who work in Excel.

XlsxWriter writes no dates by itself, so that a rerun gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from mobility_analysis.core.atomic import atomic_path
from mobility_analysis.press.colors import BLUE, GRAY, INK, PALE, SOFT
from mobility_analysis.press.excel import (
    LETTER,
    LONGEST,
    LONGEST_FOOTER,
    LONGEST_HEADER,
    MARGIN,
    OPTIONS,
    cut,
)
from mobility_analysis.reporting.beside import worksheet_cells as look
from mobility_analysis.reporting.beside.workbook_sheets import sheets
from mobility_analysis.reporting.beside.worksheet_cells import Cell, Worksheet
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.run_record import DEMONSTRATION

NAME = "workbook.xlsx"
# Title, a line below it, the header.
HEADER_ROW = 3
FROZEN_COLUMNS = 2
_TOP = {"valign": "top", "text_wrap": True}
_RIGHT = {"align": "right", "valign": "top"}
_LOOKS: dict[str, dict[str, Any]] = {
    look.TEXT: {"font_color": INK, **_TOP},
    look.BOLD: {"font_color": INK, "bold": True, **_TOP},
    look.SOFT: {"font_color": SOFT, **_TOP},
    look.INDENT: {"font_color": INK, "italic": True, "indent": 1, **_TOP},
    look.INDENT_MORE: {"font_color": INK, "indent": 2, **_TOP},
    look.NUMBER: {"font_color": INK, **_RIGHT},
    look.WEAK: {"font_color": GRAY, "italic": True, **_RIGHT},
    look.WEAK_TEXT: {"font_color": GRAY, "italic": True, **_TOP},
}
_TITLE = {"font_color": BLUE, "bold": True, "font_size": 15, "valign": "vcenter"}
_LINE = {"font_color": SOFT, "bold": True, "valign": "top"}
_HEADER = {
    "font_color": INK,
    "bold": True,
    "valign": "bottom",
    "text_wrap": True,
    "bg_color": PALE,
}


def write_workbook(data: PlaceData, path: Path) -> None:
    """Write the workbook of one place."""
    with atomic_path(path) as temporary:
        book = Workbook(str(temporary), OPTIONS)
        book.set_properties(
            {
                "title": f"Mobility metrics of {data.here.in_words}",
                "author": "Mobility analysis",
                "created": datetime.fromisoformat(data.record.built_at[:10]),
            }
        )
        for sheet in sheets(data):
            _write(book, sheet, _footer(data))
        book.close()


def _footer(data: PlaceData) -> str:
    parts = [data.here.label, f"built {data.record.built_at}"]
    if data.record.is_demonstration:
        parts.insert(0, DEMONSTRATION)
    return cut(". ".join(parts), LONGEST_FOOTER).replace("&", "&&")


def _write(book: Any, sheet: Worksheet, footer: str) -> None:
    page = book.add_worksheet(sheet.name)
    _set_up(page, sheet, footer)
    page.write_string(0, 0, cut(sheet.title, LONGEST), book.add_format(_TITLE))
    page.write_string(1, 0, cut(sheet.line, LONGEST), book.add_format(_LINE))
    header = book.add_format(_HEADER)
    if sheet.rows:  # Excel reports a table without rows as damaged
        page.add_table(_area(sheet, len(sheet.columns)), _table(sheet, header))
    else:
        for place, column in enumerate(sheet.columns):
            page.write_string(HEADER_ROW - 1, place, cut(column.name, LONGEST), header)
    formats = cache(partial(_format, book))
    for number, row in enumerate(sheet.rows, HEADER_ROW):
        _write_row(page, number, row, formats)


def _format(book: Any, name: str, number_format: str) -> Any:
    return book.add_format({**_LOOKS[name], "num_format": number_format})


def _write_row(page: Any, number: int, row: Sequence[Cell], formats: Any) -> None:
    for place, cell in enumerate(row):
        if cell.value is None or cell.value == "":
            continue
        style = formats(cell.look, cell.format)
        # By its type: a text that begins with "=" stays a text.
        if isinstance(cell.value, str):
            page.write_string(number, place, cut(cell.value, LONGEST), style)
        else:
            page.write_number(number, place, cell.value, style)


def _headers(sheet: Worksheet) -> list[str]:
    """The names of the columns, all different even in small letters: Excel would report a damaged file."""
    found: list[str] = []
    for column in sheet.columns:
        name, number = cut(column.name, LONGEST_HEADER), 2
        while name.lower() in {each.lower() for each in found}:
            name = f"{cut(column.name, LONGEST_HEADER - 5)} ({number})"
            number += 1
        found.append(name)
    return found


def _set_up(page: Any, sheet: Worksheet, footer: str) -> None:
    """Widths, frozen header and paper."""
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
    page.freeze_panes(HEADER_ROW, FROZEN_COLUMNS if len(sheet.columns) > FROZEN_COLUMNS else 0)
    page.set_landscape()
    page.set_paper(LETTER)
    page.fit_to_pages(1, 0)
    page.set_margins(left=MARGIN, right=MARGIN)
    page.repeat_rows(HEADER_ROW - 1)
    page.print_area(_area(sheet, len(sheet.columns) - sheet.unprinted, first=1))
    page.set_footer(f"&L{footer}&R&A, page &P of &N")


def _area(sheet: Worksheet, columns: int, first: int = HEADER_ROW) -> str:
    return f"A{first}:{xl_col_to_name(columns - 1)}{HEADER_ROW + len(sheet.rows)}"


def _table(sheet: Worksheet, header: Any) -> dict[str, Any]:
    """The rows as a named table, whose header screen readers announce; filters only on lists."""
    return {
        "name": sheet.name.replace(" ", "_"),
        "columns": [{"header": name, "header_format": header} for name in _headers(sheet)],
        "style": "Table Style Light 1",
        "banded_rows": False,
        "autofilter": sheet.is_list,
    }
