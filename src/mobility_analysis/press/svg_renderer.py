"""A Matplotlib renderer that writes the little SVG a page needs.

Matplotlib's own SVG backend measures every word, opens a group for every artist and writes every number
with six decimals and every style as CSS: four times the time and the bytes of what is shown, and a
report has some sixty charts. This one writes lines, shapes, hatches and real text in whole tenths of a
point, an eighth of a pixel as shown; what our figures do not use (images, formulas, turned or wrapped text) is an error, never left out.
"""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.colors import to_hex
from matplotlib.figure import Figure as Canvas
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import text_to_path

if TYPE_CHECKING:
    from matplotlib.text import Text
    from matplotlib.transforms import Transform

POINTS = 72  # to the inch
UNITS = 10  # of the picture to a point, so that all its numbers are whole
ANCHORS = {"left": "", "center": ' text-anchor="middle"', "right": ' text-anchor="end"'}
HATCH_LINES = 6  # Matplotlib's hatch lines to the inch for each letter of a hatch
HATCH_WIDTH = 0.7
NO_FILL = ' fill="none"'
MOVE, LINE, CLOSE = int(Path.MOVETO), int(Path.LINETO), int(Path.CLOSEPOLY)
LETTERS = {LINE: "l", int(Path.CURVE3): "q", int(Path.CURVE4): "c"}
POINTS_OF = {LINE: 1, int(Path.CURVE3): 2, int(Path.CURVE4): 3}
CIRCLE = np.asarray(Path.unit_circle().codes)


class SvgRenderer(RendererBase):
    """Collects the elements of one figure.

    Parameters
    ----------
    width, height
        Size of the picture in points; its units are tenths of them.
    figure_id
        What its ids begin with, so that many pictures can stand in one page.
    font_size, ink
        Size (points) and color of text that states neither; the picture's root has them.
    """

    def __init__(
        self, width: float, height: float, figure_id: str, font_size: float, ink: str
    ) -> None:
        super().__init__()
        self.width, self.height, self.figure_id = width, height, figure_id
        self._font_size, self._ink = font_size, ink
        self._parts: list[str] = []
        self._hatches: dict[str, str] = {}
        self._clips: dict[tuple[float, ...], str] = {}
        self._open = ""  # style of the line to which the next one of the same style is added

    def body(self) -> str:
        """All elements drawn so far; definitions first."""
        defined = "".join([*self._hatches.values(), *self._clips.values()])
        return (f"<defs>{defined}</defs>" if defined else "") + "".join(self._parts)

    # What Matplotlib asks of a renderer.

    def get_canvas_width_height(self) -> tuple[float, float]:
        """Width and height of the drawing in points."""
        return self.width, self.height

    def points_to_pixels(self, points: Any) -> Any:
        """Return ``points`` as they are: the drawing's unit is the point."""
        return points

    def flipy(self) -> bool:
        """Text is placed from the top, as in SVG; paths come from the bottom all the same."""
        return True

    def get_text_width_height_descent(
        self, s: str, prop: FontProperties, ismath: Any
    ) -> tuple[float, float, float]:
        """Sums of letters: a line is as high as its font, whatever letters it has."""
        name, size = _font_name(prop), prop.get_size_in_points()
        height, descent = _line_height(name)
        return sum(_advance(name, letter) for letter in s) * size, height * size, descent * size

    def draw_path(
        self, gc: GraphicsContextBase, path: Path, transform: Transform, rgbFace: Any = None
    ) -> None:
        """Write a path as an SVG element; a path that paints nothing is left out."""
        stroke = _stroke(gc)
        hatch = gc.get_hatch()
        fill = self._hatch(gc, rgbFace) if hatch else _paint("fill", gc, rgbFace)
        if fill == NO_FILL and not stroke:
            return
        x, y = np.asarray(transform.transform(path.vertices)).T
        vertices = np.column_stack([x, self.height - y])
        codes = None if path.codes is None else np.asarray(path.codes)
        style = f"{fill}{stroke}{self._clip(gc, vertices)}"
        circle = _circle(codes, vertices)
        if circle:
            self._parts.append(f"<circle{circle}{style}/>")
            self._open = ""
            return
        data = _path_data(vertices, codes)
        if not data:
            return
        # Lines of one style are one element, unless crossing ones would show through each other.
        is_line = fill == NO_FILL and "opacity" not in style
        if is_line and style == self._open:
            before, end = self._parts[-1].split('" ', 1)
            self._parts[-1] = f'{before}{data}" {end}'
        else:
            self._parts.append(f'<path d="{data}"{style}/>')
        self._open = style if is_line else ""

    def draw_text(  # noqa: PLR0917 (Matplotlib's own signature)
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: Any = False,
        mtext: Text | None = None,
    ) -> None:
        """Write horizontal text as an SVG text element.

        Raises
        ------
        NotImplementedError
            The text is rotated or a formula.
        """
        if angle or ismath:
            raise NotImplementedError("text that is turned or a formula")
        anchor = "left"
        if mtext is not None:
            anchor = str(mtext.get_horizontalalignment())
            x = float(mtext.get_transform().transform(mtext.get_unitless_position())[0])
        size = prop.get_size_in_points()
        color = _hex(gc.get_rgb())
        style = ANCHORS[anchor]
        style += "" if size == self._font_size else f' font-size="{_whole(size)}"'
        style += "" if color == self._ink else f' fill="{color}"'
        style += ' font-weight="bold"' if prop.get_weight() == "bold" else ""
        at = f'x="{_whole(x)}" y="{_whole(y)}"'
        self._parts.append(f"<text {at}{style}>{escape(s, quote=False)}</text>")
        self._open = ""

    # Definitions.

    def _hatch(self, gc: GraphicsContextBase, face: Any) -> str:
        """A fill of slanting lines over ``face``."""
        hatch = str(gc.get_hatch())
        if hatch.strip("/"):
            raise NotImplementedError(f"the hatch {hatch!r}")
        color, ground = _hex(gc.get_hatch_color()), _paint("fill", gc, face)
        key = f"{hatch} {color} {ground}"
        if key not in self._hatches:
            name = f"{self.figure_id}-hatch{len(self._hatches) or ''}"
            side = UNITS * POINTS / (len(hatch) * HATCH_LINES)
            self._hatches[key] = _tile(name, side, color, ground)
        return f' fill="url(#{_id_of(self._hatches[key])})"'

    def _clip(self, gc: GraphicsContextBase, vertices: np.ndarray) -> str:
        """Nothing, unless the shape leaves the rectangle it is to stay in."""
        rectangle = gc.get_clip_rectangle()
        if rectangle is None:
            return ""
        low, high = np.nanmin(vertices, axis=0), np.nanmax(vertices, axis=0)
        left, right = rectangle.x0, rectangle.x1
        top, bottom = self.height - rectangle.y1, self.height - rectangle.y0
        near = 1.0  # a line's own width at the edge is not cut
        is_inside = left - near <= low[0] and high[0] <= right + near
        if is_inside and top - near <= low[1] and high[1] <= bottom + near:
            return ""
        key = (left, top, right - left, bottom - top)
        if key not in self._clips:
            x, y, width, height = (_whole(each) for each in key)
            self._clips[key] = (
                f'<clipPath id="{self.figure_id}-clip{len(self._clips) or ""}">'
                f'<rect x="{x}" y="{y}" width="{width}" height="{height}"/></clipPath>'
            )
        return f' clip-path="url(#{_id_of(self._clips[key])})"'


