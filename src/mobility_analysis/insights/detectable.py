"""Can it show it? Whether the measure of a target could ever tell that the target was reached.

A survey's number moves by chance from one sample to the next. With standard error ``s`` in both of two independent
values, their difference has the error ``s`` times the square root of 2. So:

* a difference of 2.77 ``s`` (1.96 times the root of 2) must be *seen* before a test at 95 percent calls it a change;
* a true change of 3.96 ``s`` (1.96 + 0.84 times the root of 2) is found 4 times in 5; of a smaller one a county finds
  nothing more often than that, even if it worked. Sample size formula for two means of equal error: Fleiss, Levin
  and Paik (2003), *Statistical Methods for Rates and Proportions*, chapter 4.

Where few people or events stand behind a value, its error changes with it and the tests are exact ones, so that less
is found: by simulation 72 in 100 of rises at 200 deaths, 61 in 100 at 20.

Independent is a value whose period begins after the period of the baseline ended: five years of a survey are next
told anew by the five years after them (:mod:`insights.next_values`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from statistics import NormalDist

from mobility_analysis.framework.registry import Direction, Measure, Unit, registry
from mobility_analysis.framework.source import Source
from mobility_analysis.insights.breaks import next_break
from mobility_analysis.insights.chance import chance_error
from mobility_analysis.insights.findings import Method
from mobility_analysis.insights.fixed_rule import least_apart
from mobility_analysis.insights.local_records import ask_locally
from mobility_analysis.insights.next_values import NextValue, due_words, next_value
from mobility_analysis.insights.numbers import (
    bare,
    printed,
    rounded,
    said_decimals,
    said_times,
    spoken,
)
from mobility_analysis.insights.patterns import unit_words
from mobility_analysis.insights.selection import Value
from mobility_analysis.insights.testing import BOUNDS, fits
from mobility_analysis.insights.trends import DEFINITIONS, NOT_CERTIFIED

POWER = 0.8
MUST_BE_SEEN = NormalDist().inv_cdf(0.975) * math.sqrt(2)
SMALLEST = MUST_BE_SEEN + NormalDist().inv_cdf(POWER) * math.sqrt(2)

# Places of equal error whose values are taken together halve the error.
POOLED = 4


class CanShow(StrEnum):
    """Whether a measure can show a target: a closed list."""

    YES = "yes"
    TOO_SMALL = "too small to be seen"
    TOO_LATE = "too late"
    NO_MARGIN = "no margin published"
    TOO_WEAK = "too weak"
    ENDED = "series ended or irregular"
    OTHER_DEFINITION = "other definition since"


@dataclass(frozen=True)
class Shows:
    """What a measure can tell of a target.

    Attributes
    ----------
    verdict
        One of the closed list.
    words
        The reason in one or two sentences.
    smallest
        Smallest true change that is found 4 times in 5, in the measure's unit; None without a margin.
    must_be_seen
        Change that must be seen before it is called one, in the measure's unit: by a test, or by the fixed rule where
        no margin is published; None where neither can be used.
    next_value
        The next independent value; None where nobody can say when it comes.
    instead
        What else could show it, a sentence each; empty where the verdict is yes.
    """

    verdict: CanShow
    words: str
    smallest: float | None = None
    must_be_seen: float | None = None
    next_value: NextValue | None = None
    instead: tuple[str, ...] = ()


def can_show(
    value: Value,
    direction: Direction,
    target: float,
    by_when: date,
    *,
    sources: Mapping[str, Source] | None = None,
    typical: float | None = None,
) -> Shows:
    """Whether a measure can show that a target was reached.

    Parameters
    ----------
    value
        The baseline.
    direction
        The direction that people want, ``higher`` or ``lower``.
    target
        In the measure's unit; shares 0 to 1.
    by_when
        The target's date.
    sources
        The baseline's sources by id; those of the project where left out.
    typical
        Typical distance between counties, for the fixed rule (:mod:`insights.fixed_rule`).

    Raises
    ------
    ValueError
        The direction is ``none``.
    """
    if direction is Direction.NONE:
        raise ValueError("A target needs a direction: higher or lower.")
    if value.value is None:
        return _told(value, CanShow.TOO_WEAK, "There is no value here to start from.")
    coming, unknown = next_value(value, sources)
    smallest, must_be_seen = _sizes(value)
    if must_be_seen is None:
        must_be_seen = least_apart(value.measure, value.value, target, typical)
    shown = Shows(CanShow.YES, "", smallest, must_be_seen, coming)
    weak = _weakness(value)
    if weak:
        return _as(value, replace(shown, smallest=None, must_be_seen=None), CanShow.TOO_WEAK, weak)
    if unknown:
        return _as(value, shown, CanShow.ENDED, unknown)
    assert coming is not None
    other = _other_definition(value, coming)
    if other:
        return _as(value, shown, CanShow.OTHER_DEFINITION, other)
    return _of_target(value, direction, target, by_when, shown)


def _of_target(
    value: Value, direction: Direction, target: float, by_when: date, shown: Shows
) -> Shows:
    assert value.value is not None and shown.next_value is not None
    assert shown.must_be_seen is not None
    measure, change = value.measure, target - value.value
    due = due_words(shown.next_value)
    if (change > 0) != (direction is Direction.HIGHER) or change == 0:
        start, end = spoken(measure, value.value), spoken(measure, target)
        words = (
            f"The target, {end}, is not {direction.value} than the value it starts from, {start}."
        )
        return _as(value, shown, CanShow.TOO_SMALL, words)
    if shown.next_value.out > by_when:
        words = f"{due} That is after the target's date, {_day(by_when)}."
        return _as(value, shown, CanShow.TOO_LATE, words)
    if shown.smallest is None:
        least = said_size(measure, shown.must_be_seen)
        words = (
            "No margin of error is published, so no test can tell a change from chance. "
            f"By a rule, values that are more than {least} apart are called different. {due}"
        )
        return _as(value, shown, CanShow.NO_MARGIN, words)
    hoped, least, seen = _said_alike(measure, abs(change), shown.smallest, shown.must_be_seen)
    known = f"The smallest change that is found 4 times in 5 is {least}; {seen} must be seen."
    if abs(change) < shown.smallest:
        words = f"The target is a change of {hoped}. {known} {due}"
        return _as(value, shown, CanShow.TOO_SMALL, words)
    return replace(shown, words=f"The target is a change of {hoped}. {known} {due}")


def _sizes(value: Value) -> tuple[float | None, float | None]:
    """Smallest change that is found 4 times in 5, and what must be seen; None without a margin.

    Where counts are withheld, a change is only what the highest and lowest possible values leave of it
    (:func:`insights.testing.compare_scattered`).
    """
    scatter = chance_error(value)
    error = scatter if scatter is not None else value.se
    if not error:
        return None, None
    withheld = 0.0
    if scatter is not None and value.interval_kind == BOUNDS and value.has_interval:
        assert value.lower is not None and value.upper is not None
        withheld = value.upper - value.lower
    return SMALLEST * error + withheld, MUST_BE_SEEN * error + withheld


def _weakness(value: Value) -> str:
    """Why nothing can be tested from this value on; empty where it can."""
    if not value.usable:
        return "The value is too weak to be compared with a later one."
    if value.open_end:
        return f"Nothing can be tested, since {Method.OPEN_END.words}."
    if value.borrowed_from:
        return "The value describes a larger area, and would hardly show what changes here."
    if value.is_incomplete:
        return "Not all police agencies reported, so that fewer reports need not be fewer crimes."
    if NOT_CERTIFIED in value.reasons:
        return f"It cannot be compared: {Method.NOT_CERTIFIED.words}."
    return "" if fits(value) else f"Nothing can be tested, since {Method.IMPOSSIBLE.words}."


def _other_definition(value: Value, coming: NextValue) -> str:
    """Why the next value is another quantity than the baseline; empty where it is the same."""
    if value.measure.unit is Unit.DOLLARS:
        return (
            "Amounts of different years are not in the same dollars, so that a later one is higher by what prices "
            "rose in between."
        )
    if DEFINITIONS & set(value.reasons):
        return "Later values are counted by another definition."
    broken = next_break(value.measure.id, value.geoid, value.year)
    if broken is not None and broken.first_year <= coming.year:
        return broken.why
    return ""


def _as(value: Value, shown: Shows, verdict: CanShow, words: str) -> Shows:
    return replace(shown, verdict=verdict, words=words, instead=_instead(value, verdict, shown))


def _told(value: Value, verdict: CanShow, words: str) -> Shows:
    return _as(value, Shows(verdict, words), verdict, words)


def _instead(value: Value, verdict: CanShow, shown: Shows) -> tuple[str, ...]:
    """What else could show it."""
    found = []
    measure = value.measure
    if verdict is CanShow.TOO_SMALL and shown.smallest is not None:
        pooled = said_size(measure, shown.smallest / math.sqrt(POOLED))
        found.append(
            f"Taken together, {POOLED} places with margins like this one can show a change of {pooled}."
        )
    if verdict in (CanShow.TOO_SMALL, CanShow.TOO_WEAK) and value.interval_kind == "sampling":
        found.append("A wider group, such as people of more ages, has a smaller margin.")
    found.append(
        "A program's own count can show how many people it reached and for how many life got better."
    )
    if measure.id in registry().metric_of:
        local = ask_locally(registry().metric_of[measure.id].id)
        found.append(f"Close to home, ask {local} for records of their own.")
    return tuple(found)


def said_size(measure: Measure, size: float, extra: int = 0) -> str:
    """The size of a change in words, with at least one decimal: "3.4 percentage points"."""
    if measure.unit is Unit.DOLLARS:
        number = printed(measure, size)
    else:
        number = rounded(size * said_times(measure), max(said_decimals(measure), 1) + extra)
    return unit_words(measure).of(number, bare(measure, number))


def _said_alike(measure: Measure, *sizes: float) -> list[str]:
    """Sizes as finely as it takes to tell them apart."""
    for extra in range(3):
        said = [said_size(measure, size, extra) for size in sizes]
        if len(set(said)) == len(sizes):
            break
    return said


def _day(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
