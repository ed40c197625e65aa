"""The workbook's first sheet, a row for each measure, and the two sheets with charts that follow it."""

from __future__ import annotations

from collections import Counter

from mobility_analysis.framework.registry import Measure, MetricEntry, Unit, registry
from mobility_analysis.insights.differences import difference_words
from mobility_analysis.insights.findings import Finding, Kind, Verdict
from mobility_analysis.insights.selection import printed_period
from mobility_analysis.insights.standing import Position
from mobility_analysis.quality.grading import NO_VALUE, WORDS
from mobility_analysis.reporting.beside.pillar_sheets import number_cell
from mobility_analysis.reporting.beside.worksheet_cells import (
    BETTER,
    BOLD,
    NUMBER,
    SOFT,
    TEXT,
    WEAK,
    WEAK_TEXT,
    WORSE,
    BarChart,
    Cell,
    Column,
    Worksheet,
    number_format,
)
from mobility_analysis.reporting.page.page_one import comparison_counts
from mobility_analysis.runs.place_data import PlaceData

SUMMARY, RANKS, COMPARISONS = "Summary", "Ranks", "Comparisons"
_LOOKS = {
    Verdict.BETTER: BETTER,
    Verdict.IMPROVED: BETTER,
    Verdict.WORSE: WORSE,
    Verdict.WORSENED: WORSE,
}


def summary_sheet(data: PlaceData) -> Worksheet:
    """A row for each measure: value, age, quality, verdicts, standing, trend."""
    state = [] if data.is_whole_state else [Column(f"Beside {data.state.name}", 12)]
    columns = (
        Column("Metric", 22),
        Column("Measure", 30),
        Column("Value", 12),
        Column("Lowest", 10),
        Column("Highest", 10),
        Column("Period", 10),
        Column("Age in years", 8),
        Column("Quality", 13),
        Column(f"Beside {data.nation.name}", 12),
        *state,
        *([Column("Beside its peers", 16)] if data.peers else []),
        *(
            [Column(f"Ahead of so many in 100 {data.ranked_among()}", 12, is_bar=True)]
            if data.is_ranked
            else []
        ),
        Column("Trend", 13),
        Column("Change", 28),
        Column("Pillar", 36),
    )
    rows = tuple(
        _row(data, metric, measure)
        for metric in data.metrics
        for measure in metric.measures
        if measure.headline or measure.id in data.latest
    )
    line = "Age counts from the end of the period. Verdicts are those of the sheet Findings."
    if data.is_ranked:
        line += (
            f" A rank says how many of 100 {data.ranked_among()} the place is ahead of, or above where neither way is "
            "better."
        )
    title = f"{SUMMARY}: {data.here.label}"
    return Worksheet(SUMMARY, title, line, columns, rows, is_list=True, unprinted=1)


def _row(data: PlaceData, metric: MetricEntry, measure: Measure) -> tuple[Cell, ...]:
    value = data.latest.get(measure.id)
    has_number = value is not None and value.value is not None
    is_usable = value is not None and value.usable
    look = NUMBER if is_usable else WEAK
    shown = number_format(measure)
    # A plain count grows with the place, so its rank says nothing.
    position = None if measure.unit is Unit.COUNT else data.positions.get(measure.id)
    trend = next(iter(data.findings_of(measure.id, Kind.TREND)), None)
    return (
        Cell(metric.label, BOLD if measure.headline else SOFT),
        Cell(measure.label, BOLD if measure.headline else TEXT),
        number_cell(value),
        Cell(value.lower if value is not None else None, look, shown),
        Cell(value.upper if value is not None else None, look, shown),
        Cell(value.when if value is not None else ""),
        Cell(value.years_since_end if value is not None and has_number else None, NUMBER, "0"),
        Cell(
            WORDS[value.grade or 3] if value is not None and has_number else NO_VALUE,
            TEXT if is_usable else WEAK_TEXT,
        ),
        _verdict(data, measure, Kind.VERSUS_NATION),
        *([] if data.is_whole_state else [_verdict(data, measure, Kind.VERSUS_STATE)]),
        *([_beside_peers(data, measure)] if data.peers else []),
        *([_rank(position)] if data.is_ranked else []),
        Cell(trend.verdict_words, _LOOKS.get(trend.verdict, TEXT)) if trend else Cell(),
        Cell(_change(trend, measure)) if trend else Cell(),
        Cell(registry().pillar_of(metric.id).label, SOFT),
    )


def _rank(position: Position | None) -> Cell:
    return Cell(round(position.rank) if position is not None else None, NUMBER, "0")


def _verdict(data: PlaceData, measure: Measure, kind: Kind) -> Cell:
    found = next(iter(data.findings_of(measure.id, kind)), None)
    if found is None:
        return Cell()
    words = found.verdict_words if found.is_judged else f"{found.verdict_words} (no judgment)"
    return Cell(words, _LOOKS.get(found.verdict, TEXT))


def _beside_peers(data: PlaceData, measure: Measure) -> Cell:
    found = Counter(each.verdict for each in data.findings_of(measure.id, Kind.VERSUS_PEER))
    return Cell(
        ", ".join(
            f"{number} {verdict.words.lower()}" for verdict in Verdict if (number := found[verdict])
        )
    )


def _change(trend: Finding, measure: Measure) -> str:
    words = difference_words(trend, measure)
    return f"{words}, since {printed_period(trend.versus)}" if words and trend.versus else words


# ------------------------------------------------------------------ charts


def chart_sheets(data: PlaceData) -> list[Worksheet]:
    """How many places each measure is ahead of, and how many measures are better or worse, each with its chart."""
    return [sheet for sheet in (_ranks(data), _comparisons(data)) if sheet.rows]


def _ranks(data: PlaceData) -> Worksheet:
    measures = registry().measures
    ranked = sorted(
        (
            (measures[id], position)
            for id, position in data.positions.items()
            if measures[id].unit is not Unit.COUNT and data.latest[id].is_judged
        ),
        key=lambda each: (-each[1].rank, each[0].id),
    )
    rows = tuple(
        (
            Cell(registry().metric_of[measure.id].heading(measure), BOLD),
            Cell(data.latest[measure.id].when),
            Cell(round(position.rank), NUMBER, "0"),
            Cell(None if position.low is None else round(position.low), NUMBER, "0"),
            Cell(None if position.high is None else round(position.high), NUMBER, "0"),
        )
        for measure, position in ranked
    )
    columns = (
        Column("Measure", 40),
        Column("Period", 11),
        Column("Ahead of", 9),
        Column("At least", 9),
        Column("At most", 9),
    )
    title = f"Of 100 {data.ranked_among()}, how many {data.here.label} is ahead of"
    line = "Only measures of which more, or less, is better. At least and at most: where the interval ends."
    return Worksheet(
        RANKS, title, line, columns, rows, is_list=True, chart=BarChart(title, (2,), highest=100)
    )


_VERDICTS = (Verdict.BETTER, Verdict.SIMILAR, Verdict.WORSE, Verdict.CANNOT_TELL)


def _comparisons(data: PlaceData) -> Worksheet:
    rows = tuple(
        (Cell(name, BOLD), *(Cell(counts[each.value], NUMBER, "0") for each in _VERDICTS))
        for name, counts in comparison_counts(data)
    )
    columns = (Column("Beside", 30), *(Column(each.words, 11) for each in _VERDICTS))
    title = f"How many measures of {data.here.label} are better, similar or worse"
    line = "Which ones they are stands in the sheet Findings."
    return Worksheet(COMPARISONS, title, line, columns, rows, chart=BarChart(title, (1, 2, 3, 4)))
