"""What is said of one estimate, and of two beside one another; the words are in ``sentences.yaml``.

A value graded 3 gets no sentence of value: the reader learns what is wrong with it and is sent to local data.
Numbers that stand beside one another are printed as :mod:`insights.differences` says.
"""

from __future__ import annotations

from mobility_analysis.framework.registry import Direction, Measure
from mobility_analysis.insights.differences import printed_of
from mobility_analysis.insights.findings import Finding
from mobility_analysis.insights.group_names import among, beside_in_words, group_in_words
from mobility_analysis.insights.numbers import between, distance, spoken, with_unit
from mobility_analysis.insights.patterns import capital, phrase_of, say
from mobility_analysis.insights.selection import Value, printed_period
from mobility_analysis.quality.grading import explain

# An interval whose two arms differ by less than this part of its width reads as "plus or minus".
SYMMETRY = 0.10

_DIRECTIONS = {
    Direction.HIGHER: "Higher is better.",
    Direction.LOWER: "Lower is better.",
    Direction.NONE: "Neither high nor low is better in itself.",
}


def direction_words(measure: Measure) -> str:
    """Return which direction is better, in words."""
    return _DIRECTIONS[measure.direction]


# ------------------------------------------------------------------ one value


def is_symmetrical(value: Value) -> bool:
    """Whether both arms of the interval are about as long."""
    assert value.value is not None and value.lower is not None and value.upper is not None
    width = value.upper - value.lower
    return abs(value.upper + value.lower - 2 * value.value) <= SYMMETRY * width


def margin(value: Value) -> str:
    """The interval as a sentence has it behind the value, or nothing where there is none."""
    if value.value is None or value.lower is None or value.upper is None:
        return ""
    ends = between(value.measure, value.lower, value.upper)
    if ends and not is_symmetrical(value):
        return say("margin_ends", between=ends)
    return say("margin", distance=distance(value.measure, (value.upper - value.lower) / 2))


def interval_words(value: Value) -> str:
    """The interval beside a number of a chart: its two ends, or how narrow it is where they are printed alike."""
    if value.lower is None or value.upper is None:
        return ""
    ends = between(value.measure, value.lower, value.upper)
    if ends or value.interval_kind == BOUNDS:
        return with_unit(value.measure, ends) if ends else ""
    return f"plus or minus {distance(value.measure, (value.upper - value.lower) / 2)}"


BOUNDS = "suppression_bounds"


def sentence(value: Value | None, place: str, newer: str = "") -> str:
    """What may be said aloud about one estimate of ``place``; of history, where a ``newer`` one is."""
    if value is None:
        return say("value_without_entry", place=place)
    if value.value is None:
        return say("value_missing", place=place, why=value.missing_sentence)
    if not value.usable:
        return say("value_weak", why=explain(list(value.reasons)))
    facts = {"place": place, "said": _said(value), "when": value.when}
    if value.is_history:
        return say("value_history", **facts, margin=margin(value), newer=f"{newer} ".lstrip())
    if value.interval_kind == BOUNDS:
        assert value.lower is not None and value.upper is not None
        ends = between(value.measure, value.lower, value.upper)
        return (
            say("value_bounds", **facts, between=ends) if ends else say("value", **facts, margin="")
        )
    return say("value", **facts, margin=margin(value))


def _said(value: Value) -> str:
    """What is said of a value by itself: "8.3 percent of babies were born with low weight"."""
    assert value.value is not None
    number = spoken(value.measure, value.value, value.open_end)
    return phrase_of(value.measure).with_number(number, is_open=value.open_end is not None)


# ------------------------------------------------------------------ two values


def _numbers(finding: Finding, measure: Measure) -> tuple[str, str]:
    """The two values of a finding, as finely as their difference needs."""
    assert finding.value is not None and finding.compared_value is not None
    shown = printed_of(measure, finding)
    extra = shown.extra if shown is not None else 0
    return (
        spoken(measure, finding.value, finding.value_end, extra),
        spoken(measure, finding.compared_value, finding.compared_end, extra),
    )


def against(finding: Finding, value: Value, place: str) -> str:
    """Two places side by side: "82 percent …, against 79 percent in the United States"."""
    here, there = _numbers(finding, value.measure)
    said = phrase_of(value.measure).with_number(here, is_open=finding.is_at_least)
    return say("beside_place", said=capital(said), other=there, place=place, when=value.when)


def gap_sentence(finding: Finding, group: Value) -> str:
    """A group and those it is compared with: "Among households that rent, …, against … among …"."""
    measure = group.measure
    here, there = _numbers(finding, measure)
    first = among(group.subgroup, group_in_words(group.subgroup, measure))
    is_of_people = first.startswith(say("among_people", group=""))
    return say(
        "gap",
        among=first,
        said=phrase_of(measure).with_number(
            here, is_open=finding.is_at_least, of_group=is_of_people
        ),
        other=there,
        others=beside_in_words(group.subgroup, finding.versus, measure),
        when=group.when,
    )


def change_sentence(finding: Finding, last: Value) -> str:
    """Two periods of one series: "82 percent … in 2013-2017, and 84 percent in 2018-2022"."""
    after, before = _numbers(finding, last.measure)
    said = phrase_of(last.measure).with_number(before, is_open=finding.is_at_least)
    first = printed_period(finding.versus)
    return say("change", said=capital(said), first=first, n=after, last=last.when)


def lowered(text: str) -> str:
    """``text`` inside a sentence: first letter small, unless it opens an acronym."""
    return text if text[1:2].isupper() else text[0].lower() + text[1:]
