"""Cities of 75,000 and more on real files: the list, those that are a county, crimes by their police."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

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
