"""A bare sheet to draw on, in inches from its lower left corner.

An interval chart needs lines, marks and words and nothing of what Matplotlib's axes keep ready (ticks,
spines, units, autoscaling), which takes ten times as long to set up and draw as the chart itself; a
report has some sixty charts and a nation some thousands of reports.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from matplotlib.backend_bases import RendererBase
from matplotlib.colors import to_rgba
from matplotlib.font_manager import FontProperties
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Affine2D, IdentityTransform, Transform
from shapely import box, get_coordinates, get_parts
from shapely.geometry.base import BaseGeometry

from mobility_analysis.framework.registry import Measure, Unit
from mobility_analysis.insights.numbers import plain, scaled, short
from mobility_analysis.press.inline_svg import FONT_SIZE, GRAY, INK, PALE, PAPER

WEAK_HATCH = "////////"
WEAK_AREA_HATCH = "////"  # of shapes larger than a mark
LEGEND_ROW, LEGEND_EDGE, LEGEND_SIZE = 0.16, 0.03, 7.4  # inches, inches, points
SWATCH_WIDE, SWATCH_HIGH = 0.14, 0.09  # inches
POINTS = 72  # to the inch
TICK = 3 / POINTS
BASELINE = 0.38  # half the ascent of the font (DejaVu Sans): below the middle of a line, in sizes
_TO_POINTS, _AS_IT_IS = Affine2D().scale(POINTS), IdentityTransform()


@dataclass(frozen=True)
class Scale:
    """Values from ``low`` to ``high`` on a line from ``left`` to ``right`` (inches)."""

    low: float
    high: float
    left: float
    right: float

    def fraction(self, value: float) -> float:
        """Where ``value`` lies on the scale: 0 at its low end, 1 at its high end."""
        return (value - self.low) / (self.high - self.low)

    def at(self, value: float) -> float:
        """Return the horizontal position of ``value``, in the unit of ``left`` and ``right``."""
        return self.left + self.fraction(value) * (self.right - self.left)

    def within(self, value: float) -> float:
        """As :meth:`at`, but not beyond either end."""
        return min(self.right, max(self.left, self.at(value)))


@dataclass(frozen=True)
class Shade:
    """One entry of a legend."""

    words: str
    face: str
    hatch: str | None = None


@dataclass(frozen=True)
class _Look:
    """How a shape is filled and outlined; widths in points, dashes in widths."""

    face: str | None
    edge: str
    width: float
    dashes: tuple[float, float] | None = None
    alpha: float | None = None
    hatch: str | None = None


@dataclass(frozen=True)
class _Shape:
    """A path in inches, drawn as it is."""

    path: Path
    look: _Look
    layer: int

    def draw(self, renderer: RendererBase) -> None:
        look, gc = self.look, renderer.new_gc()
        gc.set_foreground(to_rgba(look.edge, look.alpha), isRGBA=True)
        gc.set_linewidth(look.width)
        if look.dashes is not None:
            gc.set_dashes(0, [part * look.width for part in look.dashes])
        if look.hatch is not None:
            gc.set_hatch(look.hatch)
            gc.set_hatch_color(to_rgba(look.edge))
        face = None if look.face is None else to_rgba(look.face)
        renderer.draw_path(gc, self.path, _TO_POINTS, face)


@dataclass(frozen=True)
class _Words:
    """One line of text that needs no measuring: it ends, begins or is centered at its point."""

    at: tuple[float, float]
    text: str
    align: str
    color: str
    font: FontProperties
    layer: int = 4

    # What a renderer asks of Matplotlib's own text.

    def get_horizontalalignment(self) -> str:
        return self.align

    def get_unitless_position(self) -> tuple[float, float]:
        return self.at[0] * POINTS, self.at[1] * POINTS

    def get_transform(self) -> Transform:
        return _AS_IT_IS

    def draw(self, renderer: RendererBase) -> None:
        gc = renderer.new_gc()
        gc.set_foreground(to_rgba(self.color), isRGBA=True)
        x, middle = self.get_unitless_position()
        baseline = middle - BASELINE * self.font.get_size_in_points()
        from_top = renderer.get_canvas_width_height()[1] - baseline
        renderer.draw_text(gc, x, from_top, self.text, self.font, 0, mtext=self)  # type: ignore[arg-type]


class Drawing:
    """Lines, marks and words; later ones lie over earlier ones of the same ``layer``."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._items: list[_Shape | _Words] = []

    def get_size_inches(self) -> tuple[float, float]:
        """Width and height, as Matplotlib asks for them."""
        return self.width, self.height

    def draw(self, renderer: RendererBase) -> None:
        """Draw all that stands on the sheet, as a Matplotlib figure would draw its artists."""
        for item in sorted(self._items, key=lambda item: item.layer):
            item.draw(renderer)

    def line(
        self,
        x: Sequence[float] | np.ndarray,
        y: Sequence[float] | np.ndarray,
        color: str,
        width: float,
        *,
        dashes: tuple[float, float] | None = None,
        alpha: float | None = None,
        layer: int = 0,
    ) -> None:
        """A line in points of ``width``; ``dashes`` are in widths."""
        path = Path(np.column_stack([x, y]))
        self._add(path, _Look(None, color, width, dashes, alpha), layer)

    def mark(
        self,
        x: float,
        y: float,
        shape: str,
        area: float,
        color: str,
        *,
        grade: int | None,
        width: float = 1.6,
    ) -> None:
        """A mark of ``area`` square points: solid for grade 1, hollow for 2, hatched for 3."""
        side = area**0.5 / POINTS
        placed = Affine2D().scale(side).translate(x, y).transform_path(_mark_path(shape))
        hatch = None if grade in (1, 2) else WEAK_HATCH
        face = color if grade == 1 else PAPER
        self._add(placed, _Look(face, color, width, hatch=hatch), layer=3)

    def words(
        self,
        x: float,
        y: float,
        text: str,
        *,
        align: str = "left",
        color: str = INK,
        is_bold: bool = False,
        size: float = FONT_SIZE,
    ) -> None:
        """``text`` whose middle stands at the height ``y``."""
        self._items.append(_Words((x, y), text, align, color, _font(is_bold, size)))

    def outlines(
        self,
        shapes: Iterable[BaseGeometry],
        place: Affine2D,
        *,
        face: str | None,
        edge: str,
        width: float,
        hatch: str | None = None,
        layer: int = 0,
    ) -> None:
        """Polygons as one path; ``place`` takes their coordinates to inches."""
        path = outline_path(shapes)
        if np.size(path.vertices):
            look = _Look(face, edge, width, hatch=hatch)
            self._add(place.transform_path(path), look, layer)

    def reference(self, scale: Scale, value: float, ends: tuple[float, float], words: str) -> None:
        """A dashed line at ``value`` between two heights, named above on the side with more room."""
        x = scale.at(value)
        self.line([x, x], ends, GRAY, 1, dashes=(3, 2), layer=1)
        is_left = scale.fraction(value) < 0.5
        self.words(
            x + (3 if is_left else -3) / POINTS,
            ends[1] + 0.1,
            words,
            align="left" if is_left else "right",
            color=GRAY,
            size=FONT_SIZE - 0.6,
        )

    def value_axis(self, scale: Scale, measure: Measure, y: float) -> None:
        """A line at ``y`` with round ticks in the measure's unit below it."""
        self.line([scale.left, scale.right], [y, y], PALE, 0.8)
        ticks = round_ticks(scale, measure)
        for tick, label in zip(ticks, tick_labels(measure, ticks), strict=True):
            x = scale.at(tick)
            self.line([x, x], [y, y - TICK], PALE, 0.8)
            self.words(x, y - 0.13, label, align="center", color=GRAY, size=FONT_SIZE - 0.8)

    def legend(self, entries: Sequence[Shade], y: float, columns: int) -> None:
        """Swatches with their words, row by row from the height ``y`` downward."""
        pitch = (self.width - 2 * LEGEND_EDGE) / columns
        for number, shade in enumerate(entries):
            row, column = divmod(number, columns)
            x, middle = LEGEND_EDGE + column * pitch, y - row * LEGEND_ROW
            swatch = box(x, middle - SWATCH_HIGH / 2, x + SWATCH_WIDE, middle + SWATCH_HIGH / 2)
            self.outlines(
                [swatch], Affine2D(), face=shade.face, edge=GRAY, width=0.4, hatch=shade.hatch
            )
            self.words(x + SWATCH_WIDE + 0.05, middle, shade.words, size=LEGEND_SIZE)

    def _add(self, path: Path, look: _Look, layer: int) -> None:
        self._items.append(_Shape(path, look, layer))


