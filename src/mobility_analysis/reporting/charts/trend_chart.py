"""Trend lines of one series, with alternative text and a table. Marks are those of :mod:`press.interval_chart`."""

from __future__ import annotations

from collections.abc import Sequence

from mobility_analysis.insights.selection import Value
from mobility_analysis.press.chart_rows import HERE, Row, describe, table_of
from mobility_analysis.press.drawing import TICK, Drawing, Scale
from mobility_analysis.press.inline_svg import (
    BLUE,
    FONT_SIZE,
    GRAY,
    INK,
    PALE,
    WIDTH,
    Figure,
)
from mobility_analysis.press.interval_chart import value_limits

SMALLEST_TREND_HEIGHT = 0.25
MOST_TREND_LABELS = 5


def trend_chart(figure_id: str, values: Sequence[Value], *, title: str) -> Figure:
    """Values of one series over time with their intervals, each labelled."""
    measure = values[0].measure
    rows = [Row(value.when, value, HERE) for value in values]
    alt = describe(title, rows)
    low, high = value_limits(measure, rows, (), None)
    # A small change must not look large: the axis spans at least a quarter of the value.
    numbers = [value.value or 0.0 for value in values]
    middle, least = (low + high) / 2, max(map(abs, numbers)) * SMALLEST_TREND_HEIGHT
    half = max(high - low, least) / 2
    years = Scale(values[0].year - 0.4, values[-1].year + 0.4, 0.45, WIDTH - 0.45)
    heights = Scale(middle - half, middle + half * 1.5, 0.31, 1.43)
    sheet = Drawing(WIDTH, 1.55)
    x = [years.at(value.year) for value in values]
    sheet.line(x, [heights.at(number) for number in numbers], BLUE, 1.4, layer=2)
    for value in values:
        _draw_point(sheet, years.at(value.year), heights, value)
    sheet.line([years.left, years.right], [heights.left] * 2, PALE, 0.8)
    # Labels of many years would run into one another: every other one, the latest always.
    step = 1 if len(values) <= MOST_TREND_LABELS else 2
    for value in values[::-1][::step]:
        at = years.at(value.year)
        sheet.line([at, at], [heights.left, heights.left - TICK], PALE, 0.8)
        sheet.words(
            at, heights.left - 0.13, value.when, align="center", color=GRAY, size=FONT_SIZE - 0.8
        )
    svg = sheet.svg(figure_id, alt)
    return Figure(figure_id, svg, alt, table_of(title, rows), title)


def _draw_point(sheet: Drawing, x: float, heights: Scale, value: Value) -> None:
    assert value.value is not None
    color = BLUE if value.usable else GRAY
    if value.lower is not None and value.upper is not None:
        ends = [heights.within(value.lower), heights.within(value.upper)]
        sheet.line([x, x], ends, color, 2, alpha=0.6)
    sheet.mark(x, heights.at(value.value), "o", 44, color, grade=value.grade)
    top = value.upper if value.usable and value.upper is not None else value.value
    sheet.words(
        x,
        heights.within(top) + 0.14,
        value.short if value.usable else "weak",
        align="center",
        color=INK if value.usable else GRAY,
    )
