"""Transportation cost: how little a household of low income would spend, and what a moderate one would.

HUD's index is a percentile rank, turned around so that higher means cheaper: the mean over tracts,
weighted by households below half of the area's median income. The second measure is a share of income,
for a household with 80 percent of the area's median, lower is better. Both are models' results. Trap:
a share of income falls where incomes are high, although nothing is cheaper there.
"""

from __future__ import annotations

import pandas as pd

from mobility_analysis.estimation.build import stack
from mobility_analysis.estimation.tract_means import (
    HUD_MEANS,
    modeled_means,
    tracts_of_models,
)
from mobility_analysis.estimation.tract_residents import with_neighborhoods
from mobility_analysis.framework.metric import AreaKind, Caveat, Metric, SmallAreaMeasure
from mobility_analysis.framework.subgroups import SubgroupType
from mobility_analysis.framework.tables import Tables
from mobility_analysis.geography.universe import Universe

INDEX, SHARE = "index_transportation_cost", "share_transportation_cost"
METRIC = Metric(
    id="transportation_access_cost",
    inputs=("population",),
    any_of=("tract_transport", "tract_travel"),
    only_from={INDEX: ("tract_transport",), SHARE: ("tract_travel",)},
    rubrics={INDEX: "modeled_tracts", SHARE: "modeled_tracts"},
    numerator="Modeled yearly cost of owning and driving cars and of transit fares",
    denominator="Income of the model's household: 50 percent (index) or 80 percent (share) of the area's median",
    universe=(
        "No people are counted: a model's household in each census tract, weighted by households with "
        "low incomes (index) or by all households (share)"
    ),
    interval="None: the values are a model's results, and the producers state no error.",
    subgroups=(SubgroupType.NEIGHBORHOOD,),
    cites=(
        "HUD, AFFH-T data documentation, AFFHT0006 (2020), low transportation cost index: "
        "https://www.hudexchange.info/resource/4848/affh-data-documentation/",
        "Center for Neighborhood Technology, H+T Index methods: https://htaindex.cnt.org/about/",
    ),
    caveats=(
        Caveat(
            "The index is a rank among the nation's census tracts: it cannot show that costs fell or rose."
            + HUD_MEANS,
            (INDEX,),
        ),
        Caveat(
            "Means of the share of income are weighted by all households. Its neighborhoods are census "
            "tracts, not people: at least 60 percent of the residents are White, or are not.",
            (SHARE,),
        ),
        Caveat(
            "The share is rounded to whole percents in each tract and is of the area's own median income, so "
            "it compares areas of different incomes only with care.",
            (SHARE,),
        ),
    ),
)
SMALL_AREAS = (
    SmallAreaMeasure(
        id=INDEX,
        label="Low transportation cost index",
        one_unit="percentile points",
        kind=AreaKind.TRACTS,
        rubric="modeled_tracts",
        note=(
            "Rank among the nation's census tracts; 100 is the lowest cost. Each tract's value is a model's, and no margin of error is published."
        ),
    ),
    SmallAreaMeasure(
        id=SHARE,
        label="Transportation costs as a share of a moderate income",
        one_unit="percent of a moderate household income",
        kind=AreaKind.TRACTS,
        rubric="modeled_tracts",
        note=(
            "For a household with 80 percent of the area's median income. Each tract's value is a model's, and no margin of error is published."
        ),
    ),
)


def estimate(tables: Tables) -> pd.DataFrame:
    """HUD's index of transport cost, and transport's share of income; means of tracts."""
    universe = Universe(tables["population"])
    parts = []
    if "tract_transport" in tables:
        for _, rows in tables["tract_transport"].groupby("snapshot"):
            parts.append(modeled_means(rows.assign(value=rows["cost_index"]), INDEX, universe))
    if "tract_travel" in tables:
        for _, rows in tables["tract_travel"].groupby("snapshot"):
            tracts, sorted_by = with_neighborhoods(rows, tables)
            tracts = tracts.assign(value=tracts["cost_share"])
            parts.append(modeled_means(tracts, SHARE, universe, {"neighborhood": sorted_by}))
    return stack(parts)


def area_values(tables: Tables) -> pd.DataFrame:
    """Both models' values of every tract."""
    models = [("tract_transport", "cost_index", INDEX), ("tract_travel", "cost_share", SHARE)]
    return tracts_of_models(tables, models)
