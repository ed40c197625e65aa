"""What a place collects itself, as a block of its own under the card of the metric that it is about.

Such numbers enter no comparison, rank, trend or finding: they were counted in their own way, here alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mobility_analysis.framework.registry import Unit
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.insights.numbers import tabled
from mobility_analysis.insights.patterns import capital
from mobility_analysis.insights.selection import Value
from mobility_analysis.insights.sentences import direction_words, interval_words
from mobility_analysis.local.measures import LocalMeasure
from mobility_analysis.local.records import LocalValue
from mobility_analysis.press.inline_svg import Table
from mobility_analysis.quality.grading import GRADE_CLASS, WORDS
from mobility_analysis.quality.reasons import REASONS
from mobility_analysis.runs.place_data import PlaceData

# Rows of a block's table that are seen at once, and on paper.
SHOWN = 12
HEADER = ("Who, and where", "Value", "Interval", "Years", "Quality")
KINDS = {
    "administrative": "Records of an office",
    "survey": "Survey",
    "inventory": "Inventory",
    "historical": "Historical records",
    "qualitative count": "Count of what was said or noted",
}
APART = (
    "Collected locally and not part of the national data, so it enters no comparison, rank, trend or finding of this "
    "report. It may cover other people than the national numbers do."
)
# Behind a headline number whose unit the number does not show.
_BEHIND = {Unit.PER_10K: "per 10,000", Unit.PER_100K: "per 100,000"}


@dataclass(frozen=True)
class LocalNumber:
    """The number that leads a block: of everyone in the whole place, the newest."""

    big: str
    unit: str
    when: str
    interval: str
    grade_words: str
    grade_class: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class LocalBlock:
    """What a template prints of one local measure.

    Attributes
    ----------
    beside
        The national measure beside which it stands; empty where it stands beside the metric as a whole.
    lead
        ``None`` where there are numbers of groups or parts alone.
    table
        Every number but the lead, the first :data:`SHOWN`; the others are in ``more``.
    facts
        What a reader should know of it: a heading and its text.
    """

    id: str
    beside: str
    by: str
    title: str
    question: str
    direction: str
    lead: LocalNumber | None
    table: Table | None
    more: Table | None
    facts: tuple[tuple[str, str], ...]
    url: str
    apart: str = APART


def local_blocks(data: PlaceData, metric_id: str) -> tuple[LocalBlock, ...]:
    """The blocks under the card of a metric, in the order of the place's own file."""
    return tuple(
        _block(measure, data.local.values[measure.id])
        for measure in data.local.of_metric(metric_id)
    )


def _block(measure: LocalMeasure, values: Sequence[LocalValue]) -> LocalBlock:
    lead = next((each for each in values if not each.area and each.value.subgroup == ALL), None)
    rows = [_row(each) for each in values if each is not lead]
    return LocalBlock(
        id=f"local-{measure.id.replace('_', '-')}",
        beside=measure.beside,
        by=measure.collected_by,
        title=measure.measure.label,
        question=measure.measure.question,
        direction=direction_words(measure.measure),
        lead=_number(lead.value) if lead is not None else None,
        table=_table(measure, rows[:SHOWN]),
        more=_table(measure, rows[SHOWN:]),
        facts=tuple(_facts(measure, lead or values[0])),
        url=measure.url,
    )


def _number(value: Value) -> LocalNumber:
    assert value.grade is not None
    ends = interval_words(value)
    return LocalNumber(
        big=value.short if value.usable or not ends else ends,
        unit=_BEHIND.get(value.measure.unit, ""),
        when=value.dated,
        interval=_sentence(value, ends),
        grade_words=WORDS[value.grade],
        grade_class=GRADE_CLASS[value.grade],
        reasons=tuple(REASONS[code] for code in value.reasons),
    )


def _sentence(value: Value, ends: str) -> str:
    if not value.usable:
        return "This value should not be quoted."
    if not ends:
        return ""
    return f"{capital(ends)}, with 95 percent confidence."


def _row(each: LocalValue) -> tuple[str, ...]:
    value = each.value
    who = "Everyone" if value.subgroup == ALL else value.subgroup
    ends = [tabled(value.measure, end) for end in (value.lower, value.upper) if end is not None]
    assert value.grade is not None
    return (
        f"{who}, {each.area}" if each.area else who,
        value.tabled,
        " to ".join(ends).replace("% to", " to") or "\u2013",
        value.dated,
        WORDS[value.grade],
    )


def _table(measure: LocalMeasure, rows: Sequence[tuple[str, ...]]) -> Table | None:
    if not rows:
        return None
    return Table(f"{measure.measure.label}: groups, parts and earlier years", HEADER, tuple(rows))


def _facts(measure: LocalMeasure, lead: LocalValue) -> list[tuple[str, str]]:
    method = f"{KINDS[measure.kind]}. {measure.method}".strip()
    agreement = measure.agreement
    if agreement and measure.until is not None:
        agreement = f"{agreement}, until {measure.until.isoformat()}"
    facts = (
        ("Who is counted", measure.population_covered),
        ("How", method),
        ("What it cannot tell", measure.known_limits),
        ("Counted on", lead.as_of),
        ("Shared under", agreement),
    )
    return [(heading, text) for heading, text in facts if text]


def pointer(blocks: Sequence[LocalBlock]) -> str:
    """A sentence that leads from a weak, old or missing national number to what is collected here."""
    names = "; ".join(f"\u201c{block.title}\u201d" for block in blocks)
    return f"What is collected here stands below: {names}." if blocks else ""
