"""A group's rate over everyone's, the group among them."""

from __future__ import annotations

import numpy as np
import pytest

from mobility_analysis.estimation.propagate import relative_rate


def _ratio(counts: np.ndarray) -> np.ndarray:
    has, lacks, others_have, others_lack = counts
    return (has / (has + lacks)) / ((has + others_have) / (has + lacks + others_have + others_lack))


def test_the_error_is_that_of_many_draws() -> None:
    counts, errors = np.array([500.0, 1500.0, 3000.0, 1000.0]), np.array([40.0, 60.0, 80.0, 50.0])
    ratio, error = relative_rate(tuple(counts), tuple(errors))
    rng = np.random.default_rng(5)
    draws = _ratio(rng.normal(counts[:, None], errors[:, None], (4, 200_000)))
    assert float(ratio) == pytest.approx(_ratio(counts))
    assert float(error) == pytest.approx(draws.std(), rel=0.01)


def test_a_group_that_is_everyone_has_one_and_no_error() -> None:
    ratio, error = relative_rate((300.0, 100.0, 0.0, 0.0), (20.0, 20.0, 0.0, 0.0))
    assert float(ratio) == 1
    assert float(error) == pytest.approx(0, abs=1e-12)


def test_none_who_have_it_is_zero_with_an_error_and_no_one_is_no_ratio() -> None:
    ratio, error = relative_rate(
        ([0.0, 0.0], [50.0, 0.0], [300.0, 300.0], [100.0, 100.0]),
        ([8.0] * 2, [9.0] * 2, [0] * 2, [0] * 2),
    )
    assert ratio[0] == 0
    assert error[0] == pytest.approx(8 * 450 / (50 * 300))
    assert np.isnan(ratio[1])
