"""One estimate in one sentence, in the planning guide's manner.

"8 percent, plus or minus 1 percentage point." A value graded 3 gets no sentence of value: the reader
learns what is wrong with it and is sent to local data.
"""

from __future__ import annotations

from mobility_analysis.framework.registry import Direction, Measure, Unit
from mobility_analysis.insights.numbers import between, distance
from mobility_analysis.insights.selection import Value
from mobility_analysis.quality.grading import explain

# An interval whose two arms differ by less than this part of its width reads as "plus or minus".
SYMMETRY = 0.10
LOOK_LOCALLY = "Look for local data before you draw a conclusion."

_WAS = {Unit.SHARE, Unit.DOLLARS, Unit.INDEX_100, Unit.AQI}
_NO_ARTICLE = ("Household income",)
_AMOUNTS = ("Share of", "Ratio of", "Third graders' average")
_DIRECTIONS = {
    Direction.HIGHER: "Higher is better.",
    Direction.LOWER: "Lower is better.",
    Direction.NONE: "Neither high nor low is better in itself.",
}


def direction_words(measure: Measure) -> str:
    """Return which direction is better, in words."""
    return _DIRECTIONS[measure.direction]


def is_symmetrical(value: Value) -> bool:
    """Whether both arms of the interval are about as long."""
    assert value.value is not None and value.lower is not None and value.upper is not None
    width = value.upper - value.lower
    return abs(value.upper + value.lower - 2 * value.value) <= SYMMETRY * width


def margin(value: Value) -> str:
    """The interval in words, or nothing where there is none."""
    if value.value is None or value.lower is None or value.upper is None:
        return ""
    ends = between(value.measure, value.lower, value.upper)
    if value.interval_kind == "suppression_bounds":
        return ends
    if is_symmetrical(value):
        return _plus_or_minus(value)
    return ends or _plus_or_minus(value)


def _plus_or_minus(value: Value) -> str:
    assert value.lower is not None and value.upper is not None
    return f"plus or minus {distance(value.measure, (value.upper - value.lower) / 2)}"


def interval_words(value: Value) -> str:
    """The interval as its two ends, or how narrow it is where both are printed alike."""
    if value.lower is None or value.upper is None:
        return ""
    return between(value.measure, value.lower, value.upper) or margin(value)


def lowered(label: str) -> str:
    """A label inside a sentence: first letter small, unless it opens an acronym."""
    return label if label[1:2].isupper() else label[0].lower() + label[1:]


def is_amount(measure: Measure) -> bool:
    """Whether the label names a quantity ("the share of …"), not things that are counted."""
    return measure.unit in _WAS or measure.label.startswith(_AMOUNTS)


def subject(measure: Measure) -> str:
    """The label as the subject of a sentence: "the share of babies born with low weight"."""
    article = "" if measure.label.startswith(_NO_ARTICLE) or not is_amount(measure) else "the "
    return article + lowered(measure.label)


def statement(value: Value) -> str:
    """Words such as "The share of … was 8 percent, plus or minus 1 point, in 2019-2023"."""
    measure, around = value.measure, margin(value)
    if is_amount(measure):
        start = f"{subject(measure)} was {value.spoken}"
    else:
        start = f"there were {value.spoken} {lowered(measure.label)}"
    if around and value.interval_kind == "suppression_bounds":
        return f"{start} in {value.when}. Because some counts are withheld or unknown, it may lie {around}."
    middle = f", {around}," if around else ""
    return f"{start}{middle} in {value.when}."


def sentence(value: Value | None, place: str, newer: str = "") -> str:
    """What may be said aloud about one estimate of ``place``; of history, where a ``newer`` one is."""
    if value is None:
        return f"There is no value for {place}: the source has no entry for it."
    if value.value is None:
        return f"There is no value for {place}. {value.missing_sentence}"
    if not value.usable:
        return f"This value should not be quoted. {explain(list(value.reasons))} {LOOK_LOCALLY}"
    if value.is_history:
        newest = f"The newest value at hand is of {value.when}: history, and no number of today."
        return " ".join(filter(None, (newest, newer, f"Then, in {place}, {statement(value)}")))
    return f"In {place}, {statement(value)}"


def against(value: Value, other: Value, versus: str) -> str:
    """Two values side by side: "82 percent, against 79 percent in the United States"."""
    measure = value.measure
    start = subject(measure)
    here, there = value.spoken, other.spoken
    if is_amount(measure):
        text = f"{start} was {here}, against {there} in {versus} ({value.when})."
    else:
        text = f"there were {here} {lowered(measure.label)}, against {there} in {versus} ({value.when})."
    return text[0].upper() + text[1:]


def gap_sentence(group: Value, others: Value, name: str, versus: str) -> str:
    """A group and those it is compared with: "For renters, … was 0.80, against 0.67 for owners"."""
    measure = group.measure
    here, there = group.spoken, others.spoken
    if is_amount(measure):
        middle = f"{subject(measure)} was {here}"
    else:
        middle = f"there were {here} {lowered(measure.label)}"
    return f"For {name}, {middle}, against {there} for {versus} ({group.when})."


def change_sentence(first: Value, last: Value) -> str:
    """Two periods of one series: "… was 82 percent in 2013-2017 and 84 percent in 2018-2022"."""
    measure = last.measure
    before, after = first.spoken, last.spoken
    if is_amount(measure):
        text = f"{subject(measure)} was {before} in {first.when} and {after} in {last.when}."
    else:
        text = f"there were {before} {lowered(measure.label)} in {first.when} and {after} in {last.when}."
    return text[0].upper() + text[1:]
