"""Numbers as people read them: percent, dollars, ratios, and the distance between two of them.

Values are kept as computed (shares 0 to 1) and rounded here only, half away from zero. Of an amount whose
source prints one end of an open class (:class:`OpenEnd`) the words say so wherever it is printed.

Some ratios are said for every 100, in sentences, charts and tables alike: not 0.75 homes per household, but 75
homes for every 100 households (``Measure.for_every``).

``extra`` is how much finer than usual a number is printed, so that it agrees with the numbers beside it
(:mod:`insights.differences`): so many decimals more, and of dollars, to the dollar.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache

from mobility_analysis.framework.registry import Measure, Unit
from mobility_analysis.insights.patterns import unit_words

# In sentences and headlines, amounts from here on are rounded to a multiple of it.
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


@lru_cache(maxsize=1 << 14)  # a report prints the same number in a sentence, a table and a chart
def rounded(value: float, decimals: int) -> Decimal:
    """``value`` rounded half away from zero, never "-0"."""
    step = Decimal(1).scaleb(-decimals)
    result = Decimal(str(round(value, 9))).quantize(step, rounding=ROUND_HALF_UP)
    return abs(result) if result == 0 else result


def scaled(measure: Measure, value: float) -> float:
    """``value`` in the units in which it is printed: shares become percent, some ratios so many for every 100."""
    return value * said_times(measure)


def plain(value: float, decimals: int) -> str:
    """``value`` with thousands separators and a true minus sign."""
    return _grouped(rounded(value, decimals))


def _grouped(number: Decimal) -> str:
    return f"{number:,}".replace("-", MINUS)


def printed(measure: Measure, value: float, extra: int = 0) -> Decimal:
    """The number that a sentence prints, in its units: percent, dollars, or for every 100."""
    if measure.unit is Unit.DOLLARS:
        step = 1 if extra or abs(value) < ROUND_DOLLARS_FROM else ROUND_DOLLARS_FROM
        return rounded(value / step, 0) * step
    return rounded(scaled(measure, value), said_decimals(measure) + extra)


def said_times(measure: Measure) -> int:
    """What a value is multiplied by when a sentence says it: 100 for shares, and where it is for every 100."""
    return 100 if measure.unit is Unit.SHARE else measure.for_every


def said_decimals(measure: Measure) -> int:
    """Decimals of a number in a sentence: fewer where it is said for every 100."""
    return max(measure.decimals - (len(str(measure.for_every)) - 1), 0)


def with_unit(measure: Measure, number: str) -> str:
    """A printed number that no sentence gives its unit: "75 for every 100"."""
    return unit_words(measure).size.format(n=number) if measure.for_every > 1 else number


def last_digit(measure: Measure, extra: int = 0) -> Decimal:
    """One step of the last digit that a sentence prints, in its units."""
    if measure.unit is Unit.DOLLARS:
        return Decimal(1 if extra else ROUND_DOLLARS_FROM)
    return Decimal(1).scaleb(-said_decimals(measure) - extra)


def is_printed_as_trace(measure: Measure, value: float, extra: int = 0) -> bool:
    """Whether a share is printed as "less than" or "more than" so much, and not as a number."""
    number = printed(measure, value, extra)
    return measure.unit is Unit.SHARE and (value > 0 == number or (value < 1 and number == 100))


def _dollars(amount: Decimal) -> str:
    sign = MINUS if amount < 0 else ""
    return f"{sign}${_grouped(abs(amount))}"


def share(value: float, decimals: int, word: str) -> str:
    """A share in percent; a trace is not printed as nothing, nor almost all as all."""
    percent, step = rounded(value * 100, decimals), Decimal(1).scaleb(-decimals)
    if value > 0 and percent == 0:
        return f"less than {step}{word}"
    if value < 1 and percent == 100:
        return f"more than {percent - step}{word}"
    return f"{_grouped(percent)}{word}"


def _opened(text: str, end: OpenEnd | None) -> str:
    """``$250,000 or more``: the line of the class, not the code that the source prints beyond it."""
    return text if end is None else f"{text} {end.value}"


def spoken(measure: Measure, value: float, end: OpenEnd | None = None, extra: int = 0) -> str:
    """For sentences: ``8 percent``, ``$45,300``, ``1.7``, ``$250,000 or more``."""
    if measure.unit is Unit.SHARE:
        return _opened(share(value, measure.decimals + extra, " percent"), end)
    number = printed(measure, value, extra)
    text = _dollars(number) if measure.unit is Unit.DOLLARS else _grouped(number)
    return _opened(text, end)


def short(measure: Measure, value: float, end: OpenEnd | None = None) -> str:
    """For charts and headlines: ``8%``, ``$45,300``, ``75 for every 100``."""
    return with_unit(measure, brief(measure, value, end))


def brief(measure: Measure, value: float, end: OpenEnd | None = None, extra: int = 0) -> str:
    """For labels beside words that say the unit: as ``spoken``, but ``8%``."""
    text = spoken(measure, value, end, extra)
    if measure.unit is not Unit.SHARE:
        return text
    return text.replace(" percent", "%").replace("less than ", "<").replace("more than ", ">")


def tabled(measure: Measure, value: float, end: OpenEnd | None = None) -> str:
    """For tables: one decimal more than a sentence, dollars to the dollar."""
    if end is not None:
        return spoken(measure, value, end)
    if measure.unit is Unit.SHARE:
        return f"{plain(value * 100, measure.decimals + 1)}%"
    if measure.unit is Unit.DOLLARS:
        return _dollars(rounded(value, 0))
    extra = 1 if measure.decimals else 0
    return with_unit(measure, plain(scaled(measure, value), said_decimals(measure) + extra))


def distance(measure: Measure, size: float) -> str:
    """How far an end of an interval lies from its value: ``1 percentage point``, ``$900``, ``0.05``."""
    number = printed(measure, abs(size))
    less = ""
    if number == 0 and size:
        number, less = Decimal(1).scaleb(-said_decimals(measure)), "less than "
    if measure.unit is not Unit.SHARE:
        return less + bare(measure, number)
    return less + unit_words(measure).of(number, bare(measure, number))


def bare(measure: Measure, number: Decimal) -> str:
    """A printed number without the words of its unit: ``1.5``, ``$900``."""
    return _dollars(number) if measure.unit is Unit.DOLLARS else _grouped(number)


def between(measure: Measure, lower: float, upper: float) -> str:
    """``between 5 and 12 percent``; the unit stands once. Nothing where both ends are printed alike."""
    if measure.unit is Unit.SHARE:
        low, high = (share(end, measure.decimals, "") for end in (lower, upper))
        return "" if low == high else f"between {low} and {high} percent"
    low, high = spoken(measure, lower), spoken(measure, upper)
    return "" if low == high else f"between {low} and {high}"
