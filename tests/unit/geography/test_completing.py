"""A row for every place of the universe."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from mobility_analysis.core.errors import EstimateError
from mobility_analysis.framework.places import Level
from mobility_analysis.geography.completing import complete
from mobility_analysis.geography.universe import Universe


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
    assert set(whole.loc[whole.index.str.startswith("091"), "missing_reason"]) == {
        "geography_changed"
    }
    assert len(whole) == len(universe.of(Level.COUNTY, 2021)) + 9


def test_an_estimate_for_a_place_outside_the_universe_stops_the_run(universe: Universe) -> None:
    with pytest.raises(EstimateError, match="09001"):
        complete(_estimates(["09001"], 2023), universe, [Level.COUNTY])


def test_places_too_small_for_the_list_are_left_out(
    universe: Universe, with_cities: Callable[[list[tuple[str, str]]], Universe]
) -> None:
    ours = with_cities([("3901000", "Akron city"), ("3918000", "Columbus city")])
    rows = _estimates(["3901000", "3900996"], universe.latest_year).assign(level="place")
    whole = complete(rows, ours, [Level.PLACE]).set_index("geoid")
    assert set(whole.index) == {"3901000", "3918000"}
    assert whole.loc["3918000", "missing_reason"] == "no_source_row"


def test_place_codes_none_of_which_is_listed_stop_the_run(
    universe: Universe, with_cities: Callable[[list[tuple[str, str]]], Universe]
) -> None:
    ours = with_cities([("3901000", "Akron city")])
    rows = _estimates(["01000"], universe.latest_year).assign(level="place")
    with pytest.raises(EstimateError, match="none of its place codes"):
        complete(rows, ours, [Level.PLACE])


def test_a_source_of_counties_says_so_to_every_city(
    universe: Universe, with_cities: Callable[[list[tuple[str, str]]], Universe]
) -> None:
    ours = with_cities([("3901000", "Akron city")])
    rows = _estimates(["39153"], universe.latest_year)
    whole = complete(rows, ours, [Level.COUNTY, Level.PLACE]).set_index("geoid")
    assert whole.loc["3901000", "missing_reason"] == "counties_only"
    assert whole.loc["12111", "missing_reason"] == "no_source_row"


def test_a_source_of_cities_is_silent_about_counties(
    universe: Universe, with_cities: Callable[[list[tuple[str, str]]], Universe]
) -> None:
    ours = with_cities([("3901000", "Akron city"), ("3918000", "Columbus city")])
    rows = _estimates(["3901000"], universe.latest_year).assign(level="place")
    whole = complete(rows, ours, list(Level)[:4]).set_index("geoid")
    assert whole["missing_reason"].dropna().to_dict() == {"3918000": "no_source_row"}
    assert set(whole["level"]) == {"place"}


def test_a_city_founded_later_says_that_places_changed(
    with_cities: Callable[[list[tuple[str, str]]], Universe],
) -> None:
    ours = with_cities([("1304000", "Atlanta city"), ("1372122", "South Fulton city")])
    atlanta = _estimates(["1304000"], 2017).assign(level="place")
    whole = complete(atlanta, ours, [Level.PLACE]).set_index("geoid")
    assert whole["missing_reason"].dropna().to_dict() == {"1372122": "geography_changed"}
