"""Progress told from drawn later editions: true changes are found, others rarely, whatever kinds of numbers a plan has."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.stats import binomtest
from tests.made_up_run import estimates

from mobility_analysis.framework.registry import Direction, registry
from mobility_analysis.insights.chance import chance_error
from mobility_analysis.insights.detectable import SMALLEST
from mobility_analysis.insights.progress import Baseline, Outcome, progress
from mobility_analysis.insights.selection import Value
from mobility_analysis.planning.demonstration.later_editions import (
    drawn,
    next_edition,
    with_later_editions,
)

PLANS = 300
HIGHER = Direction.HIGHER


def truth(measure: str, value: float, se: float | None, **more: Any) -> Value:
    fields: dict[str, Any] = {
        "level": "county", "geoid": "99001", "year": 2023, "period": "2019-2023", "subgroup": "All",
        "scheme": "residents", "lower": None, "upper": None, "interval_kind": "sampling", "ci_method": "",
        "denominator": None, "grade": 1, "reasons": (), "missing_reason": None, "borrowed_from": None,
        "sources": ("census_acs@5yr-2023-all-api",),
    }  # fmt: skip
    return Value(measure=registry().measures[measure], value=value, se=se, **fields | more)


def counted(measure: str, value: float, people: float, per: float, method: str) -> Value:
    count = value * people / per
    error = (count**0.5) * per / people
    return truth(measure, value, error, numerator=count, denominator=people, ci_method=method)


WORLD = [
    truth("share_employed", 0.80, 0.010),
    truth("share_digital_access", 0.85, 0.006),
    truth("share_enrolled_ages_3_4", 0.46, 0.030),
    truth("ratio_affordable_available_50_ami", 0.62, 0.030),
    truth("share_hs_degree_18_24", 0.88, 0.012),
    counted("rate_injury_death", 80.0, 1_500_000, 1e5, "poisson_exact"),
    counted("share_low_birth_weight", 0.08, 20_000, 1, "wilson"),
    counted("share_homeless", 0.05, 40_000, 1, "suppression_bounds"),
]


def tell(
    draws: np.random.Generator, world: list[Value], changes: dict[str, float]
) -> dict[str, Outcome]:
    """The outcomes of one plan whose baselines and later values are both drawn."""
    baselines = [Baseline(each.measure.id, drawn(each, draws), HIGHER) for each in world]
    later = [next_edition(each, draws, changes.get(each.measure.id, 0.0)) for each in world]
    return {each.key: each.outcome for each in progress(baselines, later)}


MOVED = {Outcome.AS_HOPED, Outcome.OTHER_WAY}


def test_where_nothing_changed_at_most_one_plan_in_twenty_has_any_change() -> None:
    draws = np.random.default_rng(20261129)
    false = sum(bool(MOVED & set(tell(draws, WORLD, {}).values())) for _ in range(PLANS))
    # Not above 5 percent, as far as so many plans can tell.
    assert binomtest(false, PLANS, 0.05, alternative="greater").pvalue > 0.01
    assert false > 0, "a test that never errs tells nothing"


def test_true_changes_of_half_the_measures_are_found_and_the_others_are_left_alone() -> None:
    draws = np.random.default_rng(7)
    sizes = {each.measure.id: 6.5 * (each.se or 0) for each in WORLD[::2] if each.se}
    right = false = 0
    for _ in range(PLANS):
        found = tell(draws, WORLD, sizes)
        right += sum(found[name] is Outcome.AS_HOPED for name in sizes)
        false += any(found[name] in MOVED for name in found.keys() - sizes.keys())
    assert right / (PLANS * len(sizes)) >= 0.93
    assert binomtest(false, PLANS, 0.05, alternative="greater").pvalue > 0.01


def test_a_plan_of_one_measure_finds_the_promised_change_four_times_in_five() -> None:
    draws = np.random.default_rng(3)
    (alone,) = WORLD[:1]
    size = SMALLEST * (alone.se or 0)
    found = sum(
        tell(draws, [alone], {alone.measure.id: size})[alone.measure.id] is Outcome.AS_HOPED
        for _ in range(PLANS)
    )
    assert binomtest(found, PLANS, 0.80).pvalue > 0.01


def test_a_change_against_the_hope_is_told_as_such() -> None:
    draws = np.random.default_rng(5)
    (alone,) = WORLD[:1]
    found = tell(draws, [alone], {alone.measure.id: -10 * (alone.se or 0)})
    assert found == {alone.measure.id: Outcome.OTHER_WAY}


@pytest.mark.parametrize("each", WORLD, ids=lambda value: value.measure.id)
def test_drawn_values_scatter_around_the_truth_by_their_error(each: Value) -> None:
    draws = np.random.default_rng(11)
    values = [drawn(each, draws).value or 0.0 for _ in range(2000)]
    mean = sum(values) / len(values)
    spread = (sum((value - mean) ** 2 for value in values) / len(values)) ** 0.5
    expected = chance_error(each) or each.se
    assert each.value is not None and expected is not None
    assert abs(mean - each.value) < 0.2 * spread
    assert 0.93 * expected < spread < 1.07 * expected


def test_every_series_gets_one_edition_more_that_shares_no_year_with_the_last() -> None:
    before = estimates()
    after = with_later_editions(before, {("share_employed", "All"): 0.05}, np.random.default_rng(1))
    assert list(after.columns) == list(before.columns)
    assert (after.dtypes == before.dtypes).all()
    new = after.iloc[len(before) :]
    mine = new[(new["measure"] == "share_employed") & (new["geoid"] == "99001")]
    everyone = mine[mine["subgroup"] == "All"].iloc[0]
    was = before[
        (before["measure"] == "share_employed")
        & (before["geoid"] == "99001")
        & (before["subgroup"] == "All")
        & (before["period"] == "2019-2023")
    ].iloc[0]
    assert (everyone["period"], everyone["year"]) == ("2024-2028", 2028)
    assert everyone["value"] - was["value"] == pytest.approx(0.05, abs=5 * was["se"])


def test_a_value_without_an_error_changes_by_what_truly_changed() -> None:
    exact = truth("share_debt_coll", 0.25, None)
    later = next_edition(replace(exact, period="2023"), np.random.default_rng(1), -0.05)
    assert later.value == pytest.approx(0.20)
    assert later.period == "2024"
