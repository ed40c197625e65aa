"""County Business Patterns: ten industries, what may be withheld, remainders, damage named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues, SourceDrift
from mobility_analysis.framework.source import Vintage
from mobility_analysis.sources.census import cbp as source

VINTAGE = source.SOURCE.vintage("2022-county")


@pytest.fixture
def raw(tmp_path: Path, fixtures: Path) -> Path:
    return Path(shutil.copytree(fixtures / source.SOURCE.id, tmp_path / "raw"))


def _found(raw: Path, vintage: Vintage = VINTAGE) -> pd.DataFrame:
    tables = source.read(raw, VINTAGE)
    return source.tidy(tables, vintage)["associations"].set_index("geoid")


def _edit(raw: Path, old: str, new: str) -> None:
    path = raw / "cbp22co.txt"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_what_has_a_row_and_the_most_that_may_be_withheld(raw: Path) -> None:
    county = _found(raw).loc["99001"]
    assert county["establishments"] == 66
    # 813: four industries without a row, up to 8, of which 60 - 55 = 5 are left; 713: two without a
    # row, of which 12 - 11 = 1 is left; 711 has no row itself: two at most.
    assert county["upper"] == 66 + 5 + 1 + 2


def test_a_county_with_nothing_but_withheld_industries_is_not_a_zero(raw: Path) -> None:
    county = _found(raw).loc["99003"]
    assert county["establishments"] == 0
    assert county["reason"] == "suppressed_by_source"


def test_before_2017_nothing_is_withheld(raw: Path) -> None:
    county = _found(raw, source.SOURCE.vintage("2016-county")).loc["99001"]
    assert county["upper"] == county["establishments"]


def test_remainders_and_territories_are_left_out(raw: Path) -> None:
    assert set(_found(raw).index) == {"99001", "99003"}


def test_a_missing_column_a_lost_zero_and_a_twin_are_named(raw: Path) -> None:
    _edit(raw, "99,003,------", "99,3,------")
    with pytest.raises(BadValues):
        _found(raw)
    _edit(raw, "99,3,------", "99,001,------")
    with pytest.raises(BadValues, match="share a key"):
        _found(raw)
    _edit(raw, ",est\n", ",establishments\n")
    with pytest.raises(SourceDrift, match="est"):
        _found(raw)
