"""Arrests of young people per 100,000 of their age.

Numerator: arrests, of people aged 10 to 17, that police agencies reported for a year; a person arrested
twice counts twice. Denominator: residents of those ages, in the part of the residents whose agencies
reported, each for the months it reported. Traps: silence is not safety; some places cite or divert young
people without an arrest record; agencies arrest people who live elsewhere. By race there is no value:
agencies may leave ethnicity out, and police and census record race differently.
"""

from __future__ import annotations

import pandas as pd

from mobility_analysis.estimation.aggregate import complete_counts
from mobility_analysis.estimation.coverage import reported_rate, with_residents
from mobility_analysis.framework.metric import Metric
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.subgroups import SubgroupType
from mobility_analysis.framework.tables import Tables

MEASURE = "rate_juv_arrest"
METRIC = Metric(
    id="just_policing",
    inputs=("juvenile_arrests", "juveniles", "population"),
    rubrics={MEASURE: "reporting_agencies"},
    numerator="Arrests of people aged 10 to 17 that police agencies reported for the year",
    denominator="Residents aged 10 to 17 served by the agencies that reported, for their months",
    universe="Arrests with and without a booking, summons included, where the agency reported",
    interval=(
        "Exact Poisson limits of the number of arrests: chance from year to year. What agencies did not "
        "report is outside it."
    ),
    levels=(Level.NATION, Level.STATE, Level.COUNTY),
    subgroups=(SubgroupType.GENDER,),
    cites=(
        "FBI, National Incident-Based Reporting System, arrestee segment: "
        "https://www.fbi.gov/how-we-can-help-you/more-fbi-services-and-information/ucr/nibrs",
        "Census Bureau, Population Estimates, counties by age and sex: "
        "https://www.census.gov/programs-surveys/popest.html",
    ),
    caveats=(
        "It counts what the police do, not what young people do: places differ in when they cite or "
        "divert instead of arresting.",
        "By race there is no value: many agencies leave ethnicity out, and an arrest without it would "
        "count as nobody's.",
    ),
)
COUNTS = ["numerator", "denominator", "covered", "residents"]


def estimate(tables: Tables) -> pd.DataFrame:
    arrests = with_residents(tables["juvenile_arrests"], tables["population"])
    counties = arrests[arrests["level"] == Level.COUNTY.value]
    key = ["level", "geoid", "year", "subgroup"]
    known = tables["juveniles"][[*key, "people"]].drop_duplicates(key)
    out = counties.merge(known, on=key, how="left", validate="many_to_one")
    out["covered"] = out[["covered", "residents"]].min(axis=1)
    part = out["covered"] / out["residents"].where(out["residents"] > 0)
    out = out.assign(numerator=out["arrests"], denominator=out["people"] * part)
    rows = complete_counts(out.drop(columns=["arrests", "people"]), COUNTS, by=["subgroup"])
    return reported_rate(rows, MEASURE)
