"""The factors by which places are compared: one row per county and city, from tables and estimates.

Most sources tell counties only. What is at hand for cities: residents and, where a run has the survey's tables of
places, income, composition and poverty. A city lies where its counties lie, each as heavy as the city's people in it
(``point_of``); a city that is a county has the county's area and poverty, too. Without the survey's table
of residents the composition is that of citizens of voting age (``composition_of``).

A factor that the run's tables do not hold, or whose value is too weak to quote, is missing in its row;
:mod:`insights.peers` leaves it out and says so.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from mobility_analysis.estimation.acs import part_of_whole
from mobility_analysis.estimation.tract_poverty import PEOPLE, POOR
from mobility_analysis.framework.estimate import DO_NOT_ACT
from mobility_analysis.framework.places import REPORT_LEVELS, Level
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.framework.tables import Tables
from mobility_analysis.geography.projections import ALBERS, EARTH_KM, NAD83
from mobility_analysis.geography.same_territory import OVERLAPS, counties_of_cities
from mobility_analysis.geography.universe import Universe
from mobility_analysis.metrics.opportunity_rich_neighborhoods import economic_inclusion
from mobility_analysis.workflow.estimating.government_forms import listed_forms

SQUARE_METERS_PER_SQ_MILE = 1609.344**2
NEARBY_KM = 80.4672  # 50 miles
CITIZENS = "citizens_by_group"
RESIDENTS_LABEL, CITIZENS_LABEL = "residents", "citizens of voting age"
LARGE, DENSE = 1_000_000, 1_000  # people; people per square mile
INCOME, RESIDENTS = "pctl_income_50", "share_residents"
FEWEST_FOR_POVERTY = 1_000  # people whose poverty status is determined
# Places are compared by values of one period: the newest that has nearly as many places as the fullest.
ENOUGH_PLACES = 0.9
GROUPS = {
    "american_indian": "American Indian or Alaska Native, Non-Hispanic",
    "asian": "Asian, Non-Hispanic",
    "black": "Black, Non-Hispanic",
    "hispanic": "Hispanic",
    "other": "Other Races and Ethnicities",
    "pacific_islander": "Pacific Islander, Non-Hispanic",
    "white": "White, Non-Hispanic",
}
SHARES = [f"share_{group}" for group in GROUPS]
NUMBERS = [
    "population", "area_sq_miles", "density_per_sq_mile", "longitude", "latitude",
    "people_within_50_miles", "median_income_usd", "poverty_rate", *SHARES,
]  # fmt: skip
TEXTS = [
    "population_period", "income_period", "poverty_period", "composition_period", "composition_of", "point_of",
    "government_form_as_of", "government_form_citation",
]  # fmt: skip
CLASSES = ["urbanicity", "government_form"]
COLUMNS = ["level", "geoid", "label", *NUMBERS, *CLASSES, *TEXTS]


def peer_factors(tables: Tables, universe: Universe, estimates: pd.DataFrame) -> pd.DataFrame:
    """One row per county and city of today, columns ``COLUMNS``.

    Shares are 0 to 1, income is dollars a year, distances follow from ``longitude`` and ``latitude`` of
    a point inside (degrees). Forms of government are those of the run's own list, if it has one.

    Raises
    ------
    BadValues
        As :func:`workflow.government_forms.listed_forms`.
    """
    refs = [ref for ref in universe.places() if ref.level in REPORT_LEVELS]
    out = pd.DataFrame(
        {
            "level": [ref.level.value for ref in refs],
            "geoid": [ref.geoid for ref in refs],
            "label": [ref.label for ref in refs],
        }
    )
    parts = [
        _population(tables["population"]),
        _land(tables),
        _income(estimates),
        _poverty(tables),
        _composition(tables, estimates),
        listed_forms(tables, universe),
    ]
    for part in parts:
        out = out.merge(part, on="geoid", how="left", validate="one_to_one")
    if OVERLAPS in tables:
        out = _fill_cities(out, tables[OVERLAPS])
    out["density_per_sq_mile"] = out["population"] / out["area_sq_miles"]
    out["people_within_50_miles"] = _people_near(out)
    out["urbanicity"] = urbanicity(
        out["density_per_sq_mile"], out["population"], out["people_within_50_miles"]
    )
    types = dict.fromkeys(NUMBERS, "float64") | dict.fromkeys([*TEXTS, *CLASSES], "str")
    return (
        out.reindex(columns=COLUMNS)
        .astype(types)
        .sort_values(["level", "geoid"], ignore_index=True)
    )


def urbanicity(density: pd.Series, population: pd.Series, nearby: pd.Series) -> pd.Series:
    """Class of a place by residents per square mile, residents, and residents within 50 miles.

    1,000 people per square mile is the Census Bureau's density of urban cores of 2000 and 2010; a
    million people is the size from which NCHS calls a metropolitan area large. A county of a million is
    large urban whatever its area, since in the West counties hold cities and deserts. 100 and 25 are
    our own cuts: 28 percent of counties lie above the one, 35 percent below the other. Missing where
    one of the three numbers is missing.
    """
    is_core = (density >= DENSE) & (nearby >= LARGE) | (population >= LARGE)
    classes = np.select(
        [is_core, density < 25, density < 100, nearby < LARGE],
        ["large urban", "rural", "town and country", "smaller urban"],
        "outskirts of a large urban area",
    )
    return pd.Series(classes, index=density.index, dtype="str").where(
        density.notna() & population.notna() & nearby.notna()
    )


def _population(population: pd.DataFrame) -> pd.DataFrame:
    """Residents of the latest year; of two sources that list a place the first, as for its name."""
    latest = population[population["year"] == population["year"].max()].drop_duplicates("geoid")
    return latest[["geoid", "population"]].assign(
        population_period=f"{latest['year'].iloc[0]}" if len(latest) else ""
    )


def _land(tables: Tables) -> pd.DataFrame:
    """Area within the boundary file's lines, and a point inside: of counties, no outlines of cities are read.

    The lines are clipped to the shore; inland water is included.
    """
    if "boundaries" not in tables:
        return pd.DataFrame(
            {"geoid": [], "area_sq_miles": [], "longitude": [], "latitude": []}
        ).astype({"geoid": "str"})
    shapes = tables["boundaries"].sort_values("geo_vintage").drop_duplicates("geoid", keep="last")
    geometry = gpd.GeoSeries.from_wkb(shapes["geometry"], crs=NAD83)
    inside = geometry.representative_point()
    return pd.DataFrame(
        {
            "geoid": shapes["geoid"],
            "area_sq_miles": geometry.to_crs(ALBERS).area / SQUARE_METERS_PER_SQ_MILE,
            "longitude": inside.x,
            "latitude": inside.y,
        }
    )


def _fill_cities(places: pd.DataFrame, overlaps: pd.DataFrame) -> pd.DataFrame:
    """``places`` with what cities can take from the counties in which their people live."""
    counties = places[places["level"] == Level.COUNTY.value].set_index("geoid")
    is_city = places["level"] == Level.PLACE.value
    out = places.merge(_points_of_cities(overlaps, counties), on="geoid", how="left")
    for axis in ("longitude", "latitude"):
        out[axis] = out[axis].fillna(out.pop(f"{axis}_of_counties"))
    out["point_of"] = pd.Series("counties", index=out.index).where(
        is_city & out["longitude"].notna()
    )
    county = out["geoid"].map(counties_of_cities(overlaps)).where(is_city)
    # All cities are likened by one period: the counties' poverty only where no city has its own.
    has_own = out.loc[is_city, "poverty_rate"].notna().any()
    for column in ["area_sq_miles", *([] if has_own else ["poverty_rate", "poverty_period"])]:
        out[column] = out[column].where(county.isna(), county.map(counties[column]))
    return out


def _points_of_cities(overlaps: pd.DataFrame, counties: pd.DataFrame) -> pd.DataFrame:
    """The middle of each city's counties, weighted by its people in each, by the newest census that fits.

    Only where the counties of nine tenths of its people have a point: the rest may lie anywhere.
    """
    newest = overlaps.drop_duplicates(["geoid", "county", "year"])
    known = newest[newest["county"].isin(counties.dropna(subset="longitude").index)]
    known = known[known["year"] == known.groupby("geoid")["year"].transform("max")]
    points = on_sphere(*(known["county"].map(counties[axis]) for axis in ("longitude", "latitude")))
    weights = known["of_place"].to_numpy(float)
    sums = pd.DataFrame(points * weights[:, None], columns=["x", "y", "z"]).assign(
        geoid=known["geoid"].to_numpy(), weight=weights
    )
    sums = sums.groupby("geoid").sum()
    sums = sums[sums["weight"] >= ENOUGH_PLACES]
    return pd.DataFrame(
        {
            "geoid": sums.index,
            "longitude_of_counties": np.degrees(np.arctan2(sums["y"], sums["x"])),
            "latitude_of_counties": np.degrees(
                np.arctan2(sums["z"], np.hypot(sums["x"], sums["y"]))
            ),
        }
    ).reset_index(drop=True)


def _people_near(places: pd.DataFrame) -> pd.Series:
    """Residents of the counties whose inner points lie within 50 miles, a county's own included."""
    out = pd.Series(np.nan, index=places.index)
    known = places.dropna(subset=["longitude", "latitude", "population"])
    counties = known[known["level"] == Level.COUNTY.value]
    if counties.empty:
        return out
    centers = on_sphere(counties["longitude"], counties["latitude"])
    chord = 2 * np.sin(NEARBY_KM / EARTH_KM / 2)
    near = on_sphere(known["longitude"], known["latitude"]) @ centers.T >= 1 - chord**2 / 2
    out[known.index] = near @ counties["population"].to_numpy(float)
    return out


