"""Two values with their difference, so printed that a reader who subtracts finds what is printed.

Rounding each number on its own gives "45 percent, against 22" and a difference of 22 percentage points. The
rule, for every place that prints two values with their difference:

1. **The printed difference is that of the two printed values.**
2. All of them, the ends of the difference's interval too, are printed as finely as usual, unless rounding would
   mislead: the difference would be off by more than half of the last digit and by more than a tenth of itself, or
   lie outside of its interval; a difference that is known to be one would be none, or its interval begin at none;
   or one of the values would be printed as "less than 1 percent". Then all get one decimal more (dollars: to the
   dollar), and so on.
3. The ends are those computed. Where three decimals more do not bring the difference between them, they are closer
   than any print, and left out.

``docs/words.md`` tells readers; ``benchmarks/sums.py`` counts over real counties.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from mobility_analysis.framework.registry import Measure, Unit
from mobility_analysis.insights.findings import Finding, Verdict
from mobility_analysis.insights.numbers import (
    bare,
    brief,
    is_printed_as_trace,
    last_digit,
    printed,
    said_times,
)
from mobility_analysis.insights.patterns import say, unit_words

MOST_EXTRA = 3
MOST_OFF = Decimal("0.1")


@dataclass(frozen=True)
class Printed:
    """A difference as printed, in the units of sentences.

    Attributes
    ----------
    extra
        How much finer than usual the values, the difference and its ends are printed.
    difference
        The first printed value minus the second.
    ends
        The ends of its interval, in ascending order; empty where there is none that can be printed.
    """

    extra: int
    difference: Decimal
    ends: tuple[Decimal, ...] = ()

    @property
    def is_inside(self) -> bool:
        """Whether the difference lies between the ends of its interval, where it has any."""
        return not self.ends or self.ends[0] <= self.difference <= self.ends[-1]


Span = tuple[float, float]


# Page, cards, guide and workbook of a place print the same differences.
@lru_cache(maxsize=4096)
def print_difference(
    measure: Measure,
    value: float,
    other: float,
    lower: float | None = None,
    upper: float | None = None,
) -> Printed:
    """``value`` minus ``other`` as printed beside the two.

    Parameters
    ----------
    value, other
        In the measure's unit.
    lower, upper
        Ends of the interval of the difference as computed, if any; infinite ones count as none.
    """
    span = None
    if lower is not None and upper is not None and math.isfinite(lower + upper):
        span = lower, upper
    finest = 1 if measure.unit is Unit.DOLLARS else MOST_EXTRA
    tried = [_printed(measure, value, other, span, extra) for extra in range(finest + 1)]
    last = tried[-1]
    kept = last if last.is_inside else Printed(last.extra, last.difference)
    return next((each for each in tried if _is_true(measure, value, other, span, each)), kept)


def printed_of(measure: Measure, finding: Finding) -> Printed | None:
    """The difference of a finding as printed; None where it has none."""
    if finding.value is None or finding.compared_value is None:
        return None
    return print_difference(
        measure, finding.value, finding.compared_value, finding.lower, finding.upper
    )


def _printed(
    measure: Measure, value: float, other: float, span: Span | None, extra: int
) -> Printed:
    difference = printed(measure, value, extra) - printed(measure, other, extra)
    ends = tuple(printed(measure, end, extra) for end in span or ())
    return Printed(extra, difference, ends)


def _is_true(
    measure: Measure, value: float, other: float, span: Span | None, shown: Printed
) -> bool:
    """Whether rounding changes nothing of what the numbers say."""
    exact = Decimal(str((value - other) * said_times(measure)))
    off = abs(shown.difference - exact)
    is_near = off <= max(last_digit(measure, shown.extra) / 2, MOST_OFF * abs(exact))
    is_known = span is not None and span[0] * span[1] > 0
    # An end that lies next to none is worth one decimal, not more: "between less than 0.1 and 4.6".
    is_seen = not is_known or 0 not in (shown.difference, *(shown.ends if shown.extra == 0 else ()))
    is_trace = any(is_printed_as_trace(measure, each, shown.extra) for each in (value, other))
    return is_near and is_seen and shown.is_inside and not is_trace


# ------------------------------------------------------------------ in words


def difference_words(finding: Finding, measure: Measure) -> str:
    """The difference and its interval: "3 percentage points higher, between 2 and 4"."""
    shown = printed_of(measure, finding)
    if shown is None:
        return ""
    if shown.difference == 0:
        return say("difference_same")
    size, is_more = abs(shown.difference), shown.difference > 0
    text = unit_words(measure).side(size, bare(measure, size), is_more=is_more)
    return _with_ends(finding, measure, shown, text)


def difference_by(finding: Finding, measure: Measure) -> str:
    """The difference behind a verdict that names its side: "by 3 percentage points, between 2 and 4"."""
    shown = printed_of(measure, finding)
    if shown is None or shown.difference == 0:
        return ""
    size = abs(shown.difference)
    text = say("difference_by", size=unit_words(measure).of(size, bare(measure, size)))
    return _with_ends(finding, measure, shown, text)


def numbers_in_brief(finding: Finding, measure: Measure) -> tuple[str, str]:
    """The two values as labels print them, as finely as their difference needs: "12%", "$45,300"."""
    shown = printed_of(measure, finding)
    assert shown is not None and finding.value is not None and finding.compared_value is not None
    return (
        brief(measure, finding.value, finding.value_end, shown.extra),
        brief(measure, finding.compared_value, finding.compared_end, shown.extra),
    )


def finer_numbers(finding: Finding, measure: Measure) -> str:
    """The two values where a chart beside the difference prints them less finely or otherwise."""
    shown = printed_of(measure, finding)
    if shown is None or not (shown.extra or measure.for_every > 1):
        return ""
    here, there = numbers_in_brief(finding, measure)
    return say("beside_in_brief", n=here, other=there)


def names_its_side(finding: Finding) -> bool:
    """Whether the verdict's words say which of the two is higher."""
    verdict = finding.suggested or finding.verdict
    return verdict in (Verdict.HIGHER, Verdict.LOWER)


def _with_ends(finding: Finding, measure: Measure, shown: Printed, text: str) -> str:
    if finding.is_at_least:
        return say("difference_at_least", difference=text)
    lower, upper = finding.lower, finding.upper
    low, high = sorted(map(abs, shown.ends)) if shown.ends else (Decimal(0), Decimal(0))
    if lower is None or upper is None or lower * upper <= 0 or low == high:
        return text
    least = bare(measure, last_digit(measure, shown.extra))
    near = say("difference_end_near_none", least=least) if low == 0 else bare(measure, low)
    return say("difference_between", difference=text, low=near, high=bare(measure, high))
