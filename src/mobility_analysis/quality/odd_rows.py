"""Rows of raw tables with an unknown place: if they are few, they are set aside before the gate and the parser.

An expectations file says which columns name a row's place (``places``). A row that breaks an expectation of
one of them is odd. Where such rows are many they stay, and the gate fails as it should.
"""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase

import pandas as pd

from mobility_analysis.core.odd_rows import are_few, without_odd
from mobility_analysis.quality.suites import Entry, SuiteFile, TableSuite, fill_tokens

REGEX, IN_SET = "expect_column_values_to_match_regex", "expect_column_values_to_be_in_set"


def sift(
    tables: Mapping[str, pd.DataFrame], suite: SuiteFile, vintage: str
) -> dict[str, pd.DataFrame]:
    """``tables`` without the few odd rows of each; remarks name them."""
    out = dict(tables)
    for part in suite.tables:
        if part.places and fnmatchcase(vintage, part.vintages):
            for name in (name for name in out if fnmatchcase(name, part.match)):
                out[name] = _sift_table(out[name], part, f"{suite.source} {vintage} {name}")
    return out


def _sift_table(table: pd.DataFrame, part: TableSuite, where: str) -> pd.DataFrame:
    columns = [column for column in part.places if column in table]
    labels, rows = table.iloc[: part.label_rows], table.iloc[part.label_rows :]
    if not columns or rows.empty:
        return table
    odd = pd.Series(False, index=rows.index)
    for entry in part.expectations:
        if entry.type in (REGEX, IN_SET) and entry.kwargs.get("column") in columns:
            odd |= _breaking(entry, rows)
    place = rows[columns].astype(str).agg(" ".join, axis=1) if odd.any() else odd
    if not odd.any() or not are_few(odd, place):
        return table
    shown = [
        *columns,
        *(column for column in part.key if column in table and column not in columns),
    ]
    kept = without_odd(
        rows.assign(**{PLACE: place}), odd, [PLACE, *shown[len(columns) :]], where, WHAT
    )
    kept = kept.drop(columns=PLACE)
    return (
        kept.reset_index(drop=True)
        if labels.empty
        else pd.concat([labels, kept], ignore_index=True)
    )


PLACE = "place of the row"
WHAT = "of a place that is in no list"


def _breaking(entry: Entry, rows: pd.DataFrame) -> pd.Series:
    """True for the rows that break the expectation; an empty cell is an absent value to the gate, and fits."""
    about = rows.query(entry.where) if entry.where else rows
    text = about[entry.kwargs["column"]]
    if entry.type == IN_SET:
        fits = text.isin(entry.kwargs["value_set"])
    else:
        fits = (
            text.astype("object")
            .astype(str)
            .str.contains(fill_tokens(entry.kwargs)["regex"], regex=True)
        )
    return (~(fits | text.isna())).reindex(rows.index, fill_value=False)
