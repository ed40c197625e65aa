"""Everyone outside a group, against counts by hand, a simulation and bad input."""

from __future__ import annotations

import numpy as np
import pytest

from mobility_analysis.estimation.everyone_else import others_error, others_value, pooled


def test_the_others_value_is_that_of_their_own_counts() -> None:
    # 30 of 100 in the group, 130 of 500 in all: 100 of the 400 others.
    assert others_value(0.30, 0.26, 100 / 500) == pytest.approx(0.25)


def test_the_others_error_is_that_of_their_own_sample() -> None:
    # Binomial errors of 100 and 400 people at one rate; everyone's is that of the weighted mean.
    p, group, others = 0.3, 100, 400
    group_se, others_se = (np.sqrt(p * (1 - p) / n) for n in (group, others))
    everyone_se = np.hypot(0.2 * group_se, 0.8 * others_se)
    assert others_error(group_se, everyone_se, 0.2) == pytest.approx(others_se)


def test_the_error_holds_in_a_simulation_of_overlapping_values() -> None:
    rng = np.random.default_rng(5)
    group = rng.normal(0.4, 0.02, 20_000)
    others = rng.normal(0.4, 0.014, 20_000)
    everyone = 0.3 * group + 0.7 * others
    found = (everyone - 0.3 * group) / 0.7
    assert others_error(0.02, float(everyone.std()), 0.3) == pytest.approx(found.std(), rel=0.03)


def test_rounded_margins_never_make_the_others_certain() -> None:
    """A group of 97 percent: everyone's printed error is below the group's part of it."""
    error = others_error(0.0050, 0.0048, 0.97)
    assert error == pytest.approx(0.0050 * np.sqrt(0.97 / 0.03))


@pytest.mark.parametrize("weight", [0.0, 1.0, 1.2, -0.1])
def test_a_group_of_nobody_or_everybody_has_no_others(weight: float) -> None:
    with pytest.raises(ValueError, match="a part of everyone"):
        others_value(0.3, 0.3, weight)


def test_groups_are_pooled_by_their_size() -> None:
    value, error = pooled([0.2, 0.5], [0.03, 0.04], [300.0, 100.0])
    assert value == pytest.approx(0.275)
    assert error == pytest.approx(np.hypot(0.75 * 0.03, 0.25 * 0.04))
    assert pooled([0.2, 0.5], [0.03, None], [300.0, 100.0])[1] is None
