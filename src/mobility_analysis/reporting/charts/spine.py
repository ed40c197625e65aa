"""Where a place stands among all counties (or cities) of the nation, one row per metric.

A figure per pillar, all with the same axis: the percentile rank, turned so that right is better. The
middle half is the gray band, a row's faint line the range. A value's own interval is drawn as the
ranks it reaches to. Values graded 3 are named and not placed. An arrow is a tested change over time: it points where
the number went, and the words say whether that is better, as on the metric's card.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mobility_analysis.framework.registry import Pillar
from mobility_analysis.insights.findings import Finding
from mobility_analysis.insights.numbers import plain
from mobility_analysis.insights.standing import Standing, in_100, standing
from mobility_analysis.press.inline_svg import (
    Figure,
    Table,
)
from mobility_analysis.quality.grading import NO_VALUE, WORDS
from mobility_analysis.reporting.charts.spine_drawing import Names, draw_spine
from mobility_analysis.reporting.charts.spine_words import (
    change_of,
    change_words,
    position_words,
    row_label,
    why_unranked,
)

if TYPE_CHECKING:
    from mobility_analysis.runs.place_data import PlaceData

NO_NUMBER = "\u2013"


@dataclass(frozen=True)
class Spine:
    """The figures of one place, pillar by pillar, with what they are drawn among."""

    figures: tuple[Figure, ...]
    among: str  # "counties" or "cities"
    has_borrowed: bool
    has_undirected: bool
    unranked: tuple[tuple[str, str], ...] = ()  # metrics without a rank, and why


def spine(data: PlaceData, pillars: Iterable[Pillar]) -> Spine:
    """The chart of one place; a metric without a rank is no row of it and is named with the reason."""
    rows = [(pillar, standings(data, pillar)) for pillar in pillars]
    ranked = [row for _, found in rows for row in found if row.rank is not None]
    among = data.kind
    return Spine(
        tuple(
            _figure(data, pillar, found, among)
            for pillar, found in rows
            if any(row.rank is not None for row in found)
        ),
        among,
        has_borrowed=any(row.value is not None and row.value.borrowed_from for row in ranked),
        has_undirected=any(not row.is_judged for row in ranked),
        unranked=tuple(
            (row.label, why_unranked(row)) for _, found in rows for row in found if row.rank is None
        ),
    )


def standings(data: PlaceData, pillar: Pillar) -> list[Standing]:
    """One row for each computed metric of a pillar, in the registry's order."""
    ids = {metric.id for metric in pillar.metrics}
    peers = tuple(peer.geoid for peer in data.peers)
    return [
        standing(
            data.selection,
            data.run.distributions,
            metric,
            data.here.geoid,
            peers=peers,
            nation=data.nation.geoid,
        )
        for metric in data.metrics
        if metric.id in ids
    ]


# ------------------------------------------------------------------ words and table


def _spoken(row: Standing, among: str, change: Finding | None) -> str:
    if row.rank is None or row.value is None or row.value.value is None:
        return f"{row_label(row)}: {why_unranked(row)}."
    place = position_words(row).replace("\u2013", " to ")
    grade = WORDS[row.value.grade or 3].lower()
    text = f"{row_label(row)}: {row.value.spoken}, {place} {among} ({grade})."
    return f"{text} {change_words(change)}." if change is not None else text


def _table(
    data: PlaceData,
    title: str,
    rows: Sequence[Standing],
    changes: Sequence[Finding | None],
    among: str,
) -> Table:
    header = (
        "Measure", "Value", "Years", "Quality", "Change", f"Position among 100 {among}",
        f"{among.capitalize()} compared", f"Position of {data.nation.in_words}",
        *(f"Position of {peer.in_words}" for peer in data.peers),
    )  # fmt: skip
    lines = zip(rows, changes, strict=True)
    return Table(title, header, tuple(_table_row(*line, len(data.peers)) for line in lines))


def _table_row(row: Standing, change: Finding | None, peers: int) -> tuple[str, ...]:
    value, among = row.value, row.among
    has_number = value is not None and value.value is not None
    others = (row.nation, *(row.peers or (None,) * peers))
    return (
        row_label(row),
        value.tabled if value and value.value is not None else NO_NUMBER,
        value.when if value and has_number else NO_NUMBER,
        WORDS[value.grade or 3] if value and has_number else NO_VALUE,
        change_words(change) or NO_NUMBER,
        position_words(row),
        f"{plain(among.n, 0)} of {plain(among.places, 0)}"
        if among and row.rank is not None
        else NO_NUMBER,
        *(NO_NUMBER if rank is None else in_100(rank) for rank in others),
    )


def _figure(data: PlaceData, pillar: Pillar, rows: Sequence[Standing], among: str) -> Figure:
    figure_id = f"s-{pillar.id.replace('_', '-')}"
    title = f"{pillar.label}: {data.here.label} among all {among}"
    changes = [change_of(data, row) for row in rows]
    spoken = (_spoken(row, among, change) for row, change in zip(rows, changes, strict=True))
    alt = " ".join([f"{title}.", *spoken])
    peers = tuple(peer.label for peer in data.peers)
    names = Names(data.here.label, peers, data.nation.name)
    ranked = [
        (row, change) for row, change in zip(rows, changes, strict=True) if row.rank is not None
    ]
    svg = draw_spine(ranked, names).svg(figure_id, alt)
    return Figure(figure_id, svg, alt, _table(data, title, rows, changes, among), pillar.label)
