"""A pillar's sheet: each measure with its interval, quality and the places compared with; its groups follow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.registry import Measure, MetricEntry, Pillar
from mobility_analysis.framework.subgroups import ALL, BY_LABEL
from mobility_analysis.insights.numbers import tabled
from mobility_analysis.insights.selection import Value
from mobility_analysis.insights.sentences import direction_words
from mobility_analysis.quality.grading import NO_VALUE, WORDS, explain
from mobility_analysis.reporting.beside.worksheet_cells import (
    BOLD,
    INDENT,
    INDENT_MORE,
    NUMBER,
    SOFT,
    TEXT,
    WEAK,
    WEAK_TEXT,
    WEAK_WORDS,
    Cell,
    Column,
    Worksheet,
    number_format,
)
from mobility_analysis.reporting.charts.panels import SCHEMES
from mobility_analysis.reporting.page.metric_cards import notes_on
from mobility_analysis.runs.place_data import PlaceData

_LEADING = (
    Column("Metric", 24),
    Column("Measure and group", 34),
    Column("Question it answers, or who is in the group", 38),
    Column("Value", 19),
    Column("Lowest", 13),
    Column("Highest", 13),
    Column("Unit", 18),
    Column("Period", 11),
    Column("Quality", 14),
    Column("Reasons", 38),
)
_ID = Column("Estimate id", 44)
# A number that does not fit its cell is shown as ####: wide enough for a weak "$1,234,567".
_BESIDE_WIDTH = 19


def pillar_sheet(data: PlaceData, pillar: Pillar) -> Worksheet:
    """The sheet of one pillar."""
    built = {metric.id for metric in data.metrics}
    rows = [
        row for metric in pillar.metrics if metric.id in built for row in _metric_rows(data, metric)
    ]
    names = distinct(
        [column.name for column in _LEADING], [name for name, _ in places_beside(data)]
    )
    beside = tuple(Column(name, _BESIDE_WIDTH) for name in names)
    return Worksheet(
        # The pillar's id: its label is longer than the 31 letters Excel allows.
        pillar.id.replace("_", " ").capitalize(),
        f"{pillar.label}: {data.here.label}",
        "",
        (*_LEADING, *beside, _ID),
        tuple(rows),
        unprinted=1,
    )


def places_beside(data: PlaceData) -> list[tuple[str, str]]:
    """Name and code of the places that this one is compared with: nation, state, peers."""
    state = [] if data.is_whole_state else [(data.state.name, data.state.geoid)]
    peers = [(peer.label, peer.geoid) for peer in data.peers]
    return [(data.nation.name, data.nation.geoid), *state, *peers]


def distinct(taken: Sequence[str], names: Sequence[str]) -> list[str]:
    """``names``, changed so that no two headers are equal: Excel would rename one of them."""
    seen, out = {name.lower() for name in taken}, []
    for name in names:
        number, found = 2, name
        while found.lower() in seen:
            found, number = f"{name} ({number})", number + 1
        seen.add(found.lower())
        out.append(found)
    return out


def _metric_rows(data: PlaceData, metric: MetricEntry) -> Iterator[tuple[Cell, ...]]:
    for measure in metric.measures:
        value = data.latest.get(measure.id)
        if value is None and not measure.headline:
            continue  # no source of the run has anything of it
        question = f"{measure.question} {direction_words(measure)}"
        yield (
            Cell(metric.label, BOLD if measure.headline else SOFT),
            Cell(measure.label, BOLD),
            Cell(question),
            *_value_cells(data, measure, value),
        )
        if value is not None:
            yield from _group_rows(data, value)


def _group_rows(data: PlaceData, value: Value) -> Iterator[tuple[Cell, ...]]:
    for scheme, groups in data.groups[value.measure.id].items():
        title, line = SCHEMES.get(scheme, ("By group", ""))
        yield (Cell(), Cell(title, INDENT), Cell(line, SOFT))
        for group in groups:
            known = BY_LABEL.get(group.subgroup)
            yield (
                Cell(),
                Cell(group.subgroup, INDENT_MORE),
                Cell(known.definition if known else "", SOFT),
                *_value_cells(data, value.measure, group),
            )


def _value_cells(data: PlaceData, measure: Measure, value: Value | None) -> Iterator[Cell]:
    """Value, ends, unit, period, quality, reasons, the places beside, the estimate's id."""
    yield number_cell(value)
    shown = number_format(measure)
    look = NUMBER if value is None or value.usable else WEAK
    for end in (value.lower, value.upper) if value is not None else (None, None):
        yield Cell(end, look, shown)
    yield Cell(measure.one_unit, SOFT)
    yield Cell(value.when if value is not None else "")
    yield Cell(_quality(value), TEXT if look is NUMBER else WEAK_TEXT)
    yield Cell(_why(data, value))
    for _, geoid in places_beside(data):
        other = data.selection.beside(value, geoid) if value is not None else None
        yield number_cell(other)
    yield Cell(value.key if value is not None else "", SOFT)


def number_cell(value: Value | None) -> Cell:
    """The number in its unit; a weak one gray and marked; words where there is none."""
    if value is None or value.value is None:
        return Cell(NO_VALUE.lower(), WEAK)
    shown = number_format(value.measure)
    if value.open_end is not None:
        shown = f'"{tabled(value.measure, value.value, value.open_end)}"'
    if value.usable:
        return Cell(value.value, NUMBER, shown)
    return Cell(value.value, WEAK, shown + WEAK_WORDS)


def _quality(value: Value | None) -> str:
    if value is None or value.value is None:
        return NO_VALUE
    return WORDS[value.grade or 3]


def _why(data: PlaceData, value: Value | None) -> str:
    if value is None:
        return "The source has no entry."
    is_of_groups = value.subgroup == ALL and value.missing_reason == Missing.NOT_APPLICABLE.value
    if is_of_groups and data.groups[value.measure.id]:
        return "Only groups have a value; they stand below."
    said = explain(list(value.reasons)) if value.value is not None else value.missing_sentence
    return " ".join([said, *notes_on(data, value)]).strip()
