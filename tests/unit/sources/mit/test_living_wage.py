"""The user's file of living wages: one family, twins, steps, damage named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues, SourceDrift
from mobility_analysis.sources.mit import living_wage as source

VINTAGE = source.SOURCE.vintage("2021-urban-file")
NAME = "mit-living-wage-2022.csv"


@pytest.fixture
def raw(tmp_path: Path, fixtures: Path) -> Path:
    return Path(shutil.copytree(fixtures / source.SOURCE.id, tmp_path / "raw"))


def _costs(raw: Path) -> pd.DataFrame:
    found = source.tidy(source.read(raw, VINTAGE), VINTAGE)["cost_of_living"]
    return found.set_index("geoid")


def _edit(raw: Path, old: str, new: str) -> None:
    text = (raw / NAME).read_text()
    assert old in text
    (raw / NAME).write_text(text.replace(old, new, 1))


def test_one_adult_with_two_children_and_no_territory(raw: Path) -> None:
    assert _costs(raw)["hourly"].to_dict() == {"99001": 41.25, "99003": 38.0}
    assert set(_costs(raw)["year"]) == {2022}


def test_the_file_is_never_fetched_and_the_steps_say_how_to_get_it() -> None:
    (file,) = VINTAGE.files
    assert file.url is None
    assert NAME in file.steps and "terms of use" in file.steps


def test_two_different_wages_of_a_county_and_a_missing_column_are_refused(raw: Path) -> None:
    _edit(raw, "1 Adult,2 Children,41.25", "1 Adult,2 Children,40")
    with pytest.raises(BadValues, match="share a key"):
        _costs(raw)
    _edit(raw, "wage\n", "hourly\n")
    with pytest.raises(SourceDrift, match="wage"):
        _costs(raw)
