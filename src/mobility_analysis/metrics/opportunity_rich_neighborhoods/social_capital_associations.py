"""Membership associations per 10,000 residents.

Numerator: establishments with paid staff in ten industries (religious, civic, sports, business, labor,
professional and political associations, and the like). Denominator: residents in July. Left out:
associations run by volunteers alone. Trap: since 2017 industries with fewer than three establishments in
a county are withheld, so small counties' counts are lower limits, and no series crosses 2016.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from mobility_analysis.core.missing import Missing
from mobility_analysis.estimation.aggregate import complete_counts
from mobility_analysis.estimation.build import published_value
from mobility_analysis.estimation.propagate import divide
from mobility_analysis.framework.estimate import IntervalKind, Route
from mobility_analysis.framework.metric import Metric
from mobility_analysis.framework.places import NATION_GEOID, Level
from mobility_analysis.framework.tables import Tables

MEASURE = "count_membership_associations_per_10k"
RESIDENTS = "county_residents"  # a table some runs have
METRIC = Metric(
    id="social_capital_associations",
    inputs=("associations", "population"),
    optional_inputs=(RESIDENTS,),
    rubrics={MEASURE: "withheld_parts"},
    numerator="Establishments with paid staff in ten industries of membership associations",
    denominator="Residents in July of the year",
    universe="Associations that have paid staff",
    interval=(
        "No sampling error: a census of establishments. The limits are the fewest and the most that the "
        "industries withheld since 2017 allow; they are not confidence limits."
    ),
    cites=(
        "Census Bureau, County Business Patterns: https://www.census.gov/programs-surveys/cbp.html",
        "County Health Rankings, social associations, for the ten industries: "
        "https://www.countyhealthrankings.org/health-data",
    ),
    caveats=(
        "Associations without paid staff are not counted, nor how many people belong to one.",
        "Since 2017 industries with one or two establishments in a county are withheld.",
    ),
)
PER = 10_000
# Where a source gives only the sum of the ten industries: the other nine may each hide two.
MOST_UNSEEN = 18
FIRST_WITHHELD = 2017


def estimate(tables: Tables) -> pd.DataFrame:
    """Membership associations per 10,000 residents, from ``associations``.

    The interval runs from the published count to the most that withheld industries may add.
    """
    rows = tables["associations"]
    rows = _with_residents(rows, tables)
    rows = rows.assign(upper_count=most_establishments(rows))
    rows = complete_counts(rows, ["establishments", "upper_count", "population"])
    found, people = rows["establishments"].astype(float), rows["population"].astype(float)
    # Zero establishments in a year with withheld counts: the true number may be above zero.
    hidden = (found == 0) & (rows["upper_count"] > 0)
    reason = rows["reason"].astype("object").where(rows["reason"].notna(), None)
    reason = reason.mask(hidden & reason.isna(), Missing.SUPPRESSED_BY_SOURCE.value)
    reason = reason.mask(people.isna() & reason.isna(), Missing.GEOGRAPHY_CHANGED.value)
    kept = reason.isna()
    return published_value(
        rows.assign(
            value=divide(found, people) * PER,
            lower=divide(found, people) * PER,
            upper=divide(rows["upper_count"], people) * PER,
            numerator=found.where(kept),
            denominator=people.where(kept),
            missing_reason=reason,
        ),
        MEASURE,
        route=Route.ADMINISTRATIVE,
        interval_kind=IntervalKind.SUPPRESSION_BOUNDS,
        ci_method="suppression_bounds",
    )


def most_establishments(rows: pd.DataFrame) -> pd.Series:
    """The most establishments that the withheld industries of each row of ``associations`` allow."""
    unseen = np.where(rows["year"] >= FIRST_WITHHELD, MOST_UNSEEN, 0.0)
    is_county = rows["level"] == Level.COUNTY.value
    upper = rows["upper"] if "upper" in rows else pd.Series(np.nan, index=rows.index)
    return upper.fillna(rows["establishments"].astype(float) + np.where(is_county, unseen, 0.0))


def _with_residents(rows: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """``population`` of the year, from the first of four that has it.

    These are the source itself, the run's list of places, :data:`RESIDENTS` for years and counties
    that the list does not have, and the nearest year of the list.
    """
    own = rows["population"] if "population" in rows else pd.Series(np.nan, index=rows.index)
    rows = rows.assign(population=own)
    known = _by_county(tables["population"])
    more = _by_county(tables[RESIDENTS]) if RESIDENTS in tables else known.iloc[:0]
    parts = []
    for year, group in rows.groupby("year"):
        people = known[known["year"] == year]
        people = pd.concat([people, more[more["year"] == year]])
        if people.empty:
            nearest = min(known["year"].unique(), key=lambda each: (abs(each - year), -each))
            people = known[known["year"] == nearest]
        residents = people.drop_duplicates("geoid").set_index("geoid")["population"].astype(float)
        looked_up = group["geoid"].map(residents)
        looked_up = looked_up.where(group["geoid"] != NATION_GEOID)
        parts.append(group.assign(population=group["population"].fillna(looked_up)))
    return pd.concat(parts, ignore_index=True)


def _by_county(table: pd.DataFrame) -> pd.DataFrame:
    return table.loc[table["level"] == Level.COUNTY.value, ["geoid", "year", "population"]]
