"""People in poverty who live in high-poverty neighborhoods.

The share, of a group's people in poverty, whose census tract has a poverty rate above 40 percent. The
tract's rate is always everyone's. Universe: people whose poverty status is determined, so neither
institutions nor college dormitories. Traps: tract rates are noisy and a cut is applied to them, so a
small county can jump; students off campus raise the rate of their tract; groups of tables B17020B to I
include Hispanic people and overlap.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from mobility_analysis.core.missing import Missing
from mobility_analysis.estimation.acs import part_of_whole, sum_cells
from mobility_analysis.estimation.build import absent, published_value, stack
from mobility_analysis.estimation.neighborhoods import (
    FEWEST_MEMBERS,
    HIGH_POVERTY,
    areas,
    concentrated_poverty,
)
from mobility_analysis.estimation.no_margins import shares_without_margin
from mobility_analysis.estimation.propagate import divide, proportion_error
from mobility_analysis.estimation.tract_poverty import NEAR, PEOPLE, PEOPLE_BY_RATIO, poverty_cells
from mobility_analysis.estimation.tract_residents import FIXED
from mobility_analysis.framework.estimate import Route
from mobility_analysis.framework.metric import AreaKind, Metric, SmallAreaMeasure
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.subgroups import ALL, SubgroupType
from mobility_analysis.framework.tables import Tables
from mobility_analysis.geography.universe import Universe

MEASURE = "share_poverty_exposure"
METRIC = Metric(
    id="economic_inclusion",
    inputs=("acs_tracts", "population"),
    optional_inputs=("tract_poverty",),
    rubrics={MEASURE: "concentrated_poverty"},
    numerator="People in poverty who live in census tracts with a poverty rate above 40 percent",
    denominator="People in poverty",
    universe=(
        "People whose poverty status is determined: not those in institutions, college dormitories "
        "or barracks, nor children under 15 who live with nobody they are related to"
    ),
    interval=(
        "Simulation: tracts' true rates and counts are drawn 500 times around their published "
        "estimates and margins, rates drawn toward their county in proportion to their error. "
        "Where no tract changes sides of the line in any draw, there is nothing to give; where only tracts' rates are at hand, there is none."
    ),
    subgroups=(SubgroupType.RACE_ETHNICITY,),
    cites=(
        "Census Bureau, ACS tables B17020 and B17020B to I, Poverty Status by Age: "
        "https://data.census.gov/table/ACSDT5Y2023.B17020; in older copies B17001, Poverty Status by Sex by "
        "Age, with the same counts and margins of everyone and of people in poverty: "
        "https://data.census.gov/table/ACSDT5Y2023.B17001",
        "Jargowsky, P. (1997), Poverty and Place, for the 40 percent line",
        "Fay and Herriot (1979), Estimates of Income for Small Places, J. Am. Stat. Assoc. 74:269-277",
    ),
    caveats=(
        "A tract's rate is an estimate: near 40 percent, chance decides on which side it falls.",
        "Students who live off campus count as people in poverty, so neighborhoods around colleges "
        "may be called high-poverty.",
    ),
)

GROUPS = {
    "Asian": ("B17001D_002",),
    "Black": ("B17001B_002",),
    "Hispanic (any race)": ("B17001I_002",),
    "Other races": ("B17001C_002", "B17001E_002", "B17001F_002", "B17001G_002"),
    "White (not Hispanic)": ("B17001H_002",),
}
# If a county's value changes by more than this when the line is at 35 or 45 percent, it depends on the errors of
# single tracts.
MOVES = 0.30
# In no draw did a tract change sides, so the interval would have no width.
FAR = "far_from_the_line"
MERGED, SINGLE_TRACTS = "share_poverty", "share_poverty_single_tracts"
# Hardly any draw reaches the value: by chance too many or too few tracts lie above the line.
AT_THE_EDGE = "edge_of_simulation"


def estimate(tables: Tables) -> pd.DataFrame:
    """Share of people in poverty who live in high-poverty tracts.

    Computed from tracts' counts with margins or, where a run has only rates, from those.
    """
    universe = Universe(tables["population"])
    parts: list[pd.DataFrame] = []
    for keys, tracts in tables["acs_tracts"].groupby(FIXED):
        parts += _from_counts(tracts, dict(zip(FIXED, keys, strict=True)), universe)
    if "tract_poverty" in tables:
        for keys, tracts in tables["tract_poverty"].groupby(FIXED):
            parts += _from_rates(tracts, dict(zip(FIXED, keys, strict=True)), universe)
    return stack(parts)


def _from_counts(
    tracts: pd.DataFrame, fixed: dict[str, Any], universe: Universe
) -> list[pd.DataFrame]:
    poor, people = poverty_cells(tracts)
    whole = _cells(tracts, people)
    whole = whole[whole["estimate"] > 0]
    everyone = _cells(tracts, poor).reindex(whole.index)
    if whole.empty:
        return []
    rate = pd.DataFrame(
        {
            "rate": divide(everyone["estimate"], whole["estimate"]),
            "rate_se": proportion_error(
                everyone["estimate"], everyone["se"], whole["estimate"], whole["se"]
            ),
        },
        index=whole.index,
    )
    parts = []
    for group, cells in {ALL: poor, **GROUPS}.items():
        counts = _cells(tracts, cells)
        if counts.empty:
            continue
        frame = rate.join(counts[["estimate", "se"]].set_axis(["poor", "poor_se"], axis=1))
        frame = frame.dropna().rename_axis("geoid").reset_index()
        for level, area in _areas(frame, fixed, universe):
            out = concentrated_poverty(frame, area).assign(
                level=level.value, subgroup=group, **fixed
            )
            out["missing_reason"] = _too_few(out["denominator"])
            far = (out["lower"] == out["upper"]).to_numpy()
            out["reasons"] = [
                [FAR] if is_far else [AT_THE_EDGE] if is_edge else []
                for is_far, is_edge in zip(far, out.pop("at_the_edge"), strict=True)
            ]
            out.loc[far, ["lower", "upper"]] = np.nan
            done = published_value(
                out, MEASURE, route=Route.ACS_TABLE, ci_method="simulated_from_tracts"
            )
            done.loc[far & done["value"].notna().to_numpy(), "ci_method"] = "none_far_from_the_line"
            parts.append(done)
    return parts


def _too_few(poor: pd.Series) -> pd.Series:
    """The reason why so few people in poverty have no share; the same for counts and rates."""
    return pd.Series(None, index=poor.index, dtype="object").mask(
        poor <= FEWEST_MEMBERS, Missing.TOO_FEW_RECORDS.value
    )


def _cells(tracts: pd.DataFrame, cells: tuple[str, ...]) -> pd.DataFrame:
    if not tracts["cell"].isin(cells).any():
        return pd.DataFrame(columns=["estimate", "se"])
    return sum_cells(tracts, cells).set_index("geoid")[["estimate", "se"]].dropna()


def _areas(
    frame: pd.DataFrame, fixed: dict[str, Any], universe: Universe
) -> list[tuple[Level, pd.Series]]:
    return list(areas(frame["geoid"], universe.county_population(int(fixed["geo_vintage"]))))


def _from_rates(
    tracts: pd.DataFrame, fixed: dict[str, Any], universe: Universe
) -> list[pd.DataFrame]:
    """Tracts whose rate is known, but neither count nor margin.

    Residents outside group quarters are used in place of the people whose poverty status is
    determined.
    """
    parts = _without_rates(tracts, fixed)
    tracts = tracts[tracts["rate"].notna()].reset_index(drop=True)
    poor = tracts["rate"] * tracts["population"]
    for level, area in _areas(tracts, fixed, universe):
        within = {cut: _sum(poor.where(tracts["rate"] > cut, 0), area) for cut in (0.4, *NEAR)}
        total = _sum(poor, area)
        out = pd.DataFrame({"numerator": within[HIGH_POVERTY], "denominator": total})
        out["value"] = divide(out["numerator"], out["denominator"])
        moves = divide(within[NEAR[0]] - within[NEAR[1]], total)
        out["reasons"] = [
            ["rates_only", *(["near_the_line"] if move > MOVES else [])] for move in moves
        ]
        out["missing_reason"] = _too_few(out["denominator"])
        out = out.rename_axis("geoid").reset_index().assign(level=level.value, **fixed)
        parts.append(published_value(out, MEASURE, route=Route.ACS_TABLE))
    return parts


def _without_rates(tracts: pd.DataFrame, fixed: dict[str, Any]) -> list[pd.DataFrame]:
    """Rows of counties none of whose tracts has a rate, with the tracts' reason."""
    county = tracts["geoid"].str[: Level.COUNTY.width]
    nothing = tracts["rate"].isna().groupby(county).transform("all")
    gone = tracts[nothing].assign(geoid=county[nothing]).drop_duplicates("geoid")
    rows = gone[["geoid"]].assign(level=Level.COUNTY.value, **fixed)
    return [
        absent(rows[gone["reason"] == why], MEASURE, Missing(why), Route.ACS_TABLE)
        for why in sorted(set(gone.get("reason", [])))
    ]


