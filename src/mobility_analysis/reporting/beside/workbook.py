"""The workbook beside a report: the same numbers for people who work in Excel.

XlsxWriter writes no dates by itself, so that a rerun gives the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from mobility_analysis.core.atomic import atomic_path
from mobility_analysis.press.colors import BLUE, GRAY, INK, ORANGE, PALE, SOFT
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
from mobility_analysis.reporting.beside.worksheet_cells import (
    Cell,
    Worksheet,
    letters,
    row_height,
)
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.run_record import DEMONSTRATION

NAME = "workbook.xlsx"
# Title, a line below it, the header.
HEADER_ROW = 3
FROZEN_COLUMNS = 2
# Metrics of it are the same wherever a spreadsheet is opened: Calibri is missing where Office is.
_FONT = {"font_name": "Arial", "font_size": 10}
_TOP = {**_FONT, "valign": "top", "text_wrap": True}
# A number that is too wide for its cell becomes smaller, and is not shown as ####.
_RIGHT = {**_FONT, "align": "right", "valign": "top", "shrink": True, "indent": 1}
_LOOKS: dict[str, dict[str, Any]] = {
    look.TEXT: {"font_color": INK, **_TOP},
    look.BOLD: {"font_color": INK, "bold": True, **_TOP},
    look.SOFT: {"font_color": SOFT, **_TOP},
    look.NUMBER: {"font_color": INK, **_RIGHT},
    look.WEAK: {"font_color": GRAY, "italic": True, **_RIGHT},
    look.WEAK_TEXT: {"font_color": GRAY, "italic": True, **_TOP},
    look.BETTER: {"font_color": BLUE, "bold": True, **_TOP},
    look.WORSE: {"font_color": ORANGE, "bold": True, **_TOP},
}
_TITLE = {**_FONT, "font_color": BLUE, "bold": True, "font_size": 15, "valign": "vcenter"}
_LINE = {**_FONT, "font_color": SOFT, "bold": True, "valign": "top"}
_SHADES = (BLUE, "#C9CED6", ORANGE, "#EEF1F5")  # of the parts of a bar
CHART_COLUMNS = 11
CHART_WIDTH = 64 * (CHART_COLUMNS - 1)  # pixels: that many columns of the usual width
ROW_PIXELS = 20  # of the usual height
_FILTER = 3  # letters: the button of a filter
_BAR = {
    "type": "data_bar", "bar_color": "#BFD0E6", "bar_solid": True, "min_type": "num", "min_value": 0,
    "max_type": "num", "max_value": 100,
}  # fmt: skip
_HEADER = {
    **_FONT,
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
    heads = ((column.name, letters(column, look.BOLD) - _FILTER) for column in sheet.columns)
    page.set_row(HEADER_ROW - 1, row_height(heads))
    formats = cache(partial(_format, book))
    rooms = [{name: letters(column, name) for name in _LOOKS} for column in sheet.columns]
    for number, row in enumerate(sheet.rows, HEADER_ROW):
        texts = _write_row(page, number, row, formats)
        page.set_row(number, row_height((text, rooms[place][look]) for place, look, text in texts))
    for place, column in enumerate(sheet.columns):
        if column.is_bar and sheet.rows:
            last = HEADER_ROW + len(sheet.rows) - 1
            page.conditional_format(HEADER_ROW, place, last, place, _BAR)
    if sheet.chart is not None and sheet.rows:
        _draw(book, page, sheet)


def _draw(book: Any, page: Any, sheet: Worksheet) -> None:
    """The chart right of a sheet's table; its bars read the table's cells."""
    assert sheet.chart is not None
    first, last = HEADER_ROW, HEADER_ROW + len(sheet.rows) - 1
    is_single = len(sheet.chart.columns) == 1
    font = {"name": "Arial", "size": 9, "color": INK}
    drawn = book.add_chart({"type": "bar"} | ({} if is_single else {"subtype": "stacked"}))
    for color, place in zip(_SHADES, sheet.chart.columns, strict=False):
        drawn.add_series(
            {
                "name": [sheet.name, HEADER_ROW - 1, place],
                "categories": [sheet.name, first, 0, last, 0],
                "values": [sheet.name, first, place, last, place],
                "fill": {"color": color},
                "gap": 40,
                "data_labels": {"value": is_single, "font": font},
            }
        )
    drawn.set_title({"name": sheet.chart.title, "name_font": font | {"size": 11}, "overlay": False})
    # The first row of the table is the highest bar.
    drawn.set_y_axis({"reverse": True, "num_font": font, "interval_unit": 1})
    lines = {"visible": True, "line": {"color": "#D9DDE3", "width": 0.75}}
    bounds = (
        {}
        if sheet.chart.highest is None
        else {"min": 0, "max": sheet.chart.highest, "major_unit": 25}
    )
    drawn.set_x_axis({"num_font": font, "major_gridlines": lines, **bounds})
    drawn.set_legend({"none": True} if is_single else {"position": "bottom", "font": font})
    drawn.set_size({"width": CHART_WIDTH, "height": _chart_height(sheet)})
    place = len(sheet.columns) + 1
    said = f"{sheet.chart.title}. The table at the left has its numbers."
    page.insert_chart(HEADER_ROW - 1, place, drawn, {"description": said})


def _chart_height(sheet: Worksheet) -> int:
    """In pixels."""
    # Room for a name of two lines: LibreOffice leaves out every second name that has none.
    return 160 + 34 * len(sheet.rows)


def _format(book: Any, name: str, number_format: str) -> Any:
    return book.add_format({**_LOOKS[name], "num_format": number_format})


def _write_row(
    page: Any, number: int, row: Sequence[Cell], formats: Any
) -> list[tuple[int, str, str]]:
    """Write the cells of a row; return its texts with their columns and looks."""
    texts = []
    for place, cell in enumerate(row):
        value = cell.value
        if value is None or value == "":
            continue
        style = formats(cell.look, cell.format)
        # By its type: a text that begins with "=" stays a text.
        if isinstance(value, str):
            page.write_string(number, place, cut(value, LONGEST), style)
            texts.append((place, cell.look, value))
        else:
            page.write_number(number, place, value, style)
    return texts


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
    # A chart is not parted by the end of a page.
    page.fit_to_pages(1, 1 if sheet.chart is not None else 0)
    page.set_margins(left=MARGIN, right=MARGIN)
    page.repeat_rows(HEADER_ROW - 1)
    beside = 1 + CHART_COLUMNS if sheet.chart is not None else 0
    page.print_area(_area(sheet, len(sheet.columns) - sheet.unprinted + beside, is_printed=True))
    page.set_footer(f"&L{footer}&R&A, page &P of &N")


def _area(sheet: Worksheet, columns: int, *, is_printed: bool = False) -> str:
    """The cells of the table; what is printed begins with the title and ends below the chart."""
    rows = len(sheet.rows)
    if is_printed and sheet.chart is not None:
        rows = max(rows, math.ceil(_chart_height(sheet) / ROW_PIXELS) + 1)
    first = 1 if is_printed else HEADER_ROW
    return f"A{first}:{xl_col_to_name(columns - 1)}{HEADER_ROW + rows}"


def _table(sheet: Worksheet, header: Any) -> dict[str, Any]:
    """The rows as a named table, whose header screen readers announce; filters only on lists."""
    return {
        "name": sheet.name.replace(" ", "_"),
        "columns": [{"header": name, "header_format": header} for name in _headers(sheet)],
        "style": "Table Style Light 1",
        "banded_rows": False,
        "autofilter": sheet.is_list,
    }
