"""Pay by county: totals only, withheld numbers, remainders, the partner's extracts, damage named."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues, NotData, SourceDrift
from mobility_analysis.sources.bls import qcew as source

VINTAGE = source.SOURCE.vintage("2022-annual-industry-10")
EXTRACT = source.SOURCE.vintage("2022-urban-extract")


@pytest.fixture
def raw(tmp_path: Path, fixtures: Path) -> Path:
    return Path(shutil.copytree(fixtures / source.SOURCE.id, tmp_path / "raw"))


def _pay(raw: Path) -> pd.DataFrame:
    return source.tidy(source.read(raw, VINTAGE), VINTAGE)["pay"].set_index("geoid")


def _edit(raw: Path, old: str, new: str) -> None:
    path = raw / "2022-10.csv"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_totals_of_counties_only(raw: Path) -> None:
    found = _pay(raw)
    assert list(found.index) == ["99001", "99017"]
    assert found.loc["99001", ["weekly_wage", "establishments"]].tolist() == [1000, 900]
    assert set(found["geo_vintage"]) == {2021}  # still Connecticut's old counties


def test_a_withheld_wage_is_never_zero(raw: Path) -> None:
    row = _pay(raw).loc["99017"]
    assert pd.isna(row["weekly_wage"]) and row["reason"] == "suppressed_by_source"


def test_damage_is_named(raw: Path) -> None:
    _edit(raw, '"99017"', '"99001"')
    with pytest.raises(BadValues, match="share a key"):
        _pay(raw)
    _edit(raw, "annual_avg_wkly_wage", "weekly")
    with pytest.raises(SourceDrift, match="annual_avg_wkly_wage"):
        _pay(raw)


def test_the_partners_extract_has_its_zeros_put_back(tmp_path: Path) -> None:
    frame = pd.DataFrame([[1, 1, 900, 800], [1, 999, 5, 700], [99, 17, 3, 0]], columns=source.STATA)
    frame.to_stata(tmp_path / EXTRACT.files[0].name, write_index=False)
    found = source.tidy(source.read(tmp_path, EXTRACT), EXTRACT)["pay"].set_index("geoid")
    assert found.loc["01001", "weekly_wage"] == 800
    assert found.loc["99017", "reason"] == "suppressed_by_source"
    assert len(found) == 2


def test_what_is_no_stata_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / EXTRACT.files[0].name
    path.write_bytes(b"<html>404</html>")
    with pytest.raises(NotData):
        source.read(tmp_path, EXTRACT)
    path.write_bytes(b"not a table")
    with pytest.raises(SourceDrift, match="Stata"):
        source.read(tmp_path, EXTRACT)


def _industries(folder: Path, rows: list[str]) -> pd.DataFrame:
    vintage = source.SOURCE.vintage("2022-annual-industries")
    header = ",".join(source.COLUMNS) + "\n"
    for file in vintage.files:
        (folder / file.name).write_text(header)
    (folder / vintage.files[0].name).write_text(header + "\n".join(rows) + "\n")
    tidy = source.tidy(source.read(folder, vintage), vintage)["pay"]
    return tidy.set_index(["geoid", "subgroup"])


ROWS = [
    # code, owner, industry, level, year, disclosure, establishments, jobs, wages, weekly
    "99001,0,10,70,2022,,900,9000,468000000,1000",
    "99001,1,10,71,2022,,3,10,1040000,2000",
    "99001,5,1023,73,2022,,10,100,5200000,1000",
    "99001,5,102311,77,2022,,1,1,1,1",  # industries in more detail than we use
    "C1234,0,10,40,2022,,1,1,1,1",  # a metropolitan area
]


def test_the_single_file_gives_all_jobs_and_groups_together(tmp_path: Path) -> None:
    vintage = source.SOURCE.vintage("2022-annual-singlefile")
    (file,) = vintage.files
    assert file.url == ("https://data.bls.gov/cew/data/files/2022/csv/2022_annual_singlefile.zip")
    text = ",".join([*source.COLUMNS, "oty_disclosure_code"]) + "\n"
    text += "\n".join(f"{row}," for row in ROWS) + "\n"
    with zipfile.ZipFile(tmp_path / "2022.annual.singlefile.zip", "w") as archive:
        archive.writestr(file.name, text)
    found = source.tidy(source.read(tmp_path, vintage), vintage)["pay"]
    assert found.set_index("subgroup")["weekly_wage"].to_dict() == {
        "All": 1000,
        "Professional Services": 1000,
        "Public Administration": 2000,
    }
    with zipfile.ZipFile(tmp_path / "2022.annual.singlefile.zip", "w") as archive:
        archive.writestr(file.name, text.replace("own_code", "owner"))
    with pytest.raises(SourceDrift, match="own_code"):
        source.read(tmp_path, vintage)


def test_a_group_is_its_wages_over_its_jobs_and_withheld_where_a_part_is(tmp_path: Path) -> None:
    found = _industries(
        tmp_path,
        [
            # code, owner, industry, level, year, disclosure, establishments, jobs, wages, weekly
            "99001,5,1023,73,2022,,10,100,5200000,1000",
            "99001,5,1024,73,2022,,30,300,7800000,500",
            "99001,1,10,71,2022,,3,10,1040000,2000",
            "99001,3,10,71,2022,,20,90,4680000,1000",
            "99001,0,10,70,2022,,900,9000,9,1",  # all jobs: another vintage has them
            "99001,5,1026,73,2022,N,5,0,0,0",
            "99001,5,1027,73,2022,,5,50,1300000,500",
        ],
    )
    professional = found.loc["99001", "Professional Services"]
    # 13,000,000 dollars over 400 jobs and 52 weeks: 625, not the mean of 1,000 and 500.
    assert (professional["weekly_wage"], professional["establishments"]) == (625, 40)
    assert found.loc["99001", "Public Administration"]["weekly_wage"] == 1100
    leisure = found.loc["99001", "Leisure and Other"]
    assert pd.isna(leisure["weekly_wage"])
    assert leisure["reason"] == "suppressed_by_source"
    assert len(found) == 3
