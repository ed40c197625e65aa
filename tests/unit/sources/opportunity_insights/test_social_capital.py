"""Economic connectedness: numeric county codes, blanks for small counties, the scale of 0 to 2."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues, SourceDrift
from mobility_analysis.sources.opportunity_insights import social_capital as source

VINTAGE = source.SOURCE.vintage("2022-release")


@pytest.fixture
def raw(tmp_path: Path, fixtures: Path) -> Path:
    for name in (source.FILE, source.ZIP_FILE):
        shutil.copy(fixtures / source.SOURCE.id / name, tmp_path)
    return tmp_path


def _parse(raw: Path) -> pd.DataFrame:
    return source.tidy(source.read(raw, VINTAGE), VINTAGE)["social_capital"]


def _edit(raw: Path, old: str, new: str) -> None:
    path = raw / source.FILE
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_numeric_codes_are_padded_and_territories_left_out(raw: Path) -> None:
    assert list(_parse(raw)["geoid"]) == ["99001", "01999", "99017", "99003"]


def test_a_blank_is_missing_with_a_reason_and_a_missing_weight_is_not(raw: Path) -> None:
    found = _parse(raw).set_index("geoid")
    assert found["connectedness"].isna().tolist() == [False, False, True, False]
    assert found.loc["99017", "reason"] == "too_few_records"
    assert found.loc["99003", "reason"] is None
    assert pd.isna(found.loc["99003", "n_low_income"])


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("1999,", "199,", "4 or 5 digits"),
        ("1999,", "001999,", "4 or 5 digits"),
        ("1999,", "x1999,", "4 or 5 digits"),
        ("99003,", "99001,", "share a key"),
        (",1.2,.02", ",120,.02", "outside 0-2"),
        (",1.2,.02", ",1.2,", "without its standard error"),
        (",1.2,.02", ",1.2,-.02", "outside 0-2"),
        (",1.2,.02", ",n/a,.02", "'n/a'"),
    ],
)
def test_impossible_contents_are_refused(raw: Path, old: str, new: str, says: str) -> None:
    _edit(raw, old, new)
    with pytest.raises(BadValues, match=says):
        _parse(raw)


def test_gone_columns_are_all_named(raw: Path) -> None:
    _edit(raw, "ec_county,ec_se_county", "ec,ec_se")
    with pytest.raises(SourceDrift, match="ec_county, ec_se_county are gone"):
        _parse(raw)


def test_a_file_saved_as_latin_1_is_refused(raw: Path) -> None:
    path = raw / source.FILE
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))
    with pytest.raises(SourceDrift, match="not utf-8"):
        _parse(raw)


def test_zip_codes_keep_the_county_they_are_filed_under(raw: Path) -> None:
    found = source.tidy(source.read(raw, VINTAGE), VINTAGE)["zip_social_capital"]
    found = found.set_index("geoid")
    assert found["county"].to_dict() == {"99101": "99001", "01999": "01999", "99103": "99001"}
    assert found.loc["99101", ["connectedness", "se"]].tolist() == [0.75, 0.02]
    assert found.loc["99103", "reason"] == "too_few_records"


def test_a_zip_code_of_two_digits_and_a_repeated_one_are_refused(raw: Path) -> None:
    path = raw / source.ZIP_FILE
    text = path.read_text(encoding="utf-8")
    for old, new, says in (("601,", "60,", "3 to 5 digits"), ("99103,", "99101,", "share a key")):
        path.write_text(text.replace(old, new), encoding="utf-8")
        with pytest.raises(BadValues, match=says):
            _parse(raw)
