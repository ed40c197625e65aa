"""A city that is a county has the county's rows, and only such a city."""

from __future__ import annotations

import pandas as pd
import pytest

from mobility_analysis.framework.estimate import conform
from mobility_analysis.geography.same_territory import (
    counties_of_cities,
    main_counties,
    share_county_values,
)

CITY, COUNTY, OTHER = "0667000", "06075", "0644000"


def _overlaps(*rows: tuple[str, str, float, float, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["geoid", "county", "of_county", "of_place", "snapshot"])


def test_both_parts_must_be_all_but_two_in_a_thousand() -> None:
    found = counties_of_cities(
        _overlaps(
            (CITY, COUNTY, 1.0, 0.999, "a"),
            ("1235000", "12031", 0.954, 1.0, "a"),  # Jacksonville is not all of Duval County
            ("5101000", "51510", 1.0, 0.997, "a"),
        )
    )
    assert found == {CITY: COUNTY}


def test_every_census_must_agree() -> None:
    found = counties_of_cities(
        _overlaps(
            (CITY, COUNTY, 1.0, 1.0, "a"),
            (CITY, COUNTY, 0.9, 1.0, "b"),
            ("0820000", "08031", 1.0, 1.0, "a"),
            ("0820000", "08031", 0.9999, 1.0, "b"),
        )
    )
    assert found == {"0820000": "08031"}


def _row(level: str, geoid: str, year: int = 2020, **more: object) -> dict:
    return {
        "measure": "share_employed",
        "level": level,
        "geoid": geoid,
        "geo_vintage": year,
        "year": year,
        "period": str(year),
        "subgroup_type": "all",
        "subgroup": "All",
        "scheme": "residents",
        **more,
    }


VALUED = {
    "value": 0.8,
    "lower": 0.79,
    "upper": 0.81,
    "se": 0.005,
    "grade": 1,
    "reasons": ["precise"],
    "sources": ["a@b"],
}


def _shared(*rows: dict) -> pd.DataFrame:
    frame = conform(pd.DataFrame(rows))
    out = share_county_values(frame, {CITY: COUNTY})
    assert len(out) == len(frame)
    return out.set_index(["geoid", "year"])


def test_the_city_has_the_countys_value_interval_and_grade() -> None:
    found = _shared(
        _row("county", COUNTY, **VALUED),
        _row("place", CITY, missing_reason="counties_only"),
        _row("place", OTHER, missing_reason="counties_only"),
    )
    city, county = found.loc[(CITY, 2020)], found.loc[(COUNTY, 2020)]
    same = ["value", "lower", "upper", "se", "grade", "reasons", "sources", "period"]
    assert city[same].tolist() == county[same].tolist()
    assert city["level"] == "place"
    assert pd.isna(city["missing_reason"]) and pd.isna(city["borrowed_from"])
    assert found.loc[(OTHER, 2020), "missing_reason"] == "counties_only"


def test_a_value_of_its_own_stays() -> None:
    found = _shared(
        _row("county", COUNTY, **VALUED), _row("place", CITY, **VALUED | {"value": 0.7})
    )
    assert found.loc[(CITY, 2020), "value"] == 0.7


@pytest.mark.parametrize(
    ("own", "countys", "kept"),
    [
        ("counties_only", "suppressed_by_source", "suppressed_by_source"),
        ("no_source_row", "agencies_silent", "agencies_silent"),
        ("suppressed_by_source", "no_source_row", "suppressed_by_source"),
    ],
)
def test_where_both_lack_a_value_the_reason_that_says_more_stays(
    own: str, countys: str, kept: str
) -> None:
    found = _shared(
        _row("county", COUNTY, missing_reason=countys), _row("place", CITY, missing_reason=own)
    )
    assert found.loc[(CITY, 2020), "missing_reason"] == kept


def test_another_year_is_another_series() -> None:
    found = _shared(
        _row("county", COUNTY, 2012, **VALUED),
        _row("place", CITY, 2019, missing_reason="no_source_row"),
    )
    assert found.loc[(CITY, 2019), "missing_reason"] == "no_source_row"


def test_a_city_lies_where_most_of_its_residents_live_by_the_newest_census() -> None:
    found = main_counties(
        pd.DataFrame(
            [
                ("9910000", "99003", 0.9, 2010),  # an older census says nothing beside a newer one
                ("9910000", "99001", 0.6, 2020),
                ("9910000", "99003", 0.4, 2020),
                ("9920000", "99005", 1.0, 2010),
            ],
            columns=["geoid", "county", "of_place", "year"],
        )
    ).set_index("geoid")
    assert found["main_county"].to_dict() == {"9910000": "99001", "9920000": "99005"}
    assert found["in_main_county"].to_dict() == {"9910000": 0.6, "9920000": 1.0}
