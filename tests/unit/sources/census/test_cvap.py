"""The tabulation of citizens: everyone's line only, codes of any prefix, older spellings, damage named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues, SourceDrift
from mobility_analysis.sources.census import cvap as source

VINTAGE = source.SOURCE.vintage("2016-2020")


@pytest.fixture
def raw(tmp_path: Path, fixtures: Path) -> Path:
    return Path(shutil.copytree(fixtures / source.SOURCE.id, tmp_path / "raw"))


def _citizens(raw: Path) -> pd.DataFrame:
    found = source.tidy(source.read(raw, VINTAGE), VINTAGE)["citizens_of_voting_age"]
    return found.set_index(["level", "geoid"])


def _edit(raw: Path, old: str, new: str, name: str = "County.csv") -> None:
    text = (raw / name).read_text(encoding="latin-1")
    assert old in text
    (raw / name).write_text(text.replace(old, new), encoding="latin-1")


def test_everyones_line_of_every_level_and_no_territory(raw: Path) -> None:
    found = _citizens(raw)
    assert found["citizens"].to_dict() == {
        ("nation", "00"): 1000,
        ("state", "99"): 1000,
        ("county", "99001"): 700,
        ("county", "99003"): 300,
        ("place", "9910000"): 400,
    }
    assert found.loc[("county", "99001"), "moe"] == 40
    assert set(found["period"]) == {"2016-2020"}


def test_prefixes_of_another_length_are_cut_at_us(raw: Path) -> None:
    _edit(raw, "0500000US", "05000US")
    assert ("county", "99001") in _citizens(raw).index


def test_another_first_line_is_refused(raw: Path) -> None:
    _edit(raw, ",Total,", ",Not Hispanic or Latino,")
    with pytest.raises(SourceDrift, match="line 1 is called Not Hispanic or Latino"):
        _citizens(raw)


def test_a_missing_column_is_named(raw: Path) -> None:
    _edit(raw, "CVAP_MOE", "MARGIN")
    with pytest.raises(SourceDrift, match="cvap_moe"):
        _citizens(raw)


def test_lost_zeros_and_twins_are_refused(raw: Path) -> None:
    _edit(raw, "US99003", "US9903")
    with pytest.raises(BadValues):
        _citizens(raw)
    _edit(raw, "US9903", "US99001")
    with pytest.raises(BadValues, match="share a key"):
        _citizens(raw)


def test_a_copy_without_the_columns_of_all_residents_and_of_citizens_is_read(raw: Path) -> None:
    """As in a partner's: lower case, one pair of numbers, no line 2."""
    text = "geoname,lntitle,geoid,lnnumber,cvap_est,cvap_moe\n"
    row = '"Alder County, Demonstration State",{},0500000US99001,{},{},{}\n'
    (raw / "County.csv").write_text(
        text + row.format("Total", 1, 705, 41) + row.format("White Alone", 7, 600, 38)
    )
    found = _citizens(raw)
    assert found.loc[("county", "99001"), ["citizens", "moe"]].tolist() == [705, 41]


def test_citizens_by_group_of_cities_where_the_file_has_every_line(raw: Path) -> None:
    tables = source.read(raw, VINTAGE)
    assert "citizens_by_group" not in source.tidy(tables, VINTAGE)
    everyone = tables["place"].iloc[[0]]
    lines = [
        everyone.assign(lntitle=title, lnnumber=str(number), cvap_est=str(count))
        for number, (title, count) in enumerate(
            zip(source.GROUP_LINES, (5, 40, 100, 0, 200, 45), strict=True), start=3
        )
    ]
    two_or_more = everyone.assign(lntitle="Asian and White", lnnumber="9", cvap_est="10")
    tables["place"] = pd.concat([everyone, *lines, two_or_more])
    found = source.tidy(tables, VINTAGE)["citizens_by_group"].set_index("subgroup")["citizens"]
    # 400 citizens; those of no group above are the rest, whatever lines they stand in.
    assert found.to_dict() == {
        "American Indian or Alaska Native, Non-Hispanic": 5, "Asian, Non-Hispanic": 40,
        "Black, Non-Hispanic": 100, "Pacific Islander, Non-Hispanic": 0, "White, Non-Hispanic": 200,
        "Hispanic": 45, "Other Races and Ethnicities": 10,
    }  # fmt: skip
