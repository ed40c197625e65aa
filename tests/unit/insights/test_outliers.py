"""The rule for extreme values: by hand, against scipy, and where it has nothing to say."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import median_abs_deviation

from mobility_analysis.insights.outliers import ordinary_range


def test_by_hand() -> None:
    # Median 3; distances from it 2, 1, 0, 1, 97; their median 1.
    found = ordinary_range(np.array([1, 2, 3, 4, 100.0]))
    assert found is not None
    assert found.median == 3
    assert found.spread == pytest.approx(1.4826)
    assert (found.lower, found.upper) == pytest.approx((3 - 3.5 * 1.4826, 3 + 3.5 * 1.4826))
    assert found.distance(np.array([100.0, 1.0])) == pytest.approx([97 / 1.4826, -2 / 1.4826])


def test_the_spread_is_scipys() -> None:
    values = np.random.default_rng(3).gamma(2.0, size=501)
    found = ordinary_range(values)
    assert found is not None
    assert found.spread == pytest.approx(median_abs_deviation(values, scale="normal"), rel=1e-4)


def test_normal_values_are_almost_never_extreme() -> None:
    values = np.random.default_rng(4).normal(size=20_000)
    found = ordinary_range(values)
    assert found is not None
    # Beyond 3.5 standard deviations: 0.0465 percent of a normal distribution, 9 of 20,000.
    assert ((values < found.lower) | (values > found.upper)).sum() < 25


def test_gaps_do_not_count_and_the_extremes_do_not_move_the_rule() -> None:
    assert ordinary_range(np.array([1, 2, 3, 4, 1e9, np.nan])) == ordinary_range(
        np.array([1, 2, 3, 4, 5.0])
    )


@pytest.mark.parametrize("values", [[], [np.nan], [5.0], [7, 7, 7, 7, 1.0]])
def test_no_range_without_spread(values: list[float]) -> None:
    assert ordinary_range(np.array(values, dtype=float)) is None
