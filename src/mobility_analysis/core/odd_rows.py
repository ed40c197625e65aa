"""A row of a place in no list is set aside with a remark, unless there are many such rows.

A code such as ``9999X`` or a name such as "Aldre" in one row of thousands is a typing error of the producer,
and the other rows can be used. Many such rows mean another file, another layout, or codes that a spreadsheet
damaged: then the whole file is refused.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from mobility_analysis.core.errors import BadValues
from mobility_analysis.core.notes import note

# Few means: one place, or at most one in a hundred of the places and of the rows, and at most fifty places.
MOST_PLACES = 50
MOST_SHARE = 0.01
SHOWN = 5


def are_few(odd: pd.Series, places: pd.Series) -> bool:
    """Whether the rows that ``odd`` marks are few enough to go on without them.

    Parameters
    ----------
    odd
        True for a row of a place in no list.
    places
        The column that names each row's place. One place may have many rows, and in a short table these may be
        more than one in a hundred; therefore places are counted too.
    """
    number = int(odd.sum())
    if number == 0:
        return True
    ordinary = places[~odd]
    if ordinary.empty:
        return False
    rows_of_each = ordinary.value_counts(dropna=False)
    most = min(MOST_PLACES, max(1, int(MOST_SHARE * len(rows_of_each))))
    most_rows = max(float(rows_of_each.median()), MOST_SHARE * len(odd))
    return places[odd].nunique(dropna=False) <= most and number <= most_rows


def without_odd(
    frame: pd.DataFrame, odd: pd.Series, key: Sequence[str], where: str, what: str
) -> pd.DataFrame:
    """``frame`` without the rows that ``odd`` marks, where they are few; a remark says which they were.

    Parameters
    ----------
    key
        Columns that tell a reader which row is meant; the first is the place's code or name.
    where, what
        The file or table, and what is odd about the rows: "in no list of counties".

    Raises
    ------
    BadValues
        They are many.
    """
    if not odd.any():
        return frame
    rows = frame.loc[odd, list(key)].astype(str).drop_duplicates()
    named = "; ".join(", ".join(row) for row in rows.head(SHOWN).itertuples(index=False))
    more = f" and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
    number = int(odd.sum())
    told = f"{where}: {number} row{'s' if number > 1 else ''} {what} ({named}{more})"
    if not are_few(odd, frame[key[0]]):
        raise BadValues(
            f"{told}, of {len(frame)}.",
            "So many are no typing errors: compare the file with the agency's page, and fetch it again. A spreadsheet "
            "turns codes into numbers.",
        )
    note(f"{told}: set aside.", frame.loc[odd])
    return frame[~odd]
