"""Arrests of young people per 100,000 of their age.

Numerator: arrests, of people aged 10 to 17, that police agencies reported for a year; a person arrested
twice counts twice. Denominator: residents of those ages, in the part of the residents whose agencies
reported, each for the months it reported. Traps: silence is not safety; some places cite or divert young
people without an arrest record; agencies arrest people who live elsewhere.

By race and ethnicity: of the arrests whose race and ethnicity are on record, where those are at least four
fifths; agencies may leave ethnicity out. Residents of 10 to 17 by group are not published: they are those of
10 to 14 and, of those of 15 to 19, the part that is 15 to 17 among everyone in the county. That part is about
three fifths; where it is not, 18- and 19-year-olds came to study or left, and there is no value by group.
Trap: police record one race as officers see it, the census what people answer; young people of two or more
races are arrested under one race and reside under none of these groups, so rates are somewhat too high.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from mobility_analysis.core.missing import Missing
from mobility_analysis.estimation.aggregate import complete_counts
from mobility_analysis.estimation.build import stack
from mobility_analysis.estimation.coverage import (
    COUNTS,
    FEWEST_RESIDENTS,
    reported_rate,
    with_residents,
)
from mobility_analysis.framework.metric import Metric
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.subgroups import ALL, SubgroupType
from mobility_analysis.framework.tables import Tables

MEASURE = "rate_juv_arrest"
BY_GROUP = "young_by_group"
# Arrests with race and ethnicity on record, among all: below the first nothing is said by group, below the
# second it is said that some are missing (Urban Institute, Mobility Metrics: four fifths of agencies).
FEWEST_ON_RECORD, NEARLY_ALL = 0.80, 0.95
# Part of the 15- to 19-year-olds who are 15 to 17; three fifths where as many come and go as stay.
USUAL_PART = (0.5, 0.7)
METRIC = Metric(
    id="just_policing",
    inputs=("juvenile_arrests", "juveniles", "population"),
    optional_inputs=(BY_GROUP,),
    rubrics={MEASURE: "reporting_agencies"},
    numerator="Arrests of people aged 10 to 17 that police agencies reported for the year",
    denominator="Residents aged 10 to 17 served by the agencies that reported, for their months",
    universe="Arrests with and without a booking, summons included, where the agency reported",
    interval=(
        "Exact Poisson limits of the number of arrests: chance from year to year. What agencies did not "
        "report is outside it."
    ),
    levels=(Level.NATION, Level.STATE, Level.COUNTY),
    subgroups=(SubgroupType.RACE_ETHNICITY, SubgroupType.GENDER),
    cites=(
        "FBI, National Incident-Based Reporting System, arrestee segment: "
        "https://www.fbi.gov/how-we-can-help-you/more-fbi-services-and-information/ucr/nibrs",
        "Census Bureau, Population Estimates, counties by age and sex, and by race and Hispanic origin: "
        "https://www.census.gov/programs-surveys/popest.html",
    ),
    caveats=(
        "It counts what the police do, not what young people do: places differ in when they cite or "
        "divert instead of arresting.",
        "By race and ethnicity only arrests count of which both are on record. Where more than a fifth lack "
        "them, or where college students hide how many residents of a group are 10 to 17, there is no value.",
        "Police record one race as officers see it. Young people of two or more races count among the "
        "arrests of one, but among the residents of none of the groups, so rates by race are somewhat too high.",
    ),
)
RECORDED = ["on_record", "of_all"]
KEY = ["level", "geoid", "year", "subgroup"]
FEW = Missing.TOO_FEW_RECORDS.value


def estimate(tables: Tables) -> pd.DataFrame:
    """Arrests per 100,000 people of ages 10 to 17, for all and by group."""
    arrests = with_residents(tables["juvenile_arrests"], tables["population"])
    counties = arrests[arrests["level"] == Level.COUNTY.value]
    young = tables["juveniles"][[*KEY, "people"]].drop_duplicates(KEY)
    is_of_all = counties["subgroup"].isin(set(young["subgroup"]))
    parts = [reported_rate(_counts(counties[is_of_all], young, []), MEASURE)]
    if BY_GROUP in tables and set(RECORDED) <= set(counties.columns):
        of_group = young_of_groups(tables[BY_GROUP], young)
        by_group = counties[counties["subgroup"].isin(set(of_group["subgroup"]))]
        parts.append(_by_group(_counts(by_group, of_group, RECORDED)))
    return stack(parts)


def _counts(counties: pd.DataFrame, young: pd.DataFrame, more: list[str]) -> pd.DataFrame:
    """Arrests and the people behind them, of counties, states and the nation."""
    out = counties.merge(young, on=KEY, how="left", validate="many_to_one")
    out["covered"] = out[["covered", "residents"]].min(axis=1)
    part = out["covered"] / out["residents"].where(out["residents"] > 0)
    out = out.assign(numerator=out["arrests"], denominator=out["people"] * part)
    unused = ["arrests", "people", *(set(RECORDED) & set(out.columns) - set(more))]
    return complete_counts(out.drop(columns=unused), [*COUNTS, *more], by=["subgroup"])


def young_of_groups(by_class: pd.DataFrame, young: pd.DataFrame) -> pd.DataFrame:
    """``people`` of 10 to 17 by county and group; missing where 15 to 17 are an unusual part of 15 to 19.

    ``by_class``: ``ages_10_14`` and ``ages_15_19`` of each group and of all; ``young``: ``people`` of 10
    to 17, all.
    """
    place = ["level", "geoid", "year"]
    classes = by_class.drop_duplicates(KEY)
    everyone = classes[classes["subgroup"] == ALL].merge(
        young[young["subgroup"] == ALL], on=KEY, validate="one_to_one"
    )
    older = everyone["ages_15_19"].where(everyone["ages_15_19"] > 0)
    part = (everyone["people"] - everyone["ages_10_14"]) / older
    everyone["part"] = part.where(part.between(*USUAL_PART))
    groups = classes[classes["subgroup"] != ALL].merge(
        everyone[[*place, "part"]], on=place, validate="many_to_one"
    )
    both = groups["ages_10_14"] + groups["ages_15_19"]
    people = groups["ages_10_14"] + groups["part"] * groups["ages_15_19"]
    # With so few people the part is chance; they have no value in any case.
    groups["people"] = people.fillna(both.where(both < FEWEST_RESIDENTS))
    return groups[[*KEY, "people"]]


def _by_group(rows: pd.DataFrame) -> pd.DataFrame:
    """Rates of groups with the codes of what is on record; none where too little is, or too few are known."""
    # Without arrests none can lack its race or ethnicity.
    known = (rows["on_record"] / rows["of_all"].where(rows["of_all"] > 0)).fillna(1.0)
    causes = {
        "students_among_young": rows["denominator"].isna() & rows["residents"].notna(),
        FEW: rows["denominator"] < FEWEST_RESIDENTS,
        "ethnicity_left_out": known < FEWEST_ON_RECORD,
    }
    cause = np.select(list(causes.values()), list(causes), "")
    usable = rows.assign(numerator=rows["numerator"].mask(cause != ""))
    found = reported_rate(usable.drop(columns=RECORDED), MEASURE)
    # The coverage comes first: where agencies did not report, no other reason is needed.
    own_causes = [Missing.NOT_COLLECTED.value, Missing.NOT_PUBLISHED.value]
    is_ours = found["missing_reason"].isin(own_causes)
    reason = np.where(cause == FEW, FEW, Missing.NOT_COLLECTED.value)
    found["missing_reason"] = found["missing_reason"].mask(is_ours, reason)
    some = np.where(known < NEARLY_ALL, "ethnicity_mostly_known", "")
    codes = np.where(found["value"].notna(), some, np.where(is_ours & (cause != FEW), cause, ""))
    by_police = np.where(found["value"].notna(), "race_by_police", "")
    found["reasons"] = [
        [*own, *(str(code) for code in more if code)]
        for own, *more in zip(found["reasons"], by_police, codes, strict=True)
    ]
    return found
