"""Small made-up lists of places for the tests of geography."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from mobility_analysis.framework.places import Level
from mobility_analysis.geography.universe import Universe

NINE_REGIONS = [f"09{code}" for code in (110, 120, 130, 140, 150, 160, 170, 180, 190)]
NAMES = {
    "02063": "Chugach Census Area",
    "02066": "Copper River Census Area",
    "08117": "Summit County",
    "11001": "District of Columbia",
    "12111": "St. Lucie County",
    "24005": "Baltimore County",
    "24510": "Baltimore city",
    "39153": "Summit County",
}


@pytest.fixture
def universe() -> Universe:
    rows = [*NAMES.items(), *((code, f"Region {code}") for code in NINE_REGIONS)]
    return Universe(
        pd.DataFrame([{"level": "county", "geoid": g, "name": n, "year": 2023} for g, n in rows])
    )


@pytest.fixture
def with_cities(universe: Universe) -> Callable[[list[tuple[str, str]]], Universe]:
    """The universe with cities (code, name) beside its counties."""

    def add(rows: list[tuple[str, str]]) -> Universe:
        cities = pd.DataFrame(rows, columns=["geoid", "name"])
        return Universe(
            pd.concat(
                [
                    universe.of(Level.COUNTY, universe.latest_year).assign(level="county"),
                    cities.assign(level="place"),
                ]
            ).assign(year=universe.latest_year, population=1.0)
        )

    return add
