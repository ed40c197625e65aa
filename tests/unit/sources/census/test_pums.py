"""PUMS: columns under any year's names, parts stacked, households with their householder's group."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues, SourceDrift, TruncatedFile
from mobility_analysis.sources.census import pums

Rows = list[dict[str, str]]
# A family that owns (interviewed in 2019: its dollars are worth more by 2023), a renter, homes for sale,
# rented but not moved into, and for the season, a student in a dormitory.
HOUSING: Rows = [
    {"SERIALNO": "2019HU01", "TYPEHUGQ": "1", "NP": "3", "TEN": "1", "VALP": "200000", "HINCP": "80000",
     "VACS": "", "RNTP": "", "GRNTP": "", "SMOCP": "1500",
     "ADJINC": "1200000", "ADJHSG": "1100000", "WGTP": "20"},
    {"SERIALNO": "2023HU02", "TYPEHUGQ": "1", "NP": "1", "TEN": "4", "VALP": "", "HINCP": "-500",
     "VACS": "", "RNTP": "", "GRNTP": "", "SMOCP": "",
     "ADJINC": "1000000", "ADJHSG": "1000000", "WGTP": "30"},
    {"SERIALNO": "2023HU03", "TYPEHUGQ": "1", "NP": "0", "TEN": "", "VALP": "90000", "HINCP": "",
     "VACS": "3", "RNTP": "", "GRNTP": "", "SMOCP": "",
     "ADJINC": "1000000", "ADJHSG": "1000000", "WGTP": "15"},
    {"SERIALNO": "2019HU05", "TYPEHUGQ": "1", "NP": "0", "TEN": "", "VALP": "", "HINCP": "",
     "VACS": "2", "RNTP": "800", "GRNTP": "", "SMOCP": "",
     "ADJINC": "1200000", "ADJHSG": "1100000", "WGTP": "12"},
    {"SERIALNO": "2019HU06", "TYPEHUGQ": "1", "NP": "0", "TEN": "", "VALP": "", "HINCP": "",
     "VACS": "5", "RNTP": "", "GRNTP": "", "SMOCP": "",
     "ADJINC": "1200000", "ADJHSG": "1100000", "WGTP": "12"},
    {"SERIALNO": "2023GQ04", "TYPEHUGQ": "3", "NP": "1", "TEN": "", "VALP": "", "HINCP": "",
     "VACS": "", "RNTP": "", "GRNTP": "", "SMOCP": "",
     "ADJINC": "1000000", "ADJHSG": "1000000", "WGTP": "0"},
]  # fmt: skip
PERSONS: Rows = [
    {"SERIALNO": "2019HU01", "SPORDER": "01", "AGEP": "46", "SEX": "2", "RAC1P": "2", "HISP": "01",
     "SCHL": "21", "ESR": "4", "DIS": "2", "PWGTP": "20"},
    {"SERIALNO": "2019HU01", "SPORDER": "02", "AGEP": "19", "SEX": "1", "RAC1P": "2", "HISP": "02",
     "SCHL": "15", "ESR": "3", "DIS": "1", "PWGTP": "21"},
    {"SERIALNO": "2019HU01", "SPORDER": "03", "AGEP": "02", "SEX": "1", "RAC1P": "9", "HISP": "01",
     "SCHL": "", "ESR": "", "DIS": "2", "PWGTP": "22"},
    {"SERIALNO": "2023HU02", "SPORDER": "01", "AGEP": "30", "SEX": "1", "RAC1P": "1", "HISP": "01",
     "SCHL": "17", "ESR": "6", "DIS": "2", "PWGTP": "30"},
    {"SERIALNO": "2023GQ04", "SPORDER": "01", "AGEP": "20", "SEX": "2", "RAC1P": "6", "HISP": "01",
     "SCHL": "16", "ESR": "1", "DIS": "2", "PWGTP": "9"},
]  # fmt: skip


def _zip(path: Path, letter: str, weight: str, parts: list[Rows], place: dict[str, str]) -> None:
    """Records in one part each of ``psam_<letter>us<a, b, ...>.csv``; replicate n weighs n more."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, rows in zip("abcd", parts, strict=False):
            frame = pd.DataFrame(rows).assign(RT=letter.upper(), **place)
            for number in range(1, 81):
                frame[f"{weight}{number}"] = frame[weight].astype(int) + number - 40
            archive.writestr(f"psam_{letter}us{name}.csv", frame.to_csv(index=False))
        archive.writestr("ACS2019_2023_PUMS_README.pdf", b"%PDF")


def _write(folder: Path, housing: Rows = HOUSING, persons: Rows = PERSONS, **place: str) -> Path:
    place = place or {"STATE": "06", "PUMA": "00101"}
    _zip(folder / "csv_hus.zip", "h", "WGTP", [housing[:1], housing[1:]], place)
    _zip(folder / "csv_pus.zip", "p", "PWGTP", [persons], place)
    return folder


