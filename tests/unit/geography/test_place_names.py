"""Finding a place by what a person typed."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from mobility_analysis.core.errors import UnknownPlace
from mobility_analysis.geography.place_names import find_place, find_places
from mobility_analysis.geography.universe import Universe, county_changes

# A list of names as awkward as the nation's: only names and codes, no number.
COUNTIES = {
    "02020": "Anchorage Municipality",
    "02063": "Chugach Census Area",
    "02066": "Copper River Census Area",
    "02110": "Juneau City and Borough",
    "06075": "San Francisco County",
    "08117": "Summit County",
    "11001": "District of Columbia",
    "12086": "Miami-Dade County",
    "13059": "Clarke County",
    "13193": "Macon County",
    "15003": "Honolulu County",
    "16015": "Boise County",
    "17043": "DuPage County",
    "17099": "LaSalle County",
    "22071": "Orleans Parish",
    "24005": "Baltimore County",
    "24033": "Prince George's County",
    "24510": "Baltimore city",
    "29186": "Ste. Genevieve County",
    "29189": "St. Louis County",
    "29510": "St. Louis city",
    "32510": "Carson City",
    "35013": "Doña Ana County",
    "30093": "Silver Bow County",
    "36047": "Kings County",
    "36061": "New York County",
    "36085": "Richmond County",
    "39153": "Summit County",
    "47127": "Moore County",
    "46003": "Aurora County",
    "46102": "Oglala Lakota County",
    "47037": "Davidson County",
    "51019": "Bedford County",
    "51036": "Charles City County",
    "51059": "Fairfax County",
    "51600": "Fairfax city",
    **{f"09{code}": f"Region {code}" for code in (110, 120, 130, 140, 150, 160, 170, 180, 190)},
}
CITIES = {
    "0203000": "Anchorage municipality",
    "0667000": "San Francisco city",
    "0804000": "Aurora city",
    "1150000": "Washington city",
    "1303440": "Athens-Clarke County unified government (balance)",
    "1349008": "Macon-Bibb County",
    "1571550": "Urban Honolulu CDP",
    "1608830": "Boise City city",
    "1836003": "Indianapolis city (balance)",
    "2146027": "Lexington-Fayette urban county",
    "2148006": "Louisville/Jefferson County metro government (balance)",
    "2255000": "New Orleans city",
    "2404000": "Baltimore city",
    "2965000": "St. Louis city",
    "3651000": "New York city",
    "4752006": "Nashville-Davidson metropolitan government (balance)",
}


def _universe(*lists: dict[str, str]) -> Universe:
    rows = [
        {"level": "county" if len(code) == 5 else "place", "geoid": code, "name": name}
        for names in lists
        for code, name in names.items()
    ]
    return Universe(pd.DataFrame(rows).assign(year=2023, population=1.0))


@pytest.fixture(scope="module")
def nation() -> Universe:
    return _universe(COUNTIES, CITIES)


@pytest.mark.parametrize(
    ("asked", "geoid"),
    [
        ("39153", "39153"),
        ("0500000US39153", "39153"),
        ("1600000US1608830", "1608830"),
        ("Summit County, OH", "39153"),
        ("summit, ohio", "39153"),
        ("Summit Co., OH", "39153"),
        ("SUMMIT COUNTY OHIO", "39153"),
        ("County of Summit, Ohio", "39153"),
        ("Saint Louis County, Missouri", "29189"),
        ("St Louis city MO", "29510"),
        ("Sainte Genevieve, MO", "29186"),
        ("Dona Ana County, NM", "35013"),
        ("DOÑA ANA, NM", "35013"),
        ("Miami Dade County, FL", "12086"),
        ("MiamiDade, FL", "12086"),
        ("Prince Georges County, MD", "24033"),
        ("Prince George’s, MD", "24033"),
        ("Du Page, IL", "17043"),
        ("La Salle County, IL", "17099"),
        ("Orleans County, LA", "22071"),
        ("Juneau, AK", "02110"),
        ("Carson City, NV", "32510"),
        ("Charles City, VA", "51036"),
        ("Fairfax County, VA", "51059"),
        ("Fairfax city, VA", "51600"),
        ("City of Fairfax, VA", "51600"),
        ("Baltimore city, MD", "24510"),
        ("Baltimore County, MD", "24005"),
        ("2404000", "2404000"),
        ("Boise City, ID", "1608830"),
        ("Boise County, ID", "16015"),
        ("City of Boise, ID", "1608830"),
        ("Aurora CO", "0804000"),
        ("Aurora Co.", "46003"),
        ("Nashville, TN", "4752006"),
        ("Louisville, KY", "2148006"),
        ("Lexington, KY", "2146027"),
        ("Athens, GA", "1303440"),
        ("Indianapolis, IN", "1836003"),
        ("New Orleans, LA", "2255000"),
        ("DC", "11001"),
        ("D.C.", "11001"),
        ("Washington DC", "11001"),
        ("Washington, D.C.", "11001"),
        ("NYC", "3651000"),
        ("New York City", "3651000"),
        ("Manhattan, NY", "36061"),
        ("Brooklyn", "36047"),
        ("Staten Island, NY", "36085"),
        ("San Francisco, CA", "06075"),
        ("Anchorage, AK", "02020"),
        ("Butte, MT", "30093"),
        ("Lynchburg, Tenn.", "47127"),
        ("Summit County, Ohio, USA", "39153"),
        ("Summit County, OH, U.S.", "39153"),
        ("Summit County Ohio United States", "39153"),
        ("Dona Ana, N. Mex.", "35013"),
        ("San Francisco, Calif.", "06075"),
        ("DuPage Ill.", "17043"),
        ("Dist. of Columbia", "11001"),
    ],
)
def test_a_place_is_found_by_code_or_name(nation: Universe, asked: str, geoid: str) -> None:
    assert find_place(nation, asked).geoid == geoid


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("Boise, ID", "Boise County, ID (16015); Boise City city, ID (1608830)"),
        (
            "Summit County",
            "Add the state or use a code: Summit County, CO (08117); Summit County, OH",
        ),
        ("Summit Co.", "Summit County, CO (08117); Summit County, OH (39153)"),
        ("Baltimore, MD", "Baltimore County, MD (24005); Baltimore city, MD (24510)"),
        (
            "St. Louis, MO",
            "Say which, by its full name or code: St. Louis County, MO (29189); St. L",
        ),
        ("Macon, GA", "Macon County, GA (13193); Macon-Bibb County, GA (1349008)"),
        ("Honolulu, HI", "Honolulu County, HI (15003); Urban Honolulu CDP, HI (1571550)"),
        ("New York, NY", "New York County, NY (36061); New York city, NY (3651000)"),
        ("Sumit County, OH", "Did you mean Summit County, OH (39153)?"),
        ("Carson County, NV", "Carson City, NV (32510)"),
        ("8117", "leading zero get lost? Summit County, CO (08117)"),
        ("804000", "leading zero get lost? Aurora city, CO (0804000)"),
        ("Ohio", "is a state"),
        ("OH", "--state OH"),
        ("", "No county or city is called ''"),
        (", OH", "is a state"),
        ("٣٩١٥٣", "No county or city is called"),
        ("Tenn.", "--state TN"),
        ("San Juan, PR", "of Columbia, not in Puerto Rico"),
        ("Guam", "not in Guam"),
        ("St. Thomas, Virgin Islands", "not in the Virgin Islands"),
        ("Pago Pago, AS, USA", "not in American Samoa"),
        ("Marietta, OH", "Cities of fewer than 75,000 residents are not listed"),
    ],
)
def test_what_could_be_several_places_or_none_is_asked_back(
    nation: Universe, asked: str, said: str
) -> None:
    with pytest.raises(UnknownPlace) as caught:
        find_place(nation, asked)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("51515", "since 2013: Bedford city, Virginia, became part of Bedford County.\nNext: Ask for Bedford"),
        ("Bedford city, VA", "Ask for Bedford County, VA (51019)."),
        ("09001", "Ask for Region 120, CT (09120); Region 140, CT (09140); Region 190, CT (09190)."),
        ("Fairfield County, CT", "Fairfield County, CT (09001) no longer exists since 2022"),
        ("Hartford, Connecticut", "Region 110, CT (09110)"),
        ("Shannon County, SD", "Ask for Oglala Lakota County, SD (46102)."),
        ("Valdez-Cordova, AK", "Chugach Census Area, AK (02063); Copper River Census Area, AK (02066)"),
        ("valdez cordova census area, alaska", "no longer exists since 2020"),
        ("12025", "Ask for Miami-Dade County, FL (12086)."),
        ("Dade County, FL", "since 1997: Dade County, Florida, was renamed Miami-Dade."),
    ],
)  # fmt: skip
def test_a_county_that_is_gone_says_since_when_and_what_replaced_it(
    nation: Universe, asked: str, said: str
) -> None:
    with pytest.raises(UnknownPlace) as caught:
        find_place(nation, asked)
    assert said in str(caught.value)


def test_every_known_change_is_told(nation: Universe) -> None:
    gone = [code for change in county_changes() for code in change["before"]]
    for code in set(gone) - set(COUNTIES):
        with pytest.raises(UnknownPlace, match="no longer exists since 20"):
            find_place(nation, code)


def test_where_no_city_is_listed_its_everyday_name_leads_to_no_other_place() -> None:
    with pytest.raises(UnknownPlace, match=r"does not list it.\nNext: Its county: Davidson County"):
        find_place(_universe(COUNTIES), "Nashville, TN")


def test_what_a_short_name_was_taken_for_is_said(nation: Universe) -> None:
    said: list[str] = []
    asked = ["39153", "St Louis County, MO", "Dona Ana County, NM", "Summit, OH", "NYC"]
    assert len(find_places(nation, asked, said.append)) == 5
    assert said == [
        "'Summit, OH' was taken to mean Summit County, OH (39153).",
        "'NYC' was taken to mean New York city, NY (3651000).",
    ]


def test_an_independent_citys_name_means_the_county_which_is_the_same(
    with_cities: Callable[[list[tuple[str, str]]], Universe],
) -> None:
    ours = with_cities([("2404000", "Baltimore city")])
    assert find_place(ours, "Baltimore city, MD").geoid == "24510"
    assert find_place(ours, "2404000").label == "Baltimore city, MD"
