"""Exact tests and intervals of two counts, held against scipy and statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact
from statsmodels.stats import rates as their_rates
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from mobility_analysis.estimation.intervals import wilson
from mobility_analysis.insights import count_tests
from mobility_analysis.insights.count_tests import rates_p_value, shares_p_value

FEW, MANY = st.integers(0, 60), st.integers(0, 20_000)
PEOPLE = st.floats(50, 5e6)


def _theirs(events: int, people: float, other: int, others: float) -> float:
    return float(
        their_rates.test_poisson_2indep(events, people, other, others, method="exact-cond").pvalue
    )


@given(events=FEW | MANY, people=PEOPLE, other=FEW | MANY, others=PEOPLE)
def test_the_test_of_rates_is_the_libraries(
    events: int, people: float, other: int, others: float
) -> None:
    if events + other == 0:
        assert rates_p_value(events, people, other, others) == 1.0
        return
    found = rates_p_value(events, people, other, others)
    assert found == pytest.approx(_theirs(events, people, other, others), rel=1e-6, abs=1e-250)


@given(hits=FEW | MANY, rest=FEW | MANY, other_hits=FEW | MANY, other_rest=FEW | MANY)
def test_the_test_of_shares_is_the_libraries(
    hits: int, rest: int, other_hits: int, other_rest: int
) -> None:
    theirs = fisher_exact([[hits, rest], [other_hits, other_rest]]).pvalue
    found = shares_p_value(hits, rest, other_hits, other_rest)
    assert found == pytest.approx(float(theirs), rel=1e-6, abs=1e-250)


@pytest.mark.parametrize(
    ("events", "people", "other", "others"),
    [(740, 540_000, 279_000, 333_000_000), (2, 9_000, 1_400_000, 1_660_000_000)],
)
def test_a_place_beside_the_nation(events: int, people: float, other: int, others: float) -> None:
    found = rates_p_value(events, people, other, others)
    assert found == pytest.approx(_theirs(events, people, other, others), rel=1e-6)


def test_births_of_a_state_beside_the_nation() -> None:
    theirs = fisher_exact([[11_050, 119_000], [309_000, 3_290_000]]).pvalue
    assert shares_p_value(11_050, 119_000, 309_000, 3_290_000) == pytest.approx(theirs, rel=1e-6)


@given(hits=st.integers(0, 500), rest=st.integers(1, 500), other=st.integers(0, 500))
def test_intervals_of_differences_are_the_libraries(hits: int, rest: int, other: int) -> None:
    whole, others = hits + rest, other + 250
    found = count_tests._of_difference(
        hits / whole,
        count_tests._wilson(hits, whole),
        other / others,
        count_tests._wilson(other, others),
    )
    theirs = confint_proportions_2indep(
        hits, whole, other, others, compare="diff", method="newcomb"
    )
    assert found == pytest.approx(theirs, abs=1e-12)
    rates = count_tests._of_difference(
        hits / 1e5,
        count_tests._score_limits(hits, 1e5),
        other / 3e5,
        count_tests._score_limits(other, 3e5),
    )
    theirs = their_rates.confint_poisson_2indep(
        hits, 1e5, other, 3e5, compare="diff", method="mover"
    )
    assert rates == pytest.approx(theirs, abs=1e-12)


def test_wilson_is_the_librarys() -> None:
    hits, whole = np.array([0.0, 3, 81, 40, 1e6]), np.array([12.0, 3, 263, 4e4, 3e6])
    theirs = proportion_confint(hits, whole, method="wilson")
    np.testing.assert_allclose(wilson(hits, whole), theirs, atol=1e-15)
