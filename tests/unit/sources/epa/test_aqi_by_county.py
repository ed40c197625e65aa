"""EPA's yearly file: names kept, territories left out, the wrong year and damage refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues, NotData, SourceDrift
from mobility_analysis.core.notes import gathered
from mobility_analysis.metrics.healthy_environment.environmental_quality import (
    pollutant_codes,
)
from mobility_analysis.quality.rubrics import monitored_days
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


def test_an_unknown_state_is_set_aside(raw: Path) -> None:
    before = len(_air(raw))
    _edit(raw, "Puerto Rico", "Porto Rico")
    with gathered() as remarks:
        assert len(_air(raw)) == before
    assert "Porto Rico" in remarks[0].what


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


def _by_pollutant(raw: Path, *rows: str) -> pd.DataFrame:
    head = (
        '"State","County","Year","Days with AQI","Max AQI","90th Percentile AQI","Median AQI",'
        '"Days CO","Days NO2","Days Ozone","Days PM2.5","Days PM10"\n'
    )
    (raw / NAME).write_text(head + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return _air(raw).set_index("county_name")


def test_days_are_told_apart_by_the_pollutant_that_set_them(raw: Path) -> None:
    found = _by_pollutant(
        raw,
        '"Demonstration State","Alder",2023,363,40,12,7,0,363,0,0,0',
        '"Demonstration State","Birch",2023,360,90,60,41,0,10,200,100,50',
    )
    assert found.loc["Alder", ["main_days", "minor_days"]].tolist() == [0, 363]
    assert found.loc["Birch", ["main_days", "minor_days"]].tolist() == [300, 10]
    with pytest.raises(BadValues, match="more days by pollutant than days"):
        _by_pollutant(raw, '"Demonstration State","Alder",2023,360,40,12,7,0,0,350,20,0')


def test_a_copy_without_the_pollutants_is_read(raw: Path) -> None:
    assert _air(raw)["main_days"].isna().all()


@pytest.mark.parametrize(
    ("days", "main", "minor", "codes"),
    [
        (363, 0, 363, ["monitors_of_minor_pollutants"]),  # nitrogen dioxide alone
        (120, 0, 0, ["monitors_of_minor_pollutants"]),  # coarse particles alone
        (360, 20, 340, ["monitors_of_minor_pollutants"]),
        (360, 150, 210, ["monitors_of_minor_pollutants"]),
        (360, 250, 110, ["monitors_partly_of_minor_pollutants"]),
        (360, 60, 0, ["monitors_partly_of_minor_pollutants"]),  # mostly coarse particles
        (360, 140, 0, []),  # a dusty county, where ozone is measured too
        (360, 340, 20, []),
        (360, float("nan"), float("nan"), []),
    ],
)
def test_air_of_minor_pollutants_is_not_acted_on(
    days: int, main: float, minor: float, codes: list[str]
) -> None:
    rows = pd.DataFrame({"days": [days], "main_days": [main], "minor_days": [minor]})
    assert pollutant_codes(rows).tolist() == [codes]
    grade, reasons = monitored_days(pd.DataFrame({"n": [days], "reasons": [codes], "value": [7.0]}))
    assert (grade.iloc[0] == 3) == (codes == ["monitors_of_minor_pollutants"] or days < 182)
    assert set(codes) <= set(reasons.iloc[0] + codes)


def test_a_year_that_was_not_over_is_not_used_and_told(raw: Path) -> None:
    path = raw / NAME
    table = pd.read_csv(path, dtype=str).assign(**{"Days with AQI": "240"})
    table.to_csv(path, index=False)
    with gathered() as noted:
        assert source.tidy(source.read(raw, VINTAGE), VINTAGE) == {}
    assert "no county has an index for more than 240 days" in str(noted)
