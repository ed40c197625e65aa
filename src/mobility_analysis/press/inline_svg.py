"""A picture as one clean inline SVG: real text, its own ids, alternative text.

A figure and the table of its numbers are made together (:class:`Figure`), so a page always has both.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

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
POINTS = 72  # to the inch
PIXELS = 96  # to the inch
UNITS = 10  # of a picture to a point, an eighth of a pixel: all its numbers are whole
# What every picture says where it stands alone; a page of a hundred says it once, in its style (page.css).
ALONE = (
    f' xmlns="http://www.w3.org/2000/svg" font-family="{PAGE_FONTS}" font-size="{FONT_SIZE * UNITS:g}" '
    f'fill="{INK}" stroke-linejoin="round"'
)


@dataclass(frozen=True)
class Table:
    """The numbers behind a figure."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Figure:
    """A figure with the two other ways to read it: alternative text and a table.

    Attributes
    ----------
    svg
        The figure as it stands within a page, named in fewer words than ``alt`` where the table below it says the rest.
    alt
        All that it shows, in words.
    own_svg
        The figure as a document of its own, where that is not the same.
    """

    id: str
    svg: str
    alt: str
    table: Table
    title: str
    own_svg: str = ""

    @property
    def picture(self) -> str:
        """The figure as an SVG document, for whatever is no page."""
        return self.own_svg or self.svg


def inline_svg(width: float, height: float, body: str, *, alt: str) -> str:
    """Elements (``body``) as a picture of that size (inches), described by ``alt``."""
    box = f"0 0 {round(width * POINTS * UNITS)} {round(height * POINTS * UNITS)}"
    return (
        f'<svg{ALONE} viewBox="{box}" role="img" '
        f'aria-label="{escape(alt)}" style="max-width:{width * PIXELS:.0f}px">{body}</svg>'
    )
