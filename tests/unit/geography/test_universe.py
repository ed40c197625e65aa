"""Which places exist when."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from mobility_analysis.framework.places import Level
from mobility_analysis.geography.universe import Universe


def test_connecticut_has_eight_counties_until_2021_and_nine_regions_from_2022(
    universe: Universe,
) -> None:
    for year, number in ((2021, 8), (2022, 9), (2023, 9)):
        codes = universe.of(Level.COUNTY, year)["geoid"]
        assert sum(codes.str.startswith("09")) == number


def test_alaskas_split_is_undone_before_2020(universe: Universe) -> None:
    assert "02261" in set(universe.of(Level.COUNTY, 2019)["geoid"])
    assert {"02063", "02066"} <= set(universe.of(Level.COUNTY, 2020)["geoid"])
    assert "02261" not in set(universe.of(Level.COUNTY, 2020)["geoid"])


def test_a_place_that_two_sources_list_is_one_place() -> None:
    rows = [("99001", "Alder County"), ("99001", "Alder"), ("99003", "Birch County")]
    frame = pd.DataFrame(rows, columns=["geoid", "name"]).assign(level="county", year=2023)
    assert Universe(frame).of(Level.COUNTY, 2023)["name"].tolist() == [
        "Alder County",
        "Birch County",
    ]


def test_a_city_founded_later_is_not_in_an_earlier_list(
    with_cities: Callable[[list[tuple[str, str]]], Universe],
) -> None:
    rows = [("1304000", "Atlanta city"), ("1372122", "South Fulton city")]
    ours = with_cities(rows)
    assert ours.of(Level.PLACE, 2017)["geoid"].tolist() == ["1304000"]
    assert ours.of(Level.PLACE, 2018)["geoid"].tolist() == ["1304000", "1372122"]