class Picture(Protocol):
    """What can be drawn: a :class:`reporting.sheet.Sheet`, or a Matplotlib figure of 72 dots an inch."""

    def get_size_inches(self) -> Any:
        """Return width and height in inches."""

    def draw(self, renderer: Any) -> None:
        """Draw the picture with ``renderer``."""


def draw_svg(picture: Picture, figure_id: str, *, font_size: float, ink: str) -> tuple[str, str]:
    """The picture's size as a ``viewBox`` and its elements."""
    if isinstance(picture, Canvas):
        picture.set_dpi(POINTS)
    width, height = (POINTS * float(side) for side in picture.get_size_inches())
    renderer = SvgRenderer(width, height, figure_id, font_size, ink)
    picture.draw(renderer)
    return f"0 0 {_whole(width)} {_whole(height)}", renderer.body()


def _tile(name: str, side: float, color: str, ground: str) -> str:
    """A square of one diagonal; its corners hold the ends of the neighbors' diagonals."""
    end = f"{side:.3g}"
    back = "" if ground == NO_FILL else f'<path d="M0 0h{end}v{end}h-{end}z"{ground}/>'
    return (
        f'<pattern id="{name}" width="{end}" height="{end}" patternUnits="userSpaceOnUse">{back}'
        f'<path d="M-9 9l18-18M0 {end}l{end}-{end}M{side - 9:.3g} {side + 9:.3g}l18-18" '
        f'stroke="{color}" stroke-width="{HATCH_WIDTH * UNITS:g}"/></pattern>'
    )


def _whole(points: float) -> int:
    return round(float(points) * UNITS)


