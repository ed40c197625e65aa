"""Ranks with margins: how often the range holds the true rank, and what lies outside of it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from mobility_analysis.framework.registry import registry
from mobility_analysis.insights.claim_comparisons import ratio_interval
from mobility_analysis.insights.claim_words import ordinal
from mobility_analysis.insights.reference_sets import rank_among
from mobility_analysis.insights.selection import Value
from mobility_analysis.insights.testing import Z95

BROADBAND = registry().measures["share_digital_access"]


def _value(share: float, error: float | None, **more: object) -> Value:
    ends = (None, None) if error is None else (share - Z95 * error, share + Z95 * error)
    plain = Value(
        measure=BROADBAND,
        level="county",
        geoid="99001",
        year=2023,
        period="2019-2023",
        subgroup="All",
        scheme="residents",
        value=share,
        lower=ends[0],
        upper=ends[1],
        se=error,
        interval_kind="sampling",
        ci_method="",
        denominator=None,
        grade=1,
        reasons=(),
        missing_reason=None,
        borrowed_from=None,
        sources=("a@2023",),
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def test_the_range_holds_the_true_rank_in_95_of_100_draws() -> None:
    chance = np.random.default_rng(20261129)
    truth = np.linspace(0.70, 0.90, 25)
    errors = chance.uniform(0.005, 0.03, truth.size)
    held, certain = 0, 0
    draws = 200
    for draw in range(draws):
        here = draw % truth.size
        values = [
            _value(share, error)
            for share, error in zip(chance.normal(truth, errors), errors, strict=True)
        ]
        rank = rank_among(values[here], [*values[:here], *values[here + 1 :]], None)
        low, high = rank.range_from_below()
        held += low <= here + 1 <= high
        certain += high - low < truth.size - 1
    assert held >= 0.95 * draws
    assert certain > 0.9 * draws  # the range says something


def test_places_that_cannot_be_compared_are_not_among_the_others() -> None:
    here = _value(0.8, 0.01)
    others = [
        _value(0.7, 0.01),
        None,
        _value(0.7, 0.01, grade=3),
        _value(0.7, 0.01, borrowed_from="99003"),
        _value(0.7, 0.01, sources=("b@2023",)),
    ]
    rank = rank_among(here, others, None)
    assert (rank.others, rank.usable, rank.lower, rank.higher) == (5, 1, 1, 0)
    assert not rank.is_enough
    assert rank.range_from_above() == (1, 1)


def test_values_without_margins_are_set_beside_by_the_rule() -> None:
    others = [_value(0.5, None), _value(0.81, None), _value(0.95, None)]
    rank = rank_among(_value(0.8, None), others, 0.1)
    assert (rank.lower, rank.higher, rank.is_ruled) == (1, 1, True)


def test_the_interval_of_a_ratio_agrees_with_another_library() -> None:
    (x, n), (y, m) = (300, 2000), (600, 8000)
    mine = ratio_interval(
        _value(x / n, math.sqrt(x / n * (1 - x / n) / n), lower=None, upper=None),
        _value(y / m, math.sqrt(y / m * (1 - y / m) / m), lower=None, upper=None),
    )
    low, high = confint_proportions_2indep(x, n, y, m, compare="ratio", method="log")
    assert mine is not None
    assert mine == pytest.approx((x / n / (y / m), low, high), rel=2e-3)


@pytest.mark.parametrize("other", [_value(0.0, 0.01), _value(0.1, None, lower=None, upper=None)])
def test_no_ratio_without_both_margins_or_of_none(other: Value) -> None:
    assert ratio_interval(_value(0.2, 0.01), other) is None


@pytest.mark.parametrize(
    ("number", "words"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (21, "21st"), (113, "113th")]
)  # fmt: skip
def test_ordinals(number: int, words: str) -> None:
    assert ordinal(number) == words
