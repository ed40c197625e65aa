"""Homeless students: withheld is not zero, other groups and territories stay out, damage is named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues, NotData, SourceDrift
from mobility_analysis.core.missing import Missing
from mobility_analysis.sources.education import homeless_students as source

VINTAGE = source.SOURCE.vintage("sy2021-22-fs118-dg655")
NAME = VINTAGE.files[0].name


@pytest.fixture
def raw(tmp_path: Path, fixtures: Path) -> Path:
    shutil.copy(fixtures / "ed_homeless" / NAME, tmp_path)
    return tmp_path


def _parse(raw: Path) -> pd.DataFrame:
    return source.tidy(source.read(raw, VINTAGE), VINTAGE)["homeless_students"]


def _edit(raw: Path, old: str, new: str) -> None:
    path = raw / NAME
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_one_row_per_district_and_group_with_the_fall_as_year(raw: Path) -> None:
    found = _parse(raw).set_index(["leaid", "subgroup"])
    assert found.index.is_unique
    assert set(found["year"]) == {2021}
    assert found.loc[("9900001", "All"), "count"] == 87
    assert found.loc[("9900001", "Hispanic"), "count"] == 30
    assert found.loc[("9900003", "All"), "count"] == 1204
    assert len(found.loc["9900001"]) == 8


def test_a_withheld_count_is_missing_with_its_reason(raw: Path) -> None:
    found = _parse(raw).set_index(["leaid", "subgroup"])
    withheld = found.loc[("9900002", "All")]
    assert pd.isna(withheld["count"])
    assert withheld["reason"] == Missing.SUPPRESSED_BY_SOURCE
    assert found.loc[("9900001", "All"), "reason"] is None


def test_an_older_year_is_taken_out_of_the_file_of_several(raw: Path) -> None:
    """2010-11 to 2017-18 stand in one file, everyone under another name and perhaps without races."""
    vintage = source.SOURCE.vintage("sy2016-17-fs118-dg655")
    (file,) = vintage.files
    assert file.url is not None and file.url.endswith(
        "EID_1350/SY1018_FS118_DG655_LEA_data_files.zip"
    )
    text = (raw / NAME).read_text(encoding="utf-8")
    head, *rows = text.splitlines()
    older = [row.replace("2021-2022", year) for year in ("2015-2016", "2016-2017") for row in rows]
    older = [row.replace("All Students in LEA", "All Students") for row in older]
    (raw / file.name).write_text("\n".join([head, *older]) + "\n", encoding="utf-8")
    found = source.tidy(source.read(raw, vintage), vintage)["homeless_students"]
    assert set(found["subgroup"]) == {"All"}
    assert set(found["year"]) == {2016}
    assert found.set_index("leaid").loc["9900001", "count"] == 87


def test_puerto_rico_is_left_out_and_the_bureau_of_indian_education_is_not(raw: Path) -> None:
    assert set(_parse(raw)["leaid"].str[:2]) == {"99", "59"}


def test_a_renamed_group_is_not_lost_silently(raw: Path) -> None:
    _edit(raw, "Hispanic/Latino", "Hispanic or Latino")
    with pytest.raises(SourceDrift, match="Hispanic/Latino"):
        _parse(raw)


def test_another_data_group_is_not_taken_for_ours(raw: Path) -> None:
    _edit(raw, ",655,", ",818,")
    with pytest.raises(SourceDrift, match="data group 655"):
        _parse(raw)


def test_a_column_that_is_gone_is_named(raw: Path) -> None:
    _edit(raw, '"NCES LEA ID"', "LEAID")
    with pytest.raises(SourceDrift, match="NCES LEA ID"):
        _parse(raw)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("9900001", "990001", "Leading zeros"),
        ("9900002", "9900003", "share a key"),
        (",S,", ",*,", r"neither numbers nor known codes.*'\*'"),
        (",S,", ",-1,", "negative or broken"),
        (",87,", ",8.5,", "negative or broken"),
        ("2021-2022", "2019-2020", "2019-2020, not 2021-2022"),
    ],
    ids=["lost zeros", "repeated", "unknown symbol", "negative", "half a student", "other year"],
)
def test_impossible_contents_are_refused(raw: Path, old: str, new: str, says: str) -> None:
    _edit(raw, old, new)
    with pytest.raises(BadValues, match=says):
        _parse(raw)


def test_a_file_saved_by_a_spreadsheet_is_refused(raw: Path) -> None:
    path = raw / NAME
    text = path.read_text(encoding="utf-8").replace("Alder", "Älder")
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(SourceDrift, match="not utf-8"):
        _parse(raw)


def test_a_web_page_is_not_data(raw: Path) -> None:
    (raw / NAME).write_text("<!DOCTYPE html><html><body>Not found</body></html>")
    with pytest.raises(NotData):
        _parse(raw)
