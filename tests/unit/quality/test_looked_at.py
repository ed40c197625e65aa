"""What is kept of raw tables for the gate: it finds in it what it finds in the whole tables."""

from __future__ import annotations

import tempfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from mobility_analysis.core.errors import DamagedTable, MissingInput
from mobility_analysis.quality.gates import check_raw
from mobility_analysis.quality.looked_at import keep_looked_at, load_looked_at
from mobility_analysis.quality.suites import read_suite

SUITE = """
source: towns
tables:
  - match: "people*"
    key: [code]
    label_rows: 1
    expectations:
      - type: expect_column_values_to_match_regex
        must: Codes are five digits of a known state.
        where: kind == "town"
        show: [name]
        kwargs: {column: code, regex: '^<state>\\d{3}$'}
      - type: expect_column_pair_values_a_to_be_greater_than_b
        must: More people than children.
        kwargs: {column_A: a, column_B: b}
      - type: expect_column_values_to_match_regex
        must: Counts are whole numbers or S.
        columns: "n_*"
        kwargs: {regex: '^(\\d+|S)$'}
      - type: expect_column_values_to_not_be_null
        must: There is a column that the agency has removed.
        kwargs: {column: gone}
  - match: shapes
    expectations:
      - type: expect_column_values_to_be_in_set
        must: Every outline is an area.
        kwargs: {column: geometry, value_set: [Polygon]}
  - match: never
    vintages: "2023"
    expectations: []
"""
LOOKED_AT = ["code", "kind", "name", "a", "b", "n_all", "n_young"]
LEFT_OUT = ["other", "N_all"]


@pytest.fixture(scope="module")
def expectations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("expectations")
    (folder / "sources").mkdir()
    (folder / "sources" / "towns.yaml").write_text(SUITE, encoding="utf-8")
    return folder


def _kept(
    tables: dict[str, pd.DataFrame], expectations: Path, folder: Path
) -> dict[str, pd.DataFrame]:
    suite = read_suite(expectations / "sources" / "towns.yaml")
    keep_looked_at(tables, suite, "2024", folder / "2024")
    return load_looked_at(folder / "2024")


cells = st.none() | st.sampled_from(["", "01001", "1001", "town", "S", "7", "1,5"]) | st.text()
rows = st.lists(st.fixed_dictionaries({c: cells for c in [*LOOKED_AT, *LEFT_OUT]}), max_size=6)


@given(rows, st.permutations([*LOOKED_AT, *LEFT_OUT]), st.text(min_size=1, max_size=20))
@settings(max_examples=40)
def test_cells_come_back_as_they_were_and_no_others_are_kept(
    expectations: Path, found: list[dict[str, str | None]], order: list[str], name: str
) -> None:
    table = pd.DataFrame(found, columns=order, dtype="str")
    tables = {f"people {name}": table, name: table, "another": table}
    with tempfile.TemporaryDirectory() as folder:
        kept = _kept(tables, expectations, Path(folder))
    assert list(kept) == list(tables)  # also the order, in which failures are told
    whole = table[[column for column in order if column in LOOKED_AT]]
    pd.testing.assert_frame_equal(kept[f"people {name}"], whole)
    assert kept["another"].columns.empty


def test_the_gate_finds_the_same_as_in_the_whole_tables(expectations: Path, tmp_path: Path) -> None:
    people = pd.DataFrame(
        {
            "other": ["Label", "x", "y", "z"],
            "code": ["Code", "01001", "1001", "39153"],
            "kind": ["Kind", "town", "town", "city"],
            "name": ["Name", "Adams", "Burr", "Clay"],
            "a": ["A", "5", "5", None],
            "b": ["B", "1", "9", "3"],
            "n_all": ["All", "S", "12", "?"],
            "n_young": ["Young", "1", "", "4"],
        },
        dtype="str",
    )
    shapes = gpd.GeoDataFrame(
        {"geometry": [Point(0, 0).buffer(1), Point(1, 1)]}, geometry="geometry", crs=4269
    )
    tables = {"people/2024 (b).csv": people, "shapes": shapes, "another": people}
    kept = _kept(tables, expectations, tmp_path)
    assert len(kept["people/2024 (b).csv"].columns) == len(LOOKED_AT)
    of_whole = check_raw("towns", "2024", tables, expectations)
    of_kept = check_raw("towns", "2024", kept, expectations)
    pd.testing.assert_frame_equal(of_kept.to_frame(), of_whole.to_frame())
    told = of_whole.sentences()
    for words in ("code = '1001', name = 'Burr'", "no column gone", "'Point'", "none for it"):
        assert words in told


def test_what_is_not_there_or_damaged_is_told(expectations: Path, tmp_path: Path) -> None:
    with pytest.raises(MissingInput, match="2024 is not there"):
        load_looked_at(tmp_path / "2024")
    _kept({"shapes": pd.DataFrame({"geometry": ["Polygon"]})}, expectations, tmp_path)
    (file,) = (tmp_path / "2024").iterdir()
    file.write_bytes(file.read_bytes()[:-30])
    with pytest.raises(DamagedTable, match="shapes"):
        load_looked_at(tmp_path / "2024")


def test_a_vintage_without_tables_was_read_all_the_same(expectations: Path, tmp_path: Path) -> None:
    assert _kept({}, expectations, tmp_path) == {}
