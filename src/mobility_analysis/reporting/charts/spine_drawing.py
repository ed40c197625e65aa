"""The spine as a drawing: a row for each metric, its marks on one axis of ranks."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from shapely import box

from mobility_analysis.insights.findings import Finding, Verdict
from mobility_analysis.insights.standing import Standing
from mobility_analysis.press.drawing import TICK, Drawing, Scale
from mobility_analysis.press.inline_svg import (
    BLUE,
    FAINT,
    FONT_SIZE,
    GRAY,
    INK,
    PALE,
    WIDTH,
)
from mobility_analysis.press.interval_chart import SIDE_INCHES
from mobility_analysis.reporting.charts.spine_words import (
    change_words,
    rank_words,
    right_words,
    row_label,
)

LINE, TRACK, GAP = 0.155, 0.2, 0.06  # inches: a line of words, the marks below it, air between rows
AXIS, TOP = 0.34, 0.04
# Letters in a row's first line; a label that would reach the words at the right is wrapped.
LETTERS = 64
ARROW, ARROW_HEAD = 0.1, 0.045  # inches: an arrow's width, and its head's
HALF = (25, 75)
TICKS = (
    (0, "behind all", "left"),
    (25, "25", "center"),
    (50, "50", "center"),
    (75, "75", "center"),
    (100, "ahead of all", "right"),
)


@dataclass(frozen=True)
class Names:
    """Whose marks the rows have."""

    here: str
    peers: tuple[str, ...]
    nation: str


def draw_spine(rows: Sequence[tuple[Standing, Finding | None]], names: Names) -> Drawing:
    """Rows from the top down, in inches, so that a label of two lines only moves what is below it."""
    labels = [_lines(row, change) for row, change in rows]
    heights = [len(lines) * LINE + TRACK + GAP for lines in labels]
    bottom, top = AXIS, AXIS + sum(heights)
    sheet = Drawing(WIDTH, top + TOP)
    ranks = Scale(-2, 102, SIDE_INCHES, WIDTH - SIDE_INCHES)
    middle = box(ranks.at(HALF[0]), bottom, ranks.at(HALF[1]), top)
    sheet.outlines([middle], face=FAINT, edge="none", width=0, layer=-1)
    tracks = []  # the heights between the words of one row and those of the next
    for (row, change), lines, height in zip(rows, labels, heights, strict=True):
        _write(sheet, ranks, row, lines, top)
        _write_change(sheet, ranks, change, top - 1.5 * LINE)
        _mark(sheet, ranks, row, names, top - len(lines) * LINE - TRACK / 2)
        tracks.append((top - height, top - len(lines) * LINE))
        top -= height
    sheet.upright(ranks.at(50), tracks, PALE, 0.8)
    _draw_axis(sheet, ranks, bottom)
    return sheet


def _lines(row: Standing, change: Finding | None) -> list[str]:
    """The label in lines that leave the words at the right their room; two at least beside a change."""
    at_right = max(len(right_words(row)), len(change_words(change)) + 3)
    lines = textwrap.wrap(row_label(row), LETTERS - at_right)
    return [*lines, ""] if change is not None and len(lines) == 1 else lines


def _write_change(sheet: Drawing, ranks: Scale, change: Finding | None, y: float) -> None:
    """The verdict of a tested change with an arrow: up, down, or level where no clear change was found."""
    if change is None or change.difference is None:
        return
    words = change_words(change)
    sheet.words(ranks.right - ARROW - 0.05, y, words, align="right", color=GRAY)
    is_found = change.verdict is not Verdict.NO_CHANGE
    rise = (1 if change.difference > 0 else -1) * ARROW * 0.42 if is_found else 0.0
    tip, back = np.array([ranks.right, y + rise]), np.array([ranks.right - ARROW, y - rise])
    along = (tip - back) / np.hypot(*(tip - back)) * ARROW_HEAD
    across = np.array([-along[1], along[0]]) * 0.75
    shaft, head = np.array([back, tip]), np.array([tip - along + across, tip, tip - along - across])
    for points in (shaft, head):
        sheet.line(points[:, 0], points[:, 1], INK, 1.2, layer=2)


def _draw_axis(sheet: Drawing, ranks: Scale, y: float) -> None:
    sheet.line([ranks.left, ranks.right], [y, y], PALE, 0.8)
    for tick, words, align in TICKS:
        x = ranks.at(tick)
        sheet.line([x, x], [y, y - TICK], PALE, 0.8)
        sheet.words(x, y - 0.13, words, align=align, color=GRAY, size=FONT_SIZE - 0.8)


def _write(sheet: Drawing, ranks: Scale, row: Standing, lines: Sequence[str], top: float) -> None:
    for number, line in enumerate(filter(None, lines)):
        sheet.words(ranks.left, top - (number + 0.5) * LINE, line)
    color = GRAY if row.rank is None else INK
    sheet.words(ranks.right, top - LINE / 2, right_words(row), align="right", color=color)


def _mark(sheet: Drawing, ranks: Scale, row: Standing, names: Names, y: float) -> None:
    sheet.line([ranks.at(0), ranks.at(100)], [y, y], PALE, 0.8, layer=1)
    if row.rank is None or row.value is None:
        return
    color = BLUE if row.is_judged else INK
    if row.nation is not None:
        name = f"{names.nation}: {rank_words(row, row.nation)}"
        x = ranks.at(row.nation)
        sheet.line([x, x], [y - 0.085, y + 0.085], INK, 1.6, layer=2, name=name)
    if row.low is not None and row.high is not None:
        sheet.line([ranks.at(row.low), ranks.at(row.high)], [y, y], color, 2.6, layer=2)
    for peer, rank in zip(names.peers, row.peers, strict=True):
        if rank is not None:
            name = f"{peer}: {rank_words(row, rank)}"
            sheet.mark(ranks.at(rank), y, "o", 17, GRAY, grade=2, width=1.1, name=name)
    shape = "D" if row.value.borrowed_from else "o"
    name = f"{names.here}: {right_words(row)}"
    sheet.mark(ranks.at(row.rank), y, shape, 52, color, grade=row.value.grade, name=name)
