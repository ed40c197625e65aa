"""Values of the American Community Survey that the Census Bureau withdrew, from ``data/reference``."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pandas as pd

from mobility_analysis.core.io import read_yaml
from mobility_analysis.core.missing import Missing
from mobility_analysis.core.paths import reference_table
from mobility_analysis.framework.places import Level

POVERTY = "B17001"


@lru_cache(maxsize=1)
def _entries() -> list[dict[str, Any]]:
    return read_yaml(reference_table("withdrawn_values.yaml"), list)


def say_withdrawn(reason: pd.Series, geoid: pd.Series, cell: pd.Series, period: str) -> pd.Series:
    """``reason`` of absent values, with those that were withdrawn named as such; present ones stay.

    ``geoid`` is of counties or tracts; ``cell`` of a table (``B19013_001``), of one of its versions by race
    (``B19013B_001``), or the table itself.
    """
    county = geoid.str[: Level.COUNTY.width]
    for entry in _entries():
        if entry["period"] == period:
            gone = reason.notna() & (county == entry["county"])
            gone &= cell.str.match(rf"(?:{'|'.join(entry['tables'])})[A-I]?(?:_|$)")
            reason = reason.mask(gone, Missing.WITHDRAWN.value)
    return reason
