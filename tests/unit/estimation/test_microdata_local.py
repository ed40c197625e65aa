"""Totals by a rule of the county: against a loop over records, counties and weights."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tests.unit.estimation._records import ALLOCATION, survey_records

from mobility_analysis.estimation.microdata import Totals
from mobility_analysis.estimation.microdata_local import local_totals
from mobility_analysis.framework.tables import WEIGHTS

LIMITS = {"99001": 40.0, "99002": 50.0, "99003": 60.0, "99004": 50.0, "99005": 45.0}


def _rules(limits: dict[str, float]) -> pd.DataFrame:
    rows = [{"geoid": geoid, "limit": limit} for geoid, limit in limits.items()]
    return pd.DataFrame(rows).assign(year=2023, snapshot="limits@1")


def _totals(records: pd.DataFrame, limits: dict[str, float] = LIMITS) -> Totals | None:
    return local_totals(
        records,
        ALLOCATION,
        _rules(limits),
        lambda rows: {
            "low": (rows["income"] <= rows["limit"]).astype(float),
            "dollars": rows["income"].where(rows["income"] <= rows["limit"]),
        },
        columns=("income",),
        interviews="low",
        by=("gender",),
    )


def _by_loop(records: pd.DataFrame, shares: list[tuple[str, str, float]]) -> np.ndarray:
    """Weighted number of low incomes under each weight: ``shares`` are (area, county of the rule, part)."""
    total = np.zeros(81)
    for puma, county, part in shares:
        own = records[(records["puma"] == puma) & (records["income"] <= LIMITS[county])]
        total += part * own[WEIGHTS].sum().to_numpy(float)
    return total


PLACES = {
    "99001": [("9900100", "99001", 1.0)],
    "99003": [("9900200", "99003", 0.2)],
    "99004": [("9900200", "99004", 0.3), ("9900300", "99004", 0.25)],
    # Half of the second area's people live by the limit of 50 of county 002, and 0.3 by that of 004.
    "9900010": [
        ("9900100", "99001", 0.5),
        ("9900200", "99002", 0.8 / 3),
        ("9900200", "99003", 0.2 / 3),
    ],
    "99": [
        ("9900100", "99001", 1.0),
        ("9900200", "99002", 0.8),
        ("9900200", "99003", 0.2),
        ("9900300", "99004", 0.25),
        ("9900300", "99005", 0.75),
    ],
}


@pytest.mark.parametrize("geoid", PLACES)
def test_totals_are_those_of_a_loop(geoid: str) -> None:
    records = survey_records()
    found = _totals(records)
    assert found is not None
    row = np.flatnonzero((found.rows["geoid"] == geoid) & (found.rows["subgroup"] == "All"))
    assert found.of["low"][row[0]] == pytest.approx(_by_loop(records, PLACES[geoid]))
    women = np.flatnonzero((found.rows["geoid"] == geoid) & (found.rows["subgroup"] == "Female"))
    own = records[records["gender"] == "Female"]
    assert found.of["low"][women[0]] == pytest.approx(_by_loop(own, PLACES[geoid]))


def test_interviews_are_those_that_the_rule_is_about() -> None:
    records = survey_records()
    found = _totals(records)
    assert found is not None
    rows = found.rows[found.rows["subgroup"] == "All"].set_index("geoid")
    for geoid, shares in PLACES.items():
        expected = sum(
            part * ((records["puma"] == puma) & (records["income"] <= LIMITS[county])).sum()
            for puma, county, part in shares
        )
        assert rows.loc[geoid, "n"] == pytest.approx(expected)
    assert rows.loc["99004", "borrowed_from"] == "9900200+9900300"
    assert rows.loc["9900010", "borrowed_from"] == "9900100+9900200"
    assert pd.isna(rows.loc["99", "borrowed_from"])
    assert rows.loc["99", "sources"] == ["pums@1", "crosswalk@1", "limits@1"]


def test_counties_add_up_to_the_state() -> None:
    found = _totals(survey_records())
    assert found is not None
    everyone = (found.rows["subgroup"] == "All").to_numpy()
    by_level = {
        level: found.of["dollars"][everyone & (found.rows["level"] == level).to_numpy()].sum(axis=0)
        for level in ("county", "state", "nation")
    }
    assert by_level["county"] == pytest.approx(by_level["state"])
    assert by_level["nation"] == pytest.approx(by_level["state"])


def test_a_place_that_a_county_without_a_rule_belongs_to_has_no_row() -> None:
    found = _totals(survey_records(), {g: limit for g, limit in LIMITS.items() if g != "99003"})
    assert found is not None
    assert set(found.rows["geoid"]) == {"99001", "99002", "99004", "99005"}
    assert found.of["low"].shape[0] == len(found.rows)


def test_records_without_rules_of_their_year_say_nothing() -> None:
    assert _totals(survey_records().assign(year=2022)) is None
    assert _totals(survey_records(), {"98001": 10.0}) is None
