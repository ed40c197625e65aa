"""Three- and four-year-olds enrolled in school.

Numerator: children ages 3 and 4 enrolled in nursery school, preschool or kindergarten, public or
private. Denominator: all children ages 3 and 4. Trap: the published table counts kindergarten, so
this is a different quantity from the share in preschool alone, and has its own id.
"""

from __future__ import annotations

import pandas as pd

from mobility_analysis.estimation.acs import part_of_whole
from mobility_analysis.estimation.aggregate import complete_levels
from mobility_analysis.estimation.build import stack, survey_share
from mobility_analysis.framework.metric import Metric, SmallAreaMeasure
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.subgroups import ALL, SubgroupType
from mobility_analysis.framework.tables import Tables

METRIC = Metric(
    id="access_to_preschool",
    inputs=("acs",),
    rubrics={"share_enrolled_ages_3_4": "share_precision"},
    numerator="Children ages 3 and 4 enrolled in nursery school, preschool or kindergarten",
    denominator="All children ages 3 and 4",
    universe="Resident children ages 3 and 4",
    interval=(
        "The table's 90 percent margins by the Census handbook's formulas; a 95 percent "
        "Wilson interval on the effective sample size they imply."
    ),
    levels=(Level.NATION, Level.STATE, Level.COUNTY, Level.PLACE),
    subgroups=(SubgroupType.GENDER,),
    cites=(
        "Census Bureau, ACS table B14003, Sex by School Enrollment by Type of School by Age: "
        "https://data.census.gov/table/ACSDT5Y2023.B14003",
        "ACS handbook (2020), chapter 8, for the margin of error of a proportion of sums",
    ),
    caveats=(
        "Four-year-olds in kindergarten count as enrolled; hours and quality are not measured.",
    ),
)

# Lines of B14003 for ages 3 and 4: public, private, not enrolled.
ENROLLED = {"Male": (4, 13), "Female": (32, 41)}
NOT_ENROLLED = {"Male": (22,), "Female": (50,)}


def _cells(lines: tuple[int, ...]) -> list[str]:
    return [f"B14003_{line:03d}" for line in lines]


SMALL_AREAS = (
    SmallAreaMeasure(
        id="share_enrolled_ages_3_4",
        label="Share of children ages 3 and 4 enrolled in school",
        one_unit="percent of children ages 3 and 4",
    ),
)


def estimate(tables: Tables) -> pd.DataFrame:
    """Share of ages 3 and 4 enrolled in school, for all and by sex, from ACS table B14003."""
    acs = tables["acs"]
    groups = {ALL: ("Male", "Female"), "Male": ("Male",), "Female": ("Female",)}
    parts = []
    for group, sexes in groups.items():
        enrolled = [cell for sex in sexes for cell in _cells(ENROLLED[sex])]
        not_enrolled = [cell for sex in sexes for cell in _cells(NOT_ENROLLED[sex])]
        counts = complete_levels(part_of_whole(acs, enrolled, enrolled + not_enrolled))
        parts.append(survey_share(counts.assign(subgroup=group), "share_enrolled_ages_3_4"))
    return stack(parts)


def small_areas(tables: Tables) -> pd.DataFrame:
    """Each tract's enrolled children of ages 3 and 4 among all of these ages."""
    enrolled = [cell for lines in ENROLLED.values() for cell in _cells(lines)]
    everyone = enrolled + [cell for lines in NOT_ENROLLED.values() for cell in _cells(lines)]
    tracts = tables["acs_tracts"]
    return part_of_whole(tracts[tracts["cell"].isin(everyone)], enrolled, everyone)
