"""The sections of the page after page one: contents, pillars, what is absent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from mobility_analysis.framework.registry import Pillar, registry
from mobility_analysis.insights.local_records import ask_locally
from mobility_analysis.press.templates import render
from mobility_analysis.reporting.charts.spine import Spine, spine
from mobility_analysis.reporting.page.absences import absent_local, absent_maps
from mobility_analysis.reporting.page.metric_cards import Card, card
from mobility_analysis.runs.own_officials import METRIC
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.run_record import for_readers

TREND_LINE = (
    "Periods of the same length that do not overlap. A difference smaller than the intervals may be "
    "chance."
)


def contents(
    data: PlaceData,
    shown: Iterable[Pillar],
    *,
    has_glance: bool,
    has_ranks: bool,
    is_full: bool = True,
    has_changes: bool = False,
) -> str:
    """Links to the sections that follow page one.

    Parameters
    ----------
    shown
        The pillars that have a section.
    has_glance, has_ranks
        The page has all numbers at a glance; where the place stands.
    is_full
        It is no short edition.
    has_changes
        The page has the section of what the last run changed.
    """
    return render(
        "contents.html.j2",
        pillars=list(shown),
        has_glance=is_full and has_glance,
        has_ranks=is_full and has_ranks,
        has_changes=has_changes,
        has_absent=is_full and bool(absent_rows(data)),
    )


def where_it_stands(data: PlaceData) -> Spine:
    """Where the place stands among all places of its level; page and print show the same figures.

    There are none of an area of one's own, of which there is no list to stand in.
    """
    return spine(data, pillars(data) if data.is_ranked else ())


def spine_section(data: PlaceData, shown: Spine) -> str:
    """Return the overview of the pillars as HTML."""
    return render("spine.html.j2", data=data, spine=shown) if shown.figures else ""


def pillars(data: PlaceData) -> Iterator[Pillar]:
    """Pillars with at least one computed metric, in the registry's order."""
    built = {metric.id for metric in data.metrics}
    for pillar in registry().pillars:
        if any(metric.id in built for metric in pillar.metrics):
            yield pillar


def cards(data: PlaceData, pillar: Pillar) -> list[Card]:
    """Return the cards of a pillar's metrics, in the framework's order.

    A metric has one if the run computes it, or if the place collects something about it.
    """
    shown = _shown(data)
    return [card(data, metric) for metric in pillar.metrics if metric.id in shown]


def _shown(data: PlaceData) -> set[str]:
    own = {METRIC} if data.local.officials is not None else set()
    return (
        {metric.id for metric in data.metrics}
        | {each.metric_id for each in data.local.measures}
        | own
    )


def _with_cards(data: PlaceData) -> Iterator[Pillar]:
    shown = _shown(data)
    for pillar in registry().pillars:
        if any(metric.id in shown for metric in pillar.metrics):
            yield pillar


def sections(data: PlaceData) -> dict[Pillar, list[Card]]:
    """The cards of each pillar; page and print edition are made from the same ones."""
    return {pillar: cards(data, pillar) for pillar in _with_cards(data)}


def pillar_section(data: PlaceData, pillar: Pillar, shown: Sequence[Card]) -> str:
    """Return a pillar with its cards as HTML."""
    return render("pillar.html.j2", data=data, pillar=pillar, cards=shown, trend_line=TREND_LINE)


def absent_rows(data: PlaceData) -> list[tuple[str, str]]:
    """What this run cannot show, and why.

    These are maps and neighborhoods, rows of the place's own records, metrics of the framework that it does not
    compute, and measures of other metrics that it has no source for.
    """
    return [*absent_maps(data), *absent_local(data), *_unsourced(data)]


def _unsourced(data: PlaceData) -> Iterator[tuple[str, str]]:
    """Metrics and measures that no source of the run has; those of one reason in one row."""
    by_reason: dict[str, list[str]] = {}
    for metric in registry().metrics:
        if metric.id in data.record.metrics_absent:
            why = f"{for_readers(data.record.metrics_absent[metric.id])} Close to home, ask {ask_locally(metric.id)}."
            by_reason.setdefault(why, []).append(metric.label)
        for measure in metric.measures:
            if measure.id in data.record.measures_absent:
                why = for_readers(data.record.measures_absent[measure.id])
                by_reason.setdefault(why, []).append(measure.label)
    for why, labels in by_reason.items():
        yield "; ".join(labels), why


def absent_section(data: PlaceData) -> str:
    """Return "Not in this report" as HTML: metrics and maps that are absent, and why."""
    rows = absent_rows(data)
    has_metrics = len(rows) > len(absent_maps(data)) + len(absent_local(data))
    return render("absent.html.j2", rows=rows, has_metrics=has_metrics)
