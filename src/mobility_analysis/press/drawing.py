"""A bare sheet to draw on, in inches from its lower left corner, that writes its own SVG.

An interval chart needs only lines, marks and words. Matplotlib's axes also prepare ticks, spines, units and
autoscaling, which takes ten times as long as the chart itself; a report has some sixty charts, and a nation some
thousands of reports.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby

import numpy as np
from shapely import box, get_coordinates, get_parts, get_rings
from shapely.geometry.base import BaseGeometry

from mobility_analysis.framework.registry import Measure, Unit
from mobility_analysis.insights.numbers import plain, said_decimals, scaled, short
from mobility_analysis.press.inline_svg import (
    FONT_SIZE,
    GRAY,
    INK,
    PALE,
    PAPER,
    POINTS,
    UNITS,
    inline_svg,
)
from mobility_analysis.press.svg_paths import Hatches, line_data, ring_data

WEAK_HATCH = "////////"
WEAK_AREA_HATCH = "////"  # of shapes larger than a mark
LEGEND_ROW, LEGEND_EDGE, LEGEND_SIZE = 0.16, 0.03, 7.4  # inches, inches, points
SWATCH_WIDE, SWATCH_HIGH = 0.14, 0.09  # inches
TICK = 3 / POINTS
BASELINE = 0.38  # half the ascent of the font (DejaVu Sans): below the middle of a line, in sizes
CIRCLE = "o"
_DIAGONAL = 0.5**0.5
CORNERS = {  # of marks with a side of one
    "s": ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5), (-0.5, -0.5)),
    "D": ((0, -_DIAGONAL), (_DIAGONAL, 0), (0, _DIAGONAL), (-_DIAGONAL, 0), (0, -_DIAGONAL)),
}
ANCHORS = {"left": "", "center": ' text-anchor="middle"', "right": ' text-anchor="end"'}


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
class MapScale:
    """Takes coordinates of a map to inches of a sheet."""

    west: float = 0.0
    south: float = 0.0
    inches: float = 1.0  # to a unit of the map
    left: float = 0.0
    bottom: float = 0.0

    def place(self, points: np.ndarray) -> np.ndarray:
        """``points`` (n x 2) in inches."""
        corner, offset = (self.west, self.south), (self.left, self.bottom)
        return (points - corner) * self.inches + offset


INCHES = MapScale()  # coordinates that are in inches already


@dataclass(frozen=True)
class _Look:
    """How a shape is filled and outlined; widths in points, dashes in widths, a grain in units of the picture."""

    face: str | None
    edge: str
    width: float
    dashes: tuple[float, float] | None = None
    alpha: float | None = None
    hatch: str | None = None
    grain: int = 1

    @property
    def is_plain_line(self) -> bool:
        """Whether lines of this look may be joined to one element, because they are not transparent."""
        return self.face is None and self.alpha is None

    def attributes(self, hatches: Hatches) -> str:
        face = self.face or "none"
        fill = hatches.fill(self.hatch, self.edge, face) if self.hatch else face
        text = f' fill="{fill}"'
        text += "" if self.grain == 1 else f' transform="scale({self.grain})"'
        if not self.width:
            return text
        text += f' stroke="{self.edge}"'
        text += "" if self.alpha is None else f' stroke-opacity="{self.alpha:.2g}"'
        text += f' stroke-width="{self.width * UNITS / self.grain:.3g}"'
        if self.dashes is not None:
            lengths = " ".join(str(_whole(part * self.width)) for part in self.dashes)
            text += f' stroke-dasharray="{lengths}"'
        return text


@dataclass(frozen=True)
class _Shape:
    """One element: its tag, position, look, layer, and its own name; of words ``style`` is the look."""

    tag: str
    where: str
    look: _Look | None
    layer: int
    name: str = ""
    style: str = ""


class Drawing:
    """Lines, marks and words; later ones lie over earlier ones of the same ``layer``."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._items: list[_Shape] = []

    def copy(self) -> Drawing:
        """The same sheet, to draw more on."""
        other = Drawing(self.width, self.height)
        other._items = list(self._items)
        return other

    def svg(self, figure_id: str, alt: str) -> str:
        """All that stands on the sheet as inline SVG, described by ``alt``."""
        hatches = Hatches(figure_id, UNITS * POINTS, UNITS)
        # Words lie over all else and none over another, so those of one style may stand together.
        items = sorted(self._items, key=lambda item: (item.layer, item.style))
        elements = [
            _alike(list(group), hatches)
            for _, group in groupby(items, lambda item: (item.look, item.style))
        ]
        body = hatches.definitions() + "".join(elements)
        return inline_svg(self.width, self.height, body, alt=alt)

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
        name: str = "",
    ) -> None:
        """A line in points of ``width``; ``dashes`` are in widths, ``name`` is shown where it is pointed at."""
        data = line_data([self._unit(*point) for point in zip(_listed(x), _listed(y), strict=True)])
        look = _Look(None, color, width, dashes, alpha)
        self._items.append(_Shape("path", data, look, layer, name))

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
        name: str = "",
    ) -> None:
        """A mark of ``area`` square points: solid for grade 1, hollow for 2, hatched for 3.

        ``shape`` is "o" (circle), "s" (square) or "D" (diamond); ``name`` is shown where it is pointed at.
        """
        side = area**0.5
        hatch = None if grade in (1, 2) else WEAK_HATCH
        look = _Look(color if grade == 1 else PAPER, color, width, hatch=hatch)
        if shape == CIRCLE:
            left, top = self._unit(x, y)
            where = f'cx="{round(left)}" cy="{round(top)}" r="{side / 2 * UNITS:.3g}"'
            self._items.append(_Shape("circle", where, look, 3, name))
        else:
            corners = [
                self._unit(right * side / POINTS + x, up * side / POINTS + y)
                for right, up in CORNERS[shape]
            ]
            self._items.append(_Shape("path", ring_data(np.array(corners)), look, 3, name))

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
        baseline = (self.height - y) * POINTS + BASELINE * size
        style = ANCHORS[align]
        style += "" if size == FONT_SIZE else f' font-size="{_whole(size)}"'
        style += "" if color == INK else f' fill="{color}"'
        style += ' font-weight="bold"' if is_bold else ""
        where = f'x="{_whole(x * POINTS)}" y="{_whole(baseline)}"'
        words = escape(text, quote=False)
        self._items.append(_Shape("text", where, None, layer=4, name=words, style=style))

    def outlines(
        self,
        shapes: Iterable[BaseGeometry],
        place: MapScale = INCHES,
        *,
        face: str | None,
        edge: str,
        width: float,
        hatch: str | None = None,
        layer: int = 0,
        names: Sequence[str] = (),
        grain: int = 1,
    ) -> None:
        """Polygons as one path, or, with ``names`` to show where they are pointed at, as one each.

        ``place`` takes their coordinates to inches. Corners lie on a lattice of ``grain`` units of the picture, so
        that their numbers are short; the lattice of hatched ones, whose lines would grow with it, is one unit.
        """
        grain = 1 if hatch else grain
        look = _Look(face, edge, width, hatch=hatch, grain=grain)
        if names:
            paths = (
                f'<path d="{data}">{_title(name)}</path>'
                for data, name in zip(self._outlines(shapes, place, grain), names, strict=True)
                if data
            )
            self._items.append(_Shape("g", "".join(paths), look, layer))
        elif data := "".join(self._outlines(shapes, place, grain)):
            self._items.append(_Shape("path", data, look, layer))

    def _outlines(
        self, shapes: Iterable[BaseGeometry | None], place: MapScale, grain: int
    ) -> list[str]:
        """The path of each shape, all computed together: a map has hundreds, and each array costs as much as its points."""
        listed = list(shapes)
        parts, of_shape = get_parts(np.array(listed, dtype=object), return_index=True)
        rings, of_part = get_rings(parts, return_index=True)
        points, of_ring = get_coordinates(rings, return_index=True)
        paths = [""] * len(listed)
        if len(points):
            units = self._units(place.place(points)) / grain
            begins = np.flatnonzero(np.diff(of_ring, prepend=-1))
            owners = of_shape[of_part[of_ring[begins]]].tolist()
            for owner, ring in zip(owners, np.split(units, begins[1:]), strict=True):
                paths[owner] += ring_data(ring)
        return paths

    def upright(
        self,
        x: float,
        pieces: Sequence[tuple[float, float]],
        color: str,
        width: float,
        *,
        dashes: tuple[float, float] | None = None,
        layer: int = 0,
    ) -> None:
        """A vertical line in pieces (lower and upper end of each), so that it runs through no words."""
        y = [height for low, high in pieces for height in (low, high, np.nan)]
        self.line([x] * len(y), y, color, width, dashes=dashes, layer=layer)

    def reference(
        self, scale: Scale, value: float, pieces: Sequence[tuple[float, float]], words: str
    ) -> None:
        """A dashed line at ``value`` in pieces from the top down, named above on the side with more room."""
        x = scale.at(value)
        self.upright(x, pieces, GRAY, 1, dashes=(3, 2), layer=1)
        is_left = scale.fraction(value) < 0.5
        self.words(
            x + (3 if is_left else -3) / POINTS,
            pieces[0][1] + 0.1,
            words,
            align="left" if is_left else "right",
            color=GRAY,
            size=FONT_SIZE - 0.6,
        )

    def value_axis(
        self, scale: Scale, measure: Measure, y: float, digits: Callable[[str], str] = str
    ) -> None:
        """A line at ``y`` with round ticks in the measure's unit below it; ``digits`` puts their numbers into a language."""
        self.line([scale.left, scale.right], [y, y], PALE, 0.8)
        ticks = round_ticks(scale, measure)
        for tick, label in zip(ticks, tick_labels(measure, ticks), strict=True):
            x = scale.at(tick)
            self.line([x, x], [y, y - TICK], PALE, 0.8)
            self.words(x, y - 0.13, digits(label), align="center", color=GRAY, size=FONT_SIZE - 0.8)

    def legend(
        self, entries: Sequence[Shade], y: float, columns: int, left: float = LEGEND_EDGE
    ) -> None:
        """Swatches with their words, row by row from the height ``y`` downward, right of ``left``."""
        pitch = (self.width - left - LEGEND_EDGE) / columns
        for number, shade in enumerate(entries):
            row, column = divmod(number, columns)
            x, middle = left + column * pitch, y - row * LEGEND_ROW
            swatch = box(x, middle - SWATCH_HIGH / 2, x + SWATCH_WIDE, middle + SWATCH_HIGH / 2)
            self.outlines([swatch], face=shade.face, edge=GRAY, width=0.4, hatch=shade.hatch)
            self.words(x + SWATCH_WIDE + 0.05, middle, shade.words, size=LEGEND_SIZE)

    def _units(self, inches: np.ndarray) -> np.ndarray:
        """Points of the sheet in units of the picture, from its upper left corner."""
        return (np.array([0, self.height]) + inches * (1, -1)) * (POINTS * UNITS)

    def _unit(self, x: float, y: float) -> tuple[float, float]:
        """The same of one point: for the few of a line or mark an array costs more than the sums."""
        return x * (POINTS * UNITS), (self.height - y) * (POINTS * UNITS)


