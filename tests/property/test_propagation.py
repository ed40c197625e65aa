"""Properties every error must have, whatever the numbers."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mobility_analysis.estimation import intervals, propagate

counts = st.integers(0, 10_000_000).map(float)
errors = st.integers(0, 100_000).map(float)
cells = st.lists(st.tuples(counts, errors), min_size=0, max_size=30)


@given(cells)
def test_a_sums_error_is_finite_and_at_least_its_largest_part(
    parts: list[tuple[float, float]],
) -> None:
    estimates = np.array([estimate for estimate, _ in parts])
    moes = np.array([moe for _, moe in parts])
    total = float(propagate.sum_error(estimates, moes))
    assert math.isfinite(total)
    assert total >= moes.max(initial=0.0) - 1e-9 * (1 + total)


@given(cells, errors)
def test_more_zero_cells_of_the_same_margin_add_nothing(
    parts: list[tuple[float, float]], zero_moe: float
) -> None:
    one = [*parts, (0.0, zero_moe)]
    many = [*parts, *[(0.0, zero_moe)] * 5]
    totals = [
        propagate.sum_error([e for e, _ in group], [m for _, m in group]) for group in (one, many)
    ]
    assert math.isclose(float(totals[0]), float(totals[1]))


@given(cells.filter(lambda parts: len(parts) > 0))
def test_an_unknown_error_makes_the_sum_unknown(parts: list[tuple[float, float]]) -> None:
    moes = [moe for _, moe in parts]
    moes[0] = math.nan
    assert math.isnan(float(propagate.sum_error([e for e, _ in parts], moes)))


@given(counts.filter(bool), errors, st.floats(0, 1), errors)
def test_a_shares_error_is_never_negative_nor_lost(
    whole: float, whole_error: float, share: float, part_error: float
) -> None:
    error = float(propagate.proportion_error(share * whole, part_error, whole, whole_error))
    assert error >= 0
    assert math.isfinite(error)


@given(st.floats(-1e6, 1e6))
def test_dividing_by_zero_is_missing_never_a_number(top: float) -> None:
    assert np.isnan(propagate.divide([top], [0.0])).all()


@given(st.floats(0.001, 0.999), st.floats(1e-4, 0.3))
def test_a_wilson_interval_holds_its_share_and_stays_inside_0_and_1(
    share: float, se: float
) -> None:
    lower, upper = intervals.wilson_from_se([share], [se])
    assert 0 <= lower[0] <= share <= upper[0] <= 1
    assert upper[0] > lower[0]


@given(st.integers(0, 100_000))
def test_poisson_limits_hold_their_count(events: int) -> None:
    lower, upper = intervals.poisson_exact([events])
    assert lower[0] <= events <= upper[0]
    assert upper[0] > lower[0]
