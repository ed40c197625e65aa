"""Every county and city of the nation, spelled six ways: found or asked back, never another place."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable

import pandas as pd
import pytest

from mobility_analysis.core.errors import UnknownPlace
from mobility_analysis.core.io import read_yaml
from mobility_analysis.core.paths import project_root
from mobility_analysis.framework.places import Level
from mobility_analysis.geography.place_names import find_place
from mobility_analysis.geography.same_territory import counties_of_cities
from mobility_analysis.geography.spellings import without_kind
from mobility_analysis.geography.universe import PlaceRef, Universe, place_changes, states

pytestmark = pytest.mark.mirror
Load = Callable[..., dict[str, pd.DataFrame]]

# (found, asked back) of 3,144 counties and 486 cities. The last two leave out the kind, so that a county
# and a city of one name are asked back.
EXPECTED = {
    "as printed": (3_630, 0),
    "state in full, upper case": (3_630, 0),
    "no accents, hyphens, dots, apostrophes": (3_630, 0),
    "no blanks, saint": (3_630, 0),
    "without kind": (3_507, 123),
    "without kind, no comma": (3_507, 123),
}


@pytest.fixture(scope="module")
def nation(load: Load, population: pd.DataFrame) -> Universe:
    cities = load("urban_crosswalks", "2025-05")["population"]
    return Universe(pd.concat([population, cities], ignore_index=True))


@pytest.fixture(scope="module")
def same(load: Load) -> dict[str, str]:
    """The county that each city is."""
    parts = [
        load("mcdc_geocorr", vintage)["county_place_overlap"].assign(snapshot=vintage)
        for vintage in ("geocorr-2018", "geocorr-2022")
    ]
    return counties_of_cities(pd.concat(parts))


def _plain(name: str) -> str:
    apart = unicodedata.normalize("NFKD", name)
    letters = "".join(each for each in apart if not unicodedata.combining(each))
    for mark, instead in (("-", " "), ("/", " "), (".", ""), ("'", "")):
        letters = letters.replace(mark, instead)
    return letters


def _short(ref: PlaceRef) -> str:
    return without_kind(ref.name)[0]


def _spelled(ref: PlaceRef) -> dict[str, str]:
    state = dict(zip(states()["postal"], states()["name"], strict=True))[ref.postal]
    squeezed = _plain(ref.name).replace(" ", "")
    for short, saint in (("St. ", "Saint "), ("Ste. ", "Sainte ")):
        if ref.name.startswith(short):
            squeezed = saint + squeezed.removeprefix(short.rstrip(". "))
    return {
        "as printed": ref.label,
        "state in full, upper case": f"{ref.name}, {state}".upper(),
        "no accents, hyphens, dots, apostrophes": f"{_plain(ref.name)}, {ref.postal}",
        "no blanks, saint": f"{squeezed}, {ref.postal}",
        "without kind": f"{_short(ref)}, {ref.postal}",
        "without kind, no comma": f"{_plain(_short(ref))} {state}",
    }


def test_no_spelling_leads_to_another_place(nation: Universe, same: dict[str, str]) -> None:
    counted: dict[str, Counter[str]] = {way: Counter() for way in EXPECTED}
    wrong = []
    for ref in nation.places():
        for way, text in _spelled(ref).items():
            try:
                found = find_place(nation, text)
            except UnknownPlace as error:
                is_named = ref.geoid in str(error) or same.get(ref.geoid, "-") in str(error)
                counted[way]["asked back" if is_named else "refused"] += 1
                continue
            is_same = found == ref or same.get(ref.geoid, "") == found.geoid
            counted[way]["found" if is_same else "wrong"] += 1
            if not is_same:
                wrong.append((text, ref.geoid, found.geoid))
    assert not wrong
    told = {way: (each["found"], each["asked back"]) for way, each in counted.items()}
    assert all(sum(each) == len(nation.places()) for each in told.values()), counted
    assert told == EXPECTED


def test_cities_said_to_be_their_county_are(same: dict[str, str]) -> None:
    path = project_root() / "data" / "reference" / "everyday_names.yaml"
    assert read_yaml(path, dict)["one_territory"].items() <= same.items()


def test_everyday_names_lead_to_the_place_they_name_or_ask(nation: Universe) -> None:
    path = project_root() / "data" / "reference" / "everyday_names.yaml"
    postal = states().set_index("fips")["postal"]
    for entry in read_yaml(path, dict)["names"]:
        assert nation.ref(Level.COUNTY if len(entry["geoid"]) == 5 else Level.PLACE, entry["geoid"])
        if "county" in entry:
            assert nation.ref(Level.COUNTY, entry["county"])
        for name in entry["names"]:
            text = f"{name}, {postal[entry['geoid'][:2]]}"
            try:
                assert find_place(nation, text).geoid == entry["geoid"], text
            except UnknownPlace as error:
                assert entry["geoid"] in str(error)


def test_every_county_that_is_gone_says_what_replaced_it(nation: Universe) -> None:
    postal = states().set_index("fips")["postal"]
    today = {ref.geoid for ref in nation.places()}
    older = read_yaml(project_root() / "data" / "reference" / "former_counties.yaml", list)
    gone = 0
    for change in [*place_changes(), *older]:
        for code, name in change["before"].items():
            if code in today:
                continue
            for asked in (code, f"{name}, {postal[code[:2]]}"):
                with pytest.raises(UnknownPlace, match="no longer exists since") as caught:
                    find_place(nation, asked)
                assert any(each in str(caught.value) for each in change["after"])
                gone += 1
    assert gone == 2 * 22
