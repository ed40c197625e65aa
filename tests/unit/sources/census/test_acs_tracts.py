"""Census tracts: each rendering gives the same cells; block groups add up; other levels stay out."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues, SourceDrift
from mobility_analysis.sources.census import acs
from mobility_analysis.sources.census._withdrawn import say_withdrawn

TRACT, COUNTY = "1400000US99001000100", "0500000US99001"


def _tidy(folder: Path, vintage_id: str) -> dict[str, pd.DataFrame]:
    vintage = acs.SOURCE.vintage(vintage_id)
    return acs.tidy(acs.read(folder, vintage), vintage)


def _cells(frame: pd.DataFrame) -> dict[tuple[str, str], tuple[float, float]]:
    rows = frame.itertuples(index=False)
    return {(row.geoid, row.cell): (row.estimate, row.moe) for row in rows}


def test_the_summary_file_keeps_its_tracts_only(tmp_path: Path) -> None:
    (tmp_path / "acsdt5y2023-b17020.dat").write_text(
        "GEO_ID|B17020_E001|B17020_M001|B17020_E002|B17020_M002\n"
        f"{COUNTY}|9000|-555555555|900|90\n{TRACT}|1000|80|200|40\n"
        "1400000US72001000100|1000|80|200|40\n"
    )
    found = _tidy(tmp_path, "5yr-2023-tract-sf")
    assert list(found) == ["acs_tracts"]
    assert _cells(found["acs_tracts"]) == {
        ("99001000100", "B17001_001"): (1000, 80),
        ("99001000100", "B17001_002"): (200, 40),
    }
    assert set(found["acs_tracts"]["level"]) == {"tract"}


def test_older_copies_of_poverty_by_sex_and_age_give_the_same_cells(tmp_path: Path) -> None:
    (tmp_path / "ACS_17_5YR_B17001_with_ann.csv").write_text(
        "GEO.id,GEO.id2,GEO.display-label,HD01_VD01,HD02_VD01,HD01_VD02,HD02_VD02\n"
        "Id,Id2,Geography,Estimate; Total:,Margin of Error; Total:,"
        "Estimate; Income in the past 12 months below poverty level:,"
        "Margin of Error; Income in the past 12 months below poverty level:\n"
        '1400000US21111000100,21111000100,"Census Tract 1, Jefferson County, Kentucky",1000,80,200,40\n'
    )
    found = _tidy(tmp_path, "5yr-2017-tract-ky21111-aff")["acs_tracts"]
    assert _cells(found) == {
        ("21111000100", "B17001_001"): (1000, 80),
        ("21111000100", "B17001_002"): (200, 40),
    }


def test_a_county_vintage_leaves_tracts_out(tmp_path: Path) -> None:
    (tmp_path / "acsdt5y2023-b28002.dat").write_text(
        "GEO_ID|B28002_E001|B28002_M001|B28002_E004|B28002_M004\n"
        f"{COUNTY}|400|30|300|20\n{TRACT}|40|9|30|8\n"
    )
    found = _tidy(tmp_path, "5yr-2023-all-sf")
    assert list(found) == ["acs"]
    assert set(found["acs"]["geoid"]) == {"99001"}


def _all_geographies(folder: Path, *identifiers: str) -> None:
    rows = "".join(f"{each}|400|30|300|20|7|1\n" for each in identifiers)
    (folder / "acsdt5y2023-b28002.dat").write_text(
        f"GEO_ID|B28002_E001|B28002_M001|B28002_E004|B28002_M004|B28002_E002|B28002_M002\n{rows}"
    )


@pytest.mark.parametrize(
    ("vintage", "kept"),
    [
        (
            "5yr-2023-all-sf",
            ["0100000US", "0400000US99", "0500000US99001", "1600000US9900100"],
        ),
        ("5yr-2023-tract-sf", ["1400000US99001000100"]),
    ],
)
def test_of_all_geographies_only_the_wanted_rows_and_cells_are_read(
    tmp_path: Path, vintage: str, kept: list[str]
) -> None:
    others = [
        "0100001US",  # the nation's urban part
        "0400001US99",
        "0600000US9900100100",
        "1500000US990010001001",
        "1550000US9900100001",
        "1600043US9900100",
        "8600000US14001",
        "310M700US14000",
    ]
    mixed = [each for pair in zip(others, [*kept, *others], strict=False) for each in pair]
    both = ("0100000US", "0400000US99", "0500000US99001", "1600000US9900100", TRACT)
    _all_geographies(tmp_path, *mixed, *(each for each in both if each not in mixed))
    table = acs.read(tmp_path, acs.SOURCE.vintage(vintage))["B28002"]
    assert table["GEO_ID"].tolist() == kept
    assert list(table.columns) == [
        "GEO_ID",
        *(f"B28002_{kind}{line}" for line in ("001", "004") for kind in "EM"),
    ]


def test_block_groups_of_the_summary_file_are_not_added_to_its_tracts(tmp_path: Path) -> None:
    _all_geographies(tmp_path, TRACT, "1500000US990010001001", "1500000US990010001002")
    found = _cells(_tidy(tmp_path, "5yr-2023-tract-sf")["acs_tracts"])
    assert found["99001000100", "B28002_001"] == (400, 30)


def test_a_summary_file_that_is_cut_in_a_row_is_told(tmp_path: Path) -> None:
    _all_geographies(tmp_path, TRACT)
    with (tmp_path / "acsdt5y2023-b28002.dat").open("a") as stream:
        stream.write("1400000US99001000200|400|30|3")
    with pytest.raises(SourceDrift, match=r"b28002\.dat cannot be read"):
        _tidy(tmp_path, "5yr-2023-tract-sf")


def test_factfinder_cells_are_found_by_label(tmp_path: Path) -> None:
    (tmp_path / "ACS_15_5YR_C17002_with_ann.csv").write_text(
        "GEO.id,GEO.id2,GEO.display-label,HD01_VD01,HD02_VD01,HD01_VD03,HD02_VD03,HD01_VD02,HD02_VD02\n"
        "Id,Id2,Geography,Estimate; Total:,Margin of Error; Total:,"
        "Estimate; Total: - .50 to .99,Margin of Error; Total: - .50 to .99,"
        "Estimate; Total: - Under .50,Margin of Error; Total: - Under .50\n"
        f'{TRACT},99001000100,"Tract 1",1000,80,120,30,70,25\n'
    )
    found = _cells(_tidy(tmp_path, "5yr-2015-tract-ga13-aff")["acs_tracts"])
    assert found["99001000100", "C17002_002"] == (70, 25)
    assert found["99001000100", "C17002_003"] == (120, 30)


def test_block_groups_are_added_up_to_tracts(tmp_path: Path) -> None:
    name = "ACSDT5Y2020.B03002_data_with_overlays_2022-06-07T113506.csv"
    lines = ["001", "003", "004", "005", "006", "007", "008", "009", "012"]
    header = [f"B03002_{line}{kind}" for line in lines for kind in "EM"]
    rows = [
        ",".join([*header, "GEO_ID", "NAME"]),
        ",".join(["label"] * (len(header) + 2)),
        ",".join([*["30", "3"] * len(lines), "1500000US990010001001", "Block Group 1"]),
        ",".join([*["50", "4"] * len(lines), "1500000US990010001002", "Block Group 2"]),
    ]
    (tmp_path / name).write_text("\n".join(rows) + "\n")
    found = _cells(_tidy(tmp_path, "5yr-2020-blockgroup-ut49-datacensus")["acs_tracts"])
    assert found["99001000100", "B03002_001"] == (80, 5)  # the root of 3 x 3 + 4 x 4


UDP_HEADER = (
    "GEOID,NAME,totraceE,totraceM,WhiteE,WhiteM,BlackE,BlackM,AsianE,AsianM,LatinxE,LatinxM\n"
)


def test_the_udp_extract_has_lost_zeros_and_controlled_margins(tmp_path: Path) -> None:
    (tmp_path / "race_acs_data.csv").write_text(
        UDP_HEADER + '8001000100,"Tract 1",100,,60,9,20,8,10,7,10,\n'
    )
    found = _cells(_tidy(tmp_path, "5yr-2018-tract-udp")["acs_tracts"])
    assert found["08001000100", "B03002_001"] == (100, 0)
    assert found["08001000100", "B03002_012"] == (10, 0)
    assert found["08001000100", "B03002_003"] == (60, 9)


def test_words_in_an_extract_are_refused(tmp_path: Path) -> None:
    (tmp_path / "race_acs_data.csv").write_text(
        UDP_HEADER + '8001000100,"Tract 1",many,1,60,9,20,8,10,7,10,1\n'
    )
    with pytest.raises(BadValues, match="many"):
        _tidy(tmp_path, "5yr-2018-tract-udp")


def _oeps(folder: Path, rate: str) -> None:
    (folder / "EC03_2018_T.csv").write_text(
        f"GEOID,year,unempP,povP,pciE\n01001000100,2018,5,{rate},1\n"
    )
    (folder / "DS05_T.csv").write_text(
        "GEOID,YEAR,TRACTCE,TotalPop,NonrelatedHousehold,NonrelatedGroupDwelling,GroupQuarters,"
        "GroupQuarterPercent,NonrelatedHousePercent\n01001000100,2014-2018,000100,1000,0,0,200,20,0\n"
    )


def test_rates_are_weighted_by_people_outside_group_quarters(tmp_path: Path) -> None:
    _oeps(tmp_path, "12.5")
    found = _tidy(tmp_path, "5yr-2018-tract-oeps")["tract_poverty"].iloc[0]
    assert (found["population"], found["rate"]) == (800, 0.125)


@pytest.mark.parametrize(("rate", "reason"), [("-1", "undefined"), ("NA", "not_published")])
def test_residents_of_a_tract_are_known_where_its_rate_is_not(
    tmp_path: Path, rate: str, reason: str
) -> None:
    _oeps(tmp_path, rate)
    found = _tidy(tmp_path, "5yr-2018-tract-oeps")["tract_poverty"].iloc[0]
    # All residents, those in group quarters too, weigh in means of what a tract lives with.
    assert (found["residents"], found["reason"]) == (1000, reason)
    assert pd.isna(found["rate"])


def test_what_the_census_bureau_withdrew_is_not_called_too_few() -> None:
    geoid = pd.Series(["35039", "35039000100", "35039", "35041", "35039"])
    cell = pd.Series(["B19013_001", "B17001", "B19013B_001", "B19013_001", "B19013_001"])
    reason = pd.Series(["too_few_records"] * 4 + [None], dtype="object")
    found = say_withdrawn(reason, geoid, cell, "2014-2018")
    assert found.tolist()[:4] == ["withdrawn", "withdrawn", "withdrawn", "too_few_records"]
    assert pd.isna(found.iloc[4])
    assert say_withdrawn(reason, geoid, cell, "2019-2023").equals(reason)


def test_a_rate_above_all_is_refused(tmp_path: Path) -> None:
    _oeps(tmp_path, "112")
    with pytest.raises(BadValues, match="0-100 percent"):
        _tidy(tmp_path, "5yr-2018-tract-oeps")


def test_a_changed_extract_names_the_column(tmp_path: Path) -> None:
    (tmp_path / "race_acs_data.csv").write_text("GEOID,totraceE\n01001000100,5\n")
    with pytest.raises(SourceDrift, match="WhiteE"):
        _tidy(tmp_path, "5yr-2018-tract-udp")


def _ec05(folder: Path, *rows: str) -> pd.DataFrame:
    header = "GEOID,total,IntSub,IntNoSub,noInt,IntSubPct,IntNoSubPct,NoIntPct,year"
    (folder / "EC05_T.csv").write_text("\n".join([header, *rows]) + "\n")
    found = _tidy(folder, "5yr-2019-tract-oeps")
    assert list(found) == ["tract_internet"]
    return found["tract_internet"].set_index("geoid")


def test_households_by_subscription_are_counts_with_zeros_in_front_of_their_tracts(
    tmp_path: Path,
) -> None:
    found = _ec05(
        tmp_path,
        "1001000100,100,85,5,10,85,5,10,2019",
        "99001980000,0,0,0,0,,,,2019",
        "72001000100,100,85,5,10,85,5,10,2019",
    )
    assert list(found.index) == ["01001000100", "99001980000"], "Puerto Rico is left out"
    assert found.loc["01001000100", ["households", "subscribers"]].tolist() == [100, 85]
    assert found.loc["99001980000", ["households", "subscribers"]].tolist() == [0, 0]
    assert set(found["period"]) == {"2015-2019"}


@pytest.mark.parametrize("row", ["99001000100,100,85,5,11,,,,2019", "99001000100,,85,5,10,,,,2019"])
def test_kinds_of_households_that_do_not_add_up_are_refused(tmp_path: Path, row: str) -> None:
    with pytest.raises(BadValues, match="in 1 tracts"):
        _ec05(tmp_path, row)


def test_people_in_households_come_by_the_race_of_their_householder(tmp_path: Path) -> None:
    (tmp_path / "acs_data_2019-2023_tract.csv").write_text(
        "GEOID,fipscode,statecode,countycode,NAME,B11002_001E,B11002_001M,B11002A_001E,B11002A_001M,"
        "B11002B_001E,B11002B_001M\n"
        '01001020100,01001,01,001,"Census Tract 201; Autauga County; Alabama",1000,90,700,80,200,60\n'
    )
    found = _tidy(tmp_path, "5yr-2023-tract-api-wide")
    assert list(found) == ["acs_tracts"]
    assert _cells(found["acs_tracts"]) == {
        ("01001020100", "B11002_001"): (1000, 90),
        ("01001020100", "B11002A_001"): (700, 80),
        ("01001020100", "B11002B_001"): (200, 60),
    }
    row = found["acs_tracts"].iloc[0]
    assert (row["year"], row["period"], row["geo_vintage"]) == (2023, "2019-2023", 2023)
