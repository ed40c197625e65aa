"""Numbers as people read them: percent, dollars, ratios, and the distance between two of them.

Values are kept as computed (shares 0 to 1) and rounded here only, half away from zero. Of an amount whose
source prints one end of an open class (:class:`OpenEnd`) the words say so wherever it is printed.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from mobility_analysis.framework.registry import Measure, Unit

# In sentences and headlines, amounts from here on are rounded to the nearest hundred dollars.
ROUND_DOLLARS_FROM = 100
MINUS = "\u2212"


class OpenEnd(StrEnum):
    """A value that is one end of a class without another end: the truth lies at or beyond it."""

    MORE = "or more"
    LESS = "or less"


def open_end(reasons: Collection[str]) -> OpenEnd | None:
    """The open end that a value's reason codes tell of, if any."""
    code = next((code for code in reasons if code.startswith("open_interval")), None)
    if code is None:
        return None
    return OpenEnd.LESS if code.endswith("_low") else OpenEnd.MORE


def rounded(value: float, decimals: int) -> Decimal:
    """``value`` rounded half away from zero, never "-0"."""
    step = Decimal(1).scaleb(-decimals)
    result = Decimal(str(round(value, 9))).quantize(step, rounding=ROUND_HALF_UP)
    return abs(result) if result == 0 else result


def scaled(measure: Measure, value: float) -> float:
    """``value`` in printed units: shares become percent."""
    return value * 100 if measure.unit is Unit.SHARE else value


def plain(value: float, decimals: int) -> str:
    """``value`` with thousands separators and a true minus sign."""
    text = f"{rounded(value, decimals):,}"
    return text.replace("-", MINUS)


def _dollars(value: float, *, exact: bool) -> str:
    if not exact and abs(value) >= ROUND_DOLLARS_FROM:
        value = float(rounded(value / 100, 0)) * 100
    sign = MINUS if rounded(value, 0) < 0 else ""
    return f"{sign}${plain(abs(value), 0)}"


def share(value: float, decimals: int, word: str) -> str:
    """A share in percent; a trace is not printed as nothing, nor almost all as all."""
    percent = value * 100
    step = 10.0**-decimals
    if percent > 0 and rounded(percent, decimals) == 0:
        return f"less than {plain(step, decimals)}{word}"
    if value < 1 and rounded(percent, decimals) == 100:
        return f"more than {plain(100 - step, decimals)}{word}"
    return f"{plain(percent, decimals)}{word}"


def _opened(measure: Measure, value: float, end: OpenEnd) -> str:
    """``$250,000 or more``: the line of the class, not the code that the source prints beyond it."""
    return f"{spoken(measure, value)} {end.value}"


def spoken(measure: Measure, value: float, end: OpenEnd | None = None) -> str:
    """For sentences: ``8 percent``, ``$45,300``, ``0.42``, ``$250,000 or more``."""
    if end is not None:
        return _opened(measure, value, end)
    if measure.unit is Unit.SHARE:
        return share(value, measure.decimals, " percent")
    if measure.unit is Unit.DOLLARS:
        return _dollars(value, exact=False)
    return plain(value, measure.decimals)


def short(measure: Measure, value: float, end: OpenEnd | None = None) -> str:
    """For charts and headlines: ``8%``, ``$45,300``, ``0.42``."""
    if end is not None:
        return _opened(measure, value, end)
    if measure.unit is Unit.SHARE:
        return (
            share(value, measure.decimals, "%")
            .replace("less than ", "<")
            .replace("more than ", ">")
        )
    return spoken(measure, value)


def tabled(measure: Measure, value: float, end: OpenEnd | None = None) -> str:
    """For tables: one decimal more than a sentence, dollars to the dollar."""
    if end is not None:
        return _opened(measure, value, end)
    if measure.unit is Unit.SHARE:
        return f"{plain(value * 100, measure.decimals + 1)}%"
    if measure.unit is Unit.DOLLARS:
        return _dollars(value, exact=True)
    extra = 1 if measure.decimals else 0
    return plain(value, measure.decimals + extra)


def distance(measure: Measure, size: float) -> str:
    """How far two values lie apart: ``1 percentage point``, ``$900``, ``0.05``."""
    size = abs(size)
    if measure.unit is Unit.SHARE:
        points = rounded(size * 100, measure.decimals)
        if points == 0 and size > 0:
            one = plain(10.0**-measure.decimals, measure.decimals)
            return f"less than {one} percentage point{'' if one == '1' else 's'}"
        return f"{plain(size * 100, measure.decimals)} percentage point{'' if points == 1 else 's'}"
    if measure.unit is Unit.DOLLARS:
        return _dollars(size, exact=False)
    if rounded(size, measure.decimals) == 0 and size > 0:
        return f"less than {plain(10.0**-measure.decimals, measure.decimals)}"
    return plain(size, measure.decimals)


def between(measure: Measure, lower: float, upper: float) -> str:
    """``between 5 and 12 percent``; the unit stands once. Nothing where both ends are printed alike."""
    if measure.unit is Unit.SHARE:
        low, high = (share(end, measure.decimals, "") for end in (lower, upper))
        return "" if low == high else f"between {low} and {high} percent"
    low, high = spoken(measure, lower), spoken(measure, upper)
    return "" if low == high else f"between {low} and {high}"
