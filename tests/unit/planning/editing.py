"""Edits of a worksheet as people make them, with another library than the one that wrote it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl


@contextmanager
def edited(path: Path) -> Iterator[Any]:
    """The workbook at ``path``, saved when the block ends."""
    book = openpyxl.load_workbook(path)
    yield book
    book.save(path)


def header_row(page: Any) -> int:
    """The number of the row with the headings."""
    return next(row[0].row for row in page.iter_rows() if row[0].value == "Key")


def cell(page: Any, key: str, heading: str) -> Any:
    """The cell of a row and a column."""
    header = header_row(page)
    at = next(each.column for each in page[header] if each.value == heading)
    number = next(row[0].row for row in page.iter_rows(min_row=header) if row[0].value == key)
    return page.cell(number, at)


def texts_in(content: bytes) -> dict[str, list[str]]:
    """Every text in a workbook, notes on cells among them, by sheet."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {
        page.title: [
            str(text)
            for row in page.iter_rows()
            for each in row
            for text in (each.value, each.comment and each.comment.text)
            if text is not None
        ]
        for page in book.worksheets
    }
