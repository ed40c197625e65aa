"""Certified votes: modes and totals, units that are no counties, lost zeros, damage named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues, NotData, SourceDrift
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


def test_an_unknown_unit_is_refused(raw: Path) -> None:
    _edit(raw, "2938000", "2999999")
    with pytest.raises(BadValues, match="do not fit their state"):
        _votes(raw)


def test_an_unknown_state_is_refused(raw: Path) -> None:
    _edit(raw, "RHODE ISLAND", "RHODES")
    with pytest.raises(BadValues, match="RHODES"):
        _votes(raw)


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
