"""WONDER's exports: footers, withheld counts, pooled rows, codes printed as numbers, damage named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import (
    BadValues,
    MissingInput,
    NotData,
    SourceDrift,
    TruncatedFile,
)
from mobility_analysis.core.notes import gathered
from mobility_analysis.sources.cdc import wonder_natality as source

ONE_YEAR = source.SOURCE.vintage("2022-all-counties")
YEARS = source.SOURCE.vintage("2007-2019-22-counties")


@pytest.fixture
def raw(tmp_path: Path, fixtures: Path) -> Path:
    return Path(shutil.copytree(fixtures / source.SOURCE.id, tmp_path / "raw"))


def _births(raw: Path) -> pd.DataFrame:
    return source.tidy(source.read(raw, ONE_YEAR), ONE_YEAR)["births"]


def _edit(raw: Path, old: str, new: str, name: str = "lbw_births_2022.txt") -> None:
    text = (raw / name).read_bytes().decode()
    assert old in text
    (raw / name).write_bytes(text.replace(old, new).encode())


def test_counties_and_the_pooled_row_are_kept_without_total_or_notes(raw: Path) -> None:
    everyone = _births(raw).query("subgroup == 'All'").set_index("geoid")
    assert sorted(everyone.index) == ["01001", "99001", "99003", "99005", "99999"]
    assert everyone.loc["99001", ["births", "low_weight"]].tolist() == [4200, 336]
    assert everyone.loc["99003", "births"] == 1950  # a thousands comma
    assert everyone.loc["99999", "low_weight"] == 150
    assert set(everyone["level"]) == {"county"}
    assert everyone["borrowed_from"].isna().all()


def test_a_withheld_count_is_a_reason_and_a_merged_county_is_no_row(raw: Path) -> None:
    everyone = _births(raw).query("subgroup == 'All'").set_index("geoid")
    assert pd.isna(everyone.loc["99005", "low_weight"])
    assert everyone.loc["99005", "reason"] == "suppressed_by_source"
    assert everyone.loc["99001", "reason"] is None or pd.isna(everyone.loc["99001", "reason"])
    assert "99021" not in everyone.index


def test_four_groups_of_mothers_and_a_zero_stays_a_zero(raw: Path) -> None:
    groups = _births(raw).query("geoid == '99003' and subgroup != 'All'").set_index("subgroup")
    assert sorted(groups.index) == [
        "Black, Non-Hispanic",
        "Hispanic",
        "Other Races and Ethnicities",
        "White, Non-Hispanic",
    ]
    assert (groups["low_weight"] == 0).all()
    assert groups["reason"].isna().all()


def test_connecticut_keeps_its_old_counties_in_2022() -> None:
    assert ONE_YEAR.geo_vintage == 2021
    assert source.SOURCE.vintage("2019-all-counties").geo_vintage == 2019


def test_exports_of_several_years_and_of_bridged_race(raw: Path) -> None:
    births = source.tidy(source.read(raw / "years", YEARS), YEARS)["births"]
    found = births.set_index(["geoid", "year", "subgroup"])["births"]
    assert found.to_dict() == {
        ("99001", 2018, "All"): 900,
        ("99001", 2019, "All"): 900,
        ("99001", 2018, "Hispanic"): 120,
        ("99001", 2019, "Hispanic"): 120,
        # White of the bridged races includes Hispanic mothers and has no name among our groups.
        ("99001", 2019, "Black"): 300,
    }
    assert births["period"].unique().tolist() == ["2018", "2019"]


def test_the_expanded_databases_names_are_read(raw: Path) -> None:
    plain = _births(raw)
    for path in raw.glob("*births*.txt"):
        text = path.read_bytes().decode()
        text = text.replace('"County Code"', '"County of Residence Code"')
        path.write_bytes(text.replace('"County"', '"County of Residence"').encode())
    pd.testing.assert_frame_equal(_births(raw), plain)


def test_totals_by_county_are_no_places(raw: Path) -> None:
    before = source.tidy(source.read(raw / "years", YEARS), YEARS)["births"]
    for name in ("all_07.txt", "underweight_07.txt"):
        text = (raw / "years" / name).read_bytes().decode()
        header = text.splitlines()[0].replace('"', "").split("\t")
        cells = {"Notes": '"Total"', "County": '"Alder County, DM"', "County Code": '"99001"'}
        total = "\t".join(
            cells.get(column, "5600" if column == "Births" else "") for column in header
        )
        (raw / "years" / name).write_bytes(text.replace('"---"', f'{total}\n"---"', 1).encode())
    after = source.tidy(source.read(raw / "years", YEARS), YEARS)["births"]
    pd.testing.assert_frame_equal(after, before)


def test_a_row_without_its_year_is_named(raw: Path) -> None:
    text = (raw / "years" / "all_07.txt").read_bytes().decode()
    assert '"2019"' in text
    (raw / "years" / "all_07.txt").write_bytes(text.replace('"2019"', '""').encode())
    with pytest.raises(BadValues, match="Year Code"):
        source.tidy(source.read(raw / "years", YEARS), YEARS)


def test_every_file_says_how_it_is_exported() -> None:
    for vintage in source.SOURCE.vintages.values():
        for file in vintage.files:
            assert file.url is None
            assert file.name in file.steps
    assert "Not Hispanic or Latino" in ONE_YEAR.files[2].steps
    assert "Year 2022" in ONE_YEAR.files[0].steps
    assert len(ONE_YEAR.files) == 18


def test_a_file_cut_before_its_notes_is_refused(raw: Path) -> None:
    path = raw / "lbw_births_2022.txt"
    path.write_bytes(path.read_bytes().split(b'"---"')[0])
    with pytest.raises(TruncatedFile, match="notes"):
        _births(raw)


def test_a_missing_column_is_named(raw: Path) -> None:
    _edit(raw, '"County Code"', '"Code"')
    with pytest.raises(SourceDrift, match="County Code"):
        _births(raw)


def test_a_new_word_in_births_is_refused(raw: Path) -> None:
    _edit(raw, "Suppressed", "Unreliable")
    with pytest.raises(BadValues, match="Unreliable"):
        _births(raw)


def test_a_county_twice_is_refused(raw: Path) -> None:
    _edit(raw, '"Birch County, DM"\t99003', '"Alder County, DM"\t99001')
    with pytest.raises(BadValues, match="share a key"):
        _births(raw)


def test_a_code_that_does_not_fit_the_name_is_set_aside(raw: Path) -> None:
    _edit(raw, '"Autauga County, AL"\t1001', '"Autauga County, AL"\t2001')
    with gathered() as remarks:
        _births(raw)
    assert "02001, Autauga County, AL" in remarks[0].what


def test_more_light_births_than_births_is_refused(raw: Path) -> None:
    _edit(raw, '"99001"\t336', '"99001"\t4300')
    with pytest.raises(BadValues, match="more births of low weight"):
        _births(raw)


def test_a_file_saved_as_utf16_is_refused(raw: Path) -> None:
    path = raw / "all_births_2022.txt"
    path.write_bytes(path.read_bytes().decode().encode("utf-16"))
    with pytest.raises(SourceDrift, match="not utf-8"):
        _births(raw)


def test_an_empty_file_a_web_page_and_no_file_are_told_apart(raw: Path) -> None:
    path = raw / "all_births_2022.txt"
    path.write_bytes(b"")
    with pytest.raises(NotData, match="empty"):
        _births(raw)
    path.write_text("<!DOCTYPE html><html><body>Data use restrictions</body></html>")
    with pytest.raises(NotData, match="web page"):
        _births(raw)
    path.unlink()
    with pytest.raises(MissingInput, match="all_births_2022"):
        _births(raw)


def test_exports_by_education_are_read_where_both_of_a_pair_are_there(raw: Path) -> None:
    for name in ("all_births", "lbw_births"):
        text = (raw / f"{name}_2022.txt").read_bytes()
        (raw / f"{name}_edu_some_2022.txt").write_bytes(text)
    (raw / "all_births_edu_less_2022.txt").write_bytes((raw / "all_births_2022.txt").read_bytes())
    found = _births(raw)
    some = found[found["subgroup"] == "Some College"].set_index("geoid")
    assert some.loc["99001", ["births", "low_weight"]].tolist() == [4200, 336]
    assert "Less Than High School" not in set(found["subgroup"])  # its other half is not there