def _paint(what: str, gc: GraphicsContextBase, color: Any) -> str:
    """The attributes of a fill or line."""
    if color is None or (len(color) == 4 and color[3] == 0):
        return f' {what}="none"'
    alpha = gc.get_alpha() if gc.get_forced_alpha() or len(color) < 4 else color[3]
    opacity = "" if alpha == 1 else f' {what}-opacity="{alpha:.2g}"'
    return f' {what}="{_hex(color)}"{opacity}'


def _hex(color: Any) -> str:
    return _hex_of(tuple(color))


@lru_cache(maxsize=256)
def _hex_of(color: tuple[float, ...]) -> str:
    return to_hex(color)  # type: ignore[arg-type]


def _id_of(element: str) -> str:
    return element.split('"', 2)[1]


def _stroke(gc: GraphicsContextBase) -> str:
    """Attributes of the line, or nothing where there is none."""
    width = gc.get_linewidth()
    color = gc.get_rgb()
    if not width or color[3] == 0:
        return ""
    text = _paint("stroke", gc, color)
    text += f' stroke-width="{width * UNITS:.3g}"'
    _, dashes = gc.get_dashes()
    if dashes is not None:
        lengths = " ".join(str(_whole(each)) for each in np.asarray(dashes, dtype=float))
        text += f' stroke-dasharray="{lengths}"'
    return text


def _circle(codes: np.ndarray | None, vertices: np.ndarray) -> str:
    """Place and radius, if the path is Matplotlib's circle, moved and scaled alike in both directions."""
    if codes is None or len(codes) != len(CIRCLE) or not np.array_equal(codes, CIRCLE):
        return ""
    low, high = vertices[:-1].min(axis=0), vertices[:-1].max(axis=0)
    size = high - low
    if abs(size[0] - size[1]) > 0.01:
        return ""
    x, y = (low + high) / 2
    return f' cx="{_whole(x)}" cy="{_whole(y)}" r="{size[0] / 2 * UNITS:.3g}"'


def _path_data(vertices: np.ndarray, codes: np.ndarray | None) -> str:
    """Steps from point to point in whole units; a gap (NaN) begins a new line."""
    points = np.round(vertices * UNITS)
    if codes is None:
        codes = np.full(len(points), LINE)
        codes[:1] = MOVE
    known = np.asarray(np.isfinite(points).all(axis=1))
    if not known.all():
        codes = codes.copy()
        codes[1:][~known[:-1]] = MOVE
        points, codes = points[known], codes[known]
    return _steps(points.astype(int).tolist(), codes.tolist())


def _steps(points: list[list[int]], codes: list[int]) -> str:
    out: list[str] = []
    start = here = (0, 0)
    held: list[tuple[int, int]] = []  # control points of a curve, before its end
    last = ""
    for (x, y), code in zip(points, codes, strict=True):
        if code == CLOSE:
            out.append("z")
            here, last = start, "z"
            continue
        if code == MOVE:
            out.append(f"M{_pair(x, y)}")
            start = here = (x, y)
            last = "M"
            continue
        held.append((x - here[0], y - here[1]))
        if len(held) < POINTS_OF[code]:
            continue
        if code == LINE and held == [(0, 0)]:
            held.clear()
            continue  # nearer than a tenth of a point: nothing to see
        letter = LETTERS[code]
        text = (
            _line(*held[0], last) if letter == "l" else letter + " ".join(_pair(*p) for p in held)
        )
        last = text[0] if text[0].isalpha() else last
        out.append(text)
        held.clear()
        here = (x, y)
    return "".join(out)


def _line(dx: int, dy: int, last: str) -> str:
    """A step; the letter is left out where the one before was of the same kind."""
    if not dy:
        return f"h{dx}"
    if not dx:
        return f"v{dy}"
    pair = _pair(dx, dy)
    if last != "l":
        return f"l{pair}"
    return pair if pair.startswith("-") else f" {pair}"


def _pair(x: int, y: int) -> str:
    return f"{x}{y}" if y < 0 else f"{x} {y}"


# Fonts: a figure is laid out with the font at hand and shown in the page's own.


@lru_cache(maxsize=8)
def _font_name(prop: FontProperties) -> str:
    from matplotlib.font_manager import findfont

    return str(findfont(prop))


@lru_cache(maxsize=8)
def _line_height(font: str) -> tuple[float, float]:
    """Height and descent of a line, for a size of one."""
    sample = FontProperties(fname=font, size=100)
    _, height, descent = text_to_path.get_text_width_height_descent("lp", sample, ismath=False)
    return height / 100, descent / 100


@lru_cache(maxsize=2048)
def _advance(font: str, letter: str) -> float:
    """Width of a letter, for a size of one."""
    sample = FontProperties(fname=font, size=100)
    width, _, _ = text_to_path.get_text_width_height_descent(letter, sample, ismath=False)
    return width / 100
