"""Household income at the 20th, 50th and 80th percentiles.

The income below which 20, 50 and 80 percent of households fall, in dollars of the period's last year,
as the Census Bureau publishes it (upper limits of the first and fourth fifths, and the median). Left
out: people in group quarters. Traps: the highest and lowest printed values, $250,001 and $2,499, are
ends of open intervals, not incomes; and in very small places a median can carry a tiny margin while
the percentiles beside it are unknown, so the three are judged together. In a tiny group its margin
collapses as well, so the households of the group are counted from another table
(:mod:`estimation.group_interviews`).
"""

from __future__ import annotations

import pandas as pd

from mobility_analysis.estimation.acs import INCOMES, published_medians
from mobility_analysis.estimation.build import published_value, stack
from mobility_analysis.estimation.group_interviews import COUNTS, interviews_of_groups
from mobility_analysis.estimation.microdata_percentiles import replicate_percentiles
from mobility_analysis.framework.estimate import Route
from mobility_analysis.framework.metric import AreaKind, Metric, SmallAreaMeasure
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.subgroups import ALL, SubgroupType
from mobility_analysis.framework.tables import Tables
from mobility_analysis.quality.precision import CV_UNRELIABLE

RECORDS, ALLOCATION = "pums_households", "puma_allocation"  # tables some runs have
METRIC = Metric(
    id="opportunities_for_income",
    inputs=("acs",),
    optional_inputs=(RECORDS, ALLOCATION, *COUNTS),
    rubrics={f"pctl_income_{percentile}": "microdata_ratio" for percentile in (20, 50, 80)},
    numerator="Household income of the past 12 months, all members ages 15 and older",
    denominator="Households",
    universe="Households; people in group quarters are left out",
    interval=(
        "The Census Bureau's published 90 percent margins, widened to 95 percent. None "
        "for values it prints only as an open end. By age, sex and non-Hispanic race: Woodruff intervals "
        "from the survey's 80 replicate weights."
    ),
    levels=(Level.NATION, Level.STATE, Level.COUNTY, Level.PLACE),
    subgroups=(SubgroupType.RACE_ETHNICITY, SubgroupType.GENDER, SubgroupType.AGE),
    cites=(
        "Census Bureau, ACS table B19080, Household Income Quintile Upper Limits: "
        "https://data.census.gov/table/ACSDT5Y2023.B19080",
        "Census Bureau, ACS tables B19013 and B19013B to I, Median Household Income: "
        "https://data.census.gov/table/ACSDT5Y2023.B19013",
    ),
    caveats=(
        "Dollars of the last year of the period; not adjusted for local prices or household size.",
        "Groups are by the householder's race; all but White (not Hispanic) include Hispanic people.",
    ),
)

CELLS = {
    ("pctl_income_20", ALL): "B19080_001",
    ("pctl_income_50", ALL): "B19013_001",
    ("pctl_income_80", ALL): "B19080_004",
    ("pctl_income_50", "American Indian or Alaska Native"): "B19013C_001",
    ("pctl_income_50", "Asian"): "B19013D_001",
    ("pctl_income_50", "Black"): "B19013B_001",
    ("pctl_income_50", "Hispanic (any race)"): "B19013I_001",
    ("pctl_income_50", "White (not Hispanic)"): "B19013H_001",
}
PERCENTILES = {"pctl_income_20": 0.2, "pctl_income_50": 0.5, "pctl_income_80": 0.8}
SMALL_AREAS = (
    SmallAreaMeasure(
        id="pctl_income_50",
        label="Median household income",
        one_unit="dollars a year",
        kind=AreaKind.TRACTS,
        rubric="relative_precision",
        note=(
            "Single census tracts, because medians cannot be added up; each is graded by its own margin "
            "of error."
        ),
    ),
)
PLACE_KEY = ["level", "geoid", "year", "period"]


def estimate(tables: Tables) -> pd.DataFrame:
    """Household income at the 20th, 50th and 80th percentiles in dollars, graded together."""
    acs = tables["acs"]
    parts = []
    for (measure, group), cell in CELLS.items():
        parts.append(_published(acs, cell, measure, group))
    parts = [interviews_of_groups(stack(parts), tables)]
    if RECORDS in tables and ALLOCATION in tables:
        parts.append(_from_records(tables))
    return _judge_together(stack(parts))


def area_values(tables: Tables) -> pd.DataFrame:
    """The median of every tract, with its own margin."""
    if "acs_tracts" not in tables:
        return pd.DataFrame()
    return _published(tables["acs_tracts"], CELLS["pctl_income_50", ALL], "pctl_income_50", ALL)


def _published(acs: pd.DataFrame, cell: str, measure: str, group: str) -> pd.DataFrame:
    return published_value(
        published_medians(acs, cell, INCOMES).assign(subgroup=group),
        measure,
        route=Route.ACS_TABLE,
        ci_method="acs_published_moe",
    )


def _from_records(tables: Tables) -> pd.DataFrame:
    """Groups that no table has, by the householder: 20th and 80th percentiles by race, all by age, sex."""
    homes = tables[RECORDS]
    homes = homes.assign(
        age_group=(homes["age"] >= 45).map({True: "Age 45 and Over", False: "Under Age 45"})
    )
    out = replicate_percentiles(
        homes,
        tables[ALLOCATION],
        homes["income"],
        PERCENTILES,
        by=("race_ethnicity", "gender", "age_group"),
    )
    return out[out["subgroup"] != ALL]


def _judge_together(estimates: pd.DataFrame) -> pd.DataFrame:
    """Medians of places whose 20th or 80th percentile is too imprecise say so of themselves too."""
    cv = estimates["se"] / estimates["value"]
    others = estimates["measure"].ne("pctl_income_50") & (cv > CV_UNRELIABLE)
    weak = pd.MultiIndex.from_frame(estimates.loc[others, PLACE_KEY])
    is_median = estimates["measure"].eq("pctl_income_50") & estimates["value"].notna()
    demoted = is_median & pd.MultiIndex.from_frame(estimates[PLACE_KEY]).isin(weak)
    reasons = [
        [*codes, "siblings_imprecise"] if flag else codes
        for codes, flag in zip(estimates["reasons"], demoted, strict=True)
    ]
    return estimates.assign(reasons=pd.Series(reasons, index=estimates.index, dtype="object"))
