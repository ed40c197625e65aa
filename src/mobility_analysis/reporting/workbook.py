"""The workbook beside a report: the same numbers for people who work in Excel.

Written row by row (openpyxl's write-only mode), with fixed dates, so that a rerun gives the same bytes.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import AutoFilter, Table, TableColumn, TableStyleInfo

from mobility_analysis.core.io import atomic_path
from mobility_analysis.reporting import worksheet as look
from mobility_analysis.reporting.data import DEMONSTRATION, PlaceData
from mobility_analysis.reporting.worksheet import Cell, Sheet
from mobility_analysis.reporting.worksheets import sheets

NAME = "workbook.xlsx"
# Title, a line below it, the header.
HEADER_ROW = 3
FROZEN_COLUMNS = 2
LETTER = 1
# The first moment a zip can hold: what is inside has no date of its own.
NO_DATE = (1980, 1, 1, 0, 0, 0)
INK, SOFT, GRAY, BLUE, PALE = "1F2328", "4D555F", "6B6B6B", "1B4F8F", "EEF3FA"

_TOP = {"vertical": "top", "wrap_text": True}
_LOOKS: dict[str, tuple[Font, Alignment]] = {
    look.TEXT: (Font(color=INK), Alignment(**_TOP)),
    look.BOLD: (Font(color=INK, bold=True), Alignment(**_TOP)),
    look.SOFT: (Font(color=SOFT), Alignment(**_TOP)),
    look.INDENT: (Font(color=INK, italic=True), Alignment(indent=1, **_TOP)),
    look.INDENT_MORE: (Font(color=INK), Alignment(indent=2, **_TOP)),
    look.NUMBER: (Font(color=INK), Alignment(horizontal="right", vertical="top")),
    look.WEAK: (Font(color=GRAY, italic=True), Alignment(horizontal="right", vertical="top")),
    look.WEAK_TEXT: (Font(color=GRAY, italic=True), Alignment(**_TOP)),
}
_TITLE = (Font(color=BLUE, bold=True, size=15), Alignment(vertical="center"))
_LINE = (Font(color=SOFT, bold=True), Alignment(vertical="top"))
_HEADER = (Font(color=INK, bold=True), Alignment(vertical="bottom", wrap_text=True))


def write_workbook(data: PlaceData, path: Path) -> None:
    """Write the workbook of one place."""
    book = Workbook(write_only=True)
    _describe(book, data)
    for number, sheet in enumerate(sheets(data), 1):
        _write(book, sheet, number, _footer(data))
    with atomic_path(path) as temporary:
        temporary.write_bytes(_packed(book))


def _describe(book: Any, data: PlaceData) -> None:
    built = datetime.fromisoformat(data.record.built_at[:10])
    about = book.properties
    about.title = f"Mobility metrics of {data.here.label}"
    about.creator = about.lastModifiedBy = "Mobility analysis"
    about.language = "en-US"
    about.created = about.modified = built


def _footer(data: PlaceData) -> str:
    parts = [data.here.label, f"built {data.record.built_at}"]
    if data.record.is_demonstration:
        parts.insert(0, DEMONSTRATION)
    return ". ".join(parts).replace("&", "&&")


def _write(book: Any, sheet: Sheet, number: int, footer: str) -> None:
    page = book.create_sheet(sheet.name)
    _set_up(page, sheet, footer)
    pool = _Pool(page)
    page.append([pool.plain(sheet.title, *_TITLE)])
    page.append([pool.plain(sheet.line, *_LINE)])
    page.append([pool.plain(column.name, *_HEADER, fill=PALE) for column in sheet.columns])
    for row in sheet.rows:
        page.append(pool.row(row))
    if sheet.rows:  # Excel calls a table without rows damaged
        page.tables.add(_table(sheet, number))


def _set_up(page: Any, sheet: Sheet, footer: str) -> None:
    """Widths, frozen header and paper, which must stand before the first row."""
    for place, column in enumerate(sheet.columns, 1):
        page.column_dimensions[get_column_letter(place)].width = column.width
    kept = FROZEN_COLUMNS if len(sheet.columns) > FROZEN_COLUMNS else 0
    page.freeze_panes = f"{get_column_letter(kept + 1)}{HEADER_ROW + 1}"
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = LETTER
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.page_margins.left = page.page_margins.right = 0.4
    page.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    page.print_area = f"A1:{_corner(sheet, len(sheet.columns) - sheet.unprinted)}"
    page.oddFooter.left.text = footer
    page.oddFooter.right.text = "&A, page &P of &N"


def _corner(sheet: Sheet, columns: int) -> str:
    return f"{get_column_letter(columns)}{HEADER_ROW + len(sheet.rows)}"


def _table(sheet: Sheet, number: int) -> Any:
    """The rows as a named table, whose header screen readers announce; filters only on lists."""
    reference = f"A{HEADER_ROW}:{_corner(sheet, len(sheet.columns))}"
    table = Table(displayName=sheet.name.replace(" ", "_"), ref=reference, id=number)
    table.tableColumns = [
        TableColumn(id=place, name=column.name) for place, column in enumerate(sheet.columns, 1)
    ]
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    if sheet.is_list:
        table.autoFilter = AutoFilter(ref=reference)
    return table


class _Pool:
    """Styled cells used again row after row: giving a cell its style takes longer than writing it."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self._cells: dict[tuple[str, str], list[Any]] = defaultdict(list)

    def row(self, cells: Sequence[Cell]) -> list[Any]:
        taken: dict[tuple[str, str], int] = defaultdict(int)
        out: list[Any] = []
        for cell in cells:
            if cell.value is None or cell.value == "":
                out.append(None)
                continue
            key = (cell.look, cell.format)
            pooled = self._cells[key]
            if taken[key] == len(pooled):
                pooled.append(self._new(*key))
            found = pooled[taken[key]]
            taken[key] += 1
            found.value = cell.value
            out.append(found)
        return out

    def _new(self, name: str, number_format: str) -> Any:
        cell = self.plain(None, *_LOOKS[name])
        cell.number_format = number_format
        return cell

    def plain(self, value: str | None, font: Font, alignment: Alignment, fill: str = "") -> Any:
        cell = WriteOnlyCell(self._page, value=value)
        cell.font, cell.alignment = font, alignment
        if fill:
            cell.fill = PatternFill("solid", start_color=fill)
        return cell


def _packed(book: Any) -> bytes:
    """The workbook's bytes, without the moment of writing, which openpyxl's own ``save`` puts in."""
    from openpyxl.writer.excel import ExcelWriter

    loose, packed = io.BytesIO(), io.BytesIO()
    with ZipFile(loose, "w", ZIP_STORED) as archive:
        ExcelWriter(book, archive).write_data()
    with ZipFile(loose) as archive, ZipFile(packed, "w") as target:
        for name in archive.namelist():
            entry = ZipInfo(name, NO_DATE)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            target.writestr(entry, archive.read(name))
    return packed.getvalue()
