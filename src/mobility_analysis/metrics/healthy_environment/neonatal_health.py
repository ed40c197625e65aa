"""Babies born with low weight.

Numerator: live births under 2,500 grams. Denominator: live births with a stated weight, to mothers
who live in the place. Trap: CDC WONDER names only counties of 100,000 people or more; the others of a
state share one pooled row, which is shown for them as borrowed and never as their own value.
"""

from __future__ import annotations

import pandas as pd

from mobility_analysis.core.missing import Missing
from mobility_analysis.estimation.aggregate import complete_counts
from mobility_analysis.estimation.build import counted_share
from mobility_analysis.framework.estimate import Route
from mobility_analysis.framework.metric import Metric
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.subgroups import ALL, SubgroupType
from mobility_analysis.framework.tables import Tables
from mobility_analysis.geography.universe import Universe

MEASURE = "share_low_birth_weight"
METRIC = Metric(
    id="neonatal_health",
    inputs=("births", "population"),
    rubrics={MEASURE: "births"},
    numerator="Live births under 2,500 grams (5 pounds, 8 ounces)",
    denominator="Live births with a stated weight",
    universe="Births to mothers who live in the place, wherever the birth took place",
    interval=(
        "A 95 percent Wilson interval on the number of births: chance from year to year, "
        "not sampling error."
    ),
    subgroups=(SubgroupType.RACE_ETHNICITY, SubgroupType.MOTHERS_EDUCATION),
    cites=(
        "CDC WONDER, Natality information: https://wonder.cdc.gov/wonder/help/natality-expanded.html",
        "Urban Institute, Mobility Metrics, neonatal health (fewer than 30 births are not shown): "
        "https://github.com/UI-Research/mobility-from-poverty",
        "Wilson (1927), JASA 22, for the interval",
    ),
    caveats=(
        "Twins and other multiple births, which are often light, are counted.",
        "Groups are those of the mother.",
    ),
)
# A share of fewer births is not shown (Urban Institute, Mobility Metrics, neonatal health).
MINIMUM_BIRTHS = 30
POOLED = "999"  # the end of WONDER's code for a state's unnamed counties


def estimate(tables: Tables) -> pd.DataFrame:
    """Share of births with low weight (under 2,500 grams), from ``births``.

    Counties that CDC WONDER does not name get the value of their state's pooled row, as borrowed.
    """
    births = tables["births"].rename(columns={"low_weight": "numerator", "births": "denominator"})
    # Pooled rows are real births and enter the sums. A county whose small count is withheld enters neither
    # numerator nor denominator, so that both are of the same births.
    counts = complete_counts(births, ["numerator", "denominator"], by=["subgroup"])
    is_pooled = (counts["level"] == Level.COUNTY.value) & counts["geoid"].str.endswith(POOLED)
    borrowed = _for_unnamed_counties(counts[is_pooled], births, Universe(tables["population"]))
    rows = pd.concat([counts[~is_pooled], borrowed], ignore_index=True)
    rows["missing_reason"] = _why_missing(rows)
    absent = rows["missing_reason"].notna()
    rows.loc[absent, ["numerator", "denominator"]] = float("nan")
    rows["borrowed_from"] = rows["borrowed_from"].mask(absent)
    return counted_share(rows, MEASURE, route=Route.REGISTRY)


def _for_unnamed_counties(
    pooled: pd.DataFrame, births: pd.DataFrame, universe: Universe
) -> pd.DataFrame:
    """One row per county that WONDER does not name, with its state's pooled births as borrowed.

    A county counts as named if it has a row for all mothers, so that a group withheld in a named
    county is not filled from its neighbors.
    """
    parts = []
    for (snapshot, year), group in pooled.groupby(["snapshot", "year"]):
        of_all = (
            (births["snapshot"] == snapshot)
            & (births["year"] == year)
            & (births["subgroup"] == ALL)
        )
        geo_vintage = int(group["geo_vintage"].iloc[0])
        counties = universe.of(Level.COUNTY, geo_vintage)["geoid"]
        unnamed = counties[~counties.isin(births.loc[of_all, "geoid"])]
        keyed = pd.DataFrame({"state": unnamed.str[:2], "county": unnamed})
        spread = group.assign(state=group["geoid"].str[:2]).merge(keyed, on="state")
        parts.append(spread.assign(borrowed_from=spread["geoid"], geoid=spread["county"]))
    if not parts:
        return pooled.iloc[:0]
    return pd.concat(parts, ignore_index=True)[pooled.columns]


def _why_missing(rows: pd.DataFrame) -> pd.Series:
    few = rows["denominator"] < MINIMUM_BIRTHS
    reason = rows["reason"].astype("object").where(rows["reason"].notna(), None)
    return reason.mask(reason.isna() & few, Missing.TOO_FEW_RECORDS.value)
