"""Exact tests of two counts: events per person, shares of complete counts, people per physician.

They are written out here, in a few lines of numpy, since scipy.stats and statsmodels take seconds to import and every
refresh of a worksheet tests a place's counts; the tests of this module hold them to both libraries.
"""

from __future__ import annotations

import math

import numpy as np

from mobility_analysis.estimation.intervals import wilson
from mobility_analysis.estimation.propagate import Z95, Array
from mobility_analysis.insights.selection import Value

# How the intervals of such values are computed, which tells them from others.
PHYSICIANS, EVENTS, SHARES = "poisson_exact_inverted", "poisson_exact", "wilson"
# Two outcomes so near in probability are equally likely, but for rounding (as in R's tests).
_AS_LIKELY = 1 + 1e-7
# Outcomes that lie farther from the expected one, in standard deviations and beyond so many, have no weight in a double.
_FAR = 40


def physicians_p_value(value: Value, other: Value) -> float:
    """Exact conditional test that two counts (the denominators) have one rate per person."""
    assert value.value is not None and value.denominator is not None
    assert other.value is not None and other.denominator is not None
    return rates_p_value(
        round(value.denominator),
        value.denominator * value.value,
        round(other.denominator),
        other.denominator * other.value,
    )


def compare_events(value: Value, other: Value) -> tuple[float, float, float]:
    """Interval of the difference of two rates in the measure's unit, and the exact p-value.

    The interval is Donner and Zou's, from the score limits of both rates.
    """
    events, people = _count(value)
    other_events, other_people = _count(other)
    per = _per(value, other)
    p_value = rates_p_value(round(events), people, round(other_events), other_people)
    lower, upper = _of_difference(
        events / people,
        _score_limits(events, people),
        other_events / other_people,
        _score_limits(other_events, other_people),
    )
    return lower * per, upper * per, p_value


def compare_shares(value: Value, other: Value) -> tuple[float, float, float]:
    """Newcombe's interval of the difference of two shares of complete counts, and Fisher's p-value."""
    (hits, everyone), (other_hits, others) = _count(value), _count(other)
    lower, upper = _of_difference(
        hits / everyone,
        _wilson(hits, everyone),
        other_hits / others,
        _wilson(other_hits, others),
    )
    p_value = shares_p_value(
        round(hits), round(everyone - hits), round(other_hits), round(others - other_hits)
    )
    return lower, upper, p_value


# ------------------------------------------------------------------ exact tests


def rates_p_value(events: int, people: float, other_events: int, other_people: float) -> float:
    """Exact conditional test that two counts have one rate: of all events, the first count is binomial.

    Two-sided: as likely as what was seen, or less. Source: Przyborowski and Wilenski (1940), Biometrika 31.
    """
    total, part = events + other_events, people / (people + other_people)
    low, high = _range(events, 0, total, total * part, total * part * (1 - part))
    x = np.arange(low, high, dtype=float)
    steps = np.log((total - x) / (x + 1)) + math.log(part / (1 - part))
    return _two_sided(steps, events - low)


def shares_p_value(hits: int, rest: int, other_hits: int, other_rest: int) -> float:
    """Fisher's exact test that two complete counts have one share, two-sided in the same way.

    Source: Fisher (1935), Journal of the Royal Statistical Society 98.
    """
    drawn, all_hits = hits + rest, hits + other_hits
    missed = rest + other_rest
    total = all_hits + missed
    if not (drawn and all_hits and missed and total > drawn):
        return 1.0
    expected = drawn * all_hits / total
    variance = expected * (missed / total) * (total - drawn) / max(total - 1, 1)
    low, high = _range(hits, max(0, drawn - missed), min(drawn, all_hits), expected, variance)
    x = np.arange(low, high, dtype=float)
    steps = np.log((all_hits - x) / (x + 1)) + np.log((drawn - x) / (missed - drawn + x + 1))
    return _two_sided(steps, hits - low)


def _range(seen: int, least: int, most: int, expected: float, variance: float) -> tuple[int, int]:
    """The outcomes that matter: those near the expected one, what was seen, and those near it."""
    far = _FAR * (math.sqrt(variance) + 1)
    low, high = math.floor(min(seen, expected) - far), math.ceil(max(seen, expected) + far)
    return max(least, low), min(most, high)


def _two_sided(steps: Array, seen: int) -> float:
    """The probability of what was seen and of everything as likely or less.

    Parameters
    ----------
    steps
        The logarithm of how much likelier each outcome is than the one before it.
    seen
        Which outcome was seen, counted from 0.
    """
    logs = np.concatenate([[0.0], np.cumsum(steps)])
    weights = np.exp(logs - logs.max())
    return float(weights[weights <= weights[seen] * _AS_LIKELY].sum() / weights.sum())


# ------------------------------------------------------------------ intervals


def _score_limits(events: float, people: float) -> tuple[float, float]:
    """Score limits of a rate (Rao 1948)."""
    center, arm = events + Z95**2 / 2, Z95 * math.sqrt(events + Z95**2 / 4)
    return max(center - arm, 0.0) / people, (center + arm) / people


def _wilson(hits: float, everyone: float) -> tuple[float, float]:
    (lower,), (upper,) = wilson([hits], [everyone])
    return float(lower), float(upper)


def _of_difference(
    first: float, limits: tuple[float, float], second: float, other_limits: tuple[float, float]
) -> tuple[float, float]:
    """Limits of a difference from those of its two parts (Newcombe 1998; Donner and Zou 2012)."""
    difference = first - second
    below = math.hypot(first - limits[0], other_limits[1] - second)
    above = math.hypot(limits[1] - first, second - other_limits[0])
    return difference - below, difference + above


def _count(value: Value) -> tuple[float, float]:
    assert value.numerator is not None and value.denominator is not None
    return value.numerator, value.denominator


def _per(value: Value, other: Value) -> float:
    """How many people a printed rate counts by: 100,000 for deaths per 100,000."""
    known = value if value.numerator else other
    events, people = _count(known)
    return (known.value or 0.0) * people / events if events else 1.0
