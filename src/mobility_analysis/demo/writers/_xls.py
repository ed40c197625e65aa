"""Workbooks of the oldest binary Excel format (BIFF2), which agencies' ``.xls`` readers still take.

No library of ours writes ``.xls``; a worksheet of numbers and texts is five kinds of record
(OpenOffice.org's documentation of the Excel file format, sections 5.8, 5.50, 5.59, 5.71).
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

BOF, EOF, CODEPAGE, DIMENSIONS, NUMBER, LABEL = 0x09, 0x0A, 0x42, 0x00, 0x03, 0x04
WORKSHEET, LATIN_1 = 0x10, 1252
NO_ATTRIBUTES = b"\0\0\0"
LONGEST = 255


def write_xls(rows: Sequence[Sequence[str | float | None]], path: Path) -> None:
    """One sheet; ``None`` is an empty cell, a text is cut at 255 characters."""
    width = max(len(row) for row in rows)
    records = [
        _record(BOF, struct.pack("<HH", 2, WORKSHEET)),
        _record(CODEPAGE, struct.pack("<H", LATIN_1)),
        _record(DIMENSIONS, struct.pack("<HHHH", 0, len(rows), 0, width)),
    ]
    records += [
        _cell(number, column, value)
        for number, row in enumerate(rows)
        for column, value in enumerate(row)
        if value is not None
    ]
    path.write_bytes(b"".join([*records, _record(EOF, b"")]))


def _cell(row: int, column: int, value: str | float) -> bytes:
    where = struct.pack("<HH", row, column) + NO_ATTRIBUTES
    if isinstance(value, str):
        text = value.encode("cp1252")[:LONGEST]
        return _record(LABEL, where + bytes([len(text)]) + text)
    return _record(NUMBER, where + struct.pack("<d", float(value)))


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data
