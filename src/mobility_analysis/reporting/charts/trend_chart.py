"""Trend lines of one series, with alternative text and a table. Marks are those of :mod:`press.interval_chart`.

The line stops at a break of the series: a dashed upright, named at its top, stands between values that are not to be
compared. No line runs through a number: it stands above its mark, below it, or, where neither is free, in the table only.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from shapely import LineString, box
from shapely.geometry.base import BaseGeometry

from mobility_analysis.insights.numbers import brief, with_unit
from mobility_analysis.insights.selection import Value
from mobility_analysis.insights.trends import Stretch, break_words
from mobility_analysis.press.chart_rows import HERE, Row, describe, name_rows, row_text, table_of
from mobility_analysis.press.drawing import TICK, Drawing, Scale
from mobility_analysis.press.inline_svg import (
    BLUE,
    FONT_SIZE,
    GRAY,
    INK,
    PALE,
    POINTS,
    WIDTH,
    Figure,
)
from mobility_analysis.press.interval_chart import SIDE_INCHES, value_limits

SMALLEST_TREND_HEIGHT = 0.25
MOST_TREND_LABELS = 5
BOTTOM, TOP = 0.31, 1.43  # inches: ends of the scale of values
HEAD = 0.16  # inches for the names of breaks, and for the unit where it is words
AWAY = 0.14  # inches from a mark, or the end of its interval, to the middle of its number
# A figure, and a sign such as %, in the widest font of the page, in sizes; half a line of words in inches.
FIGURE, SIGN, SIGNS, HALF_LINE = 0.66, 0.96, "%<>", 0.06
MARK = 0.06  # inches: half a mark, with air
BREAK = "break"
SMALL = FONT_SIZE - 0.8

Box = tuple[float, float, float, float]


def trend_chart(figure_id: str, stretches: Sequence[Stretch], *, title: str) -> Figure:
    """Values of one series over time with their intervals, each labelled; joined within each stretch only."""
    values = [value for stretch in stretches for value in stretch.values]
    measure = values[0].measure
    rows = [Row(value.when, value, HERE) for value in values]
    alt = describe(title, rows, *break_words(stretches).values())
    low, high = value_limits(measure, rows, (), None)
    # A small change must not look large: the axis spans at least a quarter of the value.
    numbers = [value.value or 0.0 for value in values]
    middle, least = (low + high) / 2, max(map(abs, numbers)) * SMALLEST_TREND_HEIGHT
    half = max(high - low, least) / 2
    years = Scale(values[0].year - 0.4, values[-1].year + 0.4, 0.45, WIDTH - 0.45)
    heights = Scale(middle - half, middle + half * 1.5, BOTTOM, TOP)
    unit = with_unit(measure, "").strip()
    sheet = Drawing(WIDTH, TOP + 0.12 + HEAD * ((len(stretches) > 1) + bool(unit)))
    if unit:  # over all, since there is no room for it at each number
        sheet.words(SIDE_INCHES, sheet.height - HEAD / 2, unit, color=GRAY, size=SMALL)
    for stretch in stretches:
        x = [years.at(value.year) for value in stretch.values]
        y = [heights.at(value.value or 0.0) for value in stretch.values]
        sheet.line(x, y, BLUE, 1.4, layer=2)
    for value in values:
        _draw_point(sheet, years.at(value.year), heights, value)
    numbered = _number(sheet, years, heights, stretches)
    _draw_breaks(sheet, years, stretches, numbered)
    sheet.line([years.left, years.right], [BOTTOM] * 2, PALE, 0.8)
    # Labels of many years would run into one another: every other one, the latest always.
    step = 1 if len(values) <= MOST_TREND_LABELS else 2
    for value in values[::-1][::step]:
        at = years.at(value.year)
        sheet.line([at, at], [BOTTOM, BOTTOM - TICK], PALE, 0.8)
        sheet.words(at, BOTTOM - 0.13, value.when, align="center", color=GRAY, size=SMALL)
    svg = sheet.svg(figure_id, name_rows(title, rows))
    return Figure(figure_id, svg, alt, table_of(title, rows), title)


def _ends(heights: Scale, value: Value) -> tuple[float, float]:
    """How far down and up a value is drawn: its interval, or its mark."""
    assert value.value is not None
    at = heights.at(value.value)
    if value.lower is None or value.upper is None:
        return at, at
    return heights.within(value.lower), heights.within(value.upper)


def _draw_point(sheet: Drawing, x: float, heights: Scale, value: Value) -> None:
    assert value.value is not None
    color = BLUE if value.usable else GRAY
    low, high = _ends(heights, value)
    if low < high:
        sheet.line([x, x], [low, high], color, 2, alpha=0.6)
    name = f"{value.when}: {row_text(value)}"
    sheet.mark(x, heights.at(value.value), "o", 44, color, grade=value.grade, name=name)


def _number(
    sheet: Drawing, years: Scale, heights: Scale, stretches: Sequence[Stretch]
) -> list[Box]:
    """Write the numbers that find a free place, the latest first; where they stand (inches)."""
    drawn = list(_drawn(years, heights, stretches))
    taken: list[Box] = []
    values = [value for stretch in stretches for value in stretch.values]
    for value in reversed(values):
        x, words = years.at(value.year), _label(value)
        low, high = _ends(heights, value) if value.usable else (heights.at(value.value or 0.0),) * 2
        half = _half_width(words, FONT_SIZE)
        for y in (high + AWAY, low - AWAY):
            place = (x - half, y - HALF_LINE, x + half, y + HALF_LINE)
            is_inside = y - HALF_LINE > BOTTOM and y + HALF_LINE < TOP + 0.12
            if is_inside and not _is_taken(place, drawn, taken):
                color = INK if value.usable else GRAY
                sheet.words(x, y, words, align="center", color=color)
                taken.append(place)
                break
    return taken


def _label(value: Value) -> str:
    assert value.value is not None
    return brief(value.measure, value.value, value.open_end) if value.usable else "weak"


def _half_width(words: str, size: float) -> float:
    """Half of what ``words`` take in the widest font of the page, in inches."""
    return sum(SIGN if each in SIGNS else FIGURE for each in words) * size / POINTS / 2


def _drawn(years: Scale, heights: Scale, stretches: Sequence[Stretch]) -> Iterator[BaseGeometry]:
    """What numbers must keep off: the line, the intervals and the marks."""
    for stretch in stretches:
        points = [
            (years.at(value.year), heights.at(value.value or 0.0)) for value in stretch.values
        ]
        if len(points) > 1:
            yield LineString(points)
        for (x, y), value in zip(points, stretch.values, strict=True):
            low, high = _ends(heights, value)
            yield box(x - 0.01, low, x + 0.01, high)
            yield box(x - MARK, y - MARK, x + MARK, y + MARK)


def _is_taken(place: Box, drawn: Sequence[BaseGeometry], taken: Sequence[Box]) -> bool:
    words = box(*place)
    return any(words.intersects(shape) for shape in [*drawn, *(box(*other) for other in taken)])


def _draw_breaks(
    sheet: Drawing, years: Scale, stretches: Sequence[Stretch], numbered: Sequence[Box]
) -> None:
    """A dashed upright between stretches, named where its name does not meet that of the break before."""
    half = _half_width(BREAK, SMALL)
    free_from = 0.0
    for before, after in itertools.pairwise(stretches):
        x = (years.at(before.values[-1].year) + years.at(after.values[0].year)) / 2
        crossed = sorted(
            (place for place in numbered if place[0] <= x <= place[2]), key=lambda place: place[1]
        )
        lows = [BOTTOM, *(place[3] for place in crossed)]
        highs = [*(place[1] for place in crossed), TOP + 0.1]
        sheet.upright(x, list(zip(lows, highs, strict=True)), GRAY, 0.9, dashes=(1.5, 1.5), layer=1)
        if x - half >= free_from:
            sheet.words(x, TOP + 0.18, BREAK, align="center", color=GRAY, size=SMALL)
            free_from = x + half
