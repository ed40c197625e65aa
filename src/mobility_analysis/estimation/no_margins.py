"""Shares of single tracts in files that print neither margins nor sample sizes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mobility_analysis.core.missing import Missing
from mobility_analysis.estimation.build import published_value
from mobility_analysis.framework.estimate import IntervalKind, Route

# Of 100 homes the survey interviews about 8 in five years (10.4 million of 2006-2010, National Academies
# 2012, https://nap.nationalacademies.org/catalog/13387, table 1-1; 131.7 million homes in 2010): of 400
# people or homes about 30, the fewest that NCHS prints a share of (Parker and others 2017, Vital and Health
# Statistics 2:175).
FEWEST = 400
KEPT = ["level", "geoid", "geo_vintage", "year", "period", "snapshot", "value"]
COUNTS = ["numerator", "denominator"]


def shares_without_margin(tracts: pd.DataFrame, measure: str, among: str) -> pd.DataFrame:
    """Estimates of single tracts, without interval; of fewer than :data:`FEWEST` no value.

    Parameters
    ----------
    tracts
        :data:`KEPT` (``value`` 0 to 1, missing where there is none), :data:`COUNTS` where known, and the
        ``reason`` of a missing one where the file has it.
    among
        Column of how many people or homes a tract's share is about.
    """
    rows = tracts[[*KEPT, *(column for column in COUNTS if column in tracts)]]
    size = tracts[among].to_numpy(float)
    reasons = np.select(
        [size < 1, size < FEWEST], [Missing.UNDEFINED.value, Missing.TOO_FEW_RECORDS.value], ""
    )
    why = pd.Series(reasons, index=rows.index, dtype="object").where(reasons != "", None)
    if "reason" in tracts:  # what the file itself says of an empty cell tells more
        why = tracts["reason"].where(tracts["reason"].notna(), why)
    return published_value(
        rows.assign(missing_reason=why),
        measure,
        route=Route.ACS_TABLE,
        interval_kind=IntervalKind.NONE,
    )
