"""Violent and property crimes reported to the police, per 100,000 people.

Numerator: offenses of a year that police agencies reported. Denominator: the people those agencies
serve, for the months they reported. Trap: silence is not safety. An agency that did not report must
lower the coverage, never the rate.
"""

from __future__ import annotations

import pandas as pd

from mobility_analysis.estimation.aggregate import complete_counts
from mobility_analysis.estimation.build import stack
from mobility_analysis.estimation.coverage import COUNTS, reported_rate, with_residents
from mobility_analysis.framework.metric import AreaKind, Caveat, Metric, SmallAreaMeasure
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.tables import Tables

# Measure id -> column of the tidy table.
MEASURES = {
    "rate_crime_violent": "violent",
    "rate_crime_property": "property",
    "rate_crime_against_persons": "against_persons",
    "rate_crime_against_property": "against_property",
}
METRIC = Metric(
    id="safety_from_crime",
    inputs=("reported_crimes", "population"),
    optional_inputs=("agency_crimes",),
    levels=(Level.NATION, Level.STATE, Level.COUNTY, Level.PLACE),
    rubrics=dict.fromkeys(MEASURES, "reporting_agencies"),
    numerator="Offenses that police agencies reported for the year",
    denominator="People served by the agencies that reported, for the months they reported",
    universe="Offenses known to the police, where they happened",
    interval=(
        "Exact Poisson limits of the number of offenses: chance from year to year. What was never "
        "reported, by victims or by agencies, is outside it."
    ),
    cites=(
        "FBI, Crime in the United States, offense definitions: "
        "https://ucr.fbi.gov/crime-in-the-u.s/2012/crime-in-the-u.s.-2012/resource-pages/"
        "offense-definitions",
        "FBI, National Incident-Based Reporting System User Manual, crimes against persons and property",
        "Maltz and Targonski (2002), Journal of Quantitative Criminology 18, on coverage of county data",
    ),
    caveats=(
        Caveat(
            "Violent crime is murder, rape, robbery and aggravated assault.",
            ("rate_crime_violent",),
        ),
        Caveat(
            "Property crime is burglary, larceny and motor vehicle theft.", ("rate_crime_property",)
        ),
        Caveat(
            "Between 2013 and 2016 the police moved, one agency at a time, to a wider definition of rape.",
            ("rate_crime_violent",),
        ),
        Caveat(
            "Crimes against persons add simple assault and intimidation and leave robbery out: another "
            "quantity, several times as large.",
            ("rate_crime_against_persons",),
        ),
        "Many crimes are never reported to the police, and the FBI asks not to rank places by these "
        "counts. So a place is called better or worse only where agencies serving 95 percent of the residents "
        "of both places reported all year. Otherwise it is higher or lower.",
        "Crimes are counted where they happen; commuters and visitors are not among the people.",
    ),
)
OF_AGENCIES = (
    "Police agencies that serve the county, each with its own report and the people it serves; one that "
    "serves several counties stands whole in each. Each mark is one agency, whatever its size."
)
SMALL_AREAS = tuple(
    SmallAreaMeasure(
        id=measure,
        label=f"{label} per 100,000 people served, by police agency",
        one_unit="offenses per 100,000 people served",
        kind=AreaKind.LISTED,
        rubric="reporting_agencies",
        note=OF_AGENCIES,
    )
    for measure, label in (
        ("rate_crime_violent", "Violent crimes"),
        ("rate_crime_property", "Property crimes"),
    )
)


def estimate(tables: Tables) -> pd.DataFrame:
    """Reported crimes per 100,000 people by kind, graded by the coverage of reporting agencies."""
    crimes = with_residents(tables["reported_crimes"], tables["population"])
    # A county's agencies can serve people beyond it; its state must not count them twice.
    crimes["covered"] = crimes[["covered", "residents"]].min(axis=1)
    # An agency's counts are divided among counties, but not between a city and the area around it.
    crimes["served"] = crimes["people"].where(crimes["level"] == Level.PLACE.value)
    if "legacy_rape" not in crimes:
        crimes["legacy_rape"] = False
    parts = []
    for measure, column in MEASURES.items():
        counted = crimes.rename(columns={column: "numerator", "people": "denominator"})
        if column == "violent":
            counted["notes"] = [
                ["legacy_rape"] * (older is True) for older in crimes["legacy_rape"]
            ]
        others = [name for name in MEASURES.values() if name != column]
        rows = complete_counts(counted.drop(columns=others), COUNTS)
        parts.append(reported_rate(rows, measure))
    return stack(parts)


def area_values(tables: Tables) -> pd.DataFrame:
    """Rates of single police agencies, per 100,000 of the people each serves."""
    if "agency_crimes" not in tables:
        return pd.DataFrame()
    crimes = tables["agency_crimes"].reset_index(drop=True)
    place = crimes[["county", "name"]]
    parts = []
    for area in SMALL_AREAS:
        counted = crimes.rename(columns={MEASURES[area.id]: "numerator", "people": "denominator"})
        rows = reported_rate(counted.drop(columns=_others(area.id)), area.id)
        parts.append(rows.assign(county=place["county"], name=place["name"]))
    return pd.concat(parts, ignore_index=True)


def _others(measure: str) -> list[str]:
    return [column for other, column in MEASURES.items() if other != measure]
