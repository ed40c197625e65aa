"""Finding a place by what a person typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mobility_analysis.core.errors import UnknownPlace
from mobility_analysis.geography.place_names import find_place
from mobility_analysis.geography.universe import Universe


@pytest.mark.parametrize(
    ("asked", "geoid"),
    [
        ("39153", "39153"),
        ("Summit County, OH", "39153"),
        ("summit, ohio", "39153"),
        ("St Lucie, FL", "12111"),
        ("Saint Lucie County, Florida", "12111"),
        ("Baltimore city, MD", "24510"),
    ],
)
def test_a_place_is_found_by_code_or_name(universe: Universe, asked: str, geoid: str) -> None:
    assert find_place(universe, asked).geoid == geoid


@pytest.mark.parametrize(
    ("asked", "suggestion"),
    [
        ("Summit County", "Summit County, CO (08117); Summit County, OH (39153)"),
        ("Baltimore, MD", "Baltimore County, MD (24005); Baltimore city, MD (24510)"),
        ("Sumit County, OH", "Summit County, OH (39153)"),
        ("Washington, DC", "District of Columbia, DC (11001)"),
        ("09001", "no longer exists"),
        ("8117", "Summit County, CO (08117)"),
    ],
)
def test_an_unknown_or_ambiguous_place_gets_suggestions(
    universe: Universe, asked: str, suggestion: str
) -> None:
    with pytest.raises(UnknownPlace) as caught:
        find_place(universe, asked)
    assert suggestion in str(caught.value)


def test_an_independent_citys_name_means_the_county_which_is_the_same(
    with_cities: Callable[[list[tuple[str, str]]], Universe],
) -> None:
    ours = with_cities([("2404000", "Baltimore city")])
    assert find_place(ours, "Baltimore city, MD").geoid == "24510"
    assert find_place(ours, "2404000").label == "Baltimore city, MD"
    with pytest.raises(UnknownPlace, match="any of 3 places"):
        find_place(ours, "Baltimore, MD")
