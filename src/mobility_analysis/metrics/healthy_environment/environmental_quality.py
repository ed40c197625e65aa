"""Median of the daily Air Quality Index over a year, and a rank of modeled air toxics.

One value per county with a monitor: the index of the middle day among the days with a reading. Left
out: two thirds of the counties, which have no monitor. States and the nation are the mean of their
monitored counties, weighted by residents. Trap: counties are named, not coded, in the source.
The index of air toxics is another quantity, of all tracts: higher is cleaner, and it is a model's
(EPA's assessments, ranked here, or HUD's ranks where a run has no assessment of the year).
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from mobility_analysis.core.missing import Missing
from mobility_analysis.estimation.build import absent, published_value, stack
from mobility_analysis.estimation.tract_means import (
    hazard_ranks,
    modeled_means,
    single_tracts,
)
from mobility_analysis.estimation.tract_poverty import with_poverty
from mobility_analysis.estimation.tract_residents import (
    group_members,
    with_neighborhoods,
    with_residents,
)
from mobility_analysis.framework.estimate import Route
from mobility_analysis.framework.metric import AreaKind, Caveat, Metric, SmallAreaMeasure
from mobility_analysis.framework.places import NATION_GEOID, Level
from mobility_analysis.framework.subgroups import SubgroupType
from mobility_analysis.framework.tables import Tables
from mobility_analysis.geography.county_names import find_geoids
from mobility_analysis.geography.universe import Universe

MEASURE, HAZARD = "index_air_quality_median", "index_air_hazard"
HAZARDS = ("cancer", "respiratory", "neurological")
METRIC = Metric(
    id="environmental_quality",
    inputs=("population",),
    any_of=("air_quality", "tract_air_hazard", "tract_air_risks"),
    optional_inputs=("acs_tracts", "tract_poverty"),  # residents, who weight the tracts
    only_from={MEASURE: ("air_quality",), HAZARD: ("tract_air_hazard",)},
    rubrics={MEASURE: "monitored_days", HAZARD: "modeled_tracts"},
    numerator="Median of the daily Air Quality Index over the days with a reading",
    denominator="Days with a reading",
    universe="Counties with at least one air monitor",
    interval=(
        "None: the median is the middle value of the monitors' readings, not an estimate from a sample; "
        "the index of air toxics is a model's, and its error is not stated. The survey's error in who lives "
        "where could be carried through the means of groups; alone it would pass for all of the doubt."
    ),
    subgroups=(
        SubgroupType.RACE_ETHNICITY,
        SubgroupType.NEIGHBORHOOD,
        SubgroupType.NEIGHBORHOOD_POVERTY,
    ),
    cites=(
        "EPA, Air Data, About the annual AQI summary file: "
        "https://aqs.epa.gov/aqsweb/airdata/FileFormats.html",
        "40 CFR part 58, appendix G, for the Air Quality Index",
        "EPA, AirToxScreen technical support document: "
        "https://www.epa.gov/AirToxScreen/airtoxscreen-technical-support-document",
        "HUD, AFFH-T data documentation, AFFHT0006 (2020), environmental health index: "
        "https://www.hudexchange.info/resource/4848/affh-data-documentation/",
    ),
    caveats=(
        Caveat(
            "The worst pollutant of the day at the worst monitor sets the county's index of that day.",
            (MEASURE,),
        ),
        Caveat(
            "The values of states and the nation are means over the counties with monitors, weighted by "
            "residents; they leave out everyone who lives where no monitor stands.",
            (MEASURE,),
        ),
        Caveat("The median says nothing about the worst days.", (MEASURE,)),
        Caveat(
            "Where a county's monitors measure only pollutants such as nitrogen dioxide, its index is low whatever "
            "its ozone and fine particles are: such values are weak and enter no mean.",
            (MEASURE,),
        ),
        Caveat(
            "The index of air toxics is a rank among the nation's census tracts of the hazard of cancer, "
            "of breathing and of the nerves, modeled by EPA: neither ozone nor fine particles. A rank "
            "within its year cannot show whether the nation's air got cleaner. Means are weighted by "
            "residents.",
            (HAZARD,),
        ),
        Caveat(
            "Of a group: the mean over the tracts its members live in, each weighted by how many of them "
            "live there. Neighborhoods are census tracts, not people: those where at least 60 percent of residents "
            "are White, or are not White; those where at least 40 percent of people are in poverty, and all others.",
            (HAZARD,),
        ),
        Caveat(
            "A tract's poverty rate is an estimate: near 40 percent, chance decides on which side it falls. "
            "Tracts where nobody's poverty is determined, such as a prison, are of neither kind.",
            (HAZARD,),
        ),
    ),
)
SMALL_AREAS = (
    SmallAreaMeasure(
        id=HAZARD,
        label="Air toxics index",
        one_unit="percentile points (100 is the cleanest air)",
        kind=AreaKind.TRACTS,
        rubric="modeled_tracts",
        note=(
            "Rank among the nation's census tracts; 100 is the cleanest air. Each tract's value is a "
            "model's, and no margin of error is published."
        ),
    ),
)
MINOR, PARTLY_MINOR = "monitors_of_minor_pollutants", "monitors_partly_of_minor_pollutants"
# Shares of a county's days: set by ozone or fine particles, or by neither these nor coarse particles.
MAIN_FEW, MAIN_SOME = 0.10, 0.25
MINOR_MOST, MINOR_MANY = 0.50, 0.25


def estimate(tables: Tables) -> pd.DataFrame:
    """Median Air Quality Index of monitored counties, and percentile ranks of modeled air toxics.

    States and the nation are means weighted by residents; a county without a monitor has a reason.
    """
    population = tables["population"]
    universe = Universe(population)
    parts = []
    for _, rows in _readings(tables):
        counties = universe.of(Level.COUNTY, int(rows["geo_vintage"].iloc[0]))
        found = find_geoids(rows, counties, MEASURE)
        if found.empty:
            continue
        codes = pollutant_codes(found)
        parts.append(
            _valued(found.assign(value=found["median_aqi"], n=found["days"], reasons=codes))
        )
        parts.append(_without_monitor(found, counties["geoid"]))
        tells = ~codes.map(lambda each: MINOR in each).astype(bool)
        if tells.any():
            parts += _states_and_nation(found[tells], population)
    for rows in tract_indices(tables):
        parts.append(_hazard(rows, tables, universe))
    return stack(parts)


def _readings(tables: Tables) -> Iterable[tuple[object, pd.DataFrame]]:
    """The monitors' table of each year; none where the run has none."""
    if "air_quality" not in tables:
        return ()
    return tables["air_quality"].groupby(["snapshot", "year"])