@lru_cache(maxsize=16)
def _mark_path(shape: str) -> Path:
    style = MarkerStyle(shape)
    return style.get_transform().transform_path(style.get_path())


@lru_cache(maxsize=16)
def _font(is_bold: bool, size: float) -> FontProperties:
    return FontProperties(weight="bold" if is_bold else "normal", size=size)


def outline_path(shapes: Iterable[BaseGeometry]) -> Path:
    """The rings of polygons and multipolygons as one path."""
    vertices: list[np.ndarray] = [np.empty((0, 2))]
    codes: list[np.ndarray] = [np.empty(0, dtype=Path.code_type)]
    parts = (part for shape in shapes if shape is not None for part in get_parts(shape))
    for polygon in parts:
        for ring in (polygon.exterior, *polygon.interiors):
            points = get_coordinates(ring)
            if not len(points):
                continue
            code = np.full(len(points), Path.LINETO, dtype=Path.code_type)
            code[0], code[-1] = Path.MOVETO, Path.CLOSEPOLY
            vertices.append(points)
            codes.append(code)
    return Path(np.concatenate(vertices), np.concatenate(codes))


def round_ticks(scale: Scale, measure: Measure) -> list[float]:
    """Round values inside the scale and the possible range, none where its label would be cut.

    Two at least, where finer steps give them: one alone says nothing of how far apart values are.
    """
    low, high = measure.unit.range
    ticks: list[float] = []
    for bins in (4, 6, 8):
        found = MaxNLocator(nbins=bins, steps=[1, 2, 2.5, 5, 10]).tick_values(scale.low, scale.high)
        ticks = [
            float(x)
            for x in found
            if 0.035 < scale.fraction(x) < 0.965 and low - 1e-9 <= x <= high + 1e-9
        ]
        if len(ticks) > 1:
            break
    return ticks


def tick_labels(measure: Measure, ticks: Sequence[float]) -> list[str]:
    """As few decimals as tell the ticks apart."""
    if measure.unit is Unit.DOLLARS:
        return [short(measure, x) for x in ticks]
    shown = [scaled(measure, x) for x in ticks]
    decimals = next(
        (d for d in range(4) if all(abs(round(x, d) - x) < 1e-7 for x in shown)), measure.decimals
    )
    sign = "%" if measure.unit is Unit.SHARE else ""
    return [f"{plain(x, decimals)}{sign}" for x in shown]
