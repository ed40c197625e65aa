"""Affordable and available homes per household with a low income.

For a level X (30, 50, 80 percent of the area median): homes that a household at X can afford and that
are either vacant on the market or lived in by a household at or below X, over households at or below
X. Left out: people in group quarters, vacant homes not for sale or rent. Trap: HUD has no home-value
class for 30 percent of the median, so at 30 percent only rented homes can be counted, and the value
for all households is `not_collected`, never the renters' value under another name.
"""

from __future__ import annotations

import pandas as pd

from mobility_analysis.core.missing import Missing
from mobility_analysis.estimation.acs import part_of_whole
from mobility_analysis.estimation.aggregate import complete_levels
from mobility_analysis.estimation.build import absent, stack, survey_ratio
from mobility_analysis.framework.estimate import Route
from mobility_analysis.framework.metric import Metric
from mobility_analysis.framework.subgroups import ALL, SubgroupType
from mobility_analysis.framework.tables import Tables

LEVELS = ("30", "50", "80")
TENURES = {"Owner": ("owner",), "Renter": ("renter",), ALL: ("owner", "renter")}

METRIC = Metric(
    id="housing_affordability",
    inputs=("chas",),
    rubrics={f"ratio_affordable_available_{level}_ami": "relative_precision" for level in LEVELS},
    numerator=(
        "Homes that cost no more than a household at the level can afford, and that are vacant for "
        "sale or rent or lived in by a household at or below the level"
    ),
    denominator="Households with incomes at or below the level",
    universe="Occupied homes and vacant homes for sale or rent; group quarters are left out",
    interval=(
        "HUD's 90 percent margins, carried through the sums and the ratio by the Census "
        "handbook's formulas; 95 percent limits, never below zero."
    ),
    subgroups=(SubgroupType.TENURE,),
    cites=(
        "HUD, CHAS background and data dictionary: https://www.huduser.gov/portal/datasets/cp.html",
        "ACS handbook (2020), chapter 8, for the margin of error of a ratio of sums",
    ),
    caveats=(
        "Rents and home values are compared with what a household of fitting size can afford at that "
        "income; a home's condition is not considered.",
        "For homes that are owned, the test is whether a household at that income could buy the home "
        "at its value today.",
    ),
)


def estimate(tables: Tables) -> pd.DataFrame:
    chas = tables["chas"]
    parts = []
    for position, level in enumerate(LEVELS):
        up_to = LEVELS[: position + 1]
        measure = f"ratio_affordable_available_{level}_ami"
        for group, tenures in TENURES.items():
            counts = _homes_and_households(chas, tenures, up_to).assign(subgroup=group)
            counts = complete_levels(counts, by=["subgroup"])
            # No home-value class exists for 30 percent of the median.
            if level == "30" and "owner" in tenures:
                parts.append(
                    absent(counts, measure, Missing.NOT_COLLECTED, Route.SPECIAL_TABULATION)
                )
            else:
                parts.append(survey_ratio(counts, measure, route=Route.SPECIAL_TABULATION))
    return stack(parts)


def _homes_and_households(
    chas: pd.DataFrame, tenures: tuple[str, ...], up_to: tuple[str, ...]
) -> pd.DataFrame:
    homes = rf"(units|vacant)_({'|'.join(tenures)})_cost({'|'.join(up_to)})(_income({'|'.join(up_to)}))?"
    households = rf"households_({'|'.join(tenures)})_income({'|'.join(up_to)})"
    return part_of_whole(chas, _cells_of(chas, homes), _cells_of(chas, households))


def _cells_of(chas: pd.DataFrame, items: str) -> list[str]:
    cells = chas[["item", "cell"]].drop_duplicates()
    return list(cells.loc[cells["item"].str.fullmatch(items), "cell"])
