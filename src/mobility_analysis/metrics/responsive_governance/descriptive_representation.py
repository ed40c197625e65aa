"""Local elected officials compared with residents, by race and ethnicity.

The ratio is a group's share of local elected officials over its share of residents. No national source
records officials' race or ethnicity, so the ratio is `not_collected` until a place counts its own; the
residents' side is computed here, with its margin. Universe: all residents, children and people who are
not citizens included. Trap: 1 is parity; neither high nor low is good in itself.
"""

from __future__ import annotations

import pandas as pd

from mobility_analysis.core.missing import Missing
from mobility_analysis.estimation.acs import part_of_whole
from mobility_analysis.estimation.aggregate import complete_levels
from mobility_analysis.estimation.build import absent, stack, survey_share
from mobility_analysis.framework.estimate import Route
from mobility_analysis.framework.metric import Metric
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.subgroups import ALL, SubgroupType
from mobility_analysis.framework.tables import Tables

METRIC = Metric(
    id="descriptive_representation",
    inputs=("acs",),
    rubrics={"ratio_desc_rep": "relative_precision", "share_residents": "share_precision"},
    numerator="Residents who belong to the group",
    denominator="All residents",
    universe="All residents, including children and people who are not citizens",
    interval=(
        "Residents' shares: the table's 90 percent margins by the handbook's formulas, as "
        "a 95 percent Wilson interval. The ratio has none until a place counts its "
        "officials."
    ),
    levels=(Level.NATION, Level.STATE, Level.COUNTY, Level.PLACE),
    subgroups=(SubgroupType.RACE_ETHNICITY,),
    cites=(
        "Census Bureau, ACS table B03002, Hispanic or Latino Origin by Race: "
        "https://data.census.gov/table/ACSDT5Y2023.B03002",
        "Urban Institute, Boosting Upward Mobility: A Planning Guide for Local Action, Step 2, for the "
        "ratio of shares",
    ),
    caveats=(
        "No national source records the race or ethnicity of local elected officials: ask yours how "
        "they identify, and compare their shares with the residents' shares here.",
    ),
)

TOTAL = ("B03002_001",)
GROUPS = {
    "American Indian or Alaska Native, Non-Hispanic": ("B03002_005",),
    "Asian, Non-Hispanic": ("B03002_006",),
    "Black, Non-Hispanic": ("B03002_004",),
    "Hispanic": ("B03002_012",),
    "Other Races and Ethnicities": ("B03002_008", "B03002_009"),
    "Pacific Islander, Non-Hispanic": ("B03002_007",),
    "White, Non-Hispanic": ("B03002_003",),
}


def estimate(tables: Tables) -> pd.DataFrame:
    """Each group's share of residents; the ratio is absent, because no source counts officials."""
    acs = tables["acs"]
    # Only the snapshots that hold the table: others have no residents by group at all.
    acs = acs[acs["snapshot"].isin(acs.loc[acs["cell"] == TOTAL[0], "snapshot"].unique())]
    parts = []
    everyone = complete_levels(part_of_whole(acs, TOTAL, TOTAL))
    for group, cells in GROUPS.items():
        counts = complete_levels(part_of_whole(acs, cells, TOTAL)).assign(subgroup=group)
        parts.append(survey_share(counts, "share_residents"))
    everyone = everyone.assign(subgroup=ALL)
    parts.append(absent(everyone, "share_residents", Missing.NOT_APPLICABLE, Route.ACS_TABLE))
    parts.append(absent(everyone, "ratio_desc_rep", Missing.NOT_COLLECTED, Route.ACS_TABLE))
    return stack(parts)
