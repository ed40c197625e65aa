"""Certified votes: modes and totals, units that are no counties, lost zeros, damage named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues, NotData, SourceDrift
from mobility_analysis.core.notes import gathered
from mobility_analysis.sources.mit import county_returns as source

VINTAGE = source.SOURCE.vintage("2000-2020-county-president")


@pytest.fixture
def raw(tmp_path: Path, fixtures: Path) -> Path:
    return Path(shutil.copytree(fixtures / source.SOURCE.id, tmp_path / "raw"))


def _votes(raw: Path) -> pd.Series:
    votes = source.tidy(source.read(raw, VINTAGE), VINTAGE)["votes"]
    assert not votes.duplicated(["level", "geoid", "year"]).any()
    return votes.set_index("geoid")["votes"]


def _edit(raw: Path, old: str, new: str) -> None:
    text = (raw / source.NAME).read_text(encoding="utf-8")
    assert old in text
    (raw / source.NAME).write_text(text.replace(old, new), encoding="utf-8")


def test_modes_are_added_up_only_where_a_candidate_has_no_total(raw: Path) -> None:
    votes = _votes(raw)
    assert votes["99001"] == 1000  # over votes are no votes
    assert votes["99003"] == 100  # modes only
    assert votes["99005"] == 50  # one candidate with a total beside the modes, one without


def test_units_that_are_parts_of_counties(raw: Path) -> None:
    votes = _votes(raw)
    assert votes["29095"] == 310  # Kansas City's board belongs to Jackson County
    assert votes["46102"] == 28  # Shannon County's new code
    assert votes["11001"] == 340  # a blank code
    assert votes["01001"] == 200  # a lost zero


def test_votes_of_no_county_are_in_states_and_nation(raw: Path) -> None:
    votes = _votes(raw)
    assert votes["99"] == 1155
    assert votes["44"] == 11
    assert votes["02"] == 100
    assert not any(code.startswith(("02", "44")) for code in votes.index if len(code) == 5)
    assert votes["00"] == 1155 + 200 + 310 + 340 + 100 + 11 + 28


def test_other_years_are_left_out(raw: Path) -> None:
    votes = source.tidy(source.read(raw, VINTAGE), VINTAGE)["votes"]
    assert set(votes["year"]) == {2020}
    assert set(votes["period"]) == {"2020"}
    assert votes["reasons"].map(len).eq(0).all()


def test_counting_twice_is_refused(raw: Path) -> None:
    _edit(raw, '"TOTAL"', '"SUM"')  # a new word for the total: modes and sums would be added
    with pytest.raises(BadValues, match="exceed the total"):
        _votes(raw)


def _rows(year: int, name: str, code: str, total: int, *votes: int, mode: str = "TOTAL") -> str:
    return "".join(
        f'{year},"CALIFORNIA","CA","{name}","{code}","US PRESIDENT","C{n}","P{n}",{vote},{total},20260225,"{mode}"\n'
        for n, vote in enumerate(votes)
    )


def _append(raw: Path, text: str) -> None:
    with (raw / source.NAME).open("a", encoding="utf-8") as stream:
        stream.write(text)


EARLIER = (
    _rows(2016, "SUTTER", "6101", 300, 200, 100)
    + _rows(2016, "TEHAMA", "6103", 220, 120, 100)
    + _rows(2016, "TRINITY", "6105", 60, 40, 20)
)


def test_rows_that_slipped_into_the_next_countys_code_are_put_back_by_name(
    raw: Path, caplog: pytest.LogCaptureFixture
) -> None:
    _append(
        raw,
        EARLIER
        + _rows(2020, "SUTTER", "6101", 390, 200)
        + _rows(2020, "SUTTER", "6103", 390, 190).replace('"C0","P0"', '"C1","P1"')
        + _rows(2020, "TEHAMA", "6103", 280, 180)
        + _rows(2020, "TEHAMA", "6105", 280, 100).replace('"C0","P0"', '"C1","P1"')
        + _rows(2020, "TRINITY", "6105", 60, 40, 20),
    )
    votes = source.tidy(source.read(raw, VINTAGE), VINTAGE)["votes"]
    found = votes[votes["year"] == 2020].set_index("geoid")["votes"]
    assert found[["06101", "06103", "06105"]].tolist() == [390, 280, 60]
    assert found["06"] == 730
    assert "SUTTER, CALIFORNIA 2020" in caplog.text


def test_slipped_rows_that_nothing_puts_back_are_refused(raw: Path) -> None:
    shifted = _rows(2020, "SUTTER", "6101", 390, 200) + _rows(2020, "SUTTER", "6103", 390, 190)
    _append(raw, shifted)  # no other election tells the code
    with pytest.raises(BadValues, match=r"under several codes.*SUTTER, CALIFORNIA 2020"):
        _votes(raw)
    _append(raw, EARLIER + _rows(2020, "SUTTER", "6105", 390, 100))  # and now they are too many
    with pytest.raises(BadValues, match="do not add up"):
        _votes(raw)


def test_a_county_and_a_city_of_one_name_are_two_places(
    raw: Path, caplog: pytest.LogCaptureFixture
) -> None:
    _append(raw, _rows(2020, "TWIN", "6101", 30, 20, 10) + _rows(2020, "TWIN", "6103", 9, 5, 4))
    assert _votes(raw)[["06101", "06103"]].tolist() == [30, 9]
    assert not caplog.text


def test_a_sum_of_the_ways_of_voting_is_no_way_of_voting(raw: Path) -> None:
    _append(
        raw,
        _rows(2020, "SUTTER", "6101", 30, 12, 8, mode="ELECTION DAY")
        + _rows(2020, "SUTTER", "6101", 30, 8, 2, mode="ABSENTEE")
        + _rows(2020, "SUTTER", "6101", 30, 20, 10, mode="TOTAL VOTES"),
    )
    assert _votes(raw)["06101"] == 30


def test_one_place_counted_twice_takes_its_own_total(
    raw: Path, caplog: pytest.LogCaptureFixture
) -> None:
    _append(
        raw,
        "".join(_rows(2020, f"COUNTY {n}", f"6{n:03}", 9, 9) for n in range(200, 400))
        + _rows(2020, "SUTTER", "6101", 30, 20, 10, mode="ELECTION DAY")
        + _rows(2020, "SUTTER", "6101", 30, 20, 10, mode="ALL"),
    )
    assert _votes(raw)["06101"] == 30
    assert "exceed the stated total in SUTTER, CALIFORNIA 2020" in caplog.text


def test_the_edition_of_2024_is_saved_by_hand_and_read_alike(raw: Path) -> None:
    newer = source.SOURCE.vintage("2000-2024-county-president")
    (file,) = newer.files
    assert file.url is None
    assert "13573089" in file.steps and "guestbook" in file.steps
    _append(raw, _rows(2024, "SUTTER", "6101", 40, 25, 15))
    (raw / source.NAME).rename(raw / file.name)
    votes = source.tidy(source.read(raw, newer), newer)["votes"]
    row = votes[(votes["geoid"] == "06101") & (votes["year"] == 2024)].iloc[0]
    assert (row["votes"], row["geo_vintage"], row["period"]) == (40, 2020, "2024")


def test_connecticuts_planning_regions_are_of_todays_list(raw: Path) -> None:
    newer = source.SOURCE.vintage("2000-2024-county-president")
    _append(
        raw,
        _rows(2024, "CAPITOL", "9110", 40, 25, 15).replace(
            '"CALIFORNIA","CA"', '"CONNECTICUT","CT"'
        ),
    )
    (raw / source.NAME).rename(raw / newer.files[0].name)
    votes = source.tidy(source.read(raw, newer), newer)["votes"]
    assert set(votes.loc[votes["year"] == 2024, "geo_vintage"]) == {2024}
    assert set(votes.loc[votes["year"] == 2020, "geo_vintage"]) == {2020}


def test_an_unknown_unit_is_set_aside_and_counted_in_the_state(raw: Path) -> None:
    before = _votes(raw)
    _edit(raw, "2938000", "2999999")
    with gathered() as remarks:
        after = _votes(raw)
    assert any("do not fit their state" in remark.what for remark in remarks)
    assert after["29"] == before["29"] and after["29095"] < before["29095"]


def test_many_unknown_units_are_refused(raw: Path) -> None:
    for code in ("99001", "99003", "99005"):
        _edit(raw, f'"{code}"', f'"38{code[2:]}"')
    with pytest.raises(BadValues, match="do not fit their state"):
        _votes(raw)


def test_rows_of_an_unknown_state_are_set_aside(raw: Path) -> None:
    _edit(raw, "RHODE ISLAND", "RHODES")
    with gathered() as remarks:
        after = _votes(raw)
    assert any("RHODES" in remark.what for remark in remarks) and "44" not in after


def test_an_unknown_symbol_is_refused(raw: Path) -> None:
    _edit(raw, '"B",400,', '"B",*,')
    with pytest.raises(BadValues, match="candidatevotes"):
        _votes(raw)


def test_a_file_without_the_years_is_refused(raw: Path) -> None:
    _edit(raw, "\n2020,", "\n2008,")
    with pytest.raises(BadValues, match="no votes"):
        _votes(raw)


def test_a_missing_column_is_named(raw: Path) -> None:
    _edit(raw, '"mode"', '"how"')
    with pytest.raises(SourceDrift, match="mode"):
        _votes(raw)


def test_wrong_encoding_empty_and_web_page(raw: Path) -> None:
    path = raw / source.NAME
    path.write_bytes('"state"\n"DOÑA"\n'.encode("latin-1"))
    with pytest.raises(SourceDrift, match="not utf-8"):
        _votes(raw)
    path.write_bytes(b"")
    with pytest.raises(NotData):
        _votes(raw)
    path.write_text("<html>Guestbook</html>")
    with pytest.raises(NotData):
        _votes(raw)
