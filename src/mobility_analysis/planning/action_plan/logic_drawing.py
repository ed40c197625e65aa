"""The logic model as a drawing: a column for each kind of element, lines from what leads to what."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import numpy as np
from shapely.geometry import Polygon, box

from mobility_analysis.planning.action_plan.logic import KINDS, TITLES, Element, Model
from mobility_analysis.press.drawing import Drawing
from mobility_analysis.press.inline_svg import BLUE, GRAY, INK, ORANGE, PALE, PAPER, POINTS
from mobility_analysis.press.word import Picture

WIDTH = 9.4  # inches
SIZE = 7.4  # points
LINE = 0.135  # inches from one line to the next
PAD, GAP = 0.07, 0.12
LANE = 0.34  # inches between columns, for the lines
HEAD = 0.34
_LETTER = 0.52  # of the font's size: the mean width of a letter


def logic_picture(model: Model, place: str) -> Picture:
    """The model as a picture; the same stands in a table beside it."""
    columns = [(kind, model.of(kind)) for kind in KINDS if model.of(kind)]
    wide = (WIDTH - LANE * (len(columns) - 1)) / max(len(columns), 1)
    letters = int((wide - 2 * PAD) * POINTS / (SIZE * _LETTER))
    lines = {each.key: _wrapped(each, letters) for _, elements in columns for each in elements}
    tall = HEAD + max(
        (sum(_height(lines[e.key]) + GAP for e in elements) for _, elements in columns), default=0
    )
    drawing = Drawing(WIDTH, tall)
    at: dict[str, tuple[float, float, float, float]] = {}
    for number, (kind, elements) in enumerate(columns):
        left = number * (wide + LANE)
        drawing.words(
            left, tall - HEAD / 2, TITLES[kind], color=BLUE, is_bold=True, size=SIZE + 0.6
        )
        used = sum(_height(lines[each.key]) for each in elements)
        space = (tall - HEAD - used) / len(elements)
        top = tall - HEAD - space / 2
        for each in elements:
            high = _height(lines[each.key])
            at[each.key] = (left, top - high, left + wide, top)
            top -= high + space
    for start, end in model.links:
        _link(drawing, at[start.key], at[end.key])
    orphans = model.orphans
    for _, elements in columns:
        for each in elements:
            _box(drawing, at[each.key], lines[each.key], is_orphan=each.key in orphans)
    alt = f"Logic model of {place}: {_alt(model)} The table below says the same."
    return Picture("logic-model", drawing.svg("logic-model", alt), alt, WIDTH)


def _wrapped(each: Element, letters: int) -> list[tuple[str, str]]:
    """The lines of a box, each with its color."""
    whom = textwrap.wrap(f"For: {each.whom}", letters) if each.whom else []
    return [
        *((line, INK) for line in textwrap.wrap(each.says, letters)),
        *((w, GRAY) for w in whom),
    ]


def _height(lines: Sequence[tuple[str, str]]) -> float:
    return len(lines) * LINE + 2 * PAD


def _box(
    drawing: Drawing,
    where: tuple[float, float, float, float],
    lines: Sequence[tuple[str, str]],
    *,
    is_orphan: bool,
) -> None:
    left, bottom, right, top = where
    drawing.outlines([box(left, bottom, right, top)], face=PAPER, edge=PAPER, width=0, layer=2)
    around = [left, right, right, left, left], [bottom, bottom, top, top, bottom]
    drawing.line(
        *around,
        ORANGE if is_orphan else BLUE,
        0.9,
        dashes=(3, 2) if is_orphan else None,
        layer=3,
    )
    for number, (line, color) in enumerate(lines):
        y = top - PAD - LINE * (number + 0.5)
        drawing.words(left + PAD, y, line, size=SIZE, color=color)


def _link(
    drawing: Drawing,
    start: tuple[float, float, float, float],
    end: tuple[float, float, float, float],
) -> None:
    """A curve from the right side of one box to the left side of another, with a point at its end."""
    x0, y0 = start[2], (start[1] + start[3]) / 2
    x1, y1 = end[0], (end[1] + end[3]) / 2
    if x1 <= x0:  # back, or within a column: around the left
        x0, x1 = start[0], end[0]
        bend = min(x0, x1) - LANE / 2
        xs, ys = [x0, bend, bend, x1], [y0, y0, y1, y1]
    else:
        t = np.linspace(0, 1, 17)
        tip = x1 - 0.05
        xs = list(x0 + (tip - x0) * t)
        ys = list(y0 + (y1 - y0) * (3 * t**2 - 2 * t**3))
    drawing.line(xs, ys, PALE, 1.2, layer=0)
    point = Polygon([(x1, y1), (x1 - 0.09, y1 + 0.045), (x1 - 0.09, y1 - 0.045)])
    drawing.outlines([point], face=GRAY, edge=GRAY, width=0.2, layer=1)


def _alt(model: Model) -> str:
    counted = [f"{TITLES[kind].lower()}: {len(model.of(kind))}" for kind in KINDS if model.of(kind)]
    return f"{', '.join(counted)}; lines from what leads to what."