def _tidy(folder: Path, vintage_id: str = "5yr-2023-us") -> dict[str, pd.DataFrame]:
    vintage = pums.SOURCE.vintage(vintage_id)
    return pums.tidy(pums.read(folder, vintage), vintage)


def test_households_are_occupied_homes_with_their_householders_group(tmp_path: Path) -> None:
    found = _tidy(_write(tmp_path))["pums_households"]
    assert found["tenure"].tolist() == ["Owner", "Renter"]
    assert found["race_ethnicity"].tolist() == ["Black, Non-Hispanic", "White, Non-Hispanic"]
    assert found["gender"].tolist() == ["Female", "Male"]
    assert found["w0"].tolist() == [20, 30]
    assert found["persons"].tolist() == [3, 1]


def test_dollars_are_those_of_the_last_year(tmp_path: Path) -> None:
    found = _tidy(_write(tmp_path))["pums_households"]
    assert found["home_value"].iloc[0] == pytest.approx(220_000)  # 200,000 at 1.1
    assert pd.isna(found["home_value"].iloc[1])
    # Income has a factor of its own, and a loss is a number.
    assert found["income"].tolist() == pytest.approx([96_000, -500])


def test_vacant_homes_are_those_on_the_market(tmp_path: Path) -> None:
    found = _tidy(_write(tmp_path))
    vacant = found["pums_vacant_homes"]
    assert vacant["tenure"].tolist() == ["Owner", "Renter"]
    assert vacant["home_value"].iloc[0] == 90_000
    assert vacant["rent"].iloc[1] == pytest.approx(880)  # 800 at 1.1
    assert vacant["w0"].tolist() == [15, 12]
    assert vacant["w80"].tolist() == [55, 52]
    # What owners pay is adjusted as rents are; who pays no rent has no cost.
    homes = found["pums_households"]
    assert homes["owner_cost"].iloc[0] == pytest.approx(1650)
    assert homes.loc[1, ["rent", "gross_rent", "owner_cost"]].isna().all()


def test_people_of_every_kind_of_home(tmp_path: Path) -> None:
    found = _tidy(_write(tmp_path))["pums_persons"]
    assert found["age"].tolist() == [46, 19, 2, 30, 20]
    assert found["race_ethnicity"].tolist() == [
        "Black, Non-Hispanic",
        "Hispanic",  # whatever the race
        "Other Races and Ethnicities",
        "White, Non-Hispanic",
        "Other Races and Ethnicities",
    ]
    assert found["has_hs_degree"].tolist() == [True, False, pd.NA, True, True]
    assert found["is_employed"].tolist() == [True, False, pd.NA, False, True]  # armed forces are
    assert found["has_disability"].tolist() == [False, True, False, False, False]
    assert found["in_household"].tolist() == [True, True, True, True, False]
    assert set(found["puma"]) == {"0600101"}


def test_replicate_weights_are_kept_even_below_zero(tmp_path: Path) -> None:
    found = _tidy(_write(tmp_path))["pums_persons"]
    assert found.loc[4, ["w0", "w1", "w80"]].tolist() == [9, -30, 49]
    assert found["w1"].dtype == "int32"


def _factors(folder: Path, income: str, housing: str = "1000000") -> pd.DataFrame:
    rows = [{**row, "ADJINC": income, "ADJHSG": housing} for row in HOUSING]
    return _tidy(_write(folder, housing=rows))["pums_households"]


def test_decimal_factors_of_prices_are_read_as_what_they_are(tmp_path: Path) -> None:
    whole = _factors(tmp_path, "1019773", "1010000")
    decimal = _factors(tmp_path, "1.019773", "1.010000")
    assert decimal["income"].tolist() == pytest.approx(whole["income"].tolist())
    assert decimal["home_value"].dropna().tolist() == pytest.approx(
        whole["home_value"].dropna().tolist()
    )
    assert whole["income"].abs().max() > 100


@pytest.mark.parametrize("factor", ["1019", "101977300", "0", "0.0101"])
def test_other_factors_of_prices_are_refused(tmp_path: Path, factor: str) -> None:
    with pytest.raises(BadValues, match="ADJINC is neither near 1,000,000 nor near 1"):
        _factors(tmp_path, factor)


def test_the_newest_editions_are_declared_at_the_same_address() -> None:
    """Seen in public code: pums/2024/5-Year/csv_pus.zip, released in March 2026."""
    for vintage_id, name in (("5yr-2024-us", "csv_hus.zip"), ("5yr-2024-oh", "csv_hoh.zip")):
        url = pums.SOURCE.vintage(vintage_id).files[0].url
        assert url == f"https://www2.census.gov/programs-surveys/acs/data/pums/2024/5-Year/{name}"


