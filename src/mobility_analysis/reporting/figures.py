"""Interval charts, group panels and trend lines, each with alternative text and its table.

Every row carries its grade in its mark: solid is strong, hollow is use with care, gray and hatched is
do not act on it. A value that should not be acted on is drawn without its number.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import seaborn as sns
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator

from mobility_analysis.framework.registry import Measure, Unit
from mobility_analysis.insights.numbers import plain, scaled, short
from mobility_analysis.insights.selection import Value
from mobility_analysis.reporting.rows import (
    HEADING,
    HERE,
    Row,
    describe,
    row_text,
    spoken_reference,
    spoken_strip,
    table_of,
)
from mobility_analysis.reporting.svg import (
    BLUE,
    FAINT,
    FONT_SIZE,
    GRAY,
    INK,
    PALE,
    PAPER,
    STYLE,
    WIDTH,
    Figure,
    to_svg,
)

ROW_INCHES = 0.41
MARK = 0.25  # marks stand this part of a row below its words
AXIS_INCHES = 0.32


# Points of a modeled rank from 0 to 100 that an axis spans at least: a few points are no difference.
LEAST_SPAN = 20.0


def interval_chart(
    figure_id: str,
    measure: Measure,
    rows: Sequence[Row],
    *,
    title: str,
    strip: Sequence[float] = (),
    strip_label: str = "",
    reference: Value | None = None,
    reference_label: str = "",
) -> Figure:
    """Marked estimates with their intervals, one row each.

    Parameters
    ----------
    strip
        Values drawn as a faint row of lines below, named ``strip_label``.
    reference
        Value drawn as a dashed line through all rows, named ``reference_label``.
    """
    n_rows = len(rows) + bool(len(strip))
    alt = describe(
        title,
        rows,
        spoken_reference(reference, reference_label),
        spoken_strip(measure, strip, strip_label),
    )
    with rc_context(sns.axes_style("ticks") | STYLE):
        head = 0.2 if reference is not None else 0.02
        height = n_rows * ROW_INCHES + AXIS_INCHES + head
        canvas = Canvas(figsize=(WIDTH, height))
        axes = canvas.add_axes((0.015, AXIS_INCHES / height, 0.97, n_rows * ROW_INCHES / height))
        axes.set_xlim(*_limits(measure, rows, strip, reference))
        axes.set_ylim(-(n_rows - 0.5), 0.5)
        _draw_reference(axes, rows, reference, reference_label)
        for position, row in enumerate(rows):
            _draw_row(axes, -position, row)
        if len(strip):
            _draw_strip(axes, -len(rows), strip, strip_label)
        finish_axes(axes, measure)
        svg = to_svg(canvas, figure_id, alt)
    return Figure(figure_id, svg, alt, table_of(title, rows), title)


def _limits(
    measure: Measure, rows: Sequence[Row], strip: Sequence[float], reference: Value | None
) -> tuple[float, float]:
    """Room for everything usable; a weak value's long interval may run off the edge."""
    shown: list[float] = [*strip]
    for value in [row.value for row in rows] + [reference]:
        if value is None or value.value is None:
            continue
        shown.append(value.value)
        if value.usable and value.lower is not None and value.upper is not None:
            shown += [value.lower, value.upper]
    if not shown:
        return 0.0, 1.0
    low, high = min(shown), max(shown)
    if measure.unit is Unit.INDEX_100 and high - low < LEAST_SPAN:
        low, high = (low + high - LEAST_SPAN) / 2, (low + high + LEAST_SPAN) / 2
    room = (high - low) * 0.06 or abs(high) * 0.1 or 0.1
    bottom, top = measure.unit.range
    slack = room * 0.5  # a mark at the edge of the possible is not cut in half
    return max(low - room, bottom - slack), min(high + room, top + slack)


def _draw_reference(axes: Axes, rows: Sequence[Row], reference: Value | None, label: str) -> None:
    if reference is not None and reference.value is not None:
        axes.axvline(reference.value, color=GRAY, linewidth=1, dashes=(3, 2), zorder=1)
        where = _fraction(axes, reference.value)
        axes.annotate(
            f"{label}: {short(reference.measure, reference.value)}",
            (reference.value, 1),
            xycoords=("data", "axes fraction"),
            xytext=(3 if where < 0.5 else -3, 4),
            textcoords="offset points",
            ha="left" if where < 0.5 else "right",
            color=GRAY,
            fontsize=FONT_SIZE - 0.6,
        )
        return
    first = rows[0].value if rows else None
    if first is not None and first.value is not None and first.usable:
        axes.axvline(first.value, color=FAINT, linewidth=1.4, zorder=0)


def _fraction(axes: Axes, x: float) -> float:
    low, high = axes.get_xlim()
    return (x - low) / (high - low)


def _draw_row(axes: Axes, y: float, row: Row) -> None:
    value, role = row.value, row.role
    weight = "bold" if role.is_bold else "normal"
    _write(axes, 0, y, row.label, color=INK, weight=weight, ha="left")
    if role is HEADING:
        return
    if value is None or value.value is None:
        _write(axes, 1, y, "no value", color=GRAY, weight="normal", ha="right")
        axes.axhline(y - MARK, color=FAINT, linewidth=1, zorder=0)
        return
    _write(
        axes, 1, y, row_text(value), color=INK if value.usable else GRAY, weight=weight, ha="right"
    )
    color = role.color if value.usable else GRAY
    axes.axhline(y - MARK, color=FAINT, linewidth=1, zorder=0)
    if value.lower is not None and value.upper is not None:
        axes.plot(
            [value.lower, value.upper],
            [y - MARK, y - MARK],
            color=color,
            linewidth=2.6 if role.is_bold else 2.0,
            linestyle="-" if value.usable else (0, (2, 1.5)),
            solid_capstyle="butt",
            zorder=2,
        )
    axes.scatter(
        [value.value],
        [y - MARK],
        s=role.size,
        marker=role.marker,
        facecolor=color if value.grade == 1 else PAPER,
        edgecolor=color,
        linewidth=1.6,
        hatch=None if value.usable else "////////",
        zorder=3,
        clip_on=False,
    )


