"""When a claim of one number may be said, and in which words (:mod:`insights.claim_forms`)."""

from __future__ import annotations

from mobility_analysis.framework.registry import Unit
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.insights.claim_words import (
    beyond_pattern,
    chosen_number,
    margin_of,
    number_of,
    of_whom,
    refused,
    said,
    said_in_words,
    without_margin,
)
from mobility_analysis.insights.claims import Claim, Form, Ground, Judged
from mobility_analysis.insights.numbers import OpenEnd
from mobility_analysis.insights.patterns import say
from mobility_analysis.insights.selection import Value
from mobility_analysis.insights.sentences import sentence
from mobility_analysis.insights.small_fractions import in_words, nearest_fraction

# Without a published margin: so far beyond a number, as a part of it, is beyond.
BEYOND = 0.1
NEAR_FRACTION, WIDEST_ARM = 0.02, 0.05


def one_number(claim: Claim, value: Value, ground: Ground) -> Judged:
    """The value with its universe, its years and its margin."""
    know = say("refused_history", when=value.when, age=value.age_words) if value.is_history else ""
    if value.subgroup == ALL:
        return Judged(claim, sentence(value, ground.place), know, values=(value,))
    phrase = said(value, number_of(value), is_open=value.open_end is not None)
    words = say(
        "claim_value",
        of=of_whom(value, ground),
        said=phrase,
        when=value.when,
        margin=margin_of(value),
    )
    return Judged(claim, words, know, values=(value,))


def beyond(claim: Claim, value: Value, ground: Ground) -> Judged:
    """More than or less than a number."""
    assert value.value is not None and claim.number is not None
    is_more, number = claim.form is Form.MORE_THAN, claim.number
    measure = value.measure
    pattern = beyond_pattern(measure, is_more=is_more)
    facts = {
        "n": number_of(value),
        "margin": margin_of(value),
        "number": chosen_number(measure, number),
    }
    why, method = _why_not_beyond(value, number, facts, is_more=is_more)
    if why:
        return refused(claim, why, (Form.VALUE, Form.ABOUT), value)
    return Judged(
        claim,
        say(
            "claim_value",
            of=of_whom(value, ground),
            said=said_in_words(value, pattern, number),
            when=value.when,
            margin=without_margin(value),
        ),
        values=(value,),
        method=method,
    )


def _why_not_beyond(
    value: Value, number: float, facts: dict[str, str], *, is_more: bool
) -> tuple[str, str]:
    """Why a value is not known to lie beyond a number; else nothing, and how it is known."""
    assert value.value is not None
    sign = 1 if is_more else -1
    if sign * (value.value - number) <= 0:
        return say("refused_other_side", **facts), ""
    if value.open_end is not None:
        toward = OpenEnd.MORE if is_more else OpenEnd.LESS
        how = say("how_open_end")
        return ("", how) if value.open_end is toward else (say("refused_open_end", **facts), "")
    if value.lower is not None and value.upper is not None:
        near = value.lower if is_more else value.upper
        is_beyond = sign * (near - number) > 0
        how = say("how_interval")
        return ("", how) if is_beyond else (say("refused_interval", **facts), "")
    if sign * (value.value - number) < BEYOND * abs(number):
        return say("refused_near", **facts), ""
    return "", say("how_a_tenth")


def about(claim: Claim, value: Value, ground: Ground) -> Judged:
    """A fraction that people say, where the value lies near one."""
    assert value.value is not None
    other = (Form.VALUE,)
    if value.measure.unit is not Unit.SHARE:
        return refused(claim, say("refused_about_unit"), other, value)
    wanted = claim.number if claim.number is not None else value.value
    fraction = nearest_fraction(wanted)
    facts = {"n": number_of(value), "margin": margin_of(value)}
    if max(abs(value.value - float(fraction)), abs(wanted - float(fraction))) > NEAR_FRACTION:
        nearest = in_words(nearest_fraction(value.value))
        return refused(claim, say("refused_about", fraction=nearest, **facts), other, value)
    ends = [end for end in (value.lower, value.upper) if end is not None]
    if any(abs(end - value.value) > WIDEST_ARM for end in ends):
        return refused(claim, say("refused_about_margin", **facts), other, value)
    words = say(
        "claim_value",
        of=of_whom(value, ground),
        said=said_in_words(value, "number_about", float(fraction)),
        when=value.when,
        margin=without_margin(value),
    )
    return Judged(claim, words, values=(value,), method=say("how_fraction"))
