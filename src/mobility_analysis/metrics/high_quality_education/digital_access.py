"""Households with broadband in the home.

Numerator: households with a broadband subscription of any type, cellular data plans and satellite
included. Denominator: all households. Left out: people in group quarters. Trap: other editions of this
metric ask for a computer too, or leave cellular and satellite out; they are lower and not comparable.
By household income the same counts stand in a table of their own; the line of 50,000 dollars is not moved
with prices, so groups of different years are not the same households.
"""

from __future__ import annotations

import pandas as pd

from mobility_analysis.estimation.acs import part_of_whole
from mobility_analysis.estimation.aggregate import complete_levels
from mobility_analysis.estimation.build import stack, survey_share
from mobility_analysis.estimation.no_margins import shares_without_margin
from mobility_analysis.estimation.propagate import divide
from mobility_analysis.framework.metric import AreaKind, Metric, SmallAreaMeasure
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.subgroups import SubgroupType
from mobility_analysis.framework.tables import Tables

BROADBAND, ANY_SUBSCRIPTION = "share_digital_access", "share_internet_subscription"
SUBSCRIBERS = "tract_internet"  # a table some runs have
METRIC = Metric(
    id="digital_access",
    inputs=("acs",),
    optional_inputs=(SUBSCRIBERS,),
    rubrics={BROADBAND: "share_precision"},
    numerator="Households with a broadband internet subscription of any type",
    denominator="All households",
    universe="Households; people in group quarters are left out",
    interval=(
        "The table's 90 percent margins by the Census handbook's formulas; a 95 percent "
        "Wilson interval on the effective sample size they imply."
    ),
    levels=(Level.NATION, Level.STATE, Level.COUNTY, Level.PLACE),
    subgroups=(SubgroupType.HOUSEHOLD_INCOME,),
    cites=(
        "Census Bureau, ACS table B28002, Presence and Types of Internet Subscriptions in Household: "
        "https://data.census.gov/table/ACSDT5Y2023.B28002",
        "Census Bureau, ACS subject table S2801, the same counts: "
        "https://data.census.gov/table/ACSST5Y2023.S2801",
        "Census Bureau, ACS table B28004, Household Income by Presence and Type of Internet Subscription: "
        "https://data.census.gov/table/ACSDT5Y2023.B28004",
        "ACS handbook (2020), chapter 8, for the margin of error of a proportion and of a sum",
    ),
    caveats=(
        "Cellular data plans and satellite count as broadband; speed is not measured.",
        "Incomes are those of whole households, not adjusted for how many people live on them.",
    ),
)

# The detailed table, and the subject table that prints the same two counts: (broadband, households).
TABLES = (("B28002_004", "B28002_001"), ("S2801_C01_014", "S2801_C01_001"))
# Lines of table B28004 by income class of the household: (broadband, households).
INCOMES = {
    "$50,000 or More": (("020", "024"), ("018", "022")),
    "Less than $50,000": (("004", "008", "012", "016"), ("002", "006", "010", "014")),
}


def estimate(tables: Tables) -> pd.DataFrame:
    """Share of households with broadband at home, for all and by household income, from the ACS."""
    acs = tables["acs"]
    parts = []
    for broadband, households in TABLES:
        if (acs["cell"] == households).any():
            counts = complete_levels(part_of_whole(acs, [broadband], [households]))
            parts.append(survey_share(counts, BROADBAND))
    parts += _by_income(acs)
    return stack(parts)


def _by_income(acs: pd.DataFrame) -> list[pd.DataFrame]:
    parts = []
    for group, lines in INCOMES.items():
        broadband, households = ([f"B28004_{line}" for line in each] for each in lines)
        if acs["cell"].isin(households).any():
            counts = complete_levels(part_of_whole(acs, broadband, households))
            parts.append(survey_share(counts.assign(subgroup=group), BROADBAND))
    return parts


SMALL_AREAS = (
    SmallAreaMeasure(
        id=BROADBAND,
        label="Share of households with broadband",
        one_unit="percent of households",
    ),
    SmallAreaMeasure(
        id=ANY_SUBSCRIPTION,
        label="Share of households with any internet subscription",
        one_unit="percent of households",
        kind=AreaKind.TRACTS,
        rubric="no_margin",
        note=(
            "Single census tracts. Any subscription counts, so dial-up too, which is no broadband. "
            "The file has counts without margins of error: a tract's share is rough and part of "
            "the differences is chance, so read the pattern and not the tract."
        ),
        instead_of=BROADBAND,
    ),
)


def small_areas(tables: Tables) -> pd.DataFrame:
    """Each tract's households with broadband among all its households."""
    broadband, households = TABLES[0]
    tracts = tables["acs_tracts"]
    return part_of_whole(tracts[tracts["cell"].isin(TABLES[0])], [broadband], [households])


def area_values(tables: Tables) -> pd.DataFrame:
    """Each tract's households with any subscription, where the run has a file of them without margins."""
    if SUBSCRIBERS not in tables:
        return pd.DataFrame()
    tracts = tables[SUBSCRIBERS]
    counts = tracts.assign(
        numerator=tracts["subscribers"],
        denominator=tracts["households"],
        value=divide(tracts["subscribers"], tracts["households"]),
    )
    return shares_without_margin(counts, ANY_SUBSCRIPTION, "households")