def on_sphere(longitude: pd.Series, latitude: pd.Series) -> np.ndarray:
    """Unit vectors, one row per point."""
    east, north = np.radians(longitude.to_numpy(float)), np.radians(latitude.to_numpy(float))
    return np.column_stack(
        [np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)]
    )


def _usable(estimates: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Values that may be quoted: the place's own, and not graded "do not act on it"."""
    levels = [level.value for level in REPORT_LEVELS]
    return estimates[
        (estimates["measure"] == measure)
        & estimates["level"].isin(levels)
        & estimates["value"].notna()
        & (estimates["grade"].fillna(DO_NOT_ACT) < DO_NOT_ACT)
        & estimates["borrowed_from"].isna()
    ]


def _newest(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of one period at each level: the newest with nearly as many places as the fullest one."""
    kept = []
    for _, level in rows.groupby("level"):
        known = level.groupby(["year", "period"])["geoid"].nunique()
        full = known[known >= ENOUGH_PLACES * known.max()]
        year, period = max(full.index)
        kept.append(level[(level["year"] == year) & (level["period"] == period)])
    return pd.concat(kept) if kept else rows


def _income(estimates: pd.DataFrame) -> pd.DataFrame:
    rows = _usable(estimates, INCOME)
    rows = _newest(rows[rows["subgroup"] == ALL])
    names = {"value": "median_income_usd", "period": "income_period"}
    return rows.rename(columns=names)[["geoid", *names.values()]]


def _composition(tables: Tables, estimates: pd.DataFrame) -> pd.DataFrame:
    """All groups' shares, or none: an incomplete composition cannot be compared with another.

    Of cities it is the residents', or the citizens' of voting age where these are known of more cities.
    """
    residents = _usable(estimates, RESIDENTS)
    residents = residents[residents["subgroup"].isin(GROUPS.values())]
    residents = residents.assign(composition_of=RESIDENTS_LABEL)
    rows = _newest(residents)
    if CITIZENS in tables:
        listed = rows.loc[rows["level"] == Level.PLACE.value, "geoid"].nunique()
        citizens = _newest(_large_enough(tables))
        if listed < ENOUGH_PLACES * citizens["geoid"].nunique():
            rows = pd.concat([rows[rows["level"] != Level.PLACE.value], citizens])
    names = {label: f"share_{group}" for group, label in GROUPS.items()}
    wide = rows.pivot_table(index="geoid", columns="subgroup", values="value", aggfunc="first")
    wide = wide.rename(columns=names).reindex(columns=SHARES).dropna()
    wide = wide.div(wide.sum(axis=1), axis=0)
    firsts = rows.drop_duplicates("geoid").set_index("geoid").reindex(wide.index)
    return wide.assign(
        composition_period=firsts["period"], composition_of=firsts["composition_of"]
    ).reset_index()


def _large_enough(tables: Tables) -> pd.DataFrame:
    """Citizens of voting age by group, of the cities that reports are made of."""
    rows = tables[CITIZENS]
    ours = tables["population"].loc[tables["population"]["level"] == Level.PLACE.value, "geoid"]
    return (
        rows[rows["geoid"].isin(ours)]
        .rename(columns={"citizens": "value"})
        .assign(composition_of=CITIZENS_LABEL)
    )


def _poverty(tables: Tables) -> pd.DataFrame:
    """People in poverty among those whose status is determined: counties added up from tracts, cities as printed."""
    keys = ["level", "geoid", "year", "period"]
    parts = []
    if "acs_tracts" in tables:
        parts.append(_of_counties(_counts(economic_inclusion.small_areas(tables)), keys))
    if "tract_poverty" in tables:
        rates = tables["tract_poverty"]
        rates = rates.assign(poor=rates["rate"] * rates["population"], people=rates["population"])
        parts.append(_of_counties(rates, keys))
    if "acs" in tables:
        acs = tables["acs"]
        cities = acs[(acs["level"] == Level.PLACE.value) & acs["cell"].isin([*POOR, *PEOPLE])]
        if len(cities):
            parts.append(_counts(part_of_whole(cities, POOR, PEOPLE)))
    if not parts:
        return pd.DataFrame(columns=["geoid", "poverty_rate", "poverty_period"]).astype("str")
    places = pd.concat([part[[*keys, "poor", "people"]] for part in parts]).dropna()
    places = places.groupby(keys, as_index=False).sum()
    # A rate of so few people rests on a few dozen surveyed households, and not every table used
    # here prints the margin that would say so.
    places = _newest(places[places["people"] >= FEWEST_FOR_POVERTY])
    return pd.DataFrame(
        {
            "geoid": places["geoid"],
            "poverty_rate": places["poor"] / places["people"],
            "poverty_period": places["period"],
        }
    )


def _counts(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.rename(columns={"numerator": "poor", "denominator": "people"})


def _of_counties(tracts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """``poor`` and ``people`` of tracts, each under its county."""
    county = tracts["geoid"].str[: Level.COUNTY.width]
    return tracts.assign(geoid=county, level=Level.COUNTY.value)[[*keys, "poor", "people"]]