def _write(axes: Axes, x: float, y: float, text: str, *, color: str, weight: str, ha: str) -> None:
    axes.text(
        x,
        y + 0.17,
        text,
        transform=axes.get_yaxis_transform(),
        ha=ha,
        va="center_baseline",
        color=color,
        fontweight=weight,
        fontsize=FONT_SIZE,
    )


def _draw_strip(axes: Axes, y: float, strip: Sequence[float], label: str) -> None:
    """One path for all lines, so that a state of 254 counties stays small."""
    _write(axes, 0, y, label, color=GRAY, weight="normal", ha="left")
    x = np.repeat(np.asarray(strip, dtype=float), 3)
    x[2::3] = np.nan
    heights = np.tile([y - 0.42, y - 0.08, np.nan], len(strip))
    axes.plot(x, heights, color=GRAY, linewidth=1.0, alpha=0.55, zorder=1)


def finish_axes(axes: Axes, measure: Measure) -> None:
    """A value axis below, with round ticks in the measure's unit, and nothing else."""
    sns.despine(ax=axes, left=True)
    axes.set_yticks([])
    ticks = _ticks(axes, measure)
    axes.set_xticks(ticks, _tick_labels(measure, ticks))
    axes.tick_params(axis="x", length=3, width=0.8, pad=3)


def _ticks(axes: Axes, measure: Measure) -> list[float]:
    """Round values inside the axis and the possible range, none where its label would be cut."""
    found = MaxNLocator(nbins=4, steps=[1, 2, 2.5, 5, 10]).tick_values(*axes.get_xlim())
    low, high = measure.unit.range
    return [
        float(x)
        for x in found
        if 0.035 < _fraction(axes, x) < 0.965 and low - 1e-9 <= x <= high + 1e-9
    ]


def _tick_labels(measure: Measure, ticks: Sequence[float]) -> list[str]:
    """As few decimals as tell the ticks apart."""
    if measure.unit is Unit.DOLLARS:
        return [short(measure, x) for x in ticks]
    shown = [scaled(measure, x) for x in ticks]
    decimals = next(
        (d for d in range(4) if all(abs(round(x, d) - x) < 1e-7 for x in shown)), measure.decimals
    )
    sign = "%" if measure.unit is Unit.SHARE else ""
    return [f"{plain(x, decimals)}{sign}" for x in shown]


# ------------------------------------------------------------------ trend


SMALLEST_TREND_HEIGHT = 0.25
MOST_TREND_LABELS = 5


def trend_chart(figure_id: str, values: Sequence[Value], *, title: str) -> Figure:
    """Values of one series over time with their intervals, each labelled."""
    measure = values[0].measure
    rows = [Row(value.when, value, HERE) for value in values]
    alt = describe(title, rows)
    with rc_context(sns.axes_style("ticks") | STYLE):
        canvas = Canvas(figsize=(WIDTH, 1.55))
        axes = canvas.add_axes((0.1, 0.2, 0.8, 0.72))
        years = [value.year for value in values]
        numbers = [value.value or 0.0 for value in values]
        axes.plot(years, numbers, color=BLUE, linewidth=1.4, zorder=2)
        for value in values:
            _draw_point(axes, value)
        low, high = _limits(measure, rows, (), None)
        # A small change must not look like a cliff: the height is at least a quarter of the value.
        middle, least = (low + high) / 2, max(map(abs, numbers)) * SMALLEST_TREND_HEIGHT
        half = max(high - low, least) / 2
        axes.set_ylim(middle - half, middle + half * 1.5)
        axes.set_xlim(years[0] - 0.4, years[-1] + 0.4)
        # Labels of many years would run into one another: every other one, the latest always.
        step = 1 if len(values) <= MOST_TREND_LABELS else 2
        labelled = values[::-1][::step]
        axes.set_xticks([value.year for value in labelled], [value.when for value in labelled])
        axes.set_yticks([])
        sns.despine(ax=axes, left=True)
        axes.tick_params(axis="x", length=3, pad=3)
        svg = to_svg(canvas, figure_id, alt)
    return Figure(figure_id, svg, alt, table_of(title, rows), title)


def _draw_point(axes: Axes, value: Value) -> None:
    assert value.value is not None
    color = BLUE if value.usable else GRAY
    if value.lower is not None and value.upper is not None:
        axes.plot([value.year] * 2, [value.lower, value.upper], color=color, linewidth=2, alpha=0.6)
    axes.scatter(
        [value.year],
        [value.value],
        s=44,
        facecolor=color if value.grade == 1 else PAPER,
        edgecolor=color,
        linewidth=1.6,
        hatch=None if value.usable else "////////",
        zorder=3,
    )
    top = value.upper if value.usable and value.upper is not None else value.value
    axes.annotate(
        short(value.measure, value.value) if value.usable else "weak",
        (value.year, top),
        xytext=(0, 6),
        textcoords="offset points",
        ha="center",
        color=INK if value.usable else PALE,
    )
