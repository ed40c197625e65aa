"""A bare sheet to draw on, in inches from its lower left corner.

An interval chart needs lines, marks and words and nothing of what Matplotlib's axes keep ready (ticks,
spines, units, autoscaling), which takes ten times as long to set up and draw as the chart itself; a
report has some sixty charts and a nation some thousands of reports.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Affine2D
from shapely import get_coordinates, get_parts
from shapely.geometry.base import BaseGeometry

from mobility_analysis.framework.registry import Measure, Unit
from mobility_analysis.insights.numbers import plain, scaled, short
from mobility_analysis.reporting.svg import FONT_SIZE, GRAY, INK, PALE, PAPER

WEAK_HATCH = "////////"
POINTS = 72  # to the inch
TICK = 3 / POINTS


@dataclass(frozen=True)
class Scale:
    """Values from ``low`` to ``high`` on a line from ``left`` to ``right`` (inches)."""

    low: float
    high: float
    left: float
    right: float

    def fraction(self, value: float) -> float:
        return (value - self.low) / (self.high - self.low)

    def at(self, value: float) -> float:
        return self.left + self.fraction(value) * (self.right - self.left)

    def within(self, value: float) -> float:
        """As :meth:`at`, but not beyond either end."""
        return min(self.right, max(self.left, self.at(value)))


class Sheet:
    """Lines, marks and words; later ones lie over earlier ones of the same ``layer``."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.canvas = Canvas(figsize=(width, height))
        self.canvas.patch.set_visible(False)

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
        self._add(
            Line2D(
                x,
                y,
                color=color,
                linewidth=width,
                linestyle="-" if dashes is None else (0, dashes),
                alpha=alpha,
                solid_capstyle="butt",
                zorder=layer,
            )
        )

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
        style = MarkerStyle(shape)
        side = area**0.5 / POINTS
        path = style.get_transform().transform_path(style.get_path())
        placed = Affine2D().scale(side).translate(x, y).transform_path(path)
        is_weak = grade not in (1, 2)
        self._add(
            PathPatch(
                placed,
                facecolor=color if grade == 1 else PAPER,
                edgecolor=color,
                linewidth=width,
                hatch=WEAK_HATCH if is_weak else None,
                zorder=3,
            )
        )

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
        layer: int = 4,
    ) -> None:
        """``text`` whose middle stands at the height ``y``."""
        self._add(
            Text(
                x,
                y,
                text,
                color=color,
                ha=align,
                va="center_baseline",
                fontweight="bold" if is_bold else "normal",
                fontsize=size,
                zorder=layer,
                parse_math=False,  # dollar signs are dollars
            )
        )

    def outlines(
        self,
        shapes: Iterable[BaseGeometry],
        place: Affine2D,
        *,
        face: str,
        edge: str,
        width: float,
        hatch: str | None = None,
        layer: int = 0,
    ) -> None:
        """Polygons as one path; ``place`` takes their coordinates to inches."""
        path = outline_path(shapes)
        if np.size(path.vertices):
            self._add(
                PathPatch(
                    place.transform_path(path),
                    facecolor=face,
                    edgecolor=edge,
                    linewidth=width,
                    hatch=hatch,
                    zorder=layer,
                )
            )

    def value_axis(self, scale: Scale, measure: Measure, y: float) -> None:
        """A line at ``y`` with round ticks in the measure's unit below it."""
        self.line([scale.left, scale.right], [y, y], PALE, 0.8)
        ticks = round_ticks(scale, measure)
        for tick, label in zip(ticks, tick_labels(measure, ticks), strict=True):
            x = scale.at(tick)
            self.line([x, x], [y, y - TICK], PALE, 0.8)
            self.words(x, y - 0.13, label, align="center", color=GRAY, size=FONT_SIZE - 0.8)

    def _add(self, artist: Line2D | PathPatch | Text) -> None:
        artist.set_transform(self.canvas.dpi_scale_trans)
        self.canvas.add_artist(artist)


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
    """Round values inside the scale and the possible range, none where its label would be cut."""
    found = MaxNLocator(nbins=4, steps=[1, 2, 2.5, 5, 10]).tick_values(scale.low, scale.high)
    low, high = measure.unit.range
    return [
        float(x)
        for x in found
        if 0.035 < scale.fraction(x) < 0.965 and low - 1e-9 <= x <= high + 1e-9
    ]


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
