"""Intervals against printed tables and independent libraries."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.rates import confint_poisson

from mobility_analysis.estimation import intervals


@pytest.mark.parametrize(
    ("events", "lower", "upper"),
    # Exact limits as printed in, for example, National Vital Statistics Reports' technical notes
    # (factors for counts below 100) and Garwood (1936).
    [(1, 0.0253, 5.5716), (5, 1.6235, 11.6683), (10, 4.7954, 18.3904), (20, 12.2165, 30.8884)],
)
def test_poisson_limits_are_the_printed_ones(events: int, lower: float, upper: float) -> None:
    found = intervals.poisson_exact([events])
    assert found[0][0] == pytest.approx(lower, abs=1e-4)
    assert found[1][0] == pytest.approx(upper, abs=1e-4)


def test_poisson_limits_agree_with_statsmodels() -> None:
    events = np.array([1.0, 7.0, 42.0, 350.0])
    theirs = confint_poisson(events, 1, method="exact-c")
    np.testing.assert_allclose(intervals.poisson_exact(events), theirs, rtol=1e-9)


def test_no_events_still_have_an_upper_limit() -> None:
    lower, upper = intervals.poisson_exact([0])
    assert (lower[0], upper[0]) == (0, pytest.approx(3.6889, abs=1e-4))


def test_wilson_is_newcombes_printed_example() -> None:
    # Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263, score method 0.2553 to 0.3662.
    lower, upper = intervals.wilson([81], [263])
    assert (lower[0], upper[0]) == (
        pytest.approx(0.2553, abs=1e-4),
        pytest.approx(0.3662, abs=1e-4),
    )


def test_wilson_of_no_trials_is_missing() -> None:
    lower, upper = intervals.wilson([0], [0])
    assert np.isnan(lower[0]) and np.isnan(upper[0])


def test_wald_is_clipped_to_the_possible() -> None:
    lower, upper = intervals.wald([0.02], [0.05], 0, 1)
    assert lower[0] == 0
    assert upper[0] == pytest.approx(0.118, abs=1e-3)
