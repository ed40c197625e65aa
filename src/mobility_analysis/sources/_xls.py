"""Workbooks of the binary Excel format (``.xls``), as the text a reader sees."""

from __future__ import annotations

import struct
from pathlib import Path
from zipfile import BadZipFile

import xlrd

from mobility_analysis.core.errors import SourceDrift
from mobility_analysis.core.io import open_raw, reject_web_page

# What the library raises over bytes that are no workbook, or half of one.
BROKEN = (
    xlrd.XLRDError,
    xlrd.compdoc.CompDocError,
    BadZipFile,
    struct.error,
    AssertionError,
    IndexError,
)


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
    reject_web_page(content[:2048], name)
    try:
        sheet = xlrd.open_workbook(file_contents=content).sheet_by_index(0)
    except BROKEN as error:
        raise SourceDrift(
            f"{name} cannot be read as a workbook ({error}).", "Download it again."
        ) from error
    return [[_text(cell) for cell in sheet.row(row)] for row in range(sheet.nrows)]


def _text(cell: xlrd.sheet.Cell) -> str:
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return str(int(cell.value)) if cell.value == int(cell.value) else repr(cell.value)
    return " ".join(str(cell.value).split())
