"""Where a place stands among all counties (or cities) of the nation, one row per metric.

A figure per pillar, all with the same axis: the percentile rank, turned so that right is better. The
middle half is the gray band, a row's faint line the range. A value's own interval is drawn as the
ranks it reaches to. Values graded 3 are named and not placed.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shapely import box

from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.registry import Direction, Pillar
from mobility_analysis.insights.numbers import plain
from mobility_analysis.insights.standing import Standing, in_100, standing
from mobility_analysis.press.drawing import TICK, Drawing, Scale
from mobility_analysis.press.inline_svg import (
    BLUE,
    FAINT,
    FONT_SIZE,
    GRAY,
    INK,
    PALE,
    WIDTH,
    Figure,
    Table,
)
from mobility_analysis.press.interval_chart import SIDE_INCHES
from mobility_analysis.quality.grading import NO_VALUE, WORDS

if TYPE_CHECKING:
    from mobility_analysis.runs.place_data import PlaceData

LINE, TRACK, GAP = 0.155, 0.2, 0.06  # inches: a line of words, the marks below it, air between rows
AXIS, TOP = 0.34, 0.04
# Letters in a row's first line; a label that would reach the words at the right is wrapped.
LETTERS = 64
HALF = (25, 75)
TICKS = (
    (0, "behind all", "left"),
    (25, "25", "center"),
    (50, "50", "center"),
    (75, "75", "center"),
    (100, "ahead of all", "right"),
)
# With so many equal values "ahead of" would mislead: most places that are not behind are equal.
MANY_TIED = 10
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


# ------------------------------------------------------------------ words


def position_words(row: Standing) -> str:
    """The rank, or the ranks between which the interval reaches, as in "ahead of 88-96 in 100"."""
    if row.rank is None:
        return why_unranked(row)
    ahead, behind = ("ahead of", "behind") if row.is_judged else ("above", "below")
    low, high = (in_100(row.rank if end is None else end) for end in (row.low, row.high))
    if row.tied >= MANY_TIED:
        return f"the same as {row.tied} in 100"
    if low == high in ("0", "100"):
        return f"{ahead if low == '100' else behind} all"
    reach = low if low == high else f"{low}\u2013{high}"
    return f"{ahead} {reach} in 100"


def _which(row: Standing) -> str:
    """Among whom, where some places have no usable value: "among 2,501 of 3,144 counties"."""
    if row.among is None or row.value is None or row.among.is_complete:
        return ""
    places = "counties" if row.value.level == Level.COUNTY.value else "cities"
    return f"among {plain(row.among.n, 0)} of {plain(row.among.places, 0)} {places}"


def why_unranked(row: Standing) -> str:
    """Why a row has no mark."""
    if row.value is None or row.value.value is None:
        is_of_groups = row.value is not None and row.value.missing_reason == Missing.NOT_APPLICABLE
        return "numbers of groups only" if is_of_groups else "no value"
    if not row.value.usable:
        return "do not act on this"
    if row.value.is_history:
        return f"history: of {row.value.when}"
    if row.among is None:
        return "too few places to compare"
    return f"only {plain(row.among.n, 0)} of {plain(row.among.places, 0)} to compare"


def row_label(row: Standing) -> str:
    """The label with its years, since those of other rows differ, and with what else sets it apart."""
    apart = []
    if row.rank is not None and row.value is not None:
        apart.append(row.value.dated)
    if row.rank is not None and not row.is_judged:
        has_direction = row.measure.direction is not Direction.NONE
        apart.append("not all agencies reported" if has_direction else "neither way is better")
    if row.rank is not None and row.value is not None and row.value.borrowed_from:
        apart.append("of a larger area")
    if row.rank is not None and _which(row):
        apart.append(_which(row))
    return f"{row.label} ({', '.join(apart)})" if apart else row.label


def _spoken(row: Standing, among: str) -> str:
    if row.rank is None or row.value is None or row.value.value is None:
        return f"{row_label(row)}: {why_unranked(row)}."
    place = position_words(row).replace("\u2013", " to ")
    grade = WORDS[row.value.grade or 3].lower()
    return f"{row_label(row)}: {row.value.spoken}, {place} {among} ({grade})."


# ------------------------------------------------------------------ table


def _table(data: PlaceData, title: str, rows: Sequence[Standing], among: str) -> Table:
    header = (
        "Measure", "Value", "Years", "Quality", f"Position among 100 {among}",
        f"{among.capitalize()} compared", f"Position of {data.nation.in_words}",
        *(f"Position of {peer.in_words}" for peer in data.peers),
    )  # fmt: skip
    return Table(title, header, tuple(_table_row(row, len(data.peers)) for row in rows))


def _table_row(row: Standing, peers: int) -> tuple[str, ...]:
    value, among = row.value, row.among
    has_number = value is not None and value.value is not None
    others = (row.nation, *(row.peers or (None,) * peers))
    return (
        row_label(row),
        value.tabled if value and value.value is not None else NO_NUMBER,
        value.when if value and has_number else NO_NUMBER,
        WORDS[value.grade or 3] if value and has_number else NO_VALUE,
        position_words(row),
        f"{plain(among.n, 0)} of {plain(among.places, 0)}"
        if among and row.rank is not None
        else NO_NUMBER,
        *(NO_NUMBER if rank is None else in_100(rank) for rank in others),
    )


# ------------------------------------------------------------------ drawing


def _figure(data: PlaceData, pillar: Pillar, rows: Sequence[Standing], among: str) -> Figure:
    figure_id = f"s-{pillar.id.replace('_', '-')}"
    title = f"{pillar.label}: {data.here.label} among all {among}"
    alt = " ".join([f"{title}.", *(_spoken(row, among) for row in rows)])
    svg = _draw([row for row in rows if row.rank is not None]).svg(figure_id, alt)
    return Figure(figure_id, svg, alt, _table(data, title, rows, among), pillar.label)


def _draw(rows: Sequence[Standing]) -> Drawing:
    """Rows from the top down, in inches, so that a label of two lines only moves what is below it."""
    labels = [textwrap.wrap(row_label(row), LETTERS - len(_right_words(row))) for row in rows]
    heights = [len(lines) * LINE + TRACK + GAP for lines in labels]
    bottom, top = AXIS, AXIS + sum(heights)
    sheet = Drawing(WIDTH, top + TOP)
    ranks = Scale(-2, 102, SIDE_INCHES, WIDTH - SIDE_INCHES)
    middle = box(ranks.at(HALF[0]), bottom, ranks.at(HALF[1]), top)
    sheet.outlines([middle], face=FAINT, edge="none", width=0, layer=-1)
    tracks = []  # the heights between the words of one row and those of the next
    for row, lines, height in zip(rows, labels, heights, strict=True):
        _write(sheet, ranks, row, lines, top)
        _mark(sheet, ranks, row, top - len(lines) * LINE - TRACK / 2)
        tracks.append((top - height, top - len(lines) * LINE))
        top -= height
    sheet.upright(ranks.at(50), tracks, PALE, 0.8)
    _draw_axis(sheet, ranks, bottom)
    return sheet


def _draw_axis(sheet: Drawing, ranks: Scale, y: float) -> None:
    sheet.line([ranks.left, ranks.right], [y, y], PALE, 0.8)
    for tick, words, align in TICKS:
        x = ranks.at(tick)
        sheet.line([x, x], [y, y - TICK], PALE, 0.8)
        sheet.words(x, y - 0.13, words, align=align, color=GRAY, size=FONT_SIZE - 0.8)


def _write(sheet: Drawing, ranks: Scale, row: Standing, lines: Sequence[str], top: float) -> None:
    for number, line in enumerate(lines):
        sheet.words(ranks.left, top - (number + 0.5) * LINE, line)
    color = GRAY if row.rank is None else INK
    sheet.words(ranks.right, top - LINE / 2, _right_words(row), align="right", color=color)


def _right_words(row: Standing) -> str:
    if row.rank is None or row.value is None or row.value.value is None:
        return why_unranked(row)
    return f"{row.value.short}, {position_words(row)}"


def _mark(sheet: Drawing, ranks: Scale, row: Standing, y: float) -> None:
    sheet.line([ranks.at(0), ranks.at(100)], [y, y], PALE, 0.8, layer=1)
    if row.rank is None or row.value is None:
        return
    color = BLUE if row.is_judged else INK
    if row.nation is not None:
        sheet.line([ranks.at(row.nation)] * 2, [y - 0.085, y + 0.085], INK, 1.6, layer=2)
    if row.low is not None and row.high is not None:
        sheet.line([ranks.at(row.low), ranks.at(row.high)], [y, y], color, 2.6, layer=2)
    for rank in row.peers:
        if rank is not None:
            sheet.mark(ranks.at(rank), y, "o", 17, GRAY, grade=2, width=1.1)
    shape = "D" if row.value.borrowed_from else "o"
    sheet.mark(ranks.at(row.rank), y, shape, 52, color, grade=row.value.grade)
