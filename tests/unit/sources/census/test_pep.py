"""The stacked dates of the county file, and the codes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues, NotData, SourceDrift
from mobility_analysis.sources.census import pep

VINTAGE = pep.SOURCE.vintage("v2023-county-agesex")
HEADER = "SUMLEV,STATE,COUNTY,STNAME,CTYNAME,YEAR,POPESTIMATE,AGE18PLUS_TOT"


def _parse(
    folder: Path, *rows: str, header: str = HEADER, encoding: str = "latin-1"
) -> pd.DataFrame:
    ages = ",".join(pep.AGE_COLUMNS)
    numbers = ",".join(["90", "50", "60"] * 3)
    text = "\n".join([f"{header},{ages}", *(f"{row},{numbers}" for row in rows)]) + "\n"
    (folder / VINTAGE.files[0].name).write_text(text, encoding=encoding)
    return pep.tidy(pep.read(folder, VINTAGE), VINTAGE)["population"]


def test_dates_become_years_and_the_census_base_is_left_out(tmp_path: Path) -> None:
    found = _parse(
        tmp_path,
        "050,99,001,Demonstration State,Alder County,1,1000,700",
        "050,99,001,Demonstration State,Alder County,2,1001,701",
        "050,99,001,Demonstration State,Alder County,5,1004,704",
    )
    assert dict(zip(found["year"], found["population"], strict=True)) == {2020: 1001, 2023: 1004}


def test_accents_survive(tmp_path: Path) -> None:
    found = _parse(tmp_path, "050,99,003,Demonstration State,Doña Birch County,2,10,7")
    assert found["name"].tolist() == ["Doña Birch County"]


def test_people_of_10_to_17_come_from_overlapping_ages(tmp_path: Path) -> None:
    _parse(tmp_path, "050,99,003,Demonstration State,Birch County,4,1000,800")
    found = pep.tidy(pep.read(tmp_path, VINTAGE), VINTAGE)["juveniles"]
    # 90 of ages 5-13 less 50 of ages 5-9, and 60 of ages 14-17.
    assert found["people"].tolist() == [100, 100, 100]
    assert set(found["subgroup"]) == {"All", "Female", "Male"}
    assert set(found["year"]) == {2022}


def test_lost_zeros_stop_the_run(tmp_path: Path) -> None:
    with pytest.raises(BadValues, match="Leading zeros"):
        _parse(tmp_path, "050,9,1,Demonstration State,Alder County,2,10,7")


def test_a_duplicate_key_stops_the_run(tmp_path: Path) -> None:
    row = "050,99,001,Demonstration State,Alder County,2,10,7"
    with pytest.raises(BadValues, match="share a key"):
        _parse(tmp_path, row, row)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceDrift, match="AGE18PLUS_TOT"):
        _parse(tmp_path, "050,99,001,D,A,2,10", header=HEADER.removesuffix(",AGE18PLUS_TOT"))


def test_an_empty_file_and_a_web_page_are_not_data(tmp_path: Path) -> None:
    path = tmp_path / VINTAGE.files[0].name
    for content in (b"", b"<html><body>Not here</body></html>"):
        path.write_bytes(content)
        with pytest.raises(NotData):
            pep.read(tmp_path, VINTAGE)


def test_only_cities_of_75000_and_more(tmp_path: Path) -> None:
    vintage = pep.SOURCE.vintage("v2023-places")
    (tmp_path / "sub-est2023.csv").write_text(
        "SUMLEV,STATE,PLACE,NAME,POPESTIMATE2023\n"
        "162,99,10000,Alderton city,90000\n"
        "157,99,10000,Alderton city,90000\n"
        "162,99,70000,Fir Hollow town,4100\n"
    )
    found = pep.tidy(pep.read(tmp_path, vintage), vintage)["population"]
    assert found["geoid"].tolist() == ["9910000"]


def test_young_people_by_group_come_from_classes_of_five_years(tmp_path: Path) -> None:
    vintage = pep.SOURCE.vintage("v2023-county-alldata")
    stems = list(pep.GROUPS.values())
    header = [*pep.ALLDATA_COLUMNS, "NHTOM_MALE"]
    rows = [
        # County, date, class of age, all, then each group's boys and girls and a column nobody reads.
        ["050", "99", "001", "5", "0", "9000", *["500"] * 8, "9"],
        ["050", "99", "001", "5", "3", "700", *map(str, (10, 11, 40, 41, 60, 61, 200, 201)), "76"],
        ["050", "99", "001", "5", "4", "800", *map(str, (20, 21, 50, 51, 70, 71, 210, 211)), "96"],
        ["050", "99", "001", "1", "3", "1", *["1"] * 8, "1"],  # the base of April 2020
        ["050", "99", "001", "1", "4", "1", *["1"] * 8, "1"],
    ]
    text = "\n".join(",".join(row) for row in [header, *rows]) + "\n"
    (tmp_path / vintage.files[0].name).write_text(text, encoding="latin-1")
    found = pep.tidy(pep.read(tmp_path, vintage), vintage)["young_by_group"]
    assert set(found["year"]) == {2023}
    found = found.set_index("subgroup")
    assert found.loc["All", ["ages_10_14", "ages_15_19"]].tolist() == [700, 800]
    assert stems == ["NHAA", "NHBA", "H", "NHWA"]
    assert found.loc["Asian, Non-Hispanic", ["ages_10_14", "ages_15_19"]].tolist() == [21, 41]
    assert found.loc["Hispanic", ["ages_10_14", "ages_15_19"]].tolist() == [121, 141]
