"""Young people with a high school degree.

The guide asks for residents ages 19 and 20, whom only survey records tell apart: those with a diploma, its
equivalent or more, over all of that age. What every county has is a table of ages 18 to 24: one minus
those without a diploma or its equivalent, over everyone of those ages. It has an id of its own, and the
guide's measure is `not_collected` for years of a run without survey records. Both count people in
dormitories, barracks and prisons; a third share leaves them out. Trap: they count who lives here now, so
a college town is near 100 percent, whatever its own schools do, and a prison pulls its county down.
"""

from __future__ import annotations

import pandas as pd

from mobility_analysis.core.missing import Missing
from mobility_analysis.estimation.acs import part_of_whole
from mobility_analysis.estimation.aggregate import complete_levels
from mobility_analysis.estimation.build import absent, stack, survey_share
from mobility_analysis.estimation.microdata import replicate_share, totals
from mobility_analysis.framework.estimate import Route
from mobility_analysis.framework.metric import Caveat, Metric
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.subgroups import ALL, SubgroupType
from mobility_analysis.framework.tables import Tables

AT_18_TO_24, AT_19_AND_20 = "share_hs_degree_18_24", "share_hs_degree"
IN_HOUSEHOLDS = "share_hs_degree_households"
RECORDS, ALLOCATION = "pums_persons", "puma_allocation"  # tables some runs have
METRIC = Metric(
    id="preparation_for_college",
    inputs=("acs",),
    optional_inputs=(RECORDS, ALLOCATION),
    only_from=dict.fromkeys((AT_19_AND_20, IN_HOUSEHOLDS), (RECORDS, ALLOCATION)),
    rubrics={
        AT_18_TO_24: "share_precision",
        AT_19_AND_20: "microdata_share",
        IN_HOUSEHOLDS: "microdata_share",
    },
    numerator="People with a high school diploma, its equivalent, or more schooling",
    denominator="Residents ages 19 and 20, from survey records; or ages 18 to 24, from a table",
    universe=(
        "Residents, including people in dormitories, barracks and prisons; without them in the share of "
        "those in households"
    ),
    interval=(
        "Ages 19 and 20: the survey's 80 replicate weights. Ages 18 to 24: the table's 90 percent margins "
        "by the Census handbook's formulas. Both as a 95 percent Wilson interval on the effective sample "
        "size that the error implies."
    ),
    levels=(Level.NATION, Level.STATE, Level.COUNTY, Level.PLACE),
    subgroups=(SubgroupType.GENDER, SubgroupType.RACE_ETHNICITY),
    cites=(
        "Census Bureau, ACS table B15001, Sex by Age by Educational Attainment for the Population 18 "
        "Years and Over: https://data.census.gov/table/ACSDT5Y2023.B15001",
        "Census Bureau, ACS Public Use Microdata Sample, accuracy of the data: "
        "https://www.census.gov/programs-surveys/acs/microdata/documentation.html",
        "ACS handbook (2020), chapter 8, for the margin of error of a proportion of sums",
    ),
    caveats=(
        Caveat(
            "Most counties share the survey's areas with others, and then the value is that of the area.",
            (AT_19_AND_20, IN_HOUSEHOLDS),
        ),
        Caveat(
            "No table tells 19- and 20-year-olds apart; some of those who are 18 are still in school.",
            (AT_18_TO_24,),
        ),
        "People are counted where they live now, not where they went to school.",
    ),
)

# First line of the block of ages 18 to 24 in B15001; the two after it have no diploma.
BLOCKS = {"Male": (3,), "Female": (44,)}


def estimate(tables: Tables) -> pd.DataFrame:
    """Share of young people with a high school diploma, from the ACS table and from survey records.

    Where both give a measure of a period, the rows from records are kept.
    """
    from_table = _from_table(tables)
    if RECORDS not in tables or ALLOCATION not in tables:
        return from_table
    from_records = _from_records(tables)
    series = ["measure", "year", "period"]
    known = pd.MultiIndex.from_frame(from_records[series])
    told_apart = pd.MultiIndex.from_frame(from_table[series]).isin(known)
    return stack([from_table[~told_apart], from_records])


def _from_records(tables: Tables) -> pd.DataFrame:
    people = tables[RECORDS]
    numbers = {
        "everyone": pd.Series(1.0, index=people.index),
        "degree": people["has_hs_degree"].astype("float"),
    }
    of_age = people["age"].between(19, 20)
    parts = []
    for measure, among in (
        (AT_19_AND_20, of_age),
        (IN_HOUSEHOLDS, of_age & people["in_household"]),
    ):
        found = totals(people, tables[ALLOCATION], numbers, ("gender", "race_ethnicity"), among)
        parts.append(replicate_share(found, found.of["degree"], found.of["everyone"], measure))
    return stack(parts)


def _from_table(tables: Tables) -> pd.DataFrame:
    acs = tables["acs"]
    # Only the snapshots that hold the table.
    acs = acs[acs["snapshot"].isin(acs.loc[acs["cell"] == "B15001_003", "snapshot"].unique())]
    groups = {ALL: BLOCKS["Male"] + BLOCKS["Female"], **BLOCKS}
    parts = []
    for group, starts in groups.items():
        without = [f"B15001_{start + line:03d}" for start in starts for line in (1, 2)]
        everyone = [f"B15001_{start:03d}" for start in starts]
        counts = complete_levels(part_of_whole(acs, without, everyone)).assign(subgroup=group)
        parts.append(_others(survey_share(counts, AT_18_TO_24)))
        if group == ALL:
            # The same places; no table tells 19- and 20-year-olds apart.
            parts.append(absent(counts, AT_19_AND_20, Missing.NOT_COLLECTED, Route.ACS_MICRODATA))
    return stack(parts)


def _others(rows: pd.DataFrame) -> pd.DataFrame:
    """The share of all the others.

    Two cells count people without a diploma and five count people with one, so fewer margins are
    added up in this way; the error of a share is that of its complement.
    """
    return rows.assign(
        value=1 - rows["value"],
        lower=1 - rows["upper"],
        upper=1 - rows["lower"],
        numerator=rows["denominator"] - rows["numerator"],
    )
