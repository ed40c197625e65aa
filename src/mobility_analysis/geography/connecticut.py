"""Connecticut's towns and the planning regions they make up, which are its counties since 2022."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import pandas as pd

from mobility_analysis.core.paths import reference_table

STATE = "09"
FIRST_YEAR = 2022  # of the regions in population estimates and surveys


@lru_cache(maxsize=1)
def region_of_town() -> dict[str, str]:
    """Code of the planning region (5 digits) by that of the town (county subdivision, 5 digits).

    The list is ``data/reference/connecticut_towns.csv`` (Census Bureau, 87 FR 34235).
    """
    table = pd.read_csv(reference_table("connecticut_towns.csv"), dtype=str)
    return dict(zip(table["town"], table["region"], strict=True))


def as_in_regions(tracts: pd.Series, of_regions: Iterable[str]) -> pd.Series:
    """Eleven-digit codes of Connecticut's tracts of 2020 and 2021 as the surveys print them since 2022.

    Only the county's digits changed, to the region's, and the last six tell the state's tracts apart
    (Census Bureau, 87 FR 34235). ``of_regions`` are the codes since 2022; a tract whose number none or
    several of them have is missing.
    """
    known = pd.Series(sorted({code for code in of_regions if code.startswith(STATE)}), dtype="str")
    number = known.str[5:]
    once = known[~number.duplicated(keep=False)]
    return tracts.str[5:].map(dict(zip(once.str[5:], once, strict=True)))
