"""States and the nation added up from counties, beside the rows a source has of its own."""

from __future__ import annotations

import pandas as pd
import pytest

from mobility_analysis.estimation.aggregate import add_states_and_nation, complete_counts


def _frame(*rows: tuple[str, str, float | None], snapshot: str = "a@1") -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["level", "geoid", "n"])
    frame["se"] = frame["n"] ** 0.5
    return frame.assign(geo_vintage=2014, year=2013, period="2013", snapshot=snapshot)


COUNTIES = [("county", "11001", 7.0), ("county", "39001", 3.0), ("county", "39153", 16.0)]


def _counts(frame: pd.DataFrame) -> dict[str, float]:
    larger = frame[frame["level"] != "county"]
    assert not larger.duplicated("geoid").any()
    return dict(zip(larger["geoid"], larger["n"], strict=True))


def test_counties_alone_are_added_up_with_their_errors() -> None:
    whole = add_states_and_nation(_frame(*COUNTIES), ["n"], errors=["se"])
    assert _counts(whole) == {"11": 7, "39": 19, "00": 26}
    errors = whole.set_index("geoid")["se"]
    assert errors["39"] == pytest.approx(19**0.5) and errors["00"] == pytest.approx(26**0.5)


def test_a_states_own_row_stays_and_enters_the_nation() -> None:
    # The state's row holds people whom no county's row does.
    whole = complete_counts(_frame(*COUNTIES, ("state", "39", 21.0)), ["n"])
    assert _counts(whole) == {"39": 21, "11": 7, "00": 28}


def test_a_county_without_a_count_enters_no_sum() -> None:
    whole = complete_counts(_frame(*COUNTIES, ("county", "39003", None)), ["n"])
    assert _counts(whole) == {"11": 7, "39": 19, "00": 26}


def test_a_source_with_a_nation_is_left_alone_and_another_is_not() -> None:
    theirs = _frame(*COUNTIES, ("nation", "00", 99.0))
    assert complete_counts(theirs, ["n"]).equals(theirs)
    ours = _frame(*COUNTIES, snapshot="b@1")
    both = complete_counts(pd.concat([theirs, ours], ignore_index=True), ["n"])
    nations = both[both["level"] == "nation"].set_index("snapshot")["n"]
    assert nations.to_dict() == {"a@1": 99, "b@1": 26}
