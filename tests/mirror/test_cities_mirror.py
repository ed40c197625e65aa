"""Cities of 75,000 and more on real files: the list, those that are a county, crimes by their police."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from mobility_analysis.geography.same_territory import counties_of_cities
from mobility_analysis.geography.universe import Universe

pytestmark = pytest.mark.mirror
Load = Callable[..., dict[str, pd.DataFrame]]


@pytest.fixture(scope="module")
def cities(load: Load) -> pd.DataFrame:
    return load("urban_crosswalks", "2025-05")["population"]


def test_there_are_485_cities_to_2017_and_486_since(cities: pd.DataFrame) -> None:
    by_year = cities.groupby("year")["geoid"].nunique()
    assert by_year.to_dict() == {year: 485 if year < 2018 else 486 for year in range(2014, 2024)}


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
    assert universe.find("Akron city, OH").geoid == "3901000"
    assert universe.find("Summit County, OH").geoid == "39153"
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
