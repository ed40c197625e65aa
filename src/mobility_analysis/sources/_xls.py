"""Workbooks of the binary Excel format (``.xls``), as the text a reader sees."""

from __future__ import annotations

import io
from pathlib import Path

import xlrd

from mobility_analysis.core.answers import HEAD, reject_web_page
from mobility_analysis.core.io import open_raw, reader_errors


def read_xls(path: Path, name: str) -> list[list[str]]:
    """Rows of the first sheet: whole numbers without a decimal point, line breaks as blanks.

    Raises
    ------
    NotData
        A web page, or an empty file.
    SourceDrift
        The file cannot be read as a workbook.
    """
    with open_raw(path) as stream:
        content = stream.read()
    reject_web_page(content[:HEAD], name)
    with reader_errors(name, "a workbook"):
        # The library's messages about a damaged file are not shown.
        sheet = xlrd.open_workbook(file_contents=content, logfile=io.StringIO()).sheet_by_index(0)
    return [[_text(cell) for cell in sheet.row(row)] for row in range(sheet.nrows)]


def _text(cell: xlrd.sheet.Cell) -> str:
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return str(int(cell.value)) if cell.value == int(cell.value) else repr(cell.value)
    return " ".join(str(cell.value).split())
