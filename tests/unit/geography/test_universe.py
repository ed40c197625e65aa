"""Which places exist when, and finding one by name."""

from __future__ import annotations

import pandas as pd
import pytest

from mobility_analysis.core.errors import EstimateError, UnknownPlace
from mobility_analysis.framework.places import Level
from mobility_analysis.geography.universe import Universe, complete

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
    assert universe.find(asked).geoid == geoid


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
        universe.find(asked)
    assert suggestion in str(caught.value)


def _estimates(geoids: list[str], geo_vintage: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "measure": "share_employed",
            "level": "county",
            "geoid": geoids,
            "geo_vintage": geo_vintage,
            "year": geo_vintage,
            "period": str(geo_vintage),
            "subgroup_type": "all",
            "subgroup": "All",
            "scheme": "residents",
            "value": 0.5,
            "missing_reason": None,
            "interval_kind": "none",
            "ci_method": "none",
            "route": "acs_table",
            "sources": [["a@1"]] * len(geoids),
        }
    )


def test_an_absent_place_names_the_tables_that_all_others_share(universe: Universe) -> None:
    one, two = [code for code in universe.of(Level.COUNTY, 2023)["geoid"] if code != "39153"][:2]
    rows = _estimates([one, two], 2023)
    rows["sources"] = [["air@1", "georgia@1"], ["air@1", "people@1"]]
    whole = complete(rows, universe, [Level.COUNTY]).set_index("geoid")
    assert whole.loc["39153", "sources"] == ["air@1"]
    assert whole.loc[one, "sources"] == ["air@1", "georgia@1"]


def test_every_place_gets_a_row_and_the_absent_ones_a_reason(universe: Universe) -> None:
    old = universe.of(Level.COUNTY, 2021)["geoid"].tolist()
    old.remove("39153")
    whole = complete(_estimates(old, 2021), universe, [Level.COUNTY]).set_index("geoid")
    assert whole.loc["39153", "missing_reason"] == "no_source_row"
    # Connecticut's regions exist today, but not in a source that still uses the counties.
    assert set(whole.loc[NINE_REGIONS, "missing_reason"]) == {"geography_changed"}
    assert len(whole) == len(universe.of(Level.COUNTY, 2021)) + 9


def test_an_estimate_for_a_place_outside_the_universe_stops_the_run(universe: Universe) -> None:
    with pytest.raises(EstimateError, match="09001"):
        complete(_estimates(["09001"], 2023), universe, [Level.COUNTY])


def _with_cities(universe: Universe, rows: list[tuple[str, str]]) -> Universe:
    cities = pd.DataFrame(rows, columns=["geoid", "name"])
    return Universe(
        pd.concat(
            [
                universe.of(Level.COUNTY, universe.latest_year).assign(level="county"),
                cities.assign(level="place"),
            ]
        ).assign(year=universe.latest_year, population=1.0)
    )


def test_a_city_founded_later_is_not_in_an_earlier_list(universe: Universe) -> None:
    rows = [("1304000", "Atlanta city"), ("1372122", "South Fulton city")]
    ours = _with_cities(universe, rows)
    assert ours.of(Level.PLACE, 2017)["geoid"].tolist() == ["1304000"]
    assert ours.of(Level.PLACE, 2018)["geoid"].tolist() == ["1304000", "1372122"]
    assert "South Fulton" in str(ours.why_absent("1372122", 2017))
    assert ours.why_absent("1372122", 2018) is None
    atlanta = _estimates(["1304000"], 2017).assign(level="place")
    whole = complete(atlanta, ours, [Level.PLACE]).set_index("geoid")
    assert whole["missing_reason"].dropna().to_dict() == {"1372122": "geography_changed"}


def test_places_too_small_for_the_list_are_left_out(universe: Universe) -> None:
    ours = _with_cities(universe, [("3901000", "Akron city"), ("3918000", "Columbus city")])
    rows = _estimates(["3901000", "3900996"], universe.latest_year).assign(level="place")
    whole = complete(rows, ours, [Level.PLACE]).set_index("geoid")
    assert set(whole.index) == {"3901000", "3918000"}
    assert whole.loc["3918000", "missing_reason"] == "no_source_row"


def test_place_codes_none_of_which_is_listed_stop_the_run(universe: Universe) -> None:
    ours = _with_cities(universe, [("3901000", "Akron city")])
    rows = _estimates(["01000"], universe.latest_year).assign(level="place")
    with pytest.raises(EstimateError, match="none of its place codes"):
        complete(rows, ours, [Level.PLACE])


def test_a_source_of_counties_says_so_to_every_city(universe: Universe) -> None:
    ours = _with_cities(universe, [("3901000", "Akron city")])
    rows = _estimates(["39153"], universe.latest_year)
    whole = complete(rows, ours, [Level.COUNTY, Level.PLACE]).set_index("geoid")
    assert whole.loc["3901000", "missing_reason"] == "counties_only"
    assert whole.loc["12111", "missing_reason"] == "no_source_row"


def test_a_source_of_cities_is_silent_about_counties(universe: Universe) -> None:
    ours = _with_cities(universe, [("3901000", "Akron city"), ("3918000", "Columbus city")])
    rows = _estimates(["3901000"], universe.latest_year).assign(level="place")
    whole = complete(rows, ours, list(Level)[:4]).set_index("geoid")
    assert whole["missing_reason"].dropna().to_dict() == {"3918000": "no_source_row"}
    assert set(whole["level"]) == {"place"}


def test_a_place_that_two_sources_list_is_one_place() -> None:
    rows = [("99001", "Alder County"), ("99001", "Alder"), ("99003", "Birch County")]
    frame = pd.DataFrame(rows, columns=["geoid", "name"]).assign(level="county", year=2023)
    assert Universe(frame).of(Level.COUNTY, 2023)["name"].tolist() == [
        "Alder County",
        "Birch County",
    ]


def test_an_independent_citys_name_means_the_county_which_is_the_same(universe: Universe) -> None:
    ours = _with_cities(universe, [("2404000", "Baltimore city")])
    assert ours.find("Baltimore city, MD").geoid == "24510"
    assert ours.find("2404000").label == "Baltimore city, MD"
    with pytest.raises(UnknownPlace, match="any of 3 places"):
        ours.find("Baltimore, MD")
