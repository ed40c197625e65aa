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
    Column("Metric", 20),
    Column("Measure", 30),
    Column("Group", 22),
    Column("Value", 12),
    Column("Lowest", 10),
    Column("Highest", 10),
    Column("Unit", 15),
    Column("Period", 10),
    Column("Quality", 13),
    Column("Reasons", 32),
)
_BESIDE_WIDTH = 12
# For reading on the screen and for tracing; they stay off the paper.
_TRACING = (
    Column("Kind of group", 24),
    Column("Question it answers, or who is in the group", 90),
    Column("Estimate id", 70),
)
EVERYONE = "Everyone"


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
        (*_LEADING, *beside, *_TRACING),
        tuple(rows),
        is_list=True,
        unprinted=len(_TRACING),
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
        yield _row(data, metric, measure, value)
        if value is not None:
            yield from _group_rows(data, metric, value)


def _group_rows(data: PlaceData, metric: MetricEntry, value: Value) -> Iterator[tuple[Cell, ...]]:
    for scheme, groups in data.groups[value.measure.id].items():
        title, line = SCHEMES.get(scheme, ("By group", ""))
        for group in groups:
            yield _row(data, metric, value.measure, group, (title, line))


def _row(
    data: PlaceData,
    metric: MetricEntry,
    measure: Measure,
    value: Value | None,
    scheme: tuple[str, str] = ("", ""),
) -> tuple[Cell, ...]:
    """A row of everyone or, where ``scheme`` says which kind of group (and about it), of a group; complete in itself."""
    kind, about = scheme
    is_main = not kind
    question = f"{measure.question} {direction_words(measure)}"
    known = BY_LABEL.get(value.subgroup) if value is not None and not is_main else None
    who = " ".join(filter(None, (known.definition if known else "", about)))
    return (
        Cell(metric.label, BOLD if is_main and measure.headline else SOFT),
        Cell(measure.label, BOLD if is_main else SOFT),
        Cell(EVERYONE, SOFT) if value is None or is_main else Cell(value.subgroup),
        *_value_cells(data, measure, value),
        Cell(kind, SOFT),
        Cell(question if is_main else who, SOFT),
        Cell(value.key if value is not None else "", SOFT),
    )


def _value_cells(data: PlaceData, measure: Measure, value: Value | None) -> Iterator[Cell]:
    """Value, ends, unit, period, quality, reasons, the places beside."""
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
        yield number_cell(data.selection.beside(value, geoid) if value is not None else None)


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
