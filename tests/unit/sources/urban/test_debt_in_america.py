"""Debt in America: each edition's headers and symbols, thresholds kept apart."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues, SourceDrift, TruncatedFile
from mobility_analysis.sources.urban import debt_in_america as source

COLOR, WHITE = "Neighborhoods of color", "White neighborhoods"


@pytest.fixture
def raw(tmp_path: Path, fixtures: Path) -> Path:
    return Path(shutil.copytree(fixtures / source.SOURCE.id, tmp_path / "raw"))


def _parse(raw: Path, vintage_id: str) -> pd.DataFrame:
    vintage = source.SOURCE.vintage(vintage_id)
    found = source.tidy(source.read(raw / vintage_id, vintage), vintage)["debt"]
    return found.set_index(["geoid", "subgroup"])


def _edit(raw: Path, vintage_id: str, old: str, new: str) -> None:
    path = raw / vintage_id / source.SOURCE.vintage(vintage_id).files[0].name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_2018_has_nw_and_wh_in_the_other_order(raw: Path) -> None:
    found = _parse(raw, "2018-panel-map-2019-11")
    assert found.loc[("99001", "All"), "share"] == 0.36
    assert found.loc[("99001", WHITE), "share"] == 0.35
    assert found.loc[("99001", COLOR), "reason"] == "suppressed_by_source"


def test_withheld_is_not_the_same_as_no_such_neighborhood(raw: Path) -> None:
    found = _parse(raw, "2022-panel-map-2022-05")
    assert found.loc[("99001", "All"), "share"] == 0.2997214
    assert found.loc[("99001", COLOR), "reason"] == "not_applicable"
    assert found.loc[("99017", WHITE), "reason"] == "suppressed_by_source"


def test_na_is_withheld_for_everyone_and_unknown_for_neighborhoods(raw: Path) -> None:
    found = _parse(raw, "2023-panel-map-2024-07")
    assert found.loc[("99017", "All"), "reason"] == "suppressed_by_source"
    assert found.loc[("99003", COLOR), "reason"] == "withheld_or_none"
    assert found.loc[("99001", COLOR), "reason"] is None


def test_thresholds_belong_to_editions(raw: Path) -> None:
    assert _parse(raw, "2018-panel-map-2019-11").loc[("99001", COLOR), "threshold"] == 0.6
    latest = _parse(raw, "2023-panel-map-2024-07")
    assert latest.loc[("99001", COLOR), "threshold"] == 0.5
    assert pd.isna(latest.loc[("99001", "All"), "threshold"])
    assert set(source.THRESHOLDS) == set(source.SOURCE.vintages)


def test_every_layout_has_all_four_columns() -> None:
    layouts = {vintage.layout for vintage in source.SOURCE.vintages.values()}
    table = source.columns()
    assert set(table["layout"]) == layouts
    assert (table.groupby("layout")["ours"].nunique() == 4).all()


def _workbook(folder: Path, rows: list[list[str]]) -> Path:
    vintage = source.SOURCE.vintage("2023-panel-workbooks")
    headers = source.columns().query("layout == 'workbook'")["header"].tolist()
    target = folder / vintage.id
    target.mkdir()
    frame = pd.DataFrame(rows, columns=headers)
    frame.insert(1, "County Name", "Alder County, Demonstration State")
    frame.to_excel(target / vintage.files[0].name, index=False)
    return folder


def test_a_workbook_reads_like_the_map_and_its_footnote_is_dropped(tmp_path: Path) -> None:
    rows = [
        ["01001", ".2609164", "NA", ".2540662"],
        ["99017", "NA", "NA", "NA"],
        ["Note: n/a* is a withheld value.", "", "", ""],
    ]
    found = _parse(_workbook(tmp_path, rows), "2023-panel-workbooks")
    assert found.loc[("01001", "All"), "share"] == 0.2609164
    assert set(found.reset_index()["geoid"]) == {"01001", "99017"}


@pytest.mark.parametrize(
    ("old", "new", "error", "says"),
    [
        ('"99003"', '"9903"', BadValues, "Leading zeros"),
        ('"99003"', '"99001"', BadValues, "share a key"),
        (",NA,", ",n/a***,", BadValues, r"'n/a\*\*\*'"),
        (",0.1992218,", ",19.92218,", BadValues, "outside 0-1"),
        ("totcoll_white", "totcoll_wh", SourceDrift, "totcoll_white"),
    ],
    ids=["lost zeros", "repeated", "unknown symbol", "percentages", "gone column"],
)
def test_damage_is_named(raw: Path, old: str, new: str, error: type[Exception], says: str) -> None:
    _edit(raw, "2023-panel-map-2024-07", old, new)
    with pytest.raises(error, match=says):
        _parse(raw, "2023-panel-map-2024-07")


def test_a_workbook_that_ends_early_is_named(tmp_path: Path) -> None:
    vintage = source.SOURCE.vintage("2023-panel-workbooks")
    (tmp_path / vintage.files[0].name).write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(TruncatedFile, match="xlsx"):
        source.read(tmp_path, vintage)
