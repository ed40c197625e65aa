"""Tests that comparisons with places, between groups and over time have in common.

* Both values have standard errors: a two-sided z test of the difference.
* Counts of events (deaths, arrests, physicians): an exact test of two Poisson rates, because a standard
  error says little where a handful of events stand behind it.
* Shares of complete counts (births): Fisher's exact test, with Newcombe's interval of the difference.
* Counts that scatter by more than Poisson (:mod:`insights.chance`: students experiencing homelessness, reported
  crimes): a z test with that scatter, and where counts are withheld, of the least difference that the lowest and
  highest possible values leave.
* Other values with lowest and highest possible values (withheld counts): different when these do not overlap
  and the values are apart by the fixed rule; those that are closer are said to be hardly apart. Bounds hold
  no chance variation, so not a test.
* No margins: a fixed rule (:mod:`insights.fixed_rule`). What it finds is shown as such and marked as no test.
* An amount of which only "or more" (or "or less") is known: the printed ends are compared by the fixed
  rule, and the difference is the least there can be. Nothing can be told of two that are open at the same
  side, nor where the open side reaches toward the other value or lies too near to it.

The samples of a place and of the state or nation it lies in overlap, which the z test takes into account
(:mod:`insights.overlap`).

Many tests of one kind are corrected together by Holm's method, which holds whatever the tests have to do
with one another.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np

from mobility_analysis.framework.registry import Direction, Measure, registry
from mobility_analysis.insights.chance import chance_error
from mobility_analysis.insights.count_tests import (
    EVENTS,
    PHYSICIANS,
    SHARES,
    compare_events,
    compare_shares,
    physicians_p_value,
)
from mobility_analysis.insights.findings import ALPHA, Finding, Method, Verdict
from mobility_analysis.insights.fixed_rule import is_apart
from mobility_analysis.insights.numbers import OpenEnd
from mobility_analysis.insights.overlap import difference_error
from mobility_analysis.insights.selection import Value

Z95 = NormalDist().inv_cdf(0.975)

# No count is of more people than there are on earth, and no amount larger than all the world's homes are worth.
MOST_COUNTED, MOST_AMOUNT = 1e10, 1e15

BOUNDS = "suppression_bounds"


@dataclass(frozen=True)
class Verdicts:
    """The words of one kind of finding: when nothing was found, and for a measure with a direction."""

    same: Verdict
    better: Verdict = Verdict.HIGHER
    worse: Verdict = Verdict.LOWER

    def of(self, measure: Measure, difference: float | None, *, is_judged: bool = True) -> Verdict:
        """The verdict of a difference that was found; no better or worse without a direction."""
        is_higher = (difference or 0) > 0
        is_judged = is_judged and measure.direction is not Direction.NONE
        if not is_judged or self.better is Verdict.HIGHER:
            return Verdict.HIGHER if is_higher else Verdict.LOWER
        is_better = is_higher == (measure.direction is Direction.HIGHER)
        return self.better if is_better else self.worse


def method_for(value: Value, other: Value | None, typical: float | None = None) -> Method:
    """How two values can be compared, or why not."""
    if other is None or value.value is None or other.value is None:
        return Method.NO_VALUE
    if not (value.usable and other.usable):
        return Method.GRADE
    if value.open_end or other.open_end:
        return Method.FIXED_RULE if _are_told_apart(value, other, typical) else Method.OPEN_END
    return _method_of_usable(value, other)


def _method_of_usable(value: Value, other: Value) -> Method:
    if not (fits(value) and fits(other)):
        return Method.IMPOSSIBLE
    if value.se is not None and other.se is not None and value.se + other.se > 0:
        return Method.DIFFERENCE_TEST
    if _are_counts(value, other, EVENTS) or _have_scatter(value, other):
        return Method.DIFFERENCE_TEST
    if value.interval_kind == other.interval_kind == BOUNDS:
        return Method.BOUNDS
    return Method.FIXED_RULE


def fits(value: Value) -> bool:
    """Whether the numbers behind a value can be true together, so that a test of them means something.

    They cannot where two files disagree, such as deaths of one year over the people of another: what
    is left for everyone else is then fewer than none. No test is asked about such counts.
    """
    numbers = (value.value, value.lower, value.upper, value.se, value.numerator, value.denominator)
    if any(abs(number) > MOST_AMOUNT for number in numbers if number is not None):
        return False
    if value.se is not None and value.se < 0:
        return False
    if value.ci_method not in (PHYSICIANS, EVENTS, SHARES):
        return True
    if value.numerator is None or value.denominator is None:
        return value.ci_method != PHYSICIANS
    is_counted = (
        value.numerator >= 0 and value.denominator >= 1
    )  # of fewer than one, rates have no end
    is_counted &= max(value.numerator, value.denominator) <= MOST_COUNTED
    if value.ci_method == PHYSICIANS:  # so many people per physician: together at least one
        people = (value.value or 0.0) * value.denominator
        return is_counted and people >= 1
    return is_counted and (value.ci_method != SHARES or value.numerator <= value.denominator)


def _are_told_apart(value: Value, other: Value, typical: float | None) -> bool:
    """Whether two amounts, one of them open, are apart by the fixed rule, however far it lies beyond."""
    assert value.value is not None and other.value is not None
    is_higher = value.value > other.value
    toward = (OpenEnd.LESS, OpenEnd.MORE) if is_higher else (OpenEnd.MORE, OpenEnd.LESS)
    reaches = value.open_end is toward[0] or other.open_end is toward[1]
    return not reaches and is_apart(value.measure, value.value, other.value, typical)


def set_beside(blank: Finding, value: Value, other: Value, typical: float | None) -> Finding:
    """``blank`` with the two values and their difference."""
    assert value.value is not None and other.value is not None
    difference = value.value - other.value
    return replace(
        blank,
        difference=difference,
        standardised=standardise(difference, typical, other.value),
        value=value.value,
        compared_value=other.value,
        value_end=value.open_end,
        compared_end=other.open_end,
        is_judged=value.is_judged and other.is_judged,
    )


def judge(
    finding: Finding,
    value: Value,
    other: Value,
    verdicts: Verdicts,
    typical: float | None = None,
) -> Finding:
    """``finding`` with interval and p-value, or with the verdict of a rule; tests get theirs later.

    ``typical`` is the typical distance between counties, for the fixed rule.
    """
    if finding.method is Method.BOUNDS:
        return _judge_bounds(finding, value, other, verdicts, typical)
    if finding.method is Method.FIXED_RULE:
        assert value.value is not None and other.value is not None
        apart = is_apart(value.measure, value.value, other.value, typical)
        return replace(finding, verdict=_ruled(apart, finding, verdicts))
    lower, upper, p_value = _tested(value, other)
    return replace(finding, lower=lower, upper=upper, p_value=p_value)


def _ruled(apart: bool, finding: Finding, verdicts: Verdicts) -> Verdict:
    measure = registry().measures[finding.measure]
    if not apart:
        return verdicts.same
    return verdicts.of(measure, finding.difference, is_judged=finding.is_judged)


def _are_counts(value: Value, other: Value, ci_method: str) -> bool:
    numbers = (value.numerator, value.denominator, other.numerator, other.denominator)
    return value.ci_method == other.ci_method == ci_method and None not in numbers


def _have_scatter(value: Value, other: Value) -> bool:
    return chance_error(value) is not None and chance_error(other) is not None


def _tested(value: Value, other: Value) -> tuple[float | None, float | None, float]:
    if _have_scatter(value, other):
        return compare_scattered(value, other)
    if value.ci_method == other.ci_method == PHYSICIANS:
        return None, None, physicians_p_value(value, other)
    if _are_counts(value, other, EVENTS):
        return compare_events(value, other)
    if _are_counts(value, other, SHARES):
        return compare_shares(value, other)
    assert value.value is not None and other.value is not None
    assert value.se is not None and other.se is not None
    return z_test(value.value - other.value, difference_error(value, other))


def compare_scattered(value: Value, other: Value) -> tuple[float, float, float]:
    """Interval of the difference and p-value of two counts that scatter by more than Poisson.

    Where counts are withheld the interval begins at the ends of what is possible, and the p-value is that of
    the least difference possible: 1 where the possible values overlap.
    """
    own, others = chance_error(value), chance_error(other)
    assert own is not None and others is not None
    error = math.hypot(own, others)
    low, high = _possible(value, other)
    least = max(low, 0.0) + min(high, 0.0)
    _, _, p_value = z_test(least, error)
    return low - Z95 * error, high + Z95 * error, p_value


def _possible(value: Value, other: Value) -> tuple[float, float]:
    """Smallest and largest difference that the withheld counts allow."""
    (low, high), (other_low, other_high) = (_ends(each) for each in (value, other))
    return low - other_high, high - other_low


def _ends(value: Value) -> tuple[float, float]:
    assert value.value is not None
    if value.interval_kind != BOUNDS or value.lower is None or value.upper is None:
        return value.value, value.value
    return value.lower, value.upper


def z_test(difference: float, error: float) -> tuple[float, float, float]:
    """Lowest and highest difference (95 percent) and the two-sided p-value."""
    p_value = math.erfc(abs(difference / error) / math.sqrt(2))
    return difference - Z95 * error, difference + Z95 * error, p_value


def _judge_bounds(
    finding: Finding, value: Value, other: Value, verdicts: Verdicts, typical: float | None
) -> Finding:
    assert value.value is not None and other.value is not None
    lower, upper = _possible(value, other)
    is_disjoint = lower > 0 or upper < 0
    is_far = is_apart(value.measure, value.value, other.value, typical)
    return replace(
        finding,
        lower=lower,
        upper=upper,
        method=Method.BOUNDS_CLOSE if is_disjoint and not is_far else finding.method,
        verdict=_ruled(is_disjoint and is_far, finding, verdicts),
    )


def holm(p_values: Sequence[float]) -> list[float]:
    """p-values corrected for their number (Holm 1979), in the order given.

    Written out: the library's function collects the process's garbage at each call, which takes longer than all
    tests of a place.
    """
    ascending = np.argsort(p_values, kind="stable")
    times = np.arange(len(p_values), 0, -1)
    adjusted = np.empty(len(p_values))
    adjusted[ascending] = np.maximum.accumulate(np.asarray(p_values, float)[ascending] * times)
    return np.minimum(adjusted, 1.0).tolist()


def correct(family: list[Finding], verdicts: Verdicts) -> list[Finding]:
    """Holm's correction over the tested findings of one family; sets their verdicts.

    What only the test without correction finds is ``suggested``, not found.
    """
    tested = [i for i, finding in enumerate(family) if finding.p_value is not None]
    out = list(family)
    for i, p_adjusted in zip(tested, holm([family[i].p_value or 0.0 for i in tested]), strict=True):
        finding = family[i]
        verdict = _ruled(p_adjusted <= ALPHA, finding, verdicts)
        found_alone = _ruled((finding.p_value or 0.0) <= ALPHA, finding, verdicts)
        out[i] = replace(
            finding,
            p_adjusted=p_adjusted,
            verdict=verdict,
            suggested=found_alone if found_alone is not verdict else None,
        )
    return out


def standardise(difference: float, typical: float | None, reference: float) -> float | None:
    """Difference in typical distances between counties.

    Where too few counties give a distance, a fifth of the reference value stands for one.
    """
    yardstick = typical if typical and typical > 0 else abs(reference) / 5
    return difference / yardstick if yardstick > 0 else None