def test_older_files_have_other_names_and_cases(tmp_path: Path) -> None:
    _write(tmp_path, ST="06", PUMA="00101")
    for name, letter in (("csv_hus.zip", "h"), ("csv_pus.zip", "p")):
        with zipfile.ZipFile(tmp_path / name) as archive:
            texts = [archive.read(n).decode() for n in archive.namelist() if n.endswith(".csv")]
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            for part, text in zip("ab", texts, strict=False):
                head, _, rest = text.partition("\n")
                head = head.replace("WGTP", "wgtp").replace("TYPEHUGQ", "TYPE")
                archive.writestr(f"ss16{letter}us{part}.csv", f"{head}\n{rest}")
    found = _tidy(tmp_path, "5yr-2016-us")
    assert found["pums_households"]["w0"].tolist() == [20, 30]
    assert set(found["pums_persons"]["puma_vintage"]) == {2010}


@pytest.mark.parametrize(
    ("vintage_id", "census"),
    [("5yr-2023-us", 2020), ("1yr-2022-us", 2020), ("1yr-2021-us", 2010), ("5yr-2021-us", 2010)],
)
def test_the_year_says_which_census_drew_the_pumas(
    tmp_path: Path, vintage_id: str, census: int
) -> None:
    found = _tidy(_write(tmp_path), vintage_id)["pums_persons"]
    assert set(found["puma_vintage"]) == {census}


def test_two_pumas_a_record_are_told_apart(tmp_path: Path) -> None:
    _write(tmp_path, STATE="06", PUMA10="-0009", PUMA20="00207")
    found = _tidy(tmp_path, "5yr-2022-us")["pums_persons"]
    assert set(zip(found["puma"], found["puma_vintage"], strict=True)) == {("0600207", 2020)}
    _write(tmp_path, STATE="06", PUMA10="00101", PUMA20="-0009")
    found = _tidy(tmp_path, "5yr-2022-us")["pums_households"]
    assert set(zip(found["puma"], found["puma_vintage"], strict=True)) == {("0600101", 2010)}


def test_a_lost_column_is_drift(tmp_path: Path) -> None:
    lacking = [{k: v for k, v in row.items() if k not in ("VALP", "TEN")} for row in HOUSING]
    with pytest.raises(SourceDrift, match="columns TEN, VALP are gone"):
        _tidy(_write(tmp_path, housing=lacking))
    with pytest.raises(SourceDrift, match="column PUMA is gone"):
        _tidy(_write(tmp_path, STATE="06"))


def test_files_of_different_releases_are_bad_values(tmp_path: Path) -> None:
    with pytest.raises(BadValues, match="1 people belong to no housing record"):
        _tidy(_write(tmp_path, housing=HOUSING[:-1]))
    with pytest.raises(BadValues, match="1 occupied homes have no householder"):
        _tidy(_write(tmp_path, persons=PERSONS[1:]))
    with pytest.raises(BadValues, match="share a key"):
        _tidy(_write(tmp_path, housing=[*HOUSING, HOUSING[1]]))


def test_a_weight_that_is_no_number_is_bad(tmp_path: Path) -> None:
    folder = _write(tmp_path)
    with zipfile.ZipFile(folder / "csv_pus.zip") as archive:
        text = archive.read("psam_pusa.csv").decode()
    with zipfile.ZipFile(folder / "csv_pus.zip", "w") as archive:
        archive.writestr("psam_pusa.csv", text.replace(",49\n", ",4x\n"))
    with pytest.raises(BadValues, match=r"psam_pusa\.csv: a row cannot be read"):
        _tidy(folder)


def test_a_zip_without_its_parts_and_half_a_zip(tmp_path: Path) -> None:
    folder = _write(tmp_path)
    whole = (folder / "csv_hus.zip").read_bytes()
    (folder / "csv_hus.zip").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(TruncatedFile, match="ends early or is damaged"):
        _tidy(folder)
    with zipfile.ZipFile(folder / "csv_hus.zip", "w") as archive:
        archive.writestr("readme.txt", "nothing")
    with pytest.raises(SourceDrift, match=r"holds no psam_h\*\.csv; it holds readme\.txt"):
        _tidy(folder)


def test_every_vintage_has_an_official_address() -> None:
    ohio = pums.SOURCE.vintage("5yr-2023-oh")
    assert [file.url for file in ohio.files] == [
        "https://www2.census.gov/programs-surveys/acs/data/pums/2023/5-Year/csv_hoh.zip",
        "https://www2.census.gov/programs-surveys/acs/data/pums/2023/5-Year/csv_poh.zip",
    ]
    assert ohio.period == "2019-2023"
    assert "1yr-2020-us" not in pums.SOURCE.vintages
