"""How many of a group's neighbors belong to other groups.

For each group, the share of residents of other races and ethnicities in the census tract of its average
member. Groups do not overlap. Universe: all residents, people in group quarters included. Traps: the
value must be read beside the place's own composition, because it cannot exceed one minus the group's
share of the place; a high value is neither good nor bad in itself; there is no value for everyone.

Where tracts are at hand only by the race of the householder (B11002 A and B), the same index of people in
those households stands under a name of its own: whole households count as one group, so whoever lives with
a householder of another race is counted as that race, and Hispanic people as what their householder
answered to the question on race. It is another quantity, never joined with the first and never strong.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from mobility_analysis.core.missing import Missing
from mobility_analysis.estimation.acs import part_of_whole, sum_cells
from mobility_analysis.estimation.build import absent, published_value, stack
from mobility_analysis.estimation.neighborhoods import FEWEST_MEMBERS, areas, exposure_to_others
from mobility_analysis.estimation.tract_residents import FIXED
from mobility_analysis.framework.estimate import Route
from mobility_analysis.framework.metric import Caveat, Metric, SmallAreaMeasure
from mobility_analysis.framework.subgroups import ALL, SubgroupType
from mobility_analysis.framework.tables import Tables
from mobility_analysis.geography.universe import Universe

MEASURE, BY_HOUSEHOLDER = "share_exposure_other_groups", "share_exposure_other_householders"
METRIC = Metric(
    id="racial_diversity",
    inputs=("acs_tracts", "population"),
    rubrics={MEASURE: "share_precision", BY_HOUSEHOLDER: "householders"},
    numerator="Residents of other groups in the census tract of the group's average member",
    denominator="Residents of that tract",
    universe=(
        "All residents, people in group quarters included; by the race of the householder, people in "
        "households"
    ),
    interval=(
        "Tracts' 90 percent margins by the delta method, as a 95 percent Wilson interval; the "
        "sampling variance of the squared counts is taken off the value."
    ),
    subgroups=(SubgroupType.RACE_ETHNICITY,),
    cites=(
        "Census Bureau, ACS table B03002, Hispanic or Latino Origin by Race: "
        "https://data.census.gov/table/ACSDT5Y2023.B03002",
        "Census Bureau, ACS tables B11002, B11002A and B11002B, Household Type by Relatives and "
        "Nonrelatives for Population in Households, universe of A and B: population in households with a "
        "householder who is White alone, or Black or African American alone: "
        "https://data.census.gov/table/ACSDT5Y2023.B11002A",
        "Massey and Denton (1988), The Dimensions of Residential Segregation, Social Forces "
        "67:281-315, for the isolation index that this is the complement of",
    ),
    caveats=(
        "Read it beside the group's share of all residents: where a group is 80 percent of the "
        "residents, at most 20 percent of its neighbors can be of other groups.",
        Caveat(
            "By the householder's race all members of a household count as one group, White and Black include "
            "Hispanic people, and people in group quarters are left out. Where many residents are Hispanic, "
            "the share for White householders is lower than that for White people who are not Hispanic: by 7 "
            "points in the middle of 29 counties where two fifths and more are, by 1 to 3 where fewer than a "
            "fifth are. For Black householders the two differ little.",
            (BY_HOUSEHOLDER,),
        ),
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


@dataclass(frozen=True)
class Counts:
    """Which cells of a tract one measure is made of: everyone's, and each group's."""

    measure: str
    total: str
    groups: dict[str, tuple[str, ...]]


RESIDENTS = Counts(MEASURE, TOTAL, NAMED | {OTHER: OTHER_CELLS})
HOUSEHOLDS = Counts(
    BY_HOUSEHOLDER, "B11002_001", {"Black": ("B11002B_001",), "White": ("B11002A_001",)}
)


def estimate(tables: Tables) -> pd.DataFrame:
    """Exposure to other groups (0-1): the mean share of a group's neighbors who belong to others.

    Of residents and, where tracts have them, of people by the race of their householder.
    """
    universe = Universe(tables["population"])
    parts: list[pd.DataFrame] = []
    for keys, tracts in tables["acs_tracts"].groupby(FIXED):
        fixed = dict(zip(FIXED, keys, strict=True))
        for what in (RESIDENTS, HOUSEHOLDS):
            if (tracts["cell"] == what.total).any():
                people = universe.county_population(int(fixed["geo_vintage"]))
                parts += _snapshot(tracts, what, fixed, people)
    return stack(parts)


def _snapshot(
    tracts: pd.DataFrame, what: Counts, fixed: dict[str, Any], people: pd.Series
) -> list[pd.DataFrame]:
    total = _cells(tracts, (what.total,), "total")
    total = total[total["total"] > 0]
    parts = []
    for group, cells in what.groups.items():
        # A partner's extract may hold the named groups only.
        if not tracts["cell"].isin(cells).any():
            continue
        frame = _cells(tracts, cells, "group").join(total, how="inner").dropna()
        frame = frame.rename_axis("geoid").reset_index()
        for level, area in areas(frame["geoid"], people):
            out = exposure_to_others(frame, area).assign(level=level.value, subgroup=group, **fixed)
            parts.append(_finished(out, what))
    places = pd.concat(parts).drop_duplicates(["level", "geoid"])[["level", "geoid"]]
    everyone = places.assign(subgroup=ALL, **fixed)
    return [*parts, absent(everyone, what.measure, Missing.NOT_APPLICABLE, Route.ACS_TABLE)]


def _cells(tracts: pd.DataFrame, cells: tuple[str, ...], name: str) -> pd.DataFrame:
    """Sums of ``cells`` by tract: ``<name>`` and its standard error ``<name>_se``."""
    counts = sum_cells(tracts, cells).set_index("geoid")[["estimate", "se"]]
    return counts.set_axis([name, f"{name}_se"], axis=1)


def _finished(out: pd.DataFrame, what: Counts) -> pd.DataFrame:
    few = out["denominator"] <= FEWEST_MEMBERS
    out["missing_reason"] = few.map({True: Missing.TOO_FEW_RECORDS.value, False: pd.NA})
    # A county of one tract: its Hispanic residents are set to the population estimate.
    controlled = ((out["se"] == 0) & (out["denominator_se"] == 0)).to_numpy()
    out.loc[out["se"] == 0, ["lower", "upper"]] = np.nan
    # One tract, and only the group in the sample: others may live there without having been sampled.
    out.loc[(out["se"] == 0) & ~controlled, "se"] = np.nan
    done = published_value(out, what.measure, route=Route.ACS_TABLE, ci_method="tract_delta_wilson")
    done.loc[controlled & done["value"].notna(), "ci_method"] = "none_controlled_to_total"
    return done


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
