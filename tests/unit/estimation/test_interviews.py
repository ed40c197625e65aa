"""The interviews behind a count, from its margin."""

from __future__ import annotations

import numpy as np
import pytest

from mobility_analysis.estimation.interviews import interviews_behind, interviews_of_share


def test_weights_drawn_at_random_give_back_the_interviews_behind_them() -> None:
    """A group of 40 households interviewed with weights of 5 to 25: the error of the weighted count, over
    many samples with a Poisson number of interviews, tells the effective number."""
    rng = np.random.default_rng(3)
    weights = [rng.uniform(5, 25, rng.poisson(40)) for _ in range(20_000)]
    totals = np.array([each.sum() for each in weights])
    found = interviews_behind(totals.mean(), totals.std())
    # Kish: 40 over one plus the squared variation of the weights, (20 / sqrt(12) / 15)^2.
    assert float(found) == pytest.approx(40 / (1 + (20 / np.sqrt(12) / 15) ** 2), rel=0.03)


def test_counts_without_error_or_with_an_unknown_one() -> None:
    found = interviews_behind([1_400.0, 1_400.0, 0.0], [0.0, np.nan, 12.0])
    assert found[0] == 100
    assert np.isnan(found[1])
    assert found[2] == 0


def test_of_a_share_the_fewer_interviews_count() -> None:
    # 0.2 with an error of 0.04: 100 by the share; and 25, or 400, by the whole.
    assert interviews_of_share([0.2, 0.2], [0.04, 0.04], [25.0, 400.0]) == pytest.approx([25, 100])


def test_at_the_edges_only_the_whole_tells() -> None:
    found = interviews_of_share([0.0, 1.0, 0.5], [0.1, 0.0, np.nan], [40.0, 50.0, 60.0])
    assert found.tolist() == [40, 50, 60]
