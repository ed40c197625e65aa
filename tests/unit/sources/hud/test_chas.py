"""HUD's tables: cells by number, places by GEO_ID, damage named."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues, MissingInput, SourceDrift
from mobility_analysis.sources.hud import chas

VINTAGE = chas.SOURCE.vintage("2018-2022-county-050")
TRACTS = chas.SOURCE.vintage("2018-2022-tract-140")


def _table(table: str, geoids: list[str], value: str = "15") -> pd.DataFrame:
    numbers = chas.cells().loc[chas.cells()["table"] == table, "cell"]
    columns = {f"T{table}_{kind}{n}": value for n in numbers for kind in ("est", "moe")}
    places = [{"source": "2018thru2022", "geoid": g, "name": "Peña County"} for g in geoids]
    return pd.DataFrame([place | columns for place in places])


def _write(folder: Path, geoids: list[str], value: str = "15", without: str = "") -> None:
    for table in chas.cells()["table"].unique():
        _table(table, geoids, value).drop(columns=without, errors="ignore").to_csv(
            folder / f"Table{table}.csv", index=False, encoding="latin-1"
        )


def _parse(folder: Path) -> pd.DataFrame:
    return chas.tidy(chas.read(folder, VINTAGE), VINTAGE)["chas"]


def _tracts(folder: Path, table: pd.DataFrame) -> pd.DataFrame:
    table.to_csv(folder / "Table1.csv", index=False, encoding="latin-1")
    tidied = chas.tidy(chas.read(folder, TRACTS), TRACTS)
    assert list(tidied) == ["chas_tracts"]
    return tidied["chas_tracts"]


def test_every_cell_of_every_table_arrives_once(tmp_path: Path) -> None:
    _write(tmp_path, ["0500000US99001", "0500000US72001"])
    found = _parse(tmp_path)
    assert set(found["geoid"]) == {"99001"}
    assert len(found) == len(chas.cells())
    assert found["period"].unique().tolist() == ["2018-2022"]


def test_a_column_that_is_gone_is_named(tmp_path: Path) -> None:
    _write(tmp_path, ["0500000US99001"], without="T8_est3")
    with pytest.raises(SourceDrift, match="T8_est3"):
        _parse(tmp_path)


def test_a_table_that_is_not_there_is_named(tmp_path: Path) -> None:
    _write(tmp_path, ["0500000US99001"])
    (tmp_path / "Table17B.csv").unlink()
    with pytest.raises(MissingInput, match="Table17B"):
        _parse(tmp_path)


def test_tables_of_another_period_are_refused(tmp_path: Path) -> None:
    _write(tmp_path, ["0500000US99001"])
    path = tmp_path / "Table9.csv"
    path.write_text(path.read_text("latin-1").replace("2018thru2022", "2017thru2021"), "latin-1")
    with pytest.raises(BadValues, match="Table9: 1 rows say that they are of '2017thru2021'"):
        _parse(tmp_path)


def test_text_in_a_number_stops_the_run(tmp_path: Path) -> None:
    _write(tmp_path, ["0500000US99001"], value="n/a")
    with pytest.raises(BadValues, match="n/a"):
        _parse(tmp_path)


def test_the_cells_are_those_of_the_dictionary() -> None:
    # Four structure types for each class of rent and income; households have one cell each.
    sizes = chas.cells().groupby(["table", "item"]).size()
    assert sizes.xs("8").unique().tolist() == [1]
    assert set(sizes.drop(["1", "8", "9"]).unique()) == {4}
    # Seven groups, owners and renters.
    assert sizes.xs("9").tolist() == [1] * 14
    # Table 1: totals have one cell each, the six groups it has five classes of income.
    problems = sizes.xs("1")
    groups = problems[problems.index.str.contains("_(?:owner|renter)_")]
    assert groups.tolist() == [5] * 24
    assert problems.drop(groups.index).to_dict() == {
        "occupied_all": 1,
        "occupied_owner": 1,
        "occupied_renter": 1,
        "problems_owner": 1,
        "problems_renter": 1,
    }


def test_a_copy_without_the_table_of_housing_problems_is_used_as_it_is(tmp_path: Path) -> None:
    _write(tmp_path, ["0500000US99001"])
    whole = _parse(tmp_path)
    (tmp_path / "Table1.csv").unlink()
    found = _parse(tmp_path)
    of_table = whole["cell"].str.startswith("T1_")
    pd.testing.assert_frame_equal(found, whole[~of_table].reset_index(drop=True))
    assert [file.name for file in VINTAGE.files if file.is_optional] == ["Table1.csv"]


def test_tracts_have_five_cells_however_their_codes_begin(tmp_path: Path) -> None:
    codes = ["14000US99001000100", "1400000US99001000201", "14000US72001000100"]
    found = _tracts(tmp_path, _table("1", codes))
    assert set(found["geoid"]) == {"99001000100", "99001000201"}
    assert set(found["level"]) == {"tract"}
    assert set(found["cell"]) == {"T1_1", "T1_2", "T1_3", "T1_75", "T1_76"}
    assert len(found) == 10
    assert found[["geo_vintage", "year", "period"]].drop_duplicates().to_numpy().tolist() == [
        [2022, 2022, "2018-2022"]
    ]


def test_tracts_come_from_the_archive_of_their_summary_level() -> None:
    [file] = TRACTS.files
    assert file.url == "https://www.huduser.gov/portal/datasets/cp/2018thru2022-140-csv.zip"
    assert (file.member, file.is_optional) == ("140/Table1.csv", False)


def test_a_tract_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingInput, match="Table1"):
        chas.read(tmp_path, TRACTS)


@pytest.mark.parametrize(
    ("codes", "match"),
    [
        (["14000US9001000100"], "11 digits"),  # a lost zero
        (["05000US99001"], "11 digits"),  # counties in the folder of tracts
        (["14000US99001000100", "1400000US99001000100"], "share a key"),
    ],
)
def test_tracts_with_damaged_or_repeated_codes_stop_the_run(
    tmp_path: Path, codes: list[str], match: str
) -> None:
    with pytest.raises(BadValues, match=match):
        _tracts(tmp_path, _table("1", codes))


def test_tracts_without_a_cell_or_with_text_in_it_stop_the_run(tmp_path: Path) -> None:
    table = _table("1", ["14000US99001000100"])
    with pytest.raises(SourceDrift, match="T1_moe76"):
        _tracts(tmp_path, table.drop(columns="T1_moe76"))
    with pytest.raises(BadValues, match=r"T1_est1.*'D'"):
        _tracts(tmp_path, table.assign(T1_est1="D"))
