"""Tables as a release writes them: the same rows once as Parquet and once as CSV."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import pandas as pd
import pyarrow as pa
from pyarrow import csv, parquet

from mobility_analysis.dataset.columns import NUMBER, TEXT, TRUTH, WHOLE, Table
from mobility_analysis.insights.numbers import open_end

_ARROW = {TEXT: pa.string(), WHOLE: pa.int64(), NUMBER: pa.float64(), TRUTH: pa.bool_()}
# The middle of what gzip offers: a higher one takes twice as long for a twentieth less.
LEVEL_OF_GZIP = 6


def arrow_table(frame: pd.DataFrame, table: Table) -> pa.Table:
    """``frame`` in the columns, the order and the types of ``table``; lists become text."""
    columns = []
    for field in table.fields:
        held = frame[field.name]
        if held.dtype == object and field.type == TEXT:
            held = held.map(_text)
        columns.append(pa.array(held, type=_ARROW[field.type], from_pandas=True))
    return pa.Table.from_arrays(columns, names=table.names)


def _text(cell: object) -> object:
    """A list as text, empty as missing; anything else as it is."""
    if isinstance(cell, str) or not isinstance(cell, Iterable):
        return cell
    return "; ".join(map(str, cell)) or None


def write_both(frame: pd.DataFrame, table: Table, stem: Path, *, is_packed: bool) -> list[Path]:
    """Write ``<stem>.parquet`` and ``<stem>.csv`` (``.csv.gz`` where packed) with the same rows."""
    content = arrow_table(frame, table)
    stem.parent.mkdir(parents=True, exist_ok=True)
    whole = stem.with_name(f"{stem.name}.parquet")
    parquet.write_table(content, whole, compression="zstd")
    return [whole, write_csv_of(content, table, stem, is_packed=is_packed)]


def write_csv_of(content: pa.Table, table: Table, stem: Path, *, is_packed: bool) -> Path:
    """Write ``<stem>.csv`` or ``<stem>.csv.gz``: UTF-8, commas, Unix line ends; its bytes depend on the rows alone."""
    stem.parent.mkdir(parents=True, exist_ok=True)
    path = stem.with_name(f"{stem.name}.csv{'.gz' if is_packed else ''}")
    with path.open("wb") as raw:
        if is_packed:  # without a name and a time in the head of the file
            with gzip.GzipFile("", "wb", LEVEL_OF_GZIP, raw, mtime=0) as packed:
                _write_text(content, packed, table.missing)
        else:
            _write_text(content, raw, table.missing)
    return path


def _write_text(content: pa.Table, stream: BinaryIO | gzip.GzipFile, missing: str) -> None:
    if missing:  # Arrow has no word for what is missing
        frame = content.to_pandas(types_mapper=pd.ArrowDtype)
        frame.to_csv(stream, index=False, na_rep=missing, lineterminator="\n")
        return
    stream.write((",".join(content.column_names) + "\n").encode())
    csv.write_csv(content, stream, csv.WriteOptions(include_header=False))


def with_ends(rows: pd.DataFrame) -> pd.DataFrame:
    """``rows`` with the words of open ends: "or more", "or less", or nothing."""
    known: dict[tuple[str, ...], str] = {}

    def end(reasons: Iterable[str]) -> str | None:
        key = tuple(reasons)
        if key not in known:
            known[key] = str(open_end(list(key)) or "")
        return known[key] or None

    return rows.assign(open_end=rows["reasons"].map(end).astype("str"))
