"""How many people a gap between groups is about: its difference times the people behind the group's value.

"With the same share as among all other mothers, there would be about 79 fewer babies born with low weight a
year": arithmetic with two published numbers, and no forecast, since nobody knows what would close the gap and
what else would change. The range is the difference's interval times the same number of people; the count of
people is taken as its source publishes it, whose own error is small beside the gap's.

Only where the value times its denominator is a number of people, households or events (``counted`` in the registry),
and only where the denominator is published. Counts that a source adds up over the years of a period, such as
births, are divided by its years; residents are averaged over them by the source already.
"""

from __future__ import annotations

from dataclasses import dataclass

from mobility_analysis.framework.registry import Direction
from mobility_analysis.insights.numbers import plain, rounded
from mobility_analysis.insights.patterns import say
from mobility_analysis.insights.selection import Value, period_length

# Numbers from here on are told by their first two digits: more would pretend to be counted.
ROUGH_FROM = 100


@dataclass(frozen=True)
class HowMany:
    """How many more (or, below 0, fewer) there would be in the group if its value were the others'.

    Attributes
    ----------
    change, lower, upper
        People, households or events; a year where the measure counts them by the year. The ends of the
        difference's 95 percent interval give ``lower`` and ``upper``.
    """

    change: float
    lower: float | None
    upper: float | None


def how_many(
    group: Value, difference: float, lower: float | None, upper: float | None
) -> HowMany | None:
    """How many a gap is about, or nothing where that is not a number of people, households or events.

    Parameters
    ----------
    group
        The group's value, with the people behind it as denominator.
    difference, lower, upper
        The group minus the others, with its interval, in the measure's unit.
    """
    measure = group.measure
    if not measure.counted or not group.denominator:
        return None
    years = period_length(group.period) if measure.counted_yearly else 1
    people = group.denominator / years / measure.unit.per
    return HowMany(
        change=-difference * people,
        lower=None if upper is None else -upper * people,
        upper=None if lower is None else -lower * people,
    )


def about(number: float) -> str:
    """A number of people as told: whole below 100, else by its first two digits ("1,300")."""
    size = abs(number)
    whole = int(rounded(size, 0))
    if whole < ROUGH_FROM:
        return plain(whole, 0)
    places = len(str(whole)) - 2
    return plain(float(rounded(size / 10**places, 0)) * 10**places, 0)


def how_many_sentence(group: Value, found: HowMany, others: str) -> str:
    """``found`` in a sentence; empty without an interval, where it is about nobody, or where the group is better off.

    Parameters
    ----------
    others
        Those the group is compared with, with their preposition: "among all other mothers".
    """
    if found.lower is None or found.upper is None or about(found.change) == "0":
        return ""
    least, most = sorted((abs(found.lower), abs(found.upper)))
    is_worse_off = (found.change > 0) == (group.measure.direction is Direction.HIGHER)
    if found.lower * found.upper <= 0 or not is_worse_off:
        return ""
    low, high = about(least), about(most)
    return say(
        "how_many_a_year" if group.measure.counted_yearly else "how_many",
        unit=group.measure.unit.noun,
        others=others,
        n=about(found.change),
        side="more" if found.change > 0 else "fewer",
        counted=group.measure.counted,
        range="" if low == high else say("how_many_range", low=low, high=high),
    )
