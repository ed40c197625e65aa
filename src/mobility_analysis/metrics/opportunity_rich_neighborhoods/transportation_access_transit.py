"""Transit: modeled use by households of low income, and the workers who commute by it.

Three measures of different things, never joined: HUD's percentile rank of modeled transit trips (mean
over tracts, weighted by households below half of the area's median income); the surveyed share of
workers who take public transportation to work; a model's share for moderate-income households. Trap:
use is taken for access, so people who work at home, walk or have no job nearby lower it.
"""

from __future__ import annotations

import pandas as pd

from mobility_analysis.core.missing import Missing
from mobility_analysis.estimation.acs import PLACE, part_of_whole
from mobility_analysis.estimation.aggregate import complete_levels
from mobility_analysis.estimation.build import stack, survey_share
from mobility_analysis.estimation.percents import count_behind, share_of_group
from mobility_analysis.estimation.tract_means import (
    HUD_MEANS,
    modeled_means,
    tracts_of_models,
)
from mobility_analysis.estimation.tract_residents import with_neighborhoods
from mobility_analysis.framework.metric import AreaKind, Caveat, Metric, SmallAreaMeasure
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.subgroups import SubgroupType
from mobility_analysis.framework.tables import Tables
from mobility_analysis.geography.universe import Universe

INDEX, COMMUTE, MODELED = "index_transit_trips", "share_commute_transit", "share_transit_commuter"
METRIC = Metric(
    id="transportation_access_transit",
    inputs=("population",),
    any_of=("acs", "tract_transport", "tract_travel"),
    only_from={COMMUTE: ("acs",), INDEX: ("tract_transport",), MODELED: ("tract_travel",)},
    rubrics={INDEX: "modeled_tracts", COMMUTE: "share_precision", MODELED: "modeled_tracts"},
    numerator="Workers ages 16 and older who usually take public transportation to work, taxis excluded",
    denominator="Workers ages 16 and older who were at work in the week before the interview",
    universe=(
        "For the index and the modeled share no people are counted: a model's household in each census "
        "tract, weighted by households with low incomes, or by all households"
    ),
    interval=(
        "For workers the table's 90 percent margins by the Census handbook's formulas, as a 95 percent "
        "Wilson interval; by race with the error of rounding to a tenth of a percent; for modeled values "
        "none, because the producers state no error."
    ),
    levels=(Level.NATION, Level.STATE, Level.COUNTY, Level.PLACE),
    subgroups=(SubgroupType.NEIGHBORHOOD, SubgroupType.RACE_ETHNICITY),
    cites=(
        "HUD, AFFH-T data documentation, AFFHT0006 (2020), transit trips index: "
        "https://www.hudexchange.info/resource/4848/affh-data-documentation/",
        "Census Bureau, ACS tables B08301 and B08101, Means of Transportation to Work: "
        "https://data.census.gov/table/ACSDT5Y2023.B08301",
        "Census Bureau, ACS subject table S0802, Means of Transportation to Work by Selected "
        "Characteristics: https://data.census.gov/table/ACSST5Y2018.S0802",
        "Center for Neighborhood Technology, H+T Index methods: https://htaindex.cnt.org/about/",
    ),
    caveats=(
        Caveat(
            "The index is a rank among the nation's census tracts: it cannot show that the whole nation gained or lost."
            + HUD_MEANS,
            (INDEX,),
        ),
        Caveat(
            "Workers who work at home count among all workers, so their share lowers that of transit. By race, "
            "shares are worked out from percentages printed to one decimal; groups with fewer than 1 percent "
            "of the workers have none.",
            (COMMUTE,),
        ),
        Caveat(
            "Means of the modeled share are weighted by all households. Its neighborhoods are census tracts, "
            "not people: at least 60 percent of the residents are White, or are not.",
            (MODELED,),
        ),
    ),
)
# The table of all means of transportation, and the one by age, whose totals are the same workers.
# The subject table has the same two counts, and what percent of each are of a group: its lines by group.
BY_RACE = ("S0802_C04", "S0802_C01")
TABLES = (
    ("B08301_010", "B08301_001"),
    ("B08101_025", "B08101_001"),
    ("S0802_C04_001", "S0802_C01_001"),
)
LINES = {
    "American Indian or Alaska Native": "014",
    "Asian": "015",
    "Black": "013",
    "Hispanic (any race)": "019",
    "White (not Hispanic)": "020",
}
FEWEST = 0.01  # of all workers: below it the rounding is too large a part of the percentage
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
    """HUD's index of transit trips, and commuters by transit, modeled and from the ACS."""
    universe = Universe(tables["population"])
    parts = [_commuters(tables["acs"]), *_by_race(tables["acs"])] if "acs" in tables else []
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


def _by_race(acs: pd.DataFrame) -> list[pd.DataFrame]:
    """Each group's share: (transit x its percent of transit) / (workers x its percent of workers)."""
    transit, workers = (f"{column}_001" for column in BY_RACE)
    if not (acs["cell"] == transit).any():
        return []
    everyone = complete_levels(part_of_whole(acs, [transit], [workers]))
    everyone = everyone.set_index(PLACE)["denominator"]
    parts = []
    for group, line in LINES.items():
        riders, members = (
            count_behind(acs, f"{column}_001", f"{column}_{line}") for column in BY_RACE
        )
        # Added up before small groups are removed: in a state they are many people together.
        counts = complete_levels(share_of_group(riders, members))
        of_all = (
            counts["denominator"] / everyone.reindex(pd.MultiIndex.from_frame(counts[PLACE])).array
        )
        few = (
            of_all < FEWEST - 1e-9
        )  # a tolerance, because 1.0 percent of a count is not exact in binary
        counts["missing_reason"] = few.map({True: Missing.TOO_FEW_RECORDS.value, False: pd.NA})
        parts.append(survey_share(counts.assign(subgroup=group), COMMUTE))
    return parts
