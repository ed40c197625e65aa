"""A matplotlib figure as one clean inline SVG: real text, its own ids, alternative text.

The numbers behind a figure are made together with it (:class:`Figure`), so a page cannot show one
without the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from mobility_analysis.press.svg_renderer import UNITS, Picture, draw_svg

# Blue and orange stay apart for every common kind of colour blindness and in grayscale; shape and
# words say the same again.
BLUE = "#1b4f8f"
ORANGE = "#b4500f"
INK = "#1f2328"
GRAY = "#5b636d"
PALE = "#c9ced6"
FAINT = "#e9ecf0"
PAPER = "#ffffff"

PAGE_FONTS = "system-ui,Helvetica,Arial,sans-serif"
WIDTH = 4.5  # inches; drawn narrow, so that text stays readable on a telephone
FONT_SIZE = 8.6
PIXELS_PER_INCH = 96

STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": FONT_SIZE,
    "text.parse_math": False,  # dollar signs are dollars
    "text.color": INK,
    "axes.edgecolor": PALE,
    "axes.labelcolor": GRAY,
    "axes.linewidth": 0.8,
    "xtick.color": PALE,
    "xtick.labelcolor": GRAY,
    "ytick.color": PALE,
    "ytick.labelcolor": GRAY,
    "xtick.labelsize": FONT_SIZE - 0.8,
    "ytick.labelsize": FONT_SIZE - 0.8,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
}


@dataclass(frozen=True)
class Table:
    """The numbers behind a figure."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Figure:
    """A figure with the two other ways to read it: alternative text and a table."""

    id: str
    svg: str
    alt: str
    table: Table
    title: str


def to_svg(picture: Picture, figure_id: str, alt: str) -> str:
    """The picture as inline SVG, described by ``alt``."""
    box, body = draw_svg(picture, figure_id, font_size=FONT_SIZE, ink=INK)
    width = picture.get_size_inches()[0] * PIXELS_PER_INCH
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="img" '
        f'aria-labelledby="{figure_id}-alt" style="max-width:{width:.0f}px" '
        f'font-family="{PAGE_FONTS}" font-size="{FONT_SIZE * UNITS:g}" fill="{INK}" stroke-linejoin="round">'
        f'<title id="{figure_id}-alt">{escape(alt)}</title>{body}</svg>'
    )
