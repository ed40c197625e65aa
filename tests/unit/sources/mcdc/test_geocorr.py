"""Geocorr: columns by name whatever their order, labels skipped, codes renamed, parts that make a whole."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues, SourceDrift
from mobility_analysis.sources.mcdc import geocorr

LABELS = '"State code","PUMA","Code","State abbr.","Name","PUMA name","People","one","other"'
# A city that is its county, one in two counties, people outside all places; Puerto Rico.
OVERLAPS = """\
countyfip,state,place,stab,CountyName,PlaceName,population,afact2,afact
51510,51,01000,VA,Alexandria VA,"Alexandria city, VA",159467,1,1
01001,01,00124,AL,A AL,"Town, AL",300,0.75,0.3
01003,01,00124,AL,B AL,"Town, AL",100,0.25,0.05
01001,01,99999,AL,A AL, ,700,0.3,0.7
01003,01, ,AL,B AL, ,1900,0.7,0.95
72001,72,00001,PR,Adjuntas PR,"x",500,1,1
"""


def _write(path: Path, header: str, rows: list[str]) -> None:
    path.write_text("\n".join([header, LABELS, *rows]) + "\n", encoding="latin-1")


def _tidy(raw: Path, vintage_id: str, kind: str = "puma_allocation") -> pd.DataFrame:
    vintage = geocorr.SOURCE.vintage(vintage_id)
    return geocorr.tidy(geocorr.read(raw, vintage), vintage)[kind]


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    _write(
        tmp_path / "geocorr2022_puma_county_2020.csv",
        '"state","puma22","county","stab","CountyName","PUMA22name","pop20","afact2","afact"',
        [
            '"01","00100","01001","AL","A AL","One",600,1,0.6 ',
            '"01","00100","01003","AL","B AL","One",400,0.25,0.4 ',
            '"01","00200","01003","AL","B AL","Two",1200,0.75,1 ',
            '"09","00300","09001","CT","Fairfield CT","Three",500,1,1 ',
            '"72","00100","72001","PR","Adjuntas PR","Four",500,1,1 ',
        ],
    )
    _write(
        tmp_path / "geocorr2022_puma_place_2020.csv",
        '"state","puma22","place","stab","PlaceName","PUMA22name","pop20","afact2","afact"',
        [
            '"01","00100","00124","AL","Town, AL","One",250,1,0.25 ',
            '"01","00100","99999","AL"," ","One",750,0.4,0.75 ',
            '"01","00200"," ","AL"," ","Two",1200,0.6,1 ',
        ],
    )
    _write(
        tmp_path / "geocorr2022_puma_ctregion_2020.csv",
        '"state","puma22","ctregion","stab","ctregname","PUMA22name","pop20","afact2","afact"',
        [
            '"09","00300","09120","CT","Greater Bridgeport","Three",300,1,0.6 ',
            '"09","00300","09190","CT","Western","Three",200,1,0.4 ',
        ],
    )
    (tmp_path / "geocorr2022_county_place_2022_onwards.csv").write_text(OVERLAPS)
    return tmp_path


def test_each_overlap_is_a_row_with_both_factors(raw: Path) -> None:
    found = _tidy(raw, "geocorr-2022").set_index(["puma", "geoid"])
    # Puerto Rico and the people outside all places are left out.
    assert len(found) == 5
    split = found.loc["0100100", "01003"]
    assert (split["afact"], split["afact2"], split["population"]) == (0.4, 0.25, 400)
    assert set(found["puma_vintage"]) == {2020}
    assert found.loc["0100100", "0100124"]["level"] == "place"
    assert found.loc["0900300", "09001"]["geo_vintage"] == 2021


def test_planning_regions_take_the_place_of_connecticuts_counties(raw: Path) -> None:
    found = _tidy(raw, "geocorr-2022-planning-regions")
    connecticut = found[found["puma"] == "0900300"].set_index("geoid")
    assert connecticut["afact"].to_dict() == {"09120": 0.6, "09190": 0.4}
    assert set(found["geo_vintage"]) == {2022}


def test_factors_are_told_apart_by_name_and_renamed_counties_by_code(tmp_path: Path) -> None:
    for kind, column, codes in (
        ("county", "county14", ("46113", "46007")),
        ("place", "placefp14", ("00100", "99999")),
    ):
        _write(
            tmp_path / f"geocorr2018_puma_{kind}_2010.csv",
            f'"state","puma12","{column}","stab","Name","PUMAname","pop10","afact","AFACT2"',
            [
                f'"46","00200","{codes[0]}","SD","x","P",300,0.3,1 ',
                f'"46","00200","{codes[1]}","SD","y","P",700,0.7,0.5 ',
                f'"46","00300","{codes[1]}","SD","y","P",700,1,0.5 ',
            ],
        )
    _write(
        tmp_path / "geocorr2018_county_place_2014_thru_2019.csv",
        '"county14","state","placefp14","stab","c","p","n","pop10","afact","AFACT2"',
        [
            '"46113","46","00100","SD","x"," "," ",400,0.4,1 ',
            '"46113","46"," ","SD","x"," "," ",600,0.6,0.1 ',
        ],
    )
    found = _tidy(tmp_path, "geocorr-2018").set_index("geoid")
    assert found.loc["46102", "afact"] == 0.3  # Shannon County, renamed Oglala Lakota
    assert found.loc["46007", "afact"].tolist() == [0.7, 1.0]
    assert set(found.loc["46007", "afact2"]) == {0.5}
    assert set(found["puma_vintage"]) == {2010}
    assert list(found.index[found["level"] == "place"]) == ["4600100"]
    overlap = _tidy(tmp_path, "geocorr-2018", "county_place_overlap").iloc[0]
    assert (overlap["geoid"], overlap["county"], overlap["of_county"]) == ("4600100", "46102", 0.4)


def test_the_second_factor_is_of_a_place_of_one_state(raw: Path) -> None:
    """Geocorr 2018 takes places of one code in all states together, if states are not asked for."""
    path = raw / "geocorr2022_puma_place_2020.csv"
    path.write_text(path.read_text().replace(",250,1,0.25", ",250,0.0191,0.25"))
    found = _tidy(raw, "geocorr-2022").set_index("geoid")
    assert found.loc["0100124", "afact2"] == 1


def test_swapped_factors_are_bad_values(raw: Path) -> None:
    path = raw / "geocorr2022_puma_county_2020.csv"
    path.write_text(path.read_text().replace('"afact2","afact"', '"afact","afact2"'))
    with pytest.raises(BadValues, match=r"2 PUMAs do not add up to 1, for example 0100100 \(1\.25"):
        _tidy(raw, "geocorr-2022")


def test_lost_zeros_are_bad_values(raw: Path) -> None:
    path = raw / "geocorr2022_puma_county_2020.csv"
    path.write_text(path.read_text().replace('"01","00100"', '"01","100"'))
    with pytest.raises(BadValues, match="are not 7 digits, for example '01100'"):
        _tidy(raw, "geocorr-2022")


def test_an_edited_file_and_a_lost_column_are_drift(raw: Path) -> None:
    path = raw / "geocorr2022_puma_place_2020.csv"
    text = path.read_text()
    path.write_text(text.replace(LABELS + "\n", ""))
    with pytest.raises(SourceDrift, match="has no row of labels"):
        _tidy(raw, "geocorr-2022")
    path.write_text(text.replace("pop20", "pop10").replace("puma22", "puma12"))
    with pytest.raises(SourceDrift, match="columns puma22, pop20 are gone"):
        _tidy(raw, "geocorr-2022")


def test_overlaps_of_counties_and_places_have_both_parts(raw: Path) -> None:
    found = _tidy(raw, "geocorr-2022", "county_place_overlap")
    by = found.set_index(["geoid", "county"])[["of_county", "of_place"]]
    assert by.loc[("5101000", "51510")].tolist() == [1, 1]
    assert by.loc[("0100124", "01001")].tolist() == [0.3, 0.75]
    assert by.loc[("0100124", "01003")].tolist() == [0.05, 0.25]
    assert len(found) == 3


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("afact2,afact", "afact,afact2", "4 factors are not the people's part of their county"),
        ("01001,01,99999,AL,A AL, ,700,0.3,0.7\n", "", "left out"),
        ("01001,01,00124", "1001,01,00124", "not 5 digits, for example '1001'"),
    ],
)
def test_overlaps_that_do_not_add_up_are_refused(
    raw: Path, old: str, new: str, message: str
) -> None:
    path = raw / "geocorr2022_county_place_2022_onwards.csv"
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(BadValues, match=message):
        _tidy(raw, "geocorr-2022")
