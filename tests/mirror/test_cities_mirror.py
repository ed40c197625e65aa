"""Cities of 75,000 and more on real files: the list, those that are a county, crimes by their police."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.framework.places import Level
from mobility_analysis.framework.tables import Tables
from mobility_analysis.geography.place_names import find_place
from mobility_analysis.geography.same_territory import counties_of_cities
from mobility_analysis.geography.universe import Universe
from mobility_analysis.metrics.responsive_governance import safety_from_crime
from mobility_analysis.sources.fbi import cius
from mobility_analysis.sources.fbi.cius import city_police

pytestmark = pytest.mark.mirror
Load = Callable[..., dict[str, pd.DataFrame]]


@pytest.fixture(scope="module")
def cities(load: Load) -> pd.DataFrame:
    return load("urban_crosswalks", "2025-05")["population"]


def test_there_are_485_cities_to_2017_and_486_since(cities: pd.DataFrame) -> None:
    by_year = cities.groupby("year")["geoid"].nunique()
    assert by_year.to_dict() == {year: 485 if year < 2018 else 486 for year in range(2014, 2024)}


def test_the_universe_of_each_year_is_the_list_of_that_year(cities: pd.DataFrame) -> None:
    universe = Universe(cities)
    for year, listed in cities.groupby("year")["geoid"]:
        assert set(universe.of(Level.PLACE, int(year))["geoid"]) == set(listed), year


def test_residents_are_those_the_census_counted(cities: pd.DataFrame) -> None:
    # Census Bureau, 2020 Census, table P1.
    counted = cities[cities["year"] == 2020].set_index("geoid")["population"]
    assert counted["3901000"] == 190_469  # Akron
    assert counted["0667000"] == 873_965  # San Francisco
    assert counted["3651000"] == 8_804_190  # New York


def test_a_run_names_counties_and_cities_together(
    cities: pd.DataFrame, population: pd.DataFrame
) -> None:
    universe = Universe(pd.concat([population, cities], ignore_index=True))
    assert find_place(universe, "Akron city, OH").geoid == "3901000"
    assert find_place(universe, "Summit County, OH").geoid == "39153"
    assert len(universe.places()) == 3_144 + 486


# Independent cities of 75,000 and more, all of which must be found: Urban Institute, Mobility Metrics,
# notebook of independent cities.
INDEPENDENT = {
    "2404000": "24510", "2965000": "29510", "5101000": "51510", "5116000": "51550",
    "5135000": "51650", "5147672": "51680", "5156000": "51700", "5157000": "51710",
    "5164000": "51740", "5167000": "51760", "5168000": "51770", "5176432": "51800",
    "5182000": "51810",
}  # fmt: skip
# Consolidated with their county, the District of Columbia, and Anchorage.
CONSOLIDATED = {
    "0203000": "02020", "0667000": "06075", "0820000": "08031", "1150000": "11001",
    "1319000": "13215", "1349008": "13021", "2146027": "21067", "2255000": "22071",
    "4260000": "42101",
}  # fmt: skip


def test_22_cities_of_the_list_are_a_county(load: Load, cities: pd.DataFrame) -> None:
    overlaps = pd.concat(
        load("mcdc_geocorr", vintage)["county_place_overlap"]
        for vintage in ("geocorr-2018", "geocorr-2022")
    )
    found = counties_of_cities(overlaps)
    listed = {city: county for city, county in found.items() if city in set(cities["geoid"])}
    assert listed == INDEPENDENT | CONSOLIDATED
    # Jacksonville fills 95 percent of Duval County; Nashville, Louisville and Indianapolis are balances.
    assert not {"1235000", "4752006", "2148006", "1836003"} & set(found)


# FBI, Crime in the United States, table 8 of each year, as printed.
PRINTED = {
    (2013, "0667000"): (7_064, 48_324),  # San Francisco
    (2015, "3901000"): (1_168, 8_027),  # Akron
    (2019, "3901000"): (1_782, 6_568),
    (2022, "3901000"): (1_548, 6_464),
    (2015, "1714000"): (24_663, 80_395),  # Chicago
}
VINTAGES = {
    2013: "2013-tables",
    2014: "2014-tables",
    2015: "2015-tables",
    2019: "2019-table-8-extract",
    2022: "2022-tables",
}


def test_the_crosswalk_is_exact_names_within_states_and_a_few_by_hand(cities: pd.DataFrame) -> None:
    from mobility_analysis.geography.universe import states

    postal = cities["geoid"].str[:2].map(states().set_index("fips")["postal"])
    word = r" (city|town|village|municipality|CDP|city \(balance\))$"
    own = cities.assign(state=postal, agency=cities["name"].str.replace(word, "", regex=True))
    own = own[["state", "agency", "geoid"]].drop_duplicates()
    assert not own.duplicated(["state", "agency"]).any()
    ours = city_police()
    ours = ours[ours["state"] != "DM"]
    assert ours["geoid"].isin(cities["geoid"]).all()
    both = ours.merge(own, on=["state", "agency"], suffixes=("", "_by_name"))
    assert (both["geoid"] == both["geoid_by_name"]).all()
    by_hand = ours.merge(own, how="left", indicator=True).query("_merge == 'left_only'")
    assert len(by_hand) == 13
    # No police of its own in any of the four years, or another name or territory.
    assert len(set(cities["geoid"]) - set(ours["geoid"])) == 5


def test_offenses_of_cities_are_those_printed(load: Load) -> None:
    found = pd.concat(load("fbi_cius", name)["reported_crimes"] for name in VINTAGES.values())
    by = found.set_index(["year", "geoid"])
    for key, wanted in PRINTED.items():
        assert tuple(by.loc[key, ["violent", "property"]]) == wanted
    assert by.loc[(2013, "1714000"), ["violent"]].isna().all()  # Chicago's rape is left out
    sizes = found.groupby("year").size()
    assert sizes.drop(2022).min() >= 440
    # Florida, Illinois, Maryland and Pennsylvania were still changing to the newer system.
    assert sizes[2022] == 431


def test_offenses_of_all_cities_of_2022_are_near_the_rates_of_the_nation(mirror: Path) -> None:
    """FBI, Crime in the Nation 2022, table 1: 380.7 violent and 1,954.4 property crimes per 100,000. City
    police see more of both than sheriffs do."""
    vintage = cius.SOURCE.vintage("2022-tables")
    table = cius.read(mirror / "fbi_cius" / vintage.id, vintage)["workbook"]
    assert len(table) == 7_876
    people, violent, thefts = (
        table[column].astype(float).sum()
        for column in ("Population", "Violent crime", "Property crime")
    )
    assert 1 < violent / people * 1e5 / 380.7 < 1.4
    assert 1 < thefts / people * 1e5 / 1_954.4 < 1.4


def test_agencies_that_serve_others_have_no_strong_rate(
    load: Load, tables: Callable[..., Tables]
) -> None:
    wanted = [("fbi_cius", name) for name in VINTAGES.values()]
    found = safety_from_crime.estimate(tables(*wanted, ("urban_crosswalks", "2025-05")))
    by = found[found["measure"] == "rate_crime_violent"].set_index(["year", "geoid"])
    assert by.loc[(2019, "3240000"), "missing_reason"] == "serves_others"  # Las Vegas
    assert by.loc[(2019, "1571550"), "missing_reason"] == "serves_others"  # Honolulu
    assert "serves_some_others" in by.loc[(2019, "3712000"), "reasons"]  # Charlotte
    # FBI, table 8: 1,782 violent crimes of 197,882 people.
    assert by.loc[(2019, "3901000"), "value"] == pytest.approx(1_782 / 197_882 * 1e5)
    assert by.loc[(2013, "0667000"), "value"] == pytest.approx(7_064 / 833_863 * 1e5)
