"""Poverty of census tracts: which cells hold it, and which tracts are high-poverty neighborhoods."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mobility_analysis.estimation.acs import part_of_whole
from mobility_analysis.estimation.neighborhoods import HIGH_POVERTY
from mobility_analysis.estimation.propagate import Z95, divide, proportion_error
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.tables import Tables

POOR, PEOPLE = ("B17001_002",), ("B17001_001",)
# Table C17002 has the same people by their income's ratio to the poverty level.
POOR_BY_RATIO, PEOPLE_BY_RATIO = ("C17002_002", "C17002_003"), ("C17002_001",)
HIGH, NOT_HIGH, NEITHER = "High-Poverty", "Not High-Poverty", ""
# How near to the line a rate printed without a margin is doubtful.
NEAR = (0.35, 0.45)
SAME_TRACTS = 8  # years between a value and a table of residents whose tracts are still the same


def poverty_cells(tracts: pd.DataFrame) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(people in poverty, people whose poverty status is determined) of the table at hand."""
    has_table = (tracts["cell"] == PEOPLE[0]).any()
    return (POOR, PEOPLE) if has_table else (POOR_BY_RATIO, PEOPLE_BY_RATIO)


def with_poverty(tracts: pd.DataFrame, tables: Tables) -> tuple[pd.DataFrame, pd.Series]:
    """``tracts`` with ``poverty`` and ``poverty_doubtful``, from the rate of the nearest year a table knows.

    :data:`HIGH` from a rate of 40 percent on, :data:`NOT_HIGH` below it; doubtful where 40 percent lies
    within the rate's 95 percent margin (without a margin: where the rate is within :data:`NEAR`). Where a
    table has other tracts of the county but no rate of this one, nobody's poverty is determined there (a
    prison, a college): it is of neither kind. Returns the snapshot used by tract too; ``tracts`` unchanged where no
    table is near enough.
    """
    rates = _rates(tables)
    away = (rates["year"].astype(int) - int(tracts["year"].iloc[0])).abs()
    rates = rates.assign(away=away)[away <= SAME_TRACTS]
    # Of the same year counts come first: they have margins, printed rates have none.
    rates = rates.sort_values("away", kind="stable").drop_duplicates("geoid")
    rates = rates[rates["geoid"].isin(tracts["geoid"])].set_index("geoid")
    if rates.empty:
        return tracts, pd.Series(dtype="object")
    rate = rates["rate"]
    kind = np.select([rate >= HIGH_POVERTY, rate.notna()], [HIGH, NOT_HIGH], NEITHER)
    by_margin = (rate - HIGH_POVERTY).abs() <= Z95 * rates["se"]
    doubtful = by_margin.where(rates["se"].notna(), rate.between(*NEAR))
    found = tracts["geoid"].map(pd.Series(kind, index=rates.index))
    county = tracts["geoid"].str[: Level.COUNTY.width]
    is_listed = county.isin(rates.index.str[: Level.COUNTY.width])
    return tracts.assign(
        poverty=found.mask(found.isna() & is_listed, NEITHER),
        poverty_doubtful=tracts["geoid"].isin(doubtful.index[doubtful]),
    ), rates["snapshot"]


def _rates(tables: Tables) -> pd.DataFrame:
    """``geoid``, ``year``, ``snapshot``, ``rate`` (missing where nobody's status is determined), ``se``."""
    columns = ["geoid", "year", "snapshot", "rate", "se"]
    parts = []
    if "acs_tracts" in tables:
        for _, rows in tables["acs_tracts"].groupby("snapshot"):
            poor, people = poverty_cells(rows)
            if rows["cell"].isin(people).any():
                counts = part_of_whole(rows, poor, people)
                top, bottom = counts["numerator"], counts["denominator"]
                error = proportion_error(
                    top, counts["numerator_se"], bottom, counts["denominator_se"]
                )
                parts.append(counts.assign(rate=divide(top, bottom), se=error)[columns])
    if "tract_poverty" in tables:
        # A tract without a printed rate is treated like one that is not listed.
        rates = tables["tract_poverty"].dropna(subset=["rate"])
        parts.append(rates.assign(se=np.nan)[columns])
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
