"""City police: footnotes off names, states filled down, figures left out stay out, cities by the crosswalk."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues, NotData, SourceDrift
from mobility_analysis.core.paths import project_root
from mobility_analysis.demo.generate import write_source
from mobility_analysis.demo.writers._xls import write_xls
from mobility_analysis.demo.writers.fbi_cius import HEADER
from mobility_analysis.framework.source import Vintage
from mobility_analysis.quality.gates import check_raw
from mobility_analysis.sources.fbi import cius

TABLE, EXTRACT = cius.SOURCE.vintage("2013-tables"), cius.SOURCE.vintage("2019-table-8-extract")
# State, city, people; violent crime, murder, rape newer and older, robbery, assault; property crime, three.
ROWS: list[list[str | float | None]] = [
    ["CALIFORNIA6", "San Francisco", 833_863, 7_064, 48, None, 161, 4_202, 2_653, 48_324, 5_931, 36_527, 5_866, 9],
    [None, "Ventura4, 6", 108_204, 262, 1, 20, None, 100, 141, 4_027, 827, 2_900, 300, None],
    [None, "Adelanto", 31_165, 198, 2, 11, None, 40, 145, 814, 380, 300, 134, None],
    ["ILLINOIS", "Chicago8", 2_720_554, None, 414, None, None, 11_815, 7_000, 95_908, 17_775, 65_497, 12_636, None],
]  # fmt: skip
TITLES = [["Table 8"], ["Offenses Known to Law Enforcement"], ["by State by City, 2013"]]
FOOTNOTE = ["8 The data collection methodology for rape used by Chicago does not comply."]


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    write_xls([*TITLES, HEADER, *ROWS, FOOTNOTE], tmp_path / TABLE.files[0].name)
    return tmp_path


def _tidy(raw: Path) -> pd.DataFrame:
    frame = cius.tidy(cius.read(raw, TABLE), TABLE)["reported_crimes"]
    return frame.set_index("geoid")


def test_cities_of_the_list_are_found_through_the_crosswalk(raw: Path) -> None:
    found = _tidy(raw)
    # Adelanto is too small for the list; the footnotes' numbers are no part of names.
    assert list(found.index) == ["0665042", "0667000", "1714000"]
    city = found.loc["0667000"]
    assert (city["violent"], city["property"], city["people"]) == (7_064, 48_324, 833_863)
    assert (city["level"], city["year"], city["period"]) == ("place", 2013, "2013")
    assert pd.isna(city["against_persons"])


def test_the_definition_of_rape_is_kept(raw: Path) -> None:
    assert _tidy(raw)["legacy_rape"].to_dict() == {
        "0665042": False,
        "0667000": True,
        "1714000": False,
    }


def test_a_figure_the_fbi_left_out_is_missing_and_the_other_is_there(raw: Path) -> None:
    chicago = _tidy(raw).loc["1714000"]
    assert pd.isna(chicago["violent"])
    assert chicago["property"] == 95_908


NEWER = cius.SOURCE.vintage("2022-tables")
NEWER_HEADER = [
    "State", "City", "Population", "Violent\ncrime", "Murder and\nnonnegligent\nmanslaughter", "Rape",
    "Robbery", "Aggravated\nassault", "Property\ncrime", "Burglary", "Larceny-\ntheft",
    "Motor\nvehicle\ntheft", "Arson1",
]  # fmt: skip
NEWER_ROWS = [
    ["OHIO", "Akron", 190_000, 1_500, 30, 200, 170, 1_100, 6_400, 1_400, 4_200, 800, 60],
    [None, "Alder Falls", 4_000, 3, 0, 1, 0, 2, 42, 10, 30, 2, None],
    ["PENNSYLVANIA2", "Philadelphia", 1_560_000, 900, 100, 200, 300, 300, 60, 10, 20, 30, None],
]  # fmt: skip
NEWER_NOTES = ["2 Limited data for 2022 were available for Florida and Pennsylvania. "]


def _newer(folder: Path, header: list[str] = NEWER_HEADER, vintage: Vintage = NEWER) -> Path:
    book = openpyxl.Workbook()
    for row in [*TITLES, header, *NEWER_ROWS, NEWER_NOTES]:
        book.active.append(row)
    book.save(folder / vintage.files[0].name)
    return folder


@pytest.mark.parametrize("larceny", ["Larceny-\ntheft", "Larceny-theft"])
def test_the_explorers_archive_of_2024_holds_the_table_under_another_name(
    tmp_path: Path, larceny: str
) -> None:
    vintage = cius.SOURCE.vintage("2024-tables")
    (file,) = vintage.files
    assert file.name == (
        "CIUS_Table_8_Offenses_Known_to_Law_Enforcement_by_State_by_City_2024.xlsx"
    )
    assert file.is_signed and file.member == file.name
    assert file.url == (
        "https://cde.ucr.cjis.gov/LATEST/s3/signedurl?key=cius/2024/offenses-known-to-le-2024.zip"
    )
    header = [larceny if name.startswith("Larceny") else name for name in NEWER_HEADER]
    tables = cius.read(_newer(tmp_path, header, vintage), vintage)
    found = cius.tidy(tables, vintage)["reported_crimes"].set_index("geoid")
    assert found.loc["3901000", "property"] == 6_400
    assert set(found["year"]) == {2024}
    assert not cius.SOURCE.vintage("2023-tables").files[0].name.startswith("CIUS")


def test_the_newer_workbook_has_one_rape_column_and_footnotes_on_states(tmp_path: Path) -> None:
    tables = cius.read(_newer(tmp_path), NEWER)
    assert len(tables["workbook"]) == 3
    found = cius.tidy(tables, NEWER)["reported_crimes"].set_index("geoid")
    assert list(found.index) == ["3901000", "4260000"]
    akron = found.loc["3901000"]
    assert (akron["violent"], akron["property"], akron["people"]) == (1_500, 6_400, 190_000)
    assert (akron["year"], akron["geo_vintage"], akron["period"]) == (2022, 2022, "2022")
    assert not found["legacy_rape"].any()


def test_a_newer_workbook_of_other_columns_and_the_table_of_counties_are_refused(
    tmp_path: Path,
) -> None:
    changed = [*NEWER_HEADER[:5], "Sexual assault", *NEWER_HEADER[6:]]
    with pytest.raises(SourceDrift, match="Rape"):
        cius.read(_newer(tmp_path, changed), NEWER)
    # Table 10, of sheriffs, says County and no people: it must not pass for cities.
    with pytest.raises(SourceDrift, match="City"):
        cius.read(_newer(tmp_path, ["State", "County", *NEWER_HEADER[2:]]), NEWER)


HEAD = ",".join(pair[1] for pair in cius.COLUMNS.values())


def _extract(folder: Path, *rows: str) -> pd.DataFrame:
    (folder / EXTRACT.files[0].name).write_text("\n".join([HEAD, *rows]) + "\n")
    tables = cius.read(folder, EXTRACT)
    return cius.tidy(tables, EXTRACT)["reported_crimes"].set_index("geoid")


def test_a_zero_beside_offenses_is_a_blank_of_the_extract(tmp_path: Path) -> None:
    found = _extract(
        tmp_path,
        '"MASSACHUSETTS","Boston5,6",698941,4244,42,231,1039,2932,0,1703,10590,0',
        "OHIO,Akron,197882,1782,24,235,227,1296,6568,1296,4609,663",
    )
    assert pd.isna(found.loc["2507000", "property"])
    assert found.loc["2507000", "violent"] == 4_244
    assert found.loc["3901000", "property"] == 6_568


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["OHIO,Akron,1,9,1,1,1,1,3,1,1,1"], "1 of 1 totals are not the sum"),
        (["ONTARIO,London,1,4,1,1,1,1,3,1,1,1"], "'ONTARIO' is no state"),
        (["OHIO,Akron,1,4,1,1,1,1,3,1,1,1", "OHIO,Akron5,1,4,1,1,1,1,3,1,1,1"], "share a key"),
        (["OHIO,Akron,many,4,1,1,1,1,3,1,1,1"], "neither numbers"),
    ],
)
def test_bad_rows_are_refused(tmp_path: Path, rows: list[str], message: str) -> None:
    with pytest.raises(BadValues, match=message):
        _extract(tmp_path, *rows)


def test_another_table_a_lost_column_and_a_web_page_are_refused(raw: Path) -> None:
    path = raw / TABLE.files[0].name
    write_xls([*TITLES, ["Agency", *HEADER[1:]], *ROWS], path)
    with pytest.raises(SourceDrift, match="begins with State"):
        _tidy(raw)
    write_xls([*TITLES, [*HEADER[:7], "Theft", *HEADER[8:]], *ROWS], path)
    with pytest.raises(SourceDrift, match="Robbery"):
        _tidy(raw)
    path.write_bytes(b"<!DOCTYPE html><html></html>")
    with pytest.raises(NotData):
        _tidy(raw)
    path.write_bytes(b"PK\x03\x04 no workbook at all")
    with pytest.raises(SourceDrift, match="cannot be read as a workbook"):
        _tidy(raw)


def test_the_crosswalk_names_each_citys_police_once_and_explains_what_is_by_hand() -> None:
    path = project_root() / "data" / "reference" / "city_police.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert not table.duplicated(["state", "agency"]).any()
    several = table[table.duplicated("geoid", keep=False)]
    # Their police changed the name they go by; every one of the names is a row.
    assert set(several["geoid"]) == {"3240000", "4752006"}
    assert table["geoid"].str.fullmatch(r"\d{7}").all()


@pytest.mark.parametrize("vintage", [TABLE, EXTRACT], ids=lambda vintage: vintage.id)
def test_the_demonstrations_table_has_the_same_traps(tmp_path: Path, vintage: object) -> None:
    world = write_source("fbi_cius", [vintage.id], 1, tmp_path)
    raw = tmp_path / "fbi_cius" / vintage.id
    tables = cius.read(raw, vintage)
    check_raw(
        "fbi_cius",
        vintage.id,
        tables,
        project_root() / "expectations",
        run="demo",
    ).raise_if_failed()
    found = cius.tidy(tables, vintage)["reported_crimes"].set_index("geoid")
    assert set(world.places["geoid"]) - set(found.index) == {"9950000"}
    assert pd.isna(found.loc["9930000", "property"])
    assert found["legacy_rape"].any() == (vintage is TABLE)
    truth = world.truth["rate_crime_violent"].set_index("geoid")["value"]
    rate = found["violent"] / found["people"] * 1e5
    assert ((rate - truth).abs() / truth).dropna().max() < 0.2
