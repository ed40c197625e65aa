"""HRSA's files: the right year's columns, zeros, dots, territories, retired codes, damage named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues, NotData, SourceDrift, TruncatedFile
from mobility_analysis.sources.hrsa import ahrf as source

VINTAGE = source.SOURCE.vintage("2024-2025")


@pytest.fixture
def raw(tmp_path: Path, fixtures: Path) -> Path:
    return Path(shutil.copytree(fixtures / source.SOURCE.id, tmp_path / "raw"))


def _physicians(raw: Path) -> pd.DataFrame:
    return source.tidy(source.read(raw, VINTAGE), VINTAGE)["physicians"].set_index("geoid")


def _edit(raw: Path, old: str, new: str, name: str = "AHRF2025hp.csv") -> None:
    text = (raw / name).read_text(encoding="latin-1")
    assert old in text
    (raw / name).write_text(text.replace(old, new), encoding="latin-1")


def test_physicians_and_residents_of_2023(raw: Path) -> None:
    found = _physicians(raw)
    assert found.loc["99001", ["physicians", "population"]].tolist() == [320, 412000]
    assert set(found["year"]) == {2023}


def test_a_zero_stays_and_a_dot_is_no_number(raw: Path) -> None:
    found = _physicians(raw)
    assert found.loc["99003", "physicians"] == 0
    assert pd.isna(found.loc["99003", "reason"])
    assert found.loc["99005", "reason"] == "no_source_row"


def test_territories_retired_codes_and_connecticuts_empty_list_are_left_out(raw: Path) -> None:
    found = _physicians(raw)
    assert sorted(found.index) == ["09001", "99001", "99003", "99005"]
    assert set(found["geo_vintage"]) == {2021}


def test_regions_decide_for_the_newer_list_when_they_are_filled(raw: Path) -> None:
    _edit(raw, "09001,Fairfield,900,890", "09001,Fairfield,,")
    _edit(raw, "09110,Capitol,,", "09110,Capitol,950,940")
    found = _physicians(raw)
    assert "09110" in found.index
    assert "09001" not in found.index
    assert set(found["geo_vintage"]) == {2023}


def test_files_are_members_of_the_official_zip() -> None:
    assert [file.url for file in VINTAGE.files] == [
        "https://data.hrsa.gov/DataDownload/AHRF/AHRF_2024-2025_CSV.zip"
    ] * 2
    assert str(VINTAGE.files[0].member).endswith("/AHRF2025hp.csv")


def test_a_missing_year_is_named(raw: Path) -> None:
    _edit(raw, "exc_rsdt_23", "exc_rsdt_24")
    with pytest.raises(SourceDrift, match="phys_nf_prim_care_pc_exc_rsdt_23"):
        _physicians(raw)


def test_lost_zeros_are_refused(raw: Path) -> None:
    _edit(raw, "09001", "9001")
    with pytest.raises(BadValues, match="Leading zeros"):
        _physicians(raw)


def test_a_county_twice_is_refused(raw: Path) -> None:
    _edit(raw, "99003", "99001")
    with pytest.raises(BadValues, match="share a key"):
        _physicians(raw)


def test_an_unknown_symbol_is_refused(raw: Path) -> None:
    _edit(raw, "99005,Cedar,.", "99005,Cedar,N/A")
    with pytest.raises(BadValues, match="N/A"):
        _physicians(raw)


def test_empty_files_web_pages_and_cut_archives_are_refused(raw: Path) -> None:
    path = raw / "AHRF2025hp.csv"
    path.write_bytes(b"")
    with pytest.raises(NotData):
        _physicians(raw)
    path.write_text("<!doctype html><title>Maintenance</title>")
    with pytest.raises(NotData):
        _physicians(raw)
    path.unlink()
    (raw / "AHRF2025hp.zip").write_bytes(b"PK\x03\x04 cut")
    with pytest.raises(TruncatedFile):
        _physicians(raw)
