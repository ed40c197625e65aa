"""County Health Rankings' measure files: levels, withheld counts, Connecticut, SAS, damage named."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues, NotData, SourceDrift, TruncatedFile
from mobility_analysis.sources.county_health_rankings import measure_files as source

BIRTHS = source.SOURCE.vintage("2025-measure-files")
PHYSICIANS = source.SOURCE.vintage("2026-measure-files")


@pytest.fixture
def raw(tmp_path: Path, fixtures: Path) -> Path:
    return Path(shutil.copytree(fixtures / source.SOURCE.id, tmp_path / "raw"))


def _births(raw: Path) -> pd.DataFrame:
    return source.tidy(source.read(raw, BIRTHS), BIRTHS)["births"]


def _edit(raw: Path, old: str, new: str) -> None:
    path = raw / source.ALL_BIRTHS
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def _physicians(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    columns = ["statecode", "countycode", "v004_numerator", "v004_denominator"]
    table = pd.DataFrame(rows, columns=columns)
    return source.tidy({"v004_s2026": table}, PHYSICIANS)["physicians"].set_index("geoid")


def test_nation_states_and_counties_by_their_codes(raw: Path) -> None:
    everyone = _births(raw).query("subgroup == 'All'")
    assert everyone.set_index(["level", "geoid"])["births"].dropna().to_dict() == {
        ("nation", "00"): 10000,
        ("state", "99"): 9000,
        ("county", "99001"): 4000,
        ("county", "99003"): 90,
        ("state", "09"): 1000,
        ("county", "09001"): 1000,
    }  # Puerto Rico, 72, is left out
    assert set(everyone["period"]) == {"2017-2023"}
    assert set(everyone["year"]) == {2023}


def test_a_withheld_count_is_a_reason(raw: Path) -> None:
    everyone = _births(raw).query("subgroup == 'All'").set_index("geoid")
    assert everyone.loc["99017", "reason"] == "suppressed_by_source"
    assert pd.isna(everyone.loc["99017", "low_weight"])


def test_an_unreliable_value_is_kept_for_the_rubric_to_grade(raw: Path) -> None:
    everyone = _births(raw).query("subgroup == 'All'").set_index("geoid")
    assert everyone.loc["99003", "low_weight"] == 11


def test_the_filled_list_of_connecticut_decides_the_county_list(raw: Path) -> None:
    births = _births(raw)
    assert "09110" not in set(births["geoid"])
    assert set(births["geo_vintage"]) == {2021}


def test_seven_groups_of_mothers(raw: Path) -> None:
    alder = _births(raw).query("geoid == '99001'").set_index("subgroup")
    assert len(alder) == 8
    assert alder.loc["Black, Non-Hispanic", "births"] == 500
    # The denominator is there, the count is withheld.
    assert (
        alder.loc["American Indian or Alaska Native, Non-Hispanic", "reason"]
        == "suppressed_by_source"
    )


def test_physicians_with_a_zero_and_an_empty_connecticut() -> None:
    found = _physicians(
        ("00", "000", "2000", "2600000"),
        ("99", "000", "320", "420000"),
        ("99", "001", "320", "412000"),
        ("99", "003", "0", "8000"),
        ("09", "000", "", ""),
        ("09", "001", "", ""),
        ("09", "110", "", ""),
    )
    assert found.loc["99003", "physicians"] == 0
    assert pd.isna(found.loc["99003", "reason"])
    assert found.loc[["09", "09110"], "reason"].tolist() == ["geography_changed"] * 2
    assert "09001" not in found.index
    assert set(found["geo_vintage"]) == {2022}


def test_connecticut_filled_twice_is_refused() -> None:
    with pytest.raises(BadValues, match="Connecticut is filled"):
        _physicians(("09", "001", "10", "900"), ("09", "110", "10", "900"))


def test_a_missing_column_is_named(raw: Path) -> None:
    _edit(raw, "num,denom", "num,births")
    with pytest.raises(SourceDrift, match="denom"):
        _births(raw)


def test_lost_zeros_are_refused(raw: Path) -> None:
    _edit(raw, "\n99,001,", "\n99,1,")
    with pytest.raises(BadValues, match="Leading zeros"):
        _births(raw)


def test_an_unknown_symbol_is_refused(raw: Path) -> None:
    _edit(raw, "99,003,11,90", "99,003,<10,90")
    with pytest.raises(BadValues, match="<10"):
        _births(raw)


def test_a_county_twice_is_refused(raw: Path) -> None:
    _edit(raw, "\n99,003,", "\n99,001,")
    with pytest.raises(BadValues, match="share a key"):
        _births(raw)


def test_more_light_births_than_births_is_refused(raw: Path) -> None:
    _edit(raw, "99,003,11,90", "99,003,91,90")
    with pytest.raises(BadValues, match="exceed"):
        _births(raw)


def test_a_wrong_encoding_is_refused(raw: Path) -> None:
    (raw / source.ALL_BIRTHS).write_bytes("statecode,countycode,num,denom\n".encode("utf-16"))
    with pytest.raises(SourceDrift, match="not utf-8"):
        _births(raw)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", NotData),
        (b"<html>404</html>", NotData),
        (b"not SAS at all" * 200, SourceDrift),
    ],
)
def test_what_is_no_sas_table_is_refused(tmp_path: Path, content: bytes, error: type) -> None:
    (tmp_path / source.PHYSICIANS).write_bytes(content)
    with pytest.raises(error):
        source.read(tmp_path, PHYSICIANS)


def test_a_cut_gzip_is_refused(tmp_path: Path) -> None:
    packed = gzip.compress(bytes(range(256)) * 400)
    (tmp_path / f"{source.PHYSICIANS}.gz").write_bytes(packed[: len(packed) // 2])
    with pytest.raises(TruncatedFile):
        source.read(tmp_path, PHYSICIANS)


def test_injury_deaths_of_everyone_are_counts_and_of_groups_rates(raw: Path) -> None:
    found = source.tidy(source.read(raw, BIRTHS), BIRTHS)["injury_deaths"]
    rows = found.set_index(["geoid", "subgroup"])
    assert rows.loc[("99001", "All"), ["deaths", "population"]].tolist() == [1600, 2_000_000]
    assert rows.loc[("99001", "White, Non-Hispanic"), "rate"] == 85
    assert rows.loc[("99017", "All"), "reason"] == "suppressed_by_source"
    assert set(found["period"]) == {"2018-2022"} and set(found["geo_vintage"]) == {2021}
    assert "72001" not in set(found["geoid"])


def test_associations_are_those_of_2022_by_planning_region(raw: Path) -> None:
    found = source.tidy(source.read(raw, BIRTHS), BIRTHS)["associations"].set_index("geoid")
    assert found.loc["99001", ["establishments", "population"]].tolist() == [450, 412000]
    assert found.loc["09110", "year"] == 2022