def area_values(tables: Tables) -> pd.DataFrame:
    """The index of every tract."""
    return stack(
        [
            single_tracts(rows.assign(value=rows["hazard_index"]), HAZARD)
            for rows in tract_indices(tables)
        ]
    )


def tract_indices(tables: Tables) -> list[pd.DataFrame]:
    """Tables of tracts with ``hazard_index``: EPA's assessments; of other years HUD's printed index."""
    found = []
    if "tract_air_risks" in tables:
        for _, rows in tables["tract_air_risks"].groupby("snapshot"):
            found.append(rows.assign(hazard_index=hazard_ranks(rows[list(HAZARDS)])))
    years = {int(rows["year"].iloc[0]) for rows in found}
    if "tract_air_hazard" in tables:
        for _, rows in tables["tract_air_hazard"].groupby("snapshot"):
            if int(rows["year"].iloc[0]) not in years:
                found.append(rows)
    return found


def _hazard(rows: pd.DataFrame, tables: Tables, universe: Universe) -> pd.DataFrame:
    """Means of the tracts' index, weighted by residents; none where no table knows the residents."""
    tracts, weighed = with_residents(rows.assign(value=rows["hazard_index"]), tables)
    if tracts.empty:
        return stack([])
    tracts, sorted_by = with_neighborhoods(tracts, tables)
    tracts, rated = with_poverty(tracts, tables)
    members, counted = group_members(tracts, tables)
    behind = {"weight": weighed, "neighborhood": sorted_by, "poverty": rated, "members": counted}
    return modeled_means(tracts, HAZARD, universe, behind, members=members)


