"""The older, wide files of homeless students: everyone only, three kinds of cell."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues, SourceDrift
from mobility_analysis.sources.education import homeless_students_edfacts as source


@pytest.fixture
def raw(tmp_path: Path, fixtures: Path) -> Path:
    return Path(shutil.copytree(fixtures / "ed_homeless_edfacts", tmp_path / "raw"))


def _parse(raw: Path, vintage_id: str) -> pd.DataFrame:
    vintage = source.SOURCE.vintage(vintage_id)
    return source.tidy(source.read(raw, vintage), vintage)["homeless_students"]


def test_published_withheld_and_unreported_are_told_apart(raw: Path) -> None:
    found = _parse(raw, "sy2014-15-wide").set_index("leaid")
    assert found["count"].dropna().to_dict() == {"9900001": 88}
    assert found["reason"].to_dict() == {
        "9900001": None,
        "9900002": "suppressed_by_source",
        "9900003": "not_published",
    }
    assert set(found["subgroup"]) == {"All"}
    assert set(found["period"]) == {"2014-2015"}


def test_a_later_layout_reads_the_same(raw: Path) -> None:
    assert list(_parse(raw, "sy2017-18-wide")["leaid"]) == ["9900001", "9900002"]


def test_a_file_of_another_year_is_refused(raw: Path) -> None:
    path = raw / "EDFacts_Homelessness_2017.csv"
    path.write_text(path.read_text().replace("2017-2018", "2016-2017"))
    with pytest.raises(BadValues, match="2016-2017"):
        _parse(raw, "sy2017-18-wide")


def test_lost_zeros_and_gone_columns_are_refused(raw: Path) -> None:
    path = raw / "EDFacts_Homelessness_2014.csv"
    text = path.read_text()
    path.write_text(text.replace("7299901", "729990"))
    with pytest.raises(BadValues, match="Leading zeros"):
        _parse(raw, "sy2014-15-wide")
    path.write_text(text.replace("TOTAL", "TOTAL_N"))
    with pytest.raises(SourceDrift, match="TOTAL"):
        _parse(raw, "sy2014-15-wide")
