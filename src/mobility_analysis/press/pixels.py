"""A small sheet of pixels to draw on, in inches from its upper left corner, for files that cannot hold an SVG.

Word shows an SVG only beside a second picture, and older ones not at all; a PNG is shown by every word processor. The
few lines, marks and words of a drawing take a thousandth of a second each: no edge is smoothed, because at this
density a screen smooths it, and a printer need not.
"""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any

DENSITY = 216  # pixels to the inch
POINT = DENSITY / 72
WORDS = 7.5  # points
PAPER, INK, BLUE, GRAY, PALE, BAND = range(6)
_COLORS = ("#FFFFFF", "#1F2328", "#1B4F8F", "#6B6B6B", "#C9CED6", "#E9ECF0")
CIRCLE, SQUARE, DIAMOND = "o", "s", "D"


class Sheet:
    """Lines, marks and words; later ones lie over earlier ones. Places and sizes are in inches, widths in points."""

    def __init__(self, width: float, height: float) -> None:
        from PIL import Image, ImageDraw

        self.width, self.height = width, height
        self._image = Image.new("P", (round(width * DENSITY), round(height * DENSITY)), PAPER)
        self._image.putpalette([byte for color in _COLORS for byte in bytes.fromhex(color[1:])])
        self._draw = ImageDraw.Draw(self._image)
        self._draw.fontmode = "1"

    def line(self, points: list[tuple[float, float]], color: int, width: float = 1.0) -> None:
        """A line through ``points``."""
        places = [(x * DENSITY, y * DENSITY) for x, y in points]
        self._draw.line(places, fill=color, width=max(round(width * POINT), 1), joint="curve")

    def block(self, left: float, right: float, top: float, bottom: float, color: int) -> None:
        """A filled rectangle."""
        corners = (left * DENSITY, top * DENSITY, right * DENSITY, bottom * DENSITY)
        self._draw.rectangle(corners, fill=color)

    def mark(
        self, x: float, y: float, shape: str, points: float, color: int, *, is_solid: bool = True
    ) -> None:
        """A circle, square or diamond so many ``points`` wide; one that is not solid is hollow."""
        middle_x, middle_y, half = x * DENSITY, y * DENSITY, points * POINT / 2
        look = {"fill": color if is_solid else PAPER, "outline": color, "width": round(1.3 * POINT)}
        corners = (middle_x - half, middle_y - half, middle_x + half, middle_y + half)
        if shape == CIRCLE:
            self._draw.ellipse(corners, **look)
        elif shape == SQUARE:
            self._draw.rectangle(corners, **look)
        else:
            around = ((0, -half), (half, 0), (0, half), (-half, 0))
            self._draw.polygon([(middle_x + dx, middle_y + dy) for dx, dy in around], **look)

    def words(self, x: float, y: float, text: str, *, align: str = "l", color: int = INK) -> None:
        """``text`` whose middle is at the height ``y``; it begins (l), has its middle (m) or ends (r) at ``x``."""
        place = (x * DENSITY, y * DENSITY)
        self._draw.text(place, text, fill=color, font=_font(), anchor=f"{align}m")

    def png(self) -> bytes:
        """The sheet as a PNG file."""
        stream = io.BytesIO()
        self._image.save(stream, "PNG", bits=4, compress_level=1, dpi=(DENSITY, DENSITY))
        return stream.getvalue()


def width_of(text: str) -> float:
    """How wide ``text`` is drawn, in inches."""
    return float(_font().getlength(text)) / DENSITY


@cache
def _font() -> Any:
    import matplotlib
    from PIL import ImageFont

    path = Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")
    return ImageFont.truetype(path, round(WORDS * POINT))
