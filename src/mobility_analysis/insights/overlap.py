"""A county is part of its state's sample, a city of its nation's: what that does to the error of a difference.

With ``w`` the part of the whole's people (homes, households) who live in the place, the whole's value is
``w`` times the place's and ``1 - w`` times that of the rest, whose samples are independent. So the two
values have a covariance of ``w`` times the place's variance, and the variance of their difference is
``place² + whole² - 2 w place²``: a difference from oneself is no difference. It is never less than the
place's own part of it, ``(1 - w)² place²``, should published margins, which are rounded and approximate,
say so.
"""

from __future__ import annotations

import math

from mobility_analysis.framework.places import NATION_GEOID, Level
from mobility_analysis.insights.selection import Value

_ROUNDING = 1e-6
_SAMPLED = "sampling"


def part_of(place: Value, whole: Value) -> float:
    """The part of ``whole``'s people who live in ``place``; 0 where the samples do not overlap.

    Known only of shares and ratios that are their numerator over their denominator, both from one source
    and period; for others (medians) 0, as if the samples were independent, which is careful.
    """
    if not _lies_in(place, whole) or place.source_ids != whole.source_ids:
        return 0.0
    if place.period != whole.period or not (_is_quotient(place) and _is_quotient(whole)):
        return 0.0
    assert place.denominator is not None and whole.denominator is not None
    return min(place.denominator / whole.denominator, 1.0)


def difference_error(value: Value, other: Value) -> float:
    """Standard error of ``value - other``; one of them may be part of the other."""
    assert value.se is not None and other.se is not None
    part, place, whole = part_of(value, other), value.se, other.se
    if not part:
        part, place, whole = part_of(other, value), other.se, value.se
    if not part:
        return math.hypot(place, whole)
    variance = whole**2 + (1 - 2 * part) * place**2
    return max(math.sqrt(max(variance, 0.0)), (1 - part) * place)


def _lies_in(place: Value, whole: Value) -> bool:
    if place.borrowed_from or whole.borrowed_from:
        return False
    if whole.geoid == NATION_GEOID:
        return place.geoid != NATION_GEOID
    is_state = whole.level == Level.STATE.value
    return is_state and place.level != Level.STATE.value and place.geoid[:2] == whole.geoid


def _is_quotient(value: Value) -> bool:
    if value.interval_kind != _SAMPLED or value.value is None or value.numerator is None:
        return False
    if not value.denominator:
        return False
    quotient = value.numerator / value.denominator
    return abs(value.value - quotient) <= _ROUNDING * max(abs(quotient), _ROUNDING)
