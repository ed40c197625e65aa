"""County Health Rankings' state workbooks of 2022: two header rows, residents worked out, damage named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues, MissingInput, NotData, SourceDrift
from mobility_analysis.demo.generate import write_source
from mobility_analysis.sources.county_health_rankings import measure_files as source
from mobility_analysis.sources.county_health_rankings._state_workbooks import SHEET, workbook_files

WHOLE = source.SOURCE.vintage("2022-state-workbooks")
OHIO = "2022_County_Health_Rankings_Ohio_Data.xlsx"
VINTAGE = replace(WHOLE, files=tuple(file for file in WHOLE.files if file.name == OHIO))
NAMES = [
    "FIPS", "State", "County", "# Primary Care Physicians", "95% CI - Low",
    "Primary Care Physicians Rate", "Primary Care Physicians Ratio", "# Associations", "95% CI - Low",
    "Social Association Rate",
]  # fmt: skip
# Residents: 1,000,000; 541,013; 2,500 (no physician, so blank); 836; 1,500.
ROWS: list[list[object]] = [
    ["39000", "Ohio", None, 800, 1, 80.0, "1250:1", 900, 1, 9.0],
    ["39153", "Ohio", "Summit", 527, 1, 97.40986, "1027:1", 602, 1, 11.127274206],
    ["39001", "Ohio", "Adams", None, None, None, None, 3, 1, 12.0],
    ["39003", "Ohio", "Allen", 0, 0, 0, "836:0", 0, 0, 0],
    ["39005", "Ohio", "Ashland", 2, 1, 133.33333, "750:1", 0, 0, 0],
    ["39007", "Ohio", "Ashtabula", None, None, None, None, 0, 0, 0],
]


def _workbook(
    folder: Path, rows: list[list[object]], names: list[str] = NAMES, sheet: str = SHEET
) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "Introduction"
    page = book.create_sheet(sheet)
    page.append(
        [None, None, None, "Primary care physicians", None, None, None, "Social associations"]
    )
    for row in [names, *rows]:
        page.append(row)
    book.save(folder / OHIO)
    return folder


def _tidy(folder: Path) -> dict[str, pd.DataFrame]:
    return source.tidy(source.read(folder, VINTAGE), VINTAGE)


def test_residents_are_a_count_over_its_rate(tmp_path: Path) -> None:
    found = {k: rows.set_index("geoid") for k, rows in _tidy(_workbook(tmp_path, ROWS)).items()}
    physicians, associations = found["physicians"], found["associations"]
    assert physicians.loc["39153", ["physicians", "population"]].tolist() == [527, 541_013]
    assert associations.loc["39153", ["establishments", "population"]].tolist() == [602, 541_013]
    # Without associations the residents stand before the colon, or come from the physicians.
    assert physicians.loc["39003", ["physicians", "population"]].tolist() == [0, 836]
    assert associations.loc["39005", "population"] == 1500
    assert pd.isna(associations.loc["39007", "population"])
    assert physicians.loc["39", "level"] == "state" and physicians.loc["39", "population"] == 1e6
    assert set(physicians["period"]) == {"2019"} and set(physicians["geo_vintage"]) == {2019}


def test_a_blank_count_of_physicians_is_left_out_by_the_agency(tmp_path: Path) -> None:
    physicians = _tidy(_workbook(tmp_path, ROWS))["physicians"].set_index("geoid")
    assert physicians["reason"].dropna().to_dict() == {
        "39001": "not_published",
        "39007": "not_published",
    }


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [((1, 0), "3915", "not 3 digits"), ((1, 3), "many", "many"), ((2, 0), "39153", "share a key")],
)
def test_bad_cells_are_refused(
    tmp_path: Path, cell: tuple[int, int], value: str, said: str
) -> None:
    rows = [list(row) for row in ROWS]
    rows[cell[0]][cell[1]] = value
    with pytest.raises(BadValues, match=said):
        _tidy(_workbook(tmp_path, rows))


def test_a_missing_column_sheet_or_file_is_named(tmp_path: Path) -> None:
    names = [name.replace("# Associations", "Associations") for name in NAMES]
    with pytest.raises(SourceDrift, match="# Associations"):
        source.read(_workbook(tmp_path, ROWS, names), VINTAGE)
    with pytest.raises(SourceDrift, match="cannot be read as a workbook"):
        source.read(_workbook(tmp_path, ROWS, sheet="Ranked"), VINTAGE)
    with pytest.raises(MissingInput, match="Alabama"):
        source.read(tmp_path, WHOLE)
    (tmp_path / OHIO).write_bytes(b"<html>404</html>")
    with pytest.raises(NotData):
        source.read(tmp_path, VINTAGE)


def test_there_is_a_workbook_for_each_state_and_the_district(tmp_path: Path) -> None:
    names = [file.name for file in workbook_files()]
    assert len(set(names)) == 51
    assert "2022_County_Health_Rankings_District_of_Columbia_Data.xlsx" in names
    with pytest.raises(MissingInput, match="demonstration state has none"):
        write_source("chr", [WHOLE.id], 1, tmp_path)
