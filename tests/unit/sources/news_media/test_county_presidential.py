"""Media-compiled votes: each year's own traps, and every row marked as not certified."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues, NotData, SourceDrift
from mobility_analysis.sources.news_media import county_presidential as source


@pytest.fixture
def raw(tmp_path: Path, fixtures: Path) -> Path:
    return Path(shutil.copytree(fixtures / source.SOURCE.id, tmp_path / "raw"))


def _votes(raw: Path, year: int) -> pd.DataFrame:
    vintage = source.SOURCE.vintage(f"{year}-media-compiled")
    return source.tidy(source.read(raw, vintage), vintage)["votes"].set_index("geoid")


def _edit(raw: Path, year: int, old: str, new: str) -> None:
    path = raw / f"{year}_US_County_Level_Presidential_Results.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_2016_repeats_alaskas_total_and_lost_its_zeros(raw: Path) -> None:
    found = _votes(raw, 2016)["votes"]
    assert found.to_dict() == {
        "01001": 210,
        "46102": 21,
        "99001": 990,
        "01": 210,
        "46": 21,
        "99": 990,
        "00": 1321,  # Alaska's 100 once
    }


def test_2020_has_alaska_by_district(raw: Path) -> None:
    found = _votes(raw, 2020)["votes"]
    assert not any(code.startswith("02") for code in found.index)
    assert found["00"] == 205 + 61 + 980


def test_2024_has_the_capital_by_ward_and_districts_under_real_borough_codes(raw: Path) -> None:
    found = _votes(raw, 2024)["votes"]
    assert found["11001"] == 78
    assert "11002" not in found.index
    assert "02013" not in found.index
    assert found["00"] == 61 + 52 + 78 + 970


@pytest.mark.parametrize("year", [2016, 2020, 2024])
def test_every_row_says_that_it_is_not_certified(raw: Path, year: int) -> None:
    assert _votes(raw, year)["reasons"].tolist() == [["media_compiled"]] * len(_votes(raw, year))


def test_2016_refuses_alaska_rows_that_differ(raw: Path) -> None:
    _edit(raw, 2016, "1,40.0,50.0,100.0", "1,40.0,50.0,101.0")
    with pytest.raises(BadValues, match="repeat one total"):
        _votes(raw, 2016)


def test_lost_zeros_are_refused_in_the_years_that_have_them(raw: Path) -> None:
    _edit(raw, 2020, "01001", "1001")
    with pytest.raises(BadValues, match="Leading zeros"):
        _votes(raw, 2020)


def test_a_code_that_does_not_fit_its_state_is_refused(raw: Path) -> None:
    _edit(raw, 2016, ",1001", ",1300")
    assert _votes(raw, 2016).index[0] == "01300"
    _edit(raw, 2016, ",1300", ",13001")
    with pytest.raises(BadValues, match="do not fit their state"):
        _votes(raw, 2016)


def test_a_county_twice_and_an_unknown_symbol_are_refused(raw: Path) -> None:
    _edit(raw, 2024, "11002", "11001")
    with pytest.raises(BadValues, match="share a key"):
        _votes(raw, 2024)
    _edit(raw, 2020, "450,980", "450,n/a")
    with pytest.raises(BadValues, match="total_votes"):
        _votes(raw, 2020)


def test_a_missing_column_is_named(raw: Path) -> None:
    _edit(raw, 2024, "total_votes", "votes")
    with pytest.raises(SourceDrift, match="total_votes"):
        _votes(raw, 2024)


def test_wrong_encoding_empty_and_web_page(raw: Path) -> None:
    path = raw / "2020_US_County_Level_Presidential_Results.csv"
    path.write_bytes("state_name\nDoña\n".encode("latin-1"))
    with pytest.raises(SourceDrift, match="not utf-8"):
        _votes(raw, 2020)
    path.write_bytes(b"")
    with pytest.raises(NotData):
        _votes(raw, 2020)
    path.write_text("<html>404</html>")
    with pytest.raises(NotData):
        _votes(raw, 2020)
