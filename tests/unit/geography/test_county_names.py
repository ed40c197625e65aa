"""Counties by name: spellings that meet, and names that are set aside."""

from __future__ import annotations

import pandas as pd
import pytest

from mobility_analysis.geography.county_names import find_geoids, plain_name

MEASURE = "index_air_quality_median"


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Baltimore city", "Baltimore (City)"),
        ("St. Louis city", "St. Louis City"),
        ("Ste. Genevieve County", "Sainte Genevieve"),
        ("Doña Ana County", "Dona Ana"),
        ("Juneau City and Borough", "Juneau"),
        ("Anchorage Municipality", "Anchorage "),
        ("Prince George's County", "Prince George's"),
    ],
)
def test_spellings_meet(ours: str, theirs: str) -> None:
    assert plain_name(ours) == plain_name(theirs)


def test_a_city_is_not_its_county() -> None:
    assert plain_name("Baltimore city") != plain_name("Baltimore County")


def _names(*counties: str) -> pd.DataFrame:
    return pd.DataFrame({"state_name": "Demonstration State", "county_name": list(counties)})


KNOWN = pd.DataFrame(
    {
        "geoid": ["99001", "99003", "99005", "99007"],
        "name": ["Alder County", "LaBirch County", "De Cedar County", "Decedar County"],
        "postal": "DM",
    }
)


def test_a_name_in_no_list_is_set_aside_and_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    found = find_geoids(_names("Alder", "Nowhere"), KNOWN, MEASURE)
    assert found["geoid"].tolist() == ["99001"]
    assert "1 counties are set aside, in no county list: Nowhere, Demonstration" in caplog.text


def test_two_names_of_one_county_are_set_aside(caplog: pytest.LogCaptureFixture) -> None:
    assert find_geoids(_names("Alder", "ALDER"), KNOWN, MEASURE).empty
    assert "two names of one county: Alder" in caplog.text


def test_names_are_compared_without_blanks_as_a_second_try(
    caplog: pytest.LogCaptureFixture,
) -> None:
    found = find_geoids(_names("La Birch", "De-Cedar", "DeCedar"), KNOWN, MEASURE)
    assert found["geoid"].tolist() == ["99003", "99005", "99007"]
    assert not caplog.text
    # A second spelling beside the right one is no second row of the county.
    found = find_geoids(_names("LaBirch", "La Birch"), KNOWN, MEASURE)
    assert found["county_name"].tolist() == ["LaBirch"]
    assert "a second name of a county" in caplog.text
    # Without blanks two counties are alike: nothing is guessed.
    assert find_geoids(_names("D Ecedar"), KNOWN, MEASURE).empty
