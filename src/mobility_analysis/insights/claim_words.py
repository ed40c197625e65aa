"""The parts that the words of claims are put together from."""

from __future__ import annotations

import math

from mobility_analysis.framework.registry import Measure, Unit
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.insights.claims import Claim, Form, Ground, Judged
from mobility_analysis.insights.differences import printed_of
from mobility_analysis.insights.findings import Finding, Method
from mobility_analysis.insights.group_names import among, group_in_words
from mobility_analysis.insights.numbers import plain, spoken
from mobility_analysis.insights.patterns import phrase_of, say, unit_words
from mobility_analysis.insights.selection import Value
from mobility_analysis.insights.sentences import margin
from mobility_analysis.insights.small_fractions import FRACTIONS, HALF, in_words


def of_whom(value: Value, ground: Ground) -> str:
    """Whom a value is of, as a sentence begins: "In Summit County", "Among renters in Summit County"."""
    if value.subgroup == ALL:
        return say("of_place", place=ground.place)
    name = group_in_words(value.subgroup, value.measure)
    return say("of_group", among=among(value.subgroup, name), place=ground.place)


def said(value: Value, number: str, *, is_open: bool = False) -> str:
    """The phrase of a measure with a number; ``is_open`` where words stand around it, such as "or more"."""
    is_of_people = value.subgroup != ALL and _is_of_people(value)
    return phrase_of(value.measure).with_number(number, is_open=is_open, of_group=is_of_people)


def _is_of_people(value: Value) -> bool:
    return among(value.subgroup, "").startswith(say("among_people", group=""))


def number_of(value: Value) -> str:
    """The number as sentences print it; of a valued row only."""
    assert value.value is not None
    return spoken(value.measure, value.value, value.open_end)


def margin_of(value: Value) -> str:
    """The interval behind a number, where there is one."""
    return margin(value) if value.has_interval else ""


def without_margin(value: Value) -> str:
    """What is said behind a number that no margin is published for."""
    has_one = value.has_interval or value.se or value.open_end
    return "" if has_one else say("claim_without_margin")


def ruled(finding: Finding) -> str:
    """What is said of a difference that a rule finds, since no margins are published."""
    return say("claim_without_margin") if finding.method is Method.FIXED_RULE else ""


def ruled_inside(finding: Finding) -> str:
    """The same within parentheses that stand there already."""
    return say("claim_without_margin_inside") if finding.method is Method.FIXED_RULE else ""


def is_counted(measure: Measure) -> bool:
    """Whether there is more or fewer of it; otherwise it is higher or lower."""
    return unit_words(measure).more.startswith("{n} more")


def side_of(finding: Finding, value: Value) -> str:
    """On which side of the other a value lies: "higher", "fewer"."""
    names = (
        ("side_more", "side_fewer") if is_counted(value.measure) else ("side_above", "side_below")
    )
    return say(names[0] if (finding.difference or 0) > 0 else names[1])


def refused(claim: Claim, why: str, offers: tuple[Form, ...] = (), *values: Value | None) -> Judged:
    """A claim that may not be said, and which forms to try in its place."""
    known = tuple(value for value in values if value is not None)
    return Judged(claim, why=why, offers=offers, values=known)


def chosen_number(measure: Measure, number: float) -> str:
    """A number that people chose, with as many decimals as they chose."""
    if measure.unit is Unit.SHARE:
        return f"{round(number * 100, 6):g} percent"
    if measure.unit is Unit.DOLLARS:
        return f"${number:,.0f}"
    text = plain(number * measure.for_every, 6)
    return text.rstrip("0").rstrip(".") if "." in text else text


def said_in_words(value: Value, pattern: str, number: float) -> str:
    """The phrase of a measure with a number that people chose, as a fraction where it is one that people say.

    "More than one in five households had ...", "about half of households had ...".
    """
    phrase = said(value, "{n}", is_open=True)
    return in_chosen_words(
        phrase, value.measure, pattern, number, is_of_group=value.subgroup != ALL
    )


def in_chosen_words(
    phrase: str, measure: Measure, pattern: str, number: float, *, is_of_group: bool = False
) -> str:
    """The same for any phrase with ``{n}`` in it; ``is_of_group`` where whom it is of has been named before."""
    fraction = next((each for each in FRACTIONS if math.isclose(float(each), number)), None)
    if measure.unit is Unit.SHARE and fraction is not None:
        words = say(pattern, n=in_words(fraction))
        if phrase.startswith("{n} of "):
            of = " of " if fraction == HALF else " "
            return words + of + phrase.removeprefix("{n} of ")
        if phrase.startswith("{n} ") and is_of_group:
            return words + phrase.removeprefix("{n}")
    return phrase.replace("{n}", say(pattern, n=chosen_number(measure, number)))


def beyond_pattern(measure: Measure, *, is_more: bool) -> str:
    """How "more than" and "less than" are said of a measure."""
    if is_more:
        return "number_above"
    return "number_below_counted" if is_counted(measure) else "number_below"


def pair(finding: Finding, value: Value, ground: Ground) -> dict[str, str]:
    """Two values as finely printed as their difference needs."""
    assert finding.value is not None and finding.compared_value is not None
    shown = printed_of(value.measure, finding)
    extra = shown.extra if shown is not None else 0
    number = spoken(value.measure, finding.value, finding.value_end, extra)
    return {
        "of": of_whom(value, ground),
        "said": said(value, number, is_open=finding.is_at_least),
        "when": value.when,
        "compared": spoken(value.measure, finding.compared_value, finding.compared_end, extra),
    }


def ordinal(number: int) -> str:
    """``1st``, ``22nd``, ``113th``."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"
