"""Rows of a chart, and what they say: in words beside a mark, as alternative text, as a table."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import compress

from mobility_analysis.framework.registry import Measure
from mobility_analysis.insights.numbers import OpenEnd, between, spoken, tabled, with_unit
from mobility_analysis.insights.selection import Value
from mobility_analysis.insights.sentences import interval_words
from mobility_analysis.press.inline_svg import BLUE, GRAY, INK, Table
from mobility_analysis.press.translation import ENGLISH, Language
from mobility_analysis.quality.grading import WORDS


@dataclass(frozen=True)
class Role:
    """The role of a row decides its color and shape, so that color is never the only sign."""

    color: str
    marker: str
    size: float
    is_bold: bool = False


HERE = Role(BLUE, "o", 52, is_bold=True)
PEER = Role(GRAY, "o", 34)
STATE = Role(INK, "s", 32)
NATION = Role(INK, "D", 30)
GROUP = Role(BLUE, "o", 40)
HEADING = Role(INK, "", 0, is_bold=True)  # words over the rows below it; it has no value


@dataclass(frozen=True)
class Row:
    """One line of an interval chart."""

    label: str
    value: Value | None
    role: Role


def row_text(value: Value, language: Language = ENGLISH) -> str:
    """Value and interval as a chart writes them; a weak value's number is held back."""
    if not value.usable:
        return language.say("do not act on this")
    assert value.value is not None
    text = language.number(value.measure, value.value, value.open_end)
    if value.lower is None or value.upper is None:
        return text
    low, high = (
        language.brief(value.measure, end).replace("%", "").strip()
        for end in (value.lower, value.upper)
    )
    # A range that is printed as one number would say nothing.
    return text if low == high else f"{text}  ({low}\u2013{high.replace('$', '')})"


def spoken_row(row: Row, language: Language = ENGLISH) -> str:
    """Return a row of a chart as a sentence, for people who do not see the chart."""
    value = row.value
    if row.role is HEADING:
        return f"{row.label}."
    if value is None or value.value is None:
        return language.say("{place}: no value.", place=row.label)
    if value.grade == 3:
        return language.say("{place}: a value that should not be acted on.", place=row.label)
    if language is not ENGLISH:
        return _spoken_in(language, row.label, value)
    around = interval_words(value)
    text = f"{row.label}: {value.spoken}" + (f", {around}" if around else "")
    return f"{text} ({WORDS[value.grade or 3].lower()})."


def _spoken_in(language: Language, label: str, value: Value) -> str:
    """A row in another language: English words of intervals follow English grammar."""
    assert value.value is not None
    grade = language.say(WORDS[value.grade or 3])
    fill = {
        "place": label,
        "value": language.spoken(value.measure, value.value),
        "grade": grade[:1].lower() + grade[1:],
    }
    ends = [
        language.spoken(value.measure, end) for end in (value.lower, value.upper) if end is not None
    ]
    if len(set(ends)) < 2:
        return language.say("{place}: {value} ({grade}).", **fill)
    return language.say(
        "{place}: {value}, interval from {low} to {high} ({grade}).",
        low=ends[0],
        high=ends[1],
        **fill,
    )


def name_rows(title: str, rows: Sequence[Row], language: Language = ENGLISH) -> str:
    """Title and the value of every row, for a picture whose table stands below it with intervals and grades."""
    values = "; ".join(
        f"{row.label} {row_text(row.value, language).split('  ')[0]}"
        for row in rows
        if row.value is not None and row.value.value is not None
    )
    return f"{title}: {values}."


def describe(title: str, rows: Sequence[Row], *more: str, language: Language = ENGLISH) -> str:
    """Title, what else is drawn, and every row, in words."""
    said = (spoken_row(row, language) for row in rows)
    return " ".join([f"{title}.", *(part for part in more if part), *said])


def spoken_reference(reference: Value | None, label: str) -> str:
    """Return the dashed reference line as a sentence; empty without a value."""
    if reference is None or reference.value is None:
        return ""
    return f"Dashed line, {label}: {reference.spoken}."


def spoken_strip(
    measure: Measure, strip: Sequence[float], label: str, open_ends: Collection[OpenEnd] = ()
) -> str:
    """The ends of the strip; ``open_ends`` are those of values at either end of it."""
    if not len(strip):
        return ""
    low, high = min(strip), max(strip)
    if not open_ends:
        ends = between(measure, low, high) or spoken(measure, low)
        return f"{label}: {with_unit(measure, ends)}."
    first, last = (
        spoken(measure, value, end if end in open_ends else None)
        for value, end in ((low, OpenEnd.LESS), (high, OpenEnd.MORE))
    )
    return f"{label}: from {first} to {last}."


BOUNDS = ("Lowest", "Highest")
HEADER = ("", "Value", *BOUNDS, "Period", "Quality")
NONE = "\u2013"  # in a cell that has nothing to say


def table_row(label: str, value: Value | None) -> tuple[str, ...]:
    """One line of a table of values."""
    if value is None:
        return (label, "no value", NONE, NONE, NONE, "The source has no entry.")
    if value.value is None:
        return (label, "no value", NONE, NONE, value.when, value.missing_sentence)
    ends = [
        NONE if end is None else tabled(value.measure, end) for end in (value.lower, value.upper)
    ]
    quality = WORDS[value.grade or 3]
    return (label, value.tabled, *ends, value.when, quality)


def table_of(title: str, rows: Sequence[Row]) -> Table:
    """The table of a chart; a heading's words come before those of each row below it.

    Columns that say nothing are left out: bounds where no row has any, the period that the title names.
    """
    heading, lines = "", []
    for row in rows:
        if row.role is HEADING:
            heading = f"{row.label}: "
            continue
        lines.append(table_row(heading + row.label, row.value))
    told = [
        place < 2 or not set(cells) <= ({NONE} if name in BOUNDS else {NONE, _named(title)})
        for place, (name, cells) in enumerate(zip(HEADER, zip(*lines, strict=True), strict=True))
    ]
    header, *rest = (tuple(compress(line, told)) for line in (HEADER, *lines))
    return Table(title, header, tuple(rest))


def _named(title: str) -> str:
    """The period that ``title`` ends with."""
    return title.rpartition(", ")[2]
