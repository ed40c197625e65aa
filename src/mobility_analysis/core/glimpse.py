"""A first look at a file of unknown name: its kind, and what its content says about it.

People save files under any name, so the name is not used here. Only a little is read: the beginning and the
end of a text, the first rows of a workbook, the names inside an archive; and one column of a long table where
a source module asks for it.
"""

from __future__ import annotations

import csv
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

import pandas as pd

from mobility_analysis.core.answers import HEAD
from mobility_analysis.core.excel import read_workbook
from mobility_analysis.core.io import reader_errors
from mobility_analysis.core.packed import archive_errors, is_clutter

TAIL = 1 << 16
FIRST_ROWS = 8
ENCODINGS = ("utf-8-sig", "latin-1")


class Kind(StrEnum):
    """What the first bytes say a file is."""

    EMPTY = "empty file"
    TEXT = "text"
    WORKBOOK = "Excel workbook"
    OLD_WORKBOOK = "Excel workbook of the older format"
    STATA = "Stata file"
    ZIP = "zip archive"
    GZIP = "gzip archive"
    BINARY = "file of an unknown format"


def kind_of(path: Path) -> Kind:
    """The kind of the file at ``path``; raises as :func:`packed.archive_errors` over a broken zip."""
    with path.open("rb") as stream:
        head = stream.read(4096)
    if not head:
        return Kind.EMPTY
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(path)
    if head.startswith(b"\x1f\x8b"):
        return Kind.GZIP
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return Kind.OLD_WORKBOOK
    is_older_stata = head[0] in (113, 114, 115) and head[1:3] in (b"\x01\x01", b"\x02\x01")
    if head.startswith(b"<stata_dta>") or is_older_stata:
        return Kind.STATA
    return Kind.BINARY if b"\0" in head else Kind.TEXT


def _kind_of_zip(path: Path) -> Kind:
    with archive_errors(path.name), zipfile.ZipFile(path) as archive:
        return Kind.WORKBOOK if "xl/workbook.xml" in archive.namelist() else Kind.ZIP


@dataclass(frozen=True)
class Glimpse:
    """A file that is not packed.

    Attributes
    ----------
    name
        As the person saved it; it may break a tie, but it never decides alone what a file is.
    """

    path: Path
    name: str

    @cached_property
    def kind(self) -> Kind:
        """How the file is packed, by its first bytes."""
        return kind_of(self.path)

    @cached_property
    def head(self) -> str:
        """The first 64 KB of a text; empty for all else."""
        if self.kind is not Kind.TEXT:
            return ""
        with self.path.open("rb") as stream:
            return _decoded(stream.read(HEAD))

    @cached_property
    def tail(self) -> str:
        """The last 64 KB of a text, where notes are; empty for all else."""
        if self.kind is not Kind.TEXT:
            return ""
        with self.path.open("rb") as stream:
            stream.seek(max(0, self.path.stat().st_size - TAIL))
            return _decoded(stream.read())

    @cached_property
    def separator(self) -> str:
        """Tab or comma, whichever the first line has more of."""
        first = self.head.partition("\n")[0]
        return "\t" if first.count("\t") > first.count(",") else ","

    @cached_property
    def rows(self) -> list[list[str]]:
        """The first rows of a delimited text or of a workbook's first sheet, cells without blanks around."""
        if self.kind is Kind.TEXT:
            lines = self.head.splitlines()[:FIRST_ROWS]
            found = list(csv.reader(lines, delimiter=self.separator))
        elif self.kind in (Kind.WORKBOOK, Kind.OLD_WORKBOOK):
            found = self._first_cells()
        else:
            found = []
        return [[" ".join(cell.split()) for cell in row] for row in found]

    def _first_cells(self) -> list[list[str]]:
        with reader_errors(self.name, "a workbook"):
            frame = pd.read_excel(
                self.path, header=None, nrows=FIRST_ROWS, dtype=str, engine="calamine"
            )
        return [list(row) for row in frame.fillna("").astype(str).itertuples(index=False)]

    @cached_property
    def header(self) -> list[str]:
        """Names of the columns in the first row; of a Stata file its variables."""
        if self.kind is Kind.STATA:
            with (
                reader_errors(self.name, "a Stata file"),
                pd.io.stata.StataReader(self.path) as reader,
            ):
                return list(reader.variable_labels())
        return self.rows[0] if self.rows else []

    def has(self, *columns: str) -> bool:
        """Whether the first row has all of these columns."""
        return set(columns) <= set(self.header)

    @cached_property
    def words(self) -> str:
        """The first rows as one text, for titles above a table."""
        return " ".join(cell for row in self.rows for cell in row if cell)

    @cached_property
    def members(self) -> list[str]:
        """Files inside a zip that is the data itself, desktop clutter aside."""
        if self.kind is not Kind.ZIP:
            return []
        with archive_errors(self.name), zipfile.ZipFile(self.path) as archive:
            return [name for name in archive.namelist() if not is_clutter(name)]

    def values(self, column: str) -> set[str]:
        """The different values of one column; all rows of this column are read."""
        with reader_errors(self.name, "a table"):
            if self.kind is Kind.STATA:
                found = pd.read_stata(self.path, columns=[column], convert_categoricals=False)[
                    column
                ]
                return {str(int(value)) for value in found.dropna().unique()}
            if self.kind is Kind.WORKBOOK:
                found = read_workbook(self.path, self.name)[column]
            else:
                found = self._text_column(column)
        return {str(value).strip() for value in found.unique()}

    def _text_column(self, column: str) -> pd.Series:
        position = self.header.index(column)
        table = pd.read_csv(
            self.path,
            encoding=_encoding(self.path),
            sep=self.separator,
            dtype=str,
            keep_default_na=False,
            usecols=[position],
        )
        return table.iloc[:, 0]


def _encoding(path: Path) -> str:
    """The encoding: UTF-8, or Latin-1 if any part of the file is not UTF-8."""
    try:
        with path.open(encoding="utf-8-sig") as stream:
            while stream.read(1 << 20):
                pass
    except UnicodeError:
        return ENCODINGS[1]
    return ENCODINGS[0]


def _decoded(content: bytes) -> str:
    """A piece of a text may begin or end within a letter."""
    for cut in range(4):
        for piece in (content[cut:], content[: len(content) - cut]):
            try:
                return piece.decode(ENCODINGS[0])
            except UnicodeError:
                continue
    return content.decode(ENCODINGS[1])
