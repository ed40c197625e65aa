"""Which of Connecticut's two county lists a file fills.

From 2022 on some agencies list the nine planning regions, some the eight old counties, and some list
both and fill one. The list that is filled decides the ``geo_vintage`` of the file.
"""

from __future__ import annotations

import pandas as pd

from mobility_analysis.core.errors import BadValues
from mobility_analysis.framework.places import CONNECTICUT
from mobility_analysis.geography.universe import county_changes


def keep_filled_connecticut(
    frame: pd.DataFrame, filled: pd.Series, year: int, name: str
) -> tuple[pd.DataFrame, int]:
    """``frame`` without the Connecticut codes it leaves empty, and the year of its county list.

    Parameters
    ----------
    frame
        Rows with ``level`` and ``geoid``.
    filled
        True where the row has a value.
    year
        Year of the county list apart from Connecticut.

    Raises
    ------
    BadValues
        Both lists are filled: adding the rows up would count Connecticut twice.
    """
    change = next(c for c in county_changes() if any(g[:2] == CONNECTICUT for g in c["after"]))
    old, new = set(change["before"]), set(change["after"])
    is_county = frame["level"] == "county"
    valued = set(frame.loc[is_county & filled, "geoid"])
    if valued & old and valued & new:
        raise BadValues(
            f"{name}: Connecticut is filled for old counties and for planning regions.",
            "Keep one of the two in the source's module.",
        )
    drop, list_year = (new, change["year"] - 1) if valued & old else (old, year)
    return frame[~(is_county & frame["geoid"].isin(drop))].copy(), min(year, list_year)
