"""The distribution of each measure over the places of one level, from which ranks are read.

Reading the national table for every report would take longer than the report; this table is about a
thousandth of it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.estimate import DO_NOT_ACT
from mobility_analysis.framework.places import REPORT_LEVELS
from mobility_analysis.framework.subgroups import ALL

SERIES = ["measure", "level", "year", "period"]
PERCENTS = np.arange(101)


def distributions(estimates: pd.DataFrame) -> pd.DataFrame:
    """Quantiles of every measure over the counties, and over the cities, of each year.

    Parameters
    ----------
    estimates
        Completed and graded rows of the estimates contract: one for every place of its year.

    Returns
    -------
    DataFrame
        A row per series with at least one usable value: ``measure``, ``level``, ``year``, ``period``,
        ``places`` (that exist in the year), ``n`` (of them with a usable value of their own) and
        ``quantiles`` (101 values in the measure's unit, the 0th to the 100th percentile, each place
        counting once). Left out are values graded 3 and values borrowed from a larger area, which
        would count one value several times.
    """
    levels = [level.value for level in REPORT_LEVELS]
    rows = estimates[(estimates["subgroup"] == ALL) & estimates["level"].isin(levels)]
    own = (
        rows["value"].notna()
        & (rows["grade"].fillna(DO_NOT_ACT) < DO_NOT_ACT)
        & rows["borrowed_from"].isna()
    )
    # Former counties have rows beside those that replaced them, with a reason that says so.
    exists = rows["missing_reason"] != Missing.GEOGRAPHY_CHANGED.value
    places = rows[exists.fillna(value=True)].groupby(SERIES).size().rename("places")
    usable = rows[own].groupby(SERIES)["value"]
    out = pd.concat([places, usable.size().rename("n")], axis=1, join="inner")
    # An object column of arrays: one cell of the file holds all quantiles of its series.
    out["quantiles"] = usable.agg(lambda values: np.quantile(values, PERCENTS / 100).tolist())
    return out.reset_index().sort_values(SERIES, ignore_index=True)
