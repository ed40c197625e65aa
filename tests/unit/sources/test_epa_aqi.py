"""EPA's yearly file: names kept, territories left out, the wrong year and damage refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues, EstimateError, NotData, SourceDrift
from mobility_analysis.metrics.healthy_environment.environmental_quality import (
    find_geoids,
    plain_name,
)
from mobility_analysis.sources.epa import aqi_by_county as source

VINTAGE = source.SOURCE.vintage("2023-annual-county")
NAME = VINTAGE.files[0].name


@pytest.fixture
def raw(tmp_path: Path, fixtures: Path) -> Path:
    return Path(shutil.copytree(fixtures / source.SOURCE.id, tmp_path / "raw"))


def _air(raw: Path) -> pd.DataFrame:
    return source.tidy(source.read(raw, VINTAGE), VINTAGE)["air_quality"]


def _edit(raw: Path, old: str, new: str) -> None:
    text = (raw / NAME).read_text(encoding="utf-8")
    assert old in text
    (raw / NAME).write_text(text.replace(old, new), encoding="utf-8")


def test_monitored_counties_by_name_without_territories_or_mexico(raw: Path) -> None:
    found = _air(raw)
    assert len(found) == 6
    assert set(found["state_name"]) == {
        "Demonstration State",
        "District Of Columbia",
        "Virginia",
        "Missouri",
    }
    alder = found[found["county_name"] == "Alder"].iloc[0]
    assert (alder["days"], alder["median_aqi"], alder["percentile_90_aqi"]) == (365, 41, 60)
    assert set(found["geo_vintage"]) == {2021}  # Connecticut's eight counties


def test_an_unknown_state_is_refused(raw: Path) -> None:
    _edit(raw, "Puerto Rico", "Porto Rico")
    with pytest.raises(BadValues, match="Porto Rico"):
        _air(raw)


def test_the_wrong_year_is_refused(raw: Path) -> None:
    _edit(raw, '"Alder",2023', '"Alder",2022')
    with pytest.raises(BadValues, match="another year"):
        _air(raw)


def test_a_county_twice_is_refused(raw: Path) -> None:
    _edit(raw, '"Larch (City)"', '"Alder"')
    with pytest.raises(BadValues, match="share a key"):
        _air(raw)


def test_a_missing_column_is_named(raw: Path) -> None:
    _edit(raw, "Median AQI", "Median")
    with pytest.raises(SourceDrift, match="Median AQI"):
        _air(raw)


def test_an_unknown_symbol_is_refused(raw: Path) -> None:
    _edit(raw, "120,60,41", "120,60,n/a")
    with pytest.raises(BadValues, match="n/a"):
        _air(raw)


def test_wrong_encoding_empty_and_web_page(raw: Path) -> None:
    (raw / NAME).write_bytes('"State"\n"Doña"\n'.encode("latin-1"))
    with pytest.raises(SourceDrift, match="not utf-8"):
        _air(raw)
    (raw / NAME).write_bytes(b"")
    with pytest.raises(NotData):
        _air(raw)
    (raw / NAME).write_text("<html>Not found</html>")
    with pytest.raises(NotData):
        _air(raw)


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


def test_a_name_in_no_list_is_refused_not_dropped() -> None:
    known = pd.DataFrame({"geoid": ["99001"], "name": ["Alder County"], "postal": ["DM"]})
    with pytest.raises(EstimateError, match="Nowhere, Demonstration State"):
        find_geoids(_names("Alder", "Nowhere"), known)
    with pytest.raises(EstimateError, match="one county"):
        find_geoids(_names("Alder", "ALDER"), known)