def pollutant_codes(rows: pd.DataFrame) -> pd.Series:
    """A list of codes for each county, by the pollutants that set its days.

    A day counts for the pollutant with the worst reading. Coarse particles (PM10) may well be the worst where
    ozone and fine particles are measured too, so such days count where there are also enough days of ozone or
    fine particles. Days set by a gas of traffic mean that nothing else was measured, or that all else was low.
    """
    if "main_days" not in rows:
        return pd.Series([[] for _ in range(len(rows))], index=rows.index)
    main, minor = rows["main_days"] / rows["days"], rows["minor_days"] / rows["days"]
    bad = (main < MAIN_FEW) | (minor > MINOR_MOST)
    care = (main < MAIN_SOME) | (minor > MINOR_MANY)
    return pd.Series(
        [[MINOR] if b else [PARTLY_MINOR] if c else [] for b, c in zip(bad, care, strict=True)],
        index=rows.index,
    )


def _valued(rows: pd.DataFrame) -> pd.DataFrame:
    out = published_value(rows, MEASURE, route=Route.ADMINISTRATIVE)
    # Measurements have no sampling error, and EPA publishes no error of its instruments.
    out.loc[out["value"].notna(), "ci_method"] = "none_measured_by_monitors"
    return out


def _without_monitor(found: pd.DataFrame, counties: pd.Series) -> pd.DataFrame:
    gone = counties[~counties.isin(found["geoid"])]
    fixed = found.iloc[0][["level", "geo_vintage", "year", "period", "snapshot"]].to_dict()
    frame = pd.DataFrame({"geoid": gone, **fixed}).assign(reasons=[["no_monitor"]] * len(gone))
    return absent(frame, MEASURE, Missing.NOT_COLLECTED, Route.ADMINISTRATIVE)


# ------------------------------------------------------------------ states and nation


def _states_and_nation(found: pd.DataFrame, population: pd.DataFrame) -> list[pd.DataFrame]:
    """Means weighted by residents.

    A state whose monitored counties the population table no longer knows (Connecticut's old eight)
    has none; the nation's mean leaves those counties out.
    """
    weighted = found.assign(
        weight=found["geoid"].map(_residents(population, int(found["year"].iloc[0])))
    )
    by_state = weighted.assign(level=Level.STATE.value, geoid=weighted["geoid"].str[:2])
    unweighted = set(by_state.loc[by_state["weight"].isna(), "geoid"])
    unknown = by_state[by_state["geoid"].isin(unweighted)].drop_duplicates("geoid")
    known = by_state[~by_state["geoid"].isin(unweighted)]
    nation = weighted.dropna(subset=["weight"]).assign(level=Level.NATION.value, geoid=NATION_GEOID)
    parts = [_valued(_weighted_means(rows)) for rows in (known, nation) if len(rows)]
    if len(unknown):
        parts.append(absent(unknown, MEASURE, Missing.GEOGRAPHY_CHANGED, Route.ADMINISTRATIVE))
    return parts


def _residents(population: pd.DataFrame, year: int) -> pd.Series:
    """Residents by county in the year nearest to ``year``."""
    counties = population[population["level"] == Level.COUNTY.value]
    years = counties["year"].astype(int)
    nearest = min(set(years), key=lambda known: (abs(known - year), -known))
    return counties[years == nearest].set_index("geoid")["population"]


def _weighted_means(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per ``geoid``: ``value`` and ``n`` (days) as means over its counties."""
    keys = ["level", "geoid", "geo_vintage", "year", "period", "snapshot"]
    products = rows.assign(
        value=rows["median_aqi"] * rows["weight"], n=rows["days"] * rows["weight"]
    )
    sums = products.groupby(keys)[["value", "n", "weight"]].sum().reset_index()
    return sums.assign(value=sums["value"] / sums["weight"], n=sums["n"] / sums["weight"])
