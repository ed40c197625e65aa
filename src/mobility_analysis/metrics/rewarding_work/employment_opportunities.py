"""Employment among people ages 25 to 54.

Numerator: employed civilians and the armed forces. Denominator: everyone of those ages, people in
group quarters included (the published table cannot leave them out). Trap: a county with a prison or
a base differs from household-only figures.
"""

from __future__ import annotations

import pandas as pd

from mobility_analysis.estimation.acs import part_of_whole
from mobility_analysis.estimation.aggregate import complete_levels
from mobility_analysis.estimation.build import stack, survey_share
from mobility_analysis.estimation.microdata import replicate_share, totals
from mobility_analysis.framework.metric import Metric, SmallAreaMeasure
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.subgroups import ALL, SubgroupType
from mobility_analysis.framework.tables import Tables

RECORDS, ALLOCATION = "pums_persons", "puma_allocation"  # tables some runs have
METRIC = Metric(
    id="employment_opportunities",
    inputs=("acs",),
    optional_inputs=(RECORDS, ALLOCATION),
    rubrics={"share_employed": "microdata_share"},
    numerator="People ages 25 to 54 who are employed, armed forces included",
    denominator="All people ages 25 to 54",
    universe="Residents ages 25 to 54, including people in prisons, barracks and dormitories",
    interval=(
        "The table's 90 percent margins by the Census handbook's formulas; a 95 percent "
        "Wilson interval on the effective sample size they imply. By race and disability: 80 "
        "replicate weights of the survey's records."
    ),
    levels=(Level.NATION, Level.STATE, Level.COUNTY, Level.PLACE),
    subgroups=(SubgroupType.GENDER, SubgroupType.RACE_ETHNICITY, SubgroupType.DISABILITY),
    cites=(
        "Census Bureau, ACS table B23001, Sex by Age by Employment Status for the Population 16 "
        "Years and Over: https://data.census.gov/table/ACSDT5Y2023.B23001",
        "ACS handbook (2020), chapter 8, for the margin of error of a proportion of sums",
    ),
    caveats=("People in prisons, barracks and dormitories are counted among residents.",),
)

# First line of each seven-line block of B23001 (total, in labor force, armed forces, civilian,
# employed, unemployed, not in labor force) for ages 25-29, 30-34, 35-44, 45-54.
BLOCKS = {"Male": (24, 31, 38, 45), "Female": (110, 117, 124, 131)}
ARMED_FORCES, EMPLOYED = 2, 4


def _cells(starts: tuple[int, ...], *offsets: int) -> list[str]:
    return [f"B23001_{start + offset:03d}" for start in starts for offset in offsets]


def estimate(tables: Tables) -> pd.DataFrame:
    """Share of ages 25 to 54 employed or in the armed forces, for all and by group."""
    acs = tables["acs"]
    groups = {ALL: BLOCKS["Male"] + BLOCKS["Female"], **BLOCKS}
    parts = []
    for group, starts in groups.items():
        counts = part_of_whole(acs, _cells(starts, ARMED_FORCES, EMPLOYED), _cells(starts, 0))
        counts = complete_levels(counts)
        parts.append(survey_share(counts.assign(subgroup=group), "share_employed"))
    if RECORDS in tables and ALLOCATION in tables:
        parts.append(_from_records(tables))
    return stack(parts)


def _from_records(tables: Tables) -> pd.DataFrame:
    """Groups that no five-year table has: race and ethnicity, disability. Households' people only."""
    people = tables[RECORDS]
    labels = people["has_disability"].map({True: "With Disability", False: "Without Disability"})
    people = people.assign(disability=labels)
    numbers = {
        "everyone": pd.Series(1.0, index=people.index),
        "employed": people["is_employed"].astype("float"),
    }
    found = totals(
        people,
        tables[ALLOCATION],
        numbers,
        by=("race_ethnicity", "disability"),
        among=people["age"].between(25, 54) & people["in_household"],
    )
    out = replicate_share(found, found.of["employed"], found.of["everyone"], "share_employed")
    return out[out["subgroup"] != ALL]


SMALL_AREAS = (
    SmallAreaMeasure(
        id="share_employed",
        label="Share of people ages 25 to 54 who are employed",
        one_unit="percent of people ages 25 to 54",
    ),
)


def small_areas(tables: Tables) -> pd.DataFrame:
    """Each tract's employed people of ages 25 to 54 among all of that age."""
    starts = BLOCKS["Male"] + BLOCKS["Female"]
    part, whole = _cells(starts, ARMED_FORCES, EMPLOYED), _cells(starts, 0)
    tracts = tables["acs_tracts"]
    return part_of_whole(tracts[tracts["cell"].isin([*part, *whole])], part, whole)