def _listed(numbers: Sequence[float] | np.ndarray) -> Sequence[float]:
    return numbers.tolist() if isinstance(numbers, np.ndarray) else numbers


def _whole(points: float) -> int:
    return round(float(points) * UNITS)


def _alike(shapes: Sequence[_Shape], hatches: Hatches) -> str:
    """Neighbors of one look: what they share is said once."""
    look = shapes[0].look
    shared = shapes[0].style if look is None else look.attributes(hatches)
    if look is not None and look.is_plain_line and not any(shape.name for shape in shapes):
        shapes = [replace(shapes[0], where="".join(shape.where for shape in shapes))]
    if len(shapes) == 1 or not shared:
        return "".join(_element(shape, shared) for shape in shapes)
    return f"<g{shared}>{''.join(_element(shape, '') for shape in shapes)}</g>"


def _element(shape: _Shape, look: str) -> str:
    if shape.tag == "g":
        return f"<g{look}>{shape.where}</g>" if look else shape.where
    at = f'd="{shape.where}"' if shape.tag == "path" else shape.where
    name = _title(shape.name) if shape.name and shape.tag != "text" else shape.name
    end = f">{name}</{shape.tag}>" if name else "/>"
    return f"<{shape.tag} {at}{look}{end}"


def _title(name: str) -> str:
    """What a browser shows where a pointer rests on the element that holds it."""
    return f"<title>{escape(name, quote=False)}</title>"


def round_ticks(scale: Scale, measure: Measure) -> list[float]:
    """Round values inside the scale and the possible range, none where its label would be cut.

    Two at least, where finer steps give them: one alone says nothing of how far apart values are.
    """
    # Nothing else is asked of matplotlib, and whoever draws no scale need not wait for it.
    from matplotlib.ticker import MaxNLocator

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
        (d for d in range(4) if all(abs(round(x, d) - x) < 1e-7 for x in shown)),
        said_decimals(measure),
    )
    sign = "%" if measure.unit is Unit.SHARE else ""
    return [f"{plain(x, decimals)}{sign}" for x in shown]
