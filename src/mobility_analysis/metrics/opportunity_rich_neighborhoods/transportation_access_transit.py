"""Transit: modeled use by households of low income, and the workers who commute by it.

Three measures of different things, never joined: HUD's percentile rank of modeled transit trips (mean
over tracts, weighted by households below half of the area's median income); the surveyed share of
workers who take public transportation to work; a model's share for moderate-income households. Trap:
use is taken for access, so people who work at home, walk or have no job nearby lower it.
"""

from __future__ import annotations

import pandas as pd

from mobility_analysis.estimation.acs import part_of_whole
from mobility_analysis.estimation.aggregate import complete_levels
from mobility_analysis.estimation.build import stack, survey_share
from mobility_analysis.estimation.tract_means import (
    modeled_means,
    tracts_of_models,
)
from mobility_analysis.estimation.tract_residents import with_neighborhoods
from mobility_analysis.framework.metric import AreaKind, Metric, SmallAreaMeasure
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.subgroups import SubgroupType
from mobility_analysis.framework.tables import Tables
from mobility_analysis.geography.universe import Universe

INDEX, COMMUTE, MODELED = "index_transit_trips", "share_commute_transit", "share_transit_commuter"
METRIC = Metric(
    id="transportation_access_transit",
    inputs=("acs", "population"),
    rubrics={INDEX: "modeled_tracts", COMMUTE: "share_precision", MODELED: "modeled_tracts"},
    numerator="Workers ages 16 and older who usually take public transportation to work, taxis excluded",
    denominator="Workers ages 16 and older who were at work in the week before the interview",
    universe=(
        "For the index and the modeled share no people are counted: a model's household in each census "
        "tract, weighted by households with low incomes, or by all households"
    ),
    interval=(
        "For workers the table's 90 percent margins by the Census handbook's formulas, as a 95 percent "
        "Wilson interval; for modeled values none, because the producers state no error."
    ),
    levels=(Level.NATION, Level.STATE, Level.COUNTY, Level.PLACE),
    subgroups=(SubgroupType.NEIGHBORHOOD,),
    cites=(
        "HUD, AFFH-T data documentation, AFFHT0006 (2020), transit trips index: "
        "https://www.hudexchange.info/resource/4848/affh-data-documentation/",
        "Census Bureau, ACS tables B08301 and B08101, Means of Transportation to Work: "
        "https://data.census.gov/table/ACSDT5Y2023.B08301",
        "Center for Neighborhood Technology, H+T Index methods: https://htaindex.cnt.org/about/",
    ),
    caveats=(
        "The index is a rank among the nation's census tracts: it cannot show that the whole nation "
        "gained or lost.",
        "Neighborhoods are census tracts, not people: at least 60 percent of the low-income households "
        "(in HUD's index) or of the residents (in the modeled share) are White, or are not.",
        "Means of counties and states are weighted by households with less than half of the area's "
        "median income (HUD's index) or by all households (the modeled share).",
        "Workers who work at home count among all workers, so their share lowers that of transit.",
    ),
)
# The table of all means of transportation, and the one by age, whose totals are the same workers.
TABLES = (("B08301_010", "B08301_001"), ("B08101_025", "B08101_001"))
SMALL_AREAS = (
    SmallAreaMeasure(
        id=INDEX,
        label="Transit trips index",
        one_unit="percentile points",
        kind=AreaKind.TRACTS,
        rubric="modeled_tracts",
        note=(
            "Rank among the nation's census tracts; 100 is the most transit trips. Each tract's value is a model's, and no margin of error is published."
        ),
    ),
    SmallAreaMeasure(
        id=MODELED,
        label="Modeled share of workers of moderate-income households who commute by transit",
        one_unit="percent of workers of moderate-income households",
        kind=AreaKind.TRACTS,
        rubric="modeled_tracts",
        note=(
            "For a household with 80 percent of the area's median income. Each tract's value is a model's, and no margin of error is published."
        ),
    ),
)


def estimate(tables: Tables) -> pd.DataFrame:
    universe = Universe(tables["population"])
    parts = [_commuters(tables["acs"])]
    if "tract_transport" in tables:
        for _, rows in tables["tract_transport"].groupby("snapshot"):
            tracts = rows.assign(value=rows["transit_index"])
            parts.append(modeled_means(tracts, INDEX, universe))
    if "tract_travel" in tables:
        for _, rows in tables["tract_travel"].groupby("snapshot"):
            tracts, sorted_by = with_neighborhoods(rows, tables)
            tracts = tracts.assign(value=tracts["transit_share"])
            parts.append(modeled_means(tracts, MODELED, universe, {"neighborhood": sorted_by}))
    return stack(parts)


def area_values(tables: Tables) -> pd.DataFrame:
    """Both models' values of every tract."""
    models = [
        ("tract_transport", "transit_index", INDEX),
        ("tract_travel", "transit_share", MODELED),
    ]
    return tracts_of_models(tables, models)


def _commuters(acs: pd.DataFrame) -> pd.DataFrame:
    parts = []
    done: set[str] = set()
    for transit, workers in TABLES:
        # A file that has both tables has the same workers twice: the first is enough.
        rows = acs[acs["cell"].isin([transit, workers]) & ~acs["snapshot"].isin(done)]
        if (rows["cell"] == transit).any():
            counts = complete_levels(part_of_whole(rows, [transit], [workers]))
            done |= set(counts["snapshot"])
            parts.append(survey_share(counts, COMMUTE))
    return stack(parts)
