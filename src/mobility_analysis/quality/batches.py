"""What an expectation looks at, and the rows that break it: frames in, frames out."""

from __future__ import annotations

from collections.abc import Hashable
from fnmatch import fnmatchcase
from typing import Any

import pandas as pd

from mobility_analysis.quality.outcomes import SAMPLES
from mobility_analysis.quality.suites import Entry, TableSuite

CELL = "cell"
LONGEST = 200


def row_count_entry(part: TableSuite, *, is_demo: bool) -> Entry:
    """The bounds on the number of rows as an expectation; national bounds do not apply to the demonstration."""
    least = part.min_rows if is_demo else max(part.min_rows, part.national_min_rows or 0)
    most = part.max_rows
    words = (
        f"At least {least:,} row{'' if least == 1 else 's'}"
        + (f" and at most {most:,}" if most else "")
        + "."
    )
    kwargs = {"min_value": least, "max_value": most}
    return Entry(type="expect_table_row_count_to_be_between", must=words, kwargs=kwargs)


def referenced(entry: Entry) -> list[str]:
    """Columns that the arguments name."""
    single = [
        entry.kwargs[key] for key in ("column", "column_A", "column_B") if key in entry.kwargs
    ]
    return [*single, *entry.kwargs.get("column_list", ())]


def matching(entry: Entry, frame: pd.DataFrame) -> list[str]:
    """Columns that the patterns of the expectation name."""
    return [
        str(column)
        for column in frame.columns
        if any(fnmatchcase(str(column), pattern) for pattern in entry.columns)
    ]


def columns_gone(entry: Entry, frame: pd.DataFrame) -> str:
    """Which columns of the expectation the table lacks, in words; empty when it has all."""
    gone = [column for column in referenced(entry) if column not in frame.columns]
    if gone:
        return f"no column {', '.join(gone)}"
    if entry.columns and not matching(entry, frame):
        return f"no column like {', '.join(entry.columns)}"
    return ""


def number_name(column: str) -> str:
    """Return the name of the column that holds ``column`` as numbers."""
    return f"{column} as a number"


def _to_number(text: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(text):
        return text
    plain = text.astype("str").str.strip().str.replace(",", "", regex=False)
    return pd.to_numeric(plain, errors="coerce")


def narrow(frame: pd.DataFrame, entries: list[Entry]) -> pd.DataFrame:
    """Only the columns that are checked, because Great Expectations computes a fingerprint of all it gets."""
    conditions = " ".join(entry.where for entry in entries)
    used = {column for entry in entries for column in referenced(entry)}
    kept = [c for c in frame.columns if c in used or str(c) in conditions]
    out = frame[kept]
    for entry in entries:
        if entry.as_number:
            column = entry.kwargs["column"]
            out[number_name(column)] = _to_number(frame[column])
    return out


def plain(frame: pd.DataFrame, columns: list[Hashable]) -> pd.DataFrame:
    """These columns of ``frame``; the gate sees of a geometry only its kind."""
    out = pd.DataFrame(frame[columns])
    # By the name of its type, so that who has no geometry need not import the library of it.
    if "geometry" in out and str(out["geometry"].dtype) == "geometry":
        out["geometry"] = frame["geometry"].geom_type
    return out


def long_form(frame: pd.DataFrame, entry: Entry) -> pd.DataFrame:
    """The cells of all matching columns in one column: one check instead of hundreds."""
    rows = frame.query(entry.where) if entry.where else frame
    out = rows[matching(entry, frame)].melt(var_name="column", value_name=CELL, ignore_index=False)
    out["row"] = out.index
    if entry.as_number:
        out[CELL] = _to_number(out[CELL])
    return out.reset_index(drop=True)


def sample_rows(
    entry: Entry,
    details: dict[str, Any],
    batch: pd.DataFrame,
    frame: pd.DataFrame,
    key: tuple[str, ...],
) -> list[dict[str, Any]]:
    """Up to three rows that break the expectation: their key and the columns it is about."""
    rows = batch.query(entry.where) if entry.where and not entry.columns else batch
    values = details.get("partial_unexpected_list") or []
    columns = [CELL] if entry.columns else referenced(entry)
    bad = rows[_breaks(entry, rows, columns, values)].head(SAMPLES)
    if entry.columns:
        shown = frame.loc[bad["row"], [c for c in key if c in frame.columns]]
        cells = bad[["column", CELL]].to_dict("records")
        return [
            {**place, cell["column"]: cell[CELL]}
            for place, cell in zip(shown.to_dict("records"), cells, strict=True)
        ]
    named = [column for column in (*key, *entry.show, *columns) if not column.startswith("ok_")]
    return frame.loc[bad.index, list(dict.fromkeys(named))].to_dict("records")


def _breaks(entry: Entry, rows: pd.DataFrame, columns: list[str], values: list[Any]) -> pd.Series:
    """True for the rows of ``rows`` that the expectation names as unexpected."""
    if "unique" in entry.type:
        return rows.duplicated(columns, keep=False)
    column = columns[0]
    if entry.type.endswith("to_not_be_null"):
        return rows[column].isna()
    if entry.as_number and not entry.columns:
        column = number_name(column)
    return rows[column].isin(values)


def exception_text(info: dict[str, Any]) -> str:
    """The error of a check that could not run: Great Expectations reports it only as success=False."""
    if "raised_exception" in info:
        parts = [info] if info["raised_exception"] else []
    else:
        parts = [part for part in info.values() if part]
    messages = dict.fromkeys(str(part.get("exception_message")) for part in parts)
    return f"the check could not be run ({'; '.join(messages)})" if messages else ""


def observed_text(entry: Entry, details: dict[str, Any]) -> str:
    """What was found of a whole column or table, in words; empty when it is about rows."""
    if "observed_value" not in details:
        return ""
    observed = details["observed_value"]
    if entry.type.endswith("to_contain_set"):
        lacking = [str(v) for v in entry.kwargs["value_set"] if v not in set(observed or ())]
        return f"lacks {', '.join(lacking)}" if lacking else "all are there"
    if isinstance(observed, int | float):
        return f"{observed:,.10g}"
    return str(observed)[:LONGEST]
