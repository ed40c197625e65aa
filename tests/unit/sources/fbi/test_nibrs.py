"""Crimes and arrests by agency: who reported for whom, nothing by name, silence is not zero."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues, SourceDrift
from mobility_analysis.core.notes import gathered
from mobility_analysis.sources.fbi import nibrs
from mobility_analysis.sources.fbi._offenses import CLASSES
from mobility_analysis.sources.icpsr import ucr_county

VINTAGE = nibrs.SOURCE.vintage("2023-segments")
HEADER, OFFENSES, ARRESTS, GROUP_B, CROSSWALK = (file.name for file in VINTAGE.files)


def _agency(ori: str, months: int, served: dict[int, int], covered_by: str = "") -> str:
    people = [*served.values(), *[0] * (5 - len(served))]
    codes = [*(str(code) for code in served), *[""] * (5 - len(served))]
    cells = [ori, "2023", "dm", "city", covered_by, str(months), *map(str, people), *codes]
    return ",".join(cells)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    rows = [
        _agency("DM0010100", 12, {1: 30_000, 3: 10_000}),  # serves two counties
        _agency("DM0010200", 6, {1: 10_000}),  # half a year
        _agency("DM0010300", 0, {1: 20_000}),  # silent
    ]
    other = _agency("DM0010100", 12, {1: 1}).replace(",2023,", ",2022,")
    (tmp_path / HEADER).write_text("\n".join([",".join(nibrs.HEADER), *rows, other]) + "\n")
    (tmp_path / OFFENSES).write_text(
        "year,ori,ucr_offense_code\n"
        + "2023,DM0010100,robbery\n" * 4
        + "2023,DM0010100,simple assault\n" * 8
        + "2023,DM0010200,burglary/breaking and entering\n" * 3
    )
    header = "year,ori,age_of_arrestee,sex_of_arrestee,race_of_arrestee,ethnicity_of_arrestee\n"
    not_hispanic = "not hispanic or latino"
    (tmp_path / ARRESTS).write_text(
        header
        + f"2023,DM0010100,16,male,black,{not_hispanic}\n" * 4
        + "2023,DM0010100,16,male,white,hispanic or latino\n" * 2
        + "2023,DM0010100,16,male,unknown,hispanic or latino\n" * 2
        + f"2023,DM0010100,17,female,white,{not_hispanic}\n"
        + f"2023,DM0010100,17,female,american indian/alaskan native,{not_hispanic}\n"
        # Of no group: who knows the ethnicity does not say the race, or the other way round.
        + f"2023,DM0010100,17,female,unknown,{not_hispanic}\n"
        + "2023,DM0010100,17,female,black,\n"
        + "2023,DM0010100,18,male,black,unknown\n"
    )
    (tmp_path / GROUP_B).write_text(
        header
        + "2023,DM0010200,9,male,asian,NA\n"
        + f"2023,DM0010200,10,female,asian,{not_hispanic}\n"
    )
    (tmp_path / CROSSWALK).write_text(
        "ORI9\tNAME\tFIPS_ST\tFIPS_COUNTY\tFPLACE\nDM0010100\tALDERTON POLICE DEPT\t99\t001\t10000\n"
        "DM0010200\tST. ALDER'S SHERIFF\t99\t001\t99001\nDM0010300\t\t99\t001\t99001\n"
    )
    return tmp_path


def _tidy(raw: Path) -> dict[str, pd.DataFrame]:
    return nibrs.tidy(nibrs.read(raw, VINTAGE), VINTAGE)


def test_an_agency_in_two_counties_is_split_by_the_people_it_serves(raw: Path) -> None:
    crimes = _tidy(raw)["reported_crimes"].set_index("geoid")
    assert crimes.loc["99001", "violent"] == pytest.approx(3)  # three quarters of four robberies
    assert crimes.loc["99003", "violent"] == pytest.approx(1)
    assert crimes.loc["99001", "property"] == pytest.approx(3)
    # 30,000 for a year, 10,000 for half of it, and 20,000 whose agency was silent.
    assert crimes.loc["99001", "covered"] == pytest.approx(35_000)
    assert crimes.loc["99003", "covered"] == pytest.approx(10_000)
    # The city is found by its place code: it is that of the crosswalk, not a name.
    assert crimes.loc["9910000", "violent"] == pytest.approx(4)
    assert crimes.loc["99001", "against_persons"] == pytest.approx(6)


def test_an_agency_stands_whole_under_every_county_it_serves(raw: Path) -> None:
    agencies = _tidy(raw)["agency_crimes"].set_index(["geoid", "county"]).sort_index()
    for county in ("99001", "99003"):
        row = agencies.loc[("DM0010100", county)]
        assert (row["violent"], row["people"], row["residents"]) == (4, 40_000, 40_000)
        assert row["name"] == "Alderton Police Dept"
    half = agencies.loc[("DM0010200", "99001")]
    assert (half["property"], half["people"], half["residents"]) == (3, 5_000, 10_000)
    assert half["name"] == "St. Alder's Sheriff"
    # Silence is no count of zero, and an agency without a name has its code.
    silent = agencies.loc[("DM0010300", "99001")]
    assert pd.isna(silent["violent"])
    assert (silent["covered"], silent["residents"]) == (0, 20_000)
    assert silent["name"] == "Agency DM0010300"


def test_arrests_of_ten_to_seventeen_by_sex(raw: Path) -> None:
    arrests = _tidy(raw)["juvenile_arrests"].set_index(["geoid", "subgroup"])["arrests"]
    assert arrests["99001", "All"] == pytest.approx(0.75 * 12 + 1)  # the nine-year-old stays out
    assert arrests["99001", "Male"] == pytest.approx(6)
    assert arrests["99001", "Female"] == pytest.approx(4)


def test_arrests_by_race_and_ethnicity_are_those_with_both_on_record(raw: Path) -> None:
    found = _tidy(raw)["juvenile_arrests"].set_index(["geoid", "subgroup"])
    arrests = found["arrests"]
    assert arrests["99001", "Black, Non-Hispanic"] == pytest.approx(3)  # three quarters of four
    assert arrests["99001", "Hispanic"] == pytest.approx(3)  # whatever the race, even unknown
    assert arrests["99001", "White, Non-Hispanic"] == pytest.approx(0.75)
    assert arrests["99001", "Asian, Non-Hispanic"] == pytest.approx(1)
    # Ten of twelve, three quarters of them, and the one of the other agency.
    row = found.loc[("99001", "Hispanic")]
    assert row["on_record"] == pytest.approx(8.5)
    assert row["of_all"] == pytest.approx(10)


def test_a_word_for_a_race_that_the_files_never_used_is_refused(raw: Path) -> None:
    path = raw / ARRESTS
    path.write_text(path.read_text().replace("black", "purple"))
    with pytest.raises(BadValues, match=r"race_of_arrestee: 1 words are unknown.*'purple'"):
        _tidy(raw)
    path.write_text(path.read_text().replace("purple", "black").replace("not hispanic", "non"))
    with pytest.raises(BadValues, match="ethnicity_of_arrestee"):
        _tidy(raw)


def test_a_stranger_is_set_aside_and_an_unknown_offense_refused(raw: Path) -> None:
    path = raw / OFFENSES
    text = path.read_text()
    path.write_text(text + "2023,DM0099900,robbery\n")
    with gathered() as remarks:
        _tidy(raw)
    assert "DM0099900" in remarks[0].what
    path.write_text(text + "2023,DM0010100,stargazing\n")
    with pytest.raises((BadValues, SourceDrift), match="stargazing"):
        _tidy(raw)


def test_every_file_is_obtained_by_hand_and_says_how() -> None:
    assert all(file.url is None and "http" in file.steps for file in VINTAGE.files)
    assert set(CLASSES) == {"violent", "property", "against_persons", "against_property"}


UCR = ucr_county.SOURCE.vintage("2012-crimes-reported")
COUNTY = "1,1,50000,95.5,40,900,2,8,10,20,300,500,100,52000"


def _county(folder: Path, row: str) -> pd.DataFrame:
    (folder / ucr_county.NAME).write_text(f"{','.join(ucr_county.COLUMNS)}\n{row}\n")
    return ucr_county.tidy(ucr_county.read(folder, UCR), UCR)["reported_crimes"]


def test_the_county_file_of_2012(tmp_path: Path) -> None:
    row = _county(tmp_path, COUNTY).iloc[0]
    assert row["geoid"] == "01001"
    assert (row["violent"], row["property"], row["people"]) == (40, 900, 50_000)
    assert row["covered"] == pytest.approx(47_750)
    assert pd.isna(row["against_persons"])


def test_a_total_that_is_not_the_sum_of_its_offenses_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadValues, match="INDEX"):
        _county(tmp_path, COUNTY.replace(",40,900", ",90,900"))