def _sum(values: pd.Series, area: pd.Series) -> pd.Series:
    return values.groupby(area).sum()


SMALL_AREAS = (
    SmallAreaMeasure(
        id=MERGED,
        label="Share of people in poverty",
        one_unit="percent of people",
    ),
    # Tracts of a file without margins cannot be merged up to a margin; used in counties without counts.
    SmallAreaMeasure(
        id=SINGLE_TRACTS,
        label="Share of people in poverty, single tracts",
        one_unit="percent of people",
        kind=AreaKind.TRACTS,
        rubric="no_margin",
        note=(
            "Single census tracts, from a file that has neither counts nor margins of error: a tract's share "
            "is rough and part of the differences is chance, so read the pattern and not the tract. Where "
            "margins are at hand (2,700 tracts of Georgia, Kentucky and Utah), half of such shares are known "
            "to within 8 percentage points, and a third not even to within 10."
        ),
        instead_of=MERGED,
    ),
)


def small_areas(tables: Tables) -> pd.DataFrame:
    """Each tract's people in poverty among those whose poverty status is determined."""
    return stack(
        [
            part_of_whole(tracts, *poverty_cells(tracts))
            for _, tracts in tables["acs_tracts"].groupby("snapshot")
            if tracts["cell"].isin([*PEOPLE, *PEOPLE_BY_RATIO]).any()
        ]
    )


def area_values(tables: Tables) -> pd.DataFrame:
    """The printed rate of every tract, where the run has a file of them."""
    if "tract_poverty" not in tables:
        return pd.DataFrame()
    tracts = tables["tract_poverty"]
    return shares_without_margin(tracts.assign(value=tracts["rate"]), SINGLE_TRACTS, "population")
