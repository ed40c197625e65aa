"""Interval charts: marked estimates with their intervals, one row each, with alternative text and a table.

Every row carries its grade in its mark: solid is strong, hollow is use with care, gray and hatched is
do not act on it. A value that should not be acted on is drawn without its number. An arrow to the edge
stands for an amount of which only "or more" (or "or less") is known.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from mobility_analysis.framework.registry import Measure, Unit
from mobility_analysis.insights.numbers import OpenEnd
from mobility_analysis.insights.selection import Value
from mobility_analysis.press.chart_rows import (
    HEADING,
    Row,
    describe,
    name_rows,
    row_text,
    spoken_reference,
    spoken_strip,
    table_of,
)
from mobility_analysis.press.drawing import Drawing, Scale
from mobility_analysis.press.inline_svg import FAINT, GRAY, INK, POINTS, WIDTH, Figure
from mobility_analysis.press.translation import ENGLISH, Language

ROW_INCHES = 0.36
MARK = 0.25  # marks stand this part of a row below its middle, words above it
WORDS = 0.17
# Inches from a row's middle down and up to where its words end, with a little air.
WORDS_REACH = (0.0, 0.13)
AXIS_INCHES = 0.32
SIDE_INCHES = 0.0675
STRIP_LINE = 1.0  # points
ARROW = 0.07  # inches: the arms of an arrow's head

# The least span of an axis of modeled ranks (0 to 100), so that a few points do not look like much.
LEAST_SPAN = 20.0


def interval_chart(
    figure_id: str,
    measure: Measure,
    rows: Sequence[Row],
    *,
    title: str,
    strip: Sequence[float] = (),
    strip_label: str = "",
    strip_ends: Collection[OpenEnd] = (),
    reference: Value | None = None,
    reference_label: str = "",
    language: Language = ENGLISH,
) -> Figure:
    """Marked estimates with their intervals, one row each.

    Parameters
    ----------
    strip
        Values drawn as a faint row of lines below, named ``strip_label``; ``strip_ends`` are its open ends.
    reference
        Value drawn as a dashed line through all rows, named ``reference_label``.
    language
        Of the words and numbers of the rows; what ``strip`` and ``reference`` add to the alternative text is English.
    """
    n_rows = len(rows) + bool(len(strip))
    alt = describe(
        title,
        rows,
        spoken_reference(reference, reference_label),
        spoken_strip(measure, strip, strip_label, strip_ends),
        language=language,
    )
    head = 0.2 if reference is not None else 0.02
    bottom, top = AXIS_INCHES, AXIS_INCHES + n_rows * ROW_INCHES
    sheet = Drawing(WIDTH, top + head)
    scale = Scale(*value_limits(measure, rows, strip, reference), SIDE_INCHES, WIDTH - SIDE_INCHES)
    pieces = _beside_words(n_rows, bottom, top)
    _draw_reference(sheet, scale, rows, reference, reference_label, pieces=pieces)
    for number, row in enumerate(rows):
        _draw_row(sheet, scale, top - (number + 0.5) * ROW_INCHES, row, language)
    if len(strip):
        _draw_strip(sheet, scale, top - (len(rows) + 0.5) * ROW_INCHES, strip, strip_label)
    sheet.value_axis(scale, measure, bottom, language.digits)
    svg = sheet.svg(figure_id, name_rows(title, rows, language))
    return Figure(figure_id, svg, alt, table_of(title, rows), title)


def value_limits(
    measure: Measure, rows: Sequence[Row], strip: Sequence[float], reference: Value | None
) -> tuple[float, float]:
    """Limits that hold all usable values; a weak value's long interval may be cut at the edge."""
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
    slack = room * 0.5  # so that a mark at the lowest or highest possible value is not cut in half
    return max(low - room, bottom - slack), min(high + room, top + slack)


def _beside_words(n_rows: int, bottom: float, top: float) -> list[tuple[float, float]]:
    """The stretches of height between the words of the rows, from the top down."""
    middles = [top - (number + 0.5) * ROW_INCHES for number in range(n_rows)]
    below, above = WORDS_REACH
    highs = [top, *(middle - below for middle in middles)]
    lows = [*(middle + above for middle in middles), bottom]
    return list(zip(lows, highs, strict=True))


def _draw_reference(
    sheet: Drawing,
    scale: Scale,
    rows: Sequence[Row],
    reference: Value | None,
    label: str,
    *,
    pieces: Sequence[tuple[float, float]],
) -> None:
    if reference is not None and reference.value is not None:
        words = f"{label}: {reference.short}"
        sheet.reference(scale, reference.value, pieces, words)
        return
    first = rows[0].value if rows else None
    if first is not None and first.value is not None and first.usable:
        sheet.upright(scale.at(first.value), pieces, FAINT, 1.4)


def _draw_row(sheet: Drawing, scale: Scale, middle: float, row: Row, language: Language) -> None:
    """One row around its ``middle`` (inches): words above a line that carries mark and interval."""
    value, role = row.value, row.role
    y = middle - MARK * ROW_INCHES
    heading = middle + WORDS * ROW_INCHES
    sheet.words(scale.left, heading, row.label, is_bold=role.is_bold)
    if role is HEADING:
        return
    sheet.line([scale.left, scale.right], [y, y], FAINT, 1)
    if value is None or value.value is None:
        sheet.words(scale.right, heading, language.say("no value"), align="right", color=GRAY)
        return
    tone = INK if value.usable else GRAY
    text = row_text(value, language)
    sheet.words(scale.right, heading, text, align="right", color=tone, is_bold=role.is_bold)
    color = role.color if value.usable else GRAY
    if value.lower is not None and value.upper is not None:
        sheet.line(
            [scale.within(value.lower), scale.within(value.upper)],
            [y, y],
            color,
            2.6 if role.is_bold else 2.0,
            dashes=None if value.usable else (2, 1.5),
            layer=2,
        )
    if value.open_end is not None:
        _draw_arrow(sheet, scale, y, value, color)
    sheet.mark(scale.at(value.value), y, role.marker, role.size, color, grade=value.grade)


def _draw_arrow(sheet: Drawing, scale: Scale, y: float, value: Value, color: str) -> None:
    """An arrow from the mark to the edge of the chart: how far the value lies beyond is not known."""
    assert value.value is not None
    is_more = value.open_end is OpenEnd.MORE
    tip, back = (scale.right, -ARROW) if is_more else (scale.left, ARROW)
    sheet.line([scale.at(value.value), tip], [y, y], color, 2.0, layer=2)
    sheet.line(
        [tip + back, tip, tip + back], [y + ARROW * 0.7, y, y - ARROW * 0.7], color, 2.0, layer=2
    )


def _draw_strip(
    sheet: Drawing, scale: Scale, middle: float, strip: Sequence[float], label: str
) -> None:
    """One path for all lines, so that a state of 254 counties stays small.

    Lines less than a quarter of their width apart look like one and are drawn as one.
    """
    sheet.words(scale.left, middle + WORDS * ROW_INCHES, label, color=GRAY)
    apart = STRIP_LINE / POINTS / 4
    places = np.unique(np.round([scale.at(value) / apart for value in strip])) * apart
    x = np.repeat(places, 3)
    x[2::3] = np.nan
    ends = [middle - 0.42 * ROW_INCHES, middle - 0.08 * ROW_INCHES, np.nan]
    sheet.line(x, np.tile(ends, len(places)), GRAY, STRIP_LINE, alpha=0.55, layer=1)
