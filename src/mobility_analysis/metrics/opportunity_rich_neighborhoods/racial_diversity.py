"""How many of a group's neighbors belong to other groups.

For each group, the share of residents of other races and ethnicities in the census tract of its average
member. Groups do not overlap. Universe: all residents, people in group quarters included. Traps: the
value must be read beside the place's own composition, because it cannot exceed one minus the group's
share of the place; a high value is neither good nor bad in itself; there is no value for everyone.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from mobility_analysis.core.missing import Missing
from mobility_analysis.estimation.acs import part_of_whole, sum_cells
from mobility_analysis.estimation.build import absent, published_value, stack
from mobility_analysis.estimation.neighborhoods import areas, exposure_to_others
from mobility_analysis.framework.estimate import Route
from mobility_analysis.framework.metric import Metric, SmallAreaMeasure
from mobility_analysis.framework.subgroups import ALL, SubgroupType
from mobility_analysis.framework.tables import Tables
from mobility_analysis.geography.universe import Universe

MEASURE = "share_exposure_other_groups"
METRIC = Metric(
    id="racial_diversity",
    inputs=("acs_tracts", "population"),
    rubrics={MEASURE: "share_precision"},
    numerator="Residents of other groups in the census tract of the group's average member",
    denominator="Residents of that tract",
    universe="All residents, people in group quarters included",
    interval=(
        "Tracts' 90 percent margins by the delta method, as a 95 percent Wilson interval; the "
        "sampling variance of the squared counts is taken off the value."
    ),
    subgroups=(SubgroupType.RACE_ETHNICITY,),
    cites=(
        "Census Bureau, ACS table B03002, Hispanic or Latino Origin by Race: "
        "https://data.census.gov/table/ACSDT5Y2023.B03002",
        "Massey and Denton (1988), The Dimensions of Residential Segregation, Social Forces "
        "67:281-315, for the isolation index that this is the complement of",
    ),
    caveats=(
        "Read it beside the group's share of all residents: where a group is 80 percent of the "
        "residents, at most 20 percent of its neighbors can be of other groups.",
    ),
)

TOTAL = "B03002_001"
NAMED = {
    "Asian, Non-Hispanic": ("B03002_006",),
    "Black, Non-Hispanic": ("B03002_004",),
    "Hispanic": ("B03002_012",),
    "White, Non-Hispanic": ("B03002_003",),
}
OTHER = "Other Races and Ethnicities"
OTHER_CELLS = ("B03002_005", "B03002_007", "B03002_008", "B03002_009")
FEWEST = 30  # members of the group below whom Urban Institute's Mobility Metrics print nothing
FIXED = ["geo_vintage", "year", "period", "snapshot"]


def estimate(tables: Tables) -> pd.DataFrame:
    universe = Universe(tables["population"])
    parts: list[pd.DataFrame] = []
    for keys, tracts in tables["acs_tracts"].groupby(FIXED):
        fixed = dict(zip(FIXED, keys, strict=True))
        if (tracts["cell"] == TOTAL).any():
            people = universe.county_population(int(fixed["geo_vintage"]))
            parts += _snapshot(tracts, fixed, people)
    return stack(parts)


def _snapshot(tracts: pd.DataFrame, fixed: dict, people: pd.Series) -> list[pd.DataFrame]:
    total = sum_cells(tracts, (TOTAL,)).set_index("geoid")["estimate"].rename("total")
    total = total[total > 0]
    groups: dict[str, tuple[str, ...]] = dict(NAMED)
    if tracts["cell"].isin(OTHER_CELLS).any():  # a partner's extract may hold the named groups only
        groups[OTHER] = OTHER_CELLS
    parts = []
    for group, cells in groups.items():
        counts = sum_cells(tracts, cells).set_index("geoid")[["estimate", "se"]]
        frame = counts.set_axis(["group", "group_se"], axis=1).join(total, how="inner").dropna()
        frame = frame.rename_axis("geoid").reset_index()
        for level, area in areas(frame["geoid"], people):
            out = exposure_to_others(frame, area).assign(level=level.value, subgroup=group, **fixed)
            few = out["denominator"] <= FEWEST
            out["missing_reason"] = few.map({True: Missing.TOO_FEW_RECORDS.value, False: pd.NA})
            # A county of one tract: its Hispanic residents are set to the population estimate.
            controlled = (out["se"] == 0).to_numpy()
            out.loc[controlled, ["lower", "upper"]] = np.nan
            done = published_value(
                out, MEASURE, route=Route.ACS_TABLE, ci_method="tract_delta_wilson"
            )
            done.loc[controlled & done["value"].notna(), "ci_method"] = "none_controlled_to_total"
            parts.append(done)
    places = pd.concat(parts).drop_duplicates(["level", "geoid"])[["level", "geoid"]]
    everyone = places.assign(subgroup=ALL, **fixed)
    return [*parts, absent(everyone, MEASURE, Missing.NOT_APPLICABLE, Route.ACS_TABLE)]


SMALL_AREAS = (
    SmallAreaMeasure(
        id="share_residents",
        label="Share of residents who belong to the group",
        one_unit="percent of residents",
    ),
)


def small_areas(tables: Tables) -> pd.DataFrame:
    """Each tract's residents of each group among all its residents."""
    tracts = tables["acs_tracts"]
    tracts = tracts[tracts["cell"].isin([TOTAL, *(cell for (cell,) in NAMED.values())])]
    return stack(
        [
            part_of_whole(tracts, cells, (TOTAL,)).assign(subgroup=group)
            for group, cells in NAMED.items()
        ]
    )
