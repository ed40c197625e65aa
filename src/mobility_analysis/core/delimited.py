"""Delimited text without oddities and its numbers, read in a part of the time that pandas takes.

pandas makes an object of each cell before it makes text of a column; Arrow does not. What Arrow refuses, or reads by
another rule than pandas (a row that is short, a column without a name, a quotation mark within a cell), is left to
pandas: both ways give the same table, or only pandas gives one.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence

import pandas as pd


def plain_table(
    content: bytes, encoding: str, sep: str, columns: Sequence[str] | None
) -> pd.DataFrame | None:
    """The table as **text**, as ``pandas.read_csv`` would give it, or None where that may differ.

    Parameters
    ----------
    columns
        Only these; None keeps all. Where the table lacks one, there is no answer.

    Raises
    ------
    UnicodeError
        It is not text of this encoding.
    """
    import pyarrow as pa
    from pyarrow import csv

    text = _utf8(content, encoding)
    strange = b"\0" in text or text[:1].isspace() or text.count(b"\r") != text.count(b"\r\n")
    if strange or not _is_plainly_quoted(text, sep):
        return None
    parse = csv.ParseOptions(delimiter=sep, newlines_in_values=b'"' in text)
    try:
        first = csv.read_csv(pa.BufferReader(_first_row(text)), parse_options=parse)
        names = first.column_names
        if len(names) < 2 or "" in names or len(set(names)) < len(names):
            return None
        if columns is not None and not set(columns) <= set(names):
            return None
        wanted = list(columns or names)
        table = csv.read_csv(
            pa.BufferReader(text),
            read_options=csv.ReadOptions(use_threads=False, block_size=len(text) + 1),
            parse_options=parse,
            convert_options=csv.ConvertOptions(
                include_columns=wanted, column_types=dict.fromkeys(wanted, pa.large_string())
            ),
        )
    except pa.ArrowInvalid:
        return None
    return table.to_pandas()


def whole_numbers(text: pd.Series) -> pd.Series | None:
    """The numbers of a column of text in which all are whole, as ``pandas.to_numeric`` gives them; else None."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not isinstance(text.dtype, pd.StringDtype) or text.empty:
        return None
    cells = pa.array(text, from_pandas=True)
    # Arrow would read 0x1F, which is no number to pandas; and beyond 15 digits a float is not exact.
    plainly = pc.match_substring_regex(cells, r"^-?[0-9]{1,15}$")
    if not pc.all(plainly, min_count=0).as_py():
        return None
    numbers = pc.cast(cells, pa.int64()).to_numpy(zero_copy_only=False)
    return pd.Series(numbers, index=text.index, name=text.name)


def _utf8(content: bytes, encoding: str) -> bytes:
    if encoding == "utf-8-sig":
        content, encoding = content.removeprefix(codecs.BOM_UTF8), "utf-8"
    if content.isascii():
        return content
    # All of it, since Arrow does not look at columns that are not asked for.
    text = content.decode(encoding)
    return content if encoding == "utf-8" else text.encode()


def _first_row(text: bytes) -> bytes:
    return text[: text.find(b"\n") + 1] or text


def _is_plainly_quoted(text: bytes, sep: str) -> bool:
    """Whether each quotation mark opens or closes a whole cell: others are read by rules that differ."""
    if b'"' not in text:
        return True
    between = re.escape(sep).encode()
    cell = rb'(?:\A|(?<=[\n%b]))"[^"]*+"(?=[\r\n%b]|\Z)' % (between, between)
    return re.fullmatch(rb'(?:[^"]*+%b)*+[^"]*+' % cell, text) is not None
