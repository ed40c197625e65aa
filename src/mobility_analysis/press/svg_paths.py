"""Path data and hatches of SVG: lines and rings in whole units, as few letters as there can be."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

HATCH_LINES = 6  # to the inch for each letter of a hatch
HATCH_WIDTH = 0.7  # points


def line_data(points: Sequence[Sequence[float]]) -> str:
    """An open line through ``points`` (units of the picture); a gap (NaN) begins a new one.

    Plain numbers: most lines have two points, for which arrays cost ten times the work.
    """
    out: list[str] = []
    run: list[tuple[int, int]] = []
    for x, y in points:
        if math.isfinite(x) and math.isfinite(y):
            run.append((round(x), round(y)))
        elif run:
            out.append(_run(run))
            run = []
    return "".join([*out, _run(run)] if run else out)


def ring_data(points: np.ndarray) -> str:
    """A closed ring, whose last point is its first one again."""
    return f"{_run(np.round(points[:-1]).astype(int).tolist())}z"


def _run(points: Sequence[Sequence[int]]) -> str:
    """Steps from point to point; the letter is left out where the one before was of the same kind."""
    x, y = points[0]
    out, last = [f"M{_pair(x, y)}"], "M"
    for nx, ny in points[1:]:
        dx, dy = nx - x, ny - y
        x, y = nx, ny
        if not dx and not dy:
            continue  # steps shorter than a unit cannot be seen
        if not dy:
            text, last = f"h{dx}", "h"
        elif not dx:
            text, last = f"v{dy}", "v"
        else:
            pair = _pair(dx, dy)
            text = f"l{pair}" if last != "l" else pair if dx < 0 else f" {pair}"
            last = "l"
        out.append(text)
    return "".join(out)


def _pair(x: int, y: int) -> str:
    return f"{x}{y}" if y < 0 else f"{x} {y}"


class Hatches:
    """The patterns of one picture, each defined once.

    Parameters
    ----------
    figure_id
        What their ids begin with, so that many pictures can stand in one page.
    inch, point
        Units of the picture to an inch and to a point.
    """

    def __init__(self, figure_id: str, inch: float, point: float) -> None:
        self._figure_id, self._inch, self._point = figure_id, inch, point
        self._tiles: dict[tuple[str, str, str], tuple[str, str]] = {}

    def fill(self, hatch: str, color: str, face: str) -> str:
        """What a shape's ``fill`` says: slanting lines, the denser the more letters, over ``face``."""
        key = (hatch, color, face)
        if key not in self._tiles:
            name = f"{self._figure_id}-hatch{len(self._tiles) or ''}"
            self._tiles[key] = (name, self._tile(name, *key))
        return f"url(#{self._tiles[key][0]})"

    def definitions(self) -> str:
        """The patterns used so far, as the picture holds them; empty without any."""
        tiles = "".join(tile for _, tile in self._tiles.values())
        return f"<defs>{tiles}</defs>" if tiles else ""

    def _tile(self, name: str, hatch: str, color: str, face: str) -> str:
        """A square of one diagonal; its corners hold the ends of the neighbors' diagonals."""
        side = self._inch / (len(hatch) * HATCH_LINES)
        end = f"{side:.3g}"
        return (
            f'<pattern id="{name}" width="{end}" height="{end}" patternUnits="userSpaceOnUse">'
            f'<path d="M0 0h{end}v{end}h-{end}z" fill="{face}"/>'
            f'<path d="M-9 9l18-18M0 {end}l{end}-{end}M{side - 9:.3g} {side + 9:.3g}l18-18" '
            f'stroke="{color}" stroke-width="{HATCH_WIDTH * self._point:g}"/></pattern>'
        )
