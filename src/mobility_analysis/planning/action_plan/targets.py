"""Targets as people write them: a value, or points more or less; never "by 5%", which can mean two things."""

from __future__ import annotations

import re

from mobility_analysis.core.errors import UsageError
from mobility_analysis.framework.registry import Measure, Unit
from mobility_analysis.insights.claim_text import typed_number

_POINTS = re.compile(
    r"([+\u2212-]|plus|minus)\s*(\d+(?:\.\d+)?)\s*(?:percentage\s+)?points?", re.IGNORECASE
)
_BY_PERCENT = re.compile(r"(?:\bby\b|[+\u2212-])\s*\d+(?:\.\d+)?\s*(?:%|percent)", re.IGNORECASE)
_LESS = ("-", "\u2212", "minus")


def read_target(cell: object, measure: Measure, baseline: float | None) -> float:
    """The target in the measure's unit.

    Parameters
    ----------
    cell
        What stands in the worksheet. A number is a share from 0 to 1 (what Excel makes of "60%") or, above 1, percent;
        of other units it is written as sentences print it.
    baseline
        The value that "+5 points" starts from.

    Raises
    ------
    UsageError
        It is no number, is out of the range that the measure can have, or says "by 5%".
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        number = float(cell)
        if measure.unit is Unit.SHARE:
            number = number / 100 if number > 1 else number
        else:
            number = number / measure.for_every
        return _within(number, measure, str(cell))
    text = " ".join(str(cell).split())
    points = _POINTS.fullmatch(text)
    if points and measure.unit is Unit.SHARE:
        if baseline is None:
            raise UsageError(
                f"\u201c{text}\u201d starts from a value, and there is none.",
                "Write the target as a value.",
            )
        step = float(points[2]) / 100
        sign = -1 if points[1].casefold() in _LESS else 1
        return _within(baseline + sign * step, measure, text)
    if _BY_PERCENT.search(text):
        raise UsageError(
            f"\u201c{text}\u201d can mean percent of the value or percentage points.",
            "Write the value to be reached, such as 62%; of a share also +5 points.",
        )
    return _within(typed_number(text, measure, "a target"), measure, text)


def _within(number: float, measure: Measure, text: str) -> float:
    low, high = measure.unit.range
    if not low <= number <= high:
        raise UsageError(
            f"\u201c{text}\u201d lies outside of what {measure.label.lower()} can be.",
            "Write the value to be reached.",
        )
    return number
