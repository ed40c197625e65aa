"""How many people a gap is about: checked by hand, and against counting them out."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility_analysis.framework.estimate import conform
from mobility_analysis.framework.registry import Direction, registry
from mobility_analysis.framework.subgroups import BY_LABEL
from mobility_analysis.insights.findings import Finding
from mobility_analysis.insights.groups import group_gaps
from mobility_analysis.insights.how_many import about
from mobility_analysis.insights.selection import Selection

BLACK = "Black, Non-Hispanic"
WORKERS = (("Female", 62_000, 80_000), ("Male", 70_000, 80_000))


def row(measure: str, group: str, numerator: float, people: float, **more: object) -> dict:
    kind = BY_LABEL[group]
    per = registry().measures[measure].unit.per
    p = numerator / people
    return {
        "measure": measure, "level": "county", "geoid": "99001", "geo_vintage": 2023, "year": 2023,
        "period": "2017-2023", "subgroup_type": kind.type.value, "subgroup": group,
        "scheme": kind.scheme.value, "value": p * per, "grade": 1, "reasons": [], "sources": ["a@1"],
        "interval_kind": "sampling", "ci_method": "wilson", "numerator": numerator,
        "denominator": people, "se": (p * (1 - p) / people) ** 0.5 * per,
    } | more  # fmt: skip


def gap(*rows: dict) -> Finding:
    """The gap of the second row's group."""
    selection = Selection(conform(pd.DataFrame(list(rows))))
    found = {f.group: f for f in group_gaps(selection, "99001", [rows[0]["measure"]])}
    return found[str(rows[1]["subgroup"])]


def test_births_are_told_by_the_year() -> None:
    """1,179 of 7,866 births of seven years were light, of all others 2,391 of 31,419.

    With the others' 7.61 percent 598.6 would have been: 580.4 fewer in seven years, 82.9 a year.
    """
    found = gap(
        row("share_low_birth_weight", "All", 3_570, 39_285),
        row("share_low_birth_weight", BLACK, 1_179, 7_866),
    )
    assert found.count_change == pytest.approx(-(1_179 - 7_866 * 2_391 / 31_419) / 7)
    assert found.count_sentence == (
        "With the same share as among all other mothers, there would be about 83 fewer babies born with low "
        "weight a year (74 to 93)."
    )


def test_residents_are_not_divided_by_the_years_of_a_survey() -> None:
    """62,000 of 80,000 women and 70,000 of 80,000 men had a job: 8,000 women more."""
    errors = {"ci_method": "acs_proportion_wilson_effective_n", "se": 0.004}
    found = gap(
        row("share_employed", "All", 132_000, 160_000, **errors),
        row("share_employed", "Female", 62_000, 80_000, **errors),
        row("share_employed", "Male", 70_000, 80_000, **errors),
    )
    assert found.count_change == pytest.approx(8_000)
    assert found.count_lower < 8_000 < found.count_upper
    assert "about 8,000 more people ages 25 to 54 with a job (" in found.count_sentence
    assert "among men ages 25 to 54" in found.count_sentence
    assert " a year" not in found.count_sentence


def test_rates_are_events_again() -> None:
    """200 deaths in five years of 200,000 people each year, others half as often: 20 a year fewer."""
    more = {"period": "2019-2023", "ci_method": "poisson_exact"}
    found = gap(
        row("rate_injury_death", "All", 200 + 400, 1_000_000 * 0.2 + 800_000, **more),
        row("rate_injury_death", BLACK, 200, 200_000, **more),
    )
    assert found.count_change == pytest.approx(-(200 - 200_000 * 400 / 800_000) / 5)
    assert "about 20 fewer injury deaths a year" in found.count_sentence


def test_nothing_is_said_without_a_count_or_where_the_gap_may_be_none() -> None:
    without = {"denominator": None, "numerator": None}
    whole = row("share_low_birth_weight", "All", 3_570, 39_285)
    found = gap(whole, row("share_low_birth_weight", BLACK, 1_179, 7_866) | without)
    assert (found.count_change, found.count_sentence) == (None, "")
    alike = gap(whole, row("share_low_birth_weight", BLACK, 716, 7_866))
    assert alike.count_lower < 0 < alike.count_upper
    assert alike.count_sentence == ""


def test_nobody_asks_how_many_fewer_of_those_who_are_better_off_there_would_be() -> None:
    errors = {"ci_method": "acs_proportion_wilson_effective_n", "se": 0.004}
    women, men = (row("share_employed", *who, **errors) for who in WORKERS)
    found = gap(row("share_employed", "All", 132_000, 160_000, **errors), men, women)
    assert found.count_change == pytest.approx(-8_000)
    assert found.count_sentence == ""


def test_only_outcomes_are_counted() -> None:
    counted = [measure for measure in registry().measures.values() if measure.counted]
    assert len(counted) == 13
    assert all(measure.direction is not Direction.NONE for measure in counted)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0.4, "0"),
        (-7.5, "8"),
        (99.4, "99"),
        (99.6, "100"),
        (104.9, "100"),
        (115, "120"),
        (1_349, "1,300"),
        (12_500, "13,000"),
        (99_950, "100,000"),
    ],
)
def test_numbers_are_told_roughly(number: float, words: str) -> None:
    assert about(number) == words


@given(st.floats(1, 1e8))
def test_told_numbers_are_within_a_twentieth(number: float) -> None:
    told = float(about(number).replace(",", ""))
    assert abs(told - number) <= max(0.5, number * 0.05 + 0.5)
