"""The list of cities: every year's residents, one name, codes that are codes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues, SourceDrift
from mobility_analysis.core.notes import gathered
from mobility_analysis.demo.generate import write_source
from mobility_analysis.geography.place_names import find_place
from mobility_analysis.geography.universe import Universe
from mobility_analysis.sources.urban import crosswalks

VINTAGE = crosswalks.SOURCE.vintage("2025-05")
FIXTURE = Path(__file__).parents[3] / "fixtures" / "urban_crosswalks" / crosswalks.NAME


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    shutil.copy(FIXTURE, tmp_path)
    return tmp_path


def _tidy(raw: Path) -> pd.DataFrame:
    return crosswalks.tidy(crosswalks.read(raw, VINTAGE), VINTAGE)["population"]


def _edit(raw: Path, old: str, new: str) -> None:
    path = raw / crosswalks.NAME
    path.write_text(path.read_text().replace(old, new))


def test_a_city_has_its_residents_of_each_year(raw: Path) -> None:
    found = _tidy(raw)
    akron = found[found["geoid"] == "3901000"].set_index("year")["population"]
    assert akron.to_dict() == {2015: 197_542, 2017: 197_846, 2018: 198_006}
    assert set(found["level"]) == {"place"}
    assert found["adults"].isna().all()
    # Founded in 2017: in the list from 2018.
    assert found.loc[found["geoid"] == "1372122", "year"].tolist() == [2018]


def test_a_city_goes_by_its_latest_name(raw: Path) -> None:
    found = _tidy(raw)
    assert set(found.loc[found["geoid"] == "0407940", "name"]) == {"Buckeye city"}


def test_its_name_is_printed_with_the_states_postal_code(raw: Path) -> None:
    assert find_place(Universe(_tidy(raw)), "akron, ohio").label == "Akron city, OH"


COUNTIES = """year,state,county,state_name,county_name,population
2014,35,013,New Mexico,,213676
2017,09,001,Connecticut,Fairfield County,949921
2017,35,013,New Mexico,Do\u00f1a Ana County,215579
"""


def test_counties_beside_the_cities_are_read_by_their_codes(raw: Path) -> None:
    assert set(crosswalks.tidy(crosswalks.read(raw, VINTAGE), VINTAGE)) == {"population"}
    (raw / crosswalks.COUNTIES).write_text(COUNTIES, encoding="latin-1")
    found = crosswalks.tidy(crosswalks.read(raw, VINTAGE), VINTAGE)["county_residents"]
    by = found.set_index(["year", "geoid"])
    assert by["population"].to_dict() == {
        (2014, "35013"): 213_676,
        (2017, "09001"): 949_921,
        (2017, "35013"): 215_579,
    }
    assert by.loc[(2017, "09001"), ["geo_vintage", "period"]].tolist() == [2017, "2017"]


@pytest.mark.parametrize(
    ("old", "new"), [("09,001", "9,001"), ("2017,35", "2014,35"), ("949921", "n/a")]
)
def test_bad_rows_of_counties_are_refused(raw: Path, old: str, new: str) -> None:
    (raw / crosswalks.COUNTIES).write_text(COUNTIES.replace(old, new), encoding="latin-1")
    with pytest.raises(BadValues):
        crosswalks.tidy(crosswalks.read(raw, VINTAGE), VINTAGE)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("04,07940", "04,7940", "not 7 digits, for example '047940'"),
        ("2018,39", "2017,39", "share a key"),
        ("198006", "n/a", "neither numbers"),
    ],
)
def test_bad_rows_are_refused(raw: Path, old: str, new: str, message: str) -> None:
    _edit(raw, old, new)
    with pytest.raises(BadValues, match=message):
        _tidy(raw)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [("04,07940", "4,07940", "4, Arizona"), ("39,01000", "38,01000", "38, Ohio")],
)
def test_a_state_that_is_not_of_its_code_is_set_aside(
    raw: Path, old: str, new: str, named: str
) -> None:
    """Once; three years of it are more than a place of this small file has."""
    path = raw / crosswalks.NAME
    text = path.read_text(encoding="latin-1")
    path.write_text(text.replace(old, new, 1), encoding="latin-1")
    with gathered() as remarks:
        _tidy(raw)
    assert named in remarks[0].what
    _edit(raw, old, new)
    with pytest.raises(BadValues, match=named):
        _tidy(raw)


def test_a_lost_column_is_drift(raw: Path) -> None:
    _edit(raw, "place_name", "city")
    with pytest.raises(SourceDrift, match="place_name"):
        _tidy(raw)


def test_the_demonstrations_cities_are_those_of_its_world(tmp_path: Path) -> None:
    world = write_source("urban_crosswalks", ["2025-05"], 1, tmp_path)
    found = _tidy(tmp_path / "urban_crosswalks" / "2025-05")
    latest = found[found["year"] == 2023].set_index("geoid")
    assert latest["population"].to_dict() == world.places.set_index("geoid")["population"].to_dict()
    assert set(found.groupby("year").size()) == {len(world.places)}
