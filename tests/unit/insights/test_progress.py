"""What became of a measure since its baseline was frozen: each outcome of the closed list."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mobility_analysis.framework.registry import Direction, registry
from mobility_analysis.insights.progress import Baseline, Outcome, progress
from mobility_analysis.insights.selection import Value

HIGHER, LOWER = Direction.HIGHER, Direction.LOWER


def value(measure: str, number: float | None, period: str = "2019-2023", **more: Any) -> Value:
    fields: dict[str, Any] = {
        "level": "county", "geoid": "99001", "year": int(period[-4:]), "period": period, "subgroup": "All",
        "scheme": "residents", "lower": None, "upper": None, "se": 0.01, "interval_kind": "sampling",
        "ci_method": "", "denominator": None, "grade": 1 if number is not None else None, "reasons": (),
        "missing_reason": None, "borrowed_from": None, "sources": ("census_acs@5yr-2023-all-api",),
    }  # fmt: skip
    return Value(measure=registry().measures[measure], value=number, **fields | more)


SHARE, LATER, AMID = "share_digital_access", "2024-2028", "2020-2024"
START = value(SHARE, 0.70, lower=0.68, upper=0.72)


@pytest.mark.parametrize(
    ("now", "outcome", "said"),
    [
        ([START, value(SHARE, 0.76, LATER)], Outcome.AS_HOPED,
         "70 percent in 2019\u20132023, 76 percent in 2024\u20132028. 6 percentage points higher"),
        ([START, value(SHARE, 0.64, LATER)], Outcome.OTHER_WAY, "6 percentage points lower"),
        ([START, value(SHARE, 0.71, LATER)], Outcome.NO_CHANGE, "71 percent in 2024"),
        ([START, value(SHARE, 0.76, AMID)], Outcome.OVERLAPS,
         "2020\u20132024 shares years with 2019\u20132023. The next independent value is of 2024\u20132028 and is due "
         "about December 2029."),
        ([START], Outcome.NO_NEWER, "due about December 2029"),
        ([], Outcome.GONE, "no row"),
        ([value(SHARE, None, missing_reason="suppressed_by_source")], Outcome.GONE, "withholds"),
        ([value(SHARE, 0.65, "2014-2018")], Outcome.GONE, "not in the run any more"),
        ([value(SHARE, 0.74)], Outcome.REVISED, "70.0% at adoption, 74.0% now. There is no newer value."),
        ([value(SHARE, 0.705)], Outcome.NO_NEWER, ""),
        ([value(SHARE, 0.80, LATER, sources=("other@1",))], Outcome.NOT_COMPARABLE, "different sources"),
        ([value(SHARE, 0.80, LATER, grade=3)], Outcome.NOT_COMPARABLE, "too weak"),
        ([START, value(SHARE, 0.80, "2024")], Outcome.NO_NEWER, "due about"),
    ],
)  # fmt: skip
def test_each_outcome_says_why(now: list[Value], outcome: Outcome, said: str) -> None:
    (found,) = progress([Baseline("measure.1", START, HIGHER)], now)
    assert found.outcome is outcome, found
    assert said in found.words
    assert found.is_tested is (outcome in (Outcome.AS_HOPED, Outcome.OTHER_WAY, Outcome.NO_CHANGE))


@pytest.mark.parametrize(
    ("measure", "period", "later", "said"),
    [
        ("pctl_income_50", "2019-2023", "2024-2028", "same dollars"),
        ("share_homeless", "2019-2020", "2021-2022", "series breaks"),
        ("count_homeless", "2021-2022", "2022-2023", "plain count"),
    ],
)
def test_what_cannot_be_set_beside_each_other_is_not(
    measure: str, period: str, later: str, said: str
) -> None:
    years = {each: int(each[:4]) if each[:4] != "2024" else 2028 for each in (period, later)}
    start = value(
        measure, 60.0, period, year=years[period] if measure != "pctl_income_50" else 2023
    )
    last = value(measure, 20.0, later, year=years[later])
    (found,) = progress([Baseline("measure.1", start, LOWER)], [start, last])
    assert found.outcome is Outcome.NOT_COMPARABLE
    assert said in found.words


def test_police_who_did_not_all_report_make_no_crimes_fewer() -> None:
    start = value("rate_crime_against_persons", 900.0, "2023", se=9.0)
    last = replace(start, value=400.0, year=2024, period="2024", reasons=("agencies_half",))
    (found,) = progress([Baseline("measure.1", start, LOWER)], [start, last])
    assert found.outcome is Outcome.NOT_COMPARABLE
    assert "police" in found.words


def test_without_a_margin_a_rule_tells_and_is_called_one() -> None:
    start = value("index_air_quality_median", 40.0, "2022", se=None, interval_kind="none")
    last = replace(start, value=50.0, year=2023, period="2023")
    (found,) = progress([Baseline("measure.1", start, LOWER)], [start, last])
    assert found.outcome is Outcome.OTHER_WAY
    assert not found.is_tested
    assert "By a rule" in found.words


def test_a_newer_value_is_set_beside_the_revised_baseline_and_both_are_shown() -> None:
    now = [value(SHARE, 0.75), value(SHARE, 0.76, LATER)]
    (found,) = progress([Baseline("measure.1", START, HIGHER)], now)
    assert found.outcome is Outcome.NO_CHANGE, "0.76 beside 0.70 would be a change"
    assert "70.0% at adoption, 75.0% now" in found.words
    assert found.revised is now[0]


def test_tests_are_corrected_for_the_number_of_measures() -> None:
    """0.03 beside errors of 0.01: p is 0.034, so alone it is a change and among three it is not."""
    one, three = ((SHARE,), (SHARE, "share_employed", "share_hs_degree_18_24"))
    results = []
    for names in (one, three):
        baselines = [Baseline(name, value(name, 0.70), HIGHER) for name in names]
        later = [value(name, 0.73 if name == SHARE else 0.70, LATER) for name in names]
        results.append(progress(baselines, later)[0])
    assert [each.outcome for each in results] == [Outcome.AS_HOPED, Outcome.NO_CHANGE]
    assert "Alone it would count as moved as hoped" in results[1].words


@pytest.mark.parametrize("start", [None, value(SHARE, 0.7, grade=3)])
def test_without_a_baseline_nothing_is_told(start: Value | None) -> None:
    (found,) = progress([Baseline("measure.1", start, HIGHER)], [value(SHARE, 0.9, LATER)])
    assert found.outcome is Outcome.NO_BASELINE


def test_without_a_wanted_direction_nothing_is_tested() -> None:
    (found,) = progress([Baseline("measure.1", START)], [START, value(SHARE, 0.9, LATER)])
    assert found.outcome is Outcome.NOT_COMPARABLE
    assert "higher or lower" in found.words


def test_a_group_is_set_beside_itself() -> None:
    start = replace(START, subgroup="Hispanic")
    now = [value(SHARE, 0.90, LATER), value(SHARE, 0.70, LATER, subgroup="Hispanic")]
    (found,) = progress([Baseline("measure.1", start, HIGHER)], now)
    assert found.outcome is Outcome.NO_CHANGE
