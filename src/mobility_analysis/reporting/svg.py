"""A matplotlib figure as one clean inline SVG: real text, its own ids, alternative text.

The numbers behind a figure are made together with it (:class:`Figure`), so a page cannot show one
without the other.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from matplotlib import rc_context

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

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

STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
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
    "hatch.linewidth": 0.7,
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


def to_svg(canvas: Canvas, figure_id: str, alt: str) -> str:
    """The canvas as inline SVG, described by ``alt``; closes nothing and touches no global state."""
    buffer = io.StringIO()
    with rc_context(STYLE | {"svg.hashsalt": figure_id}):
        canvas.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return _clean(buffer.getvalue(), figure_id, alt)


# Shapes are laid out with the font at hand and shown in the page's own.
_FONT = re.compile(r"font-family: [^;\"]*(?:; )?")
_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_ID = re.compile(r'\bid="([^"]+)"')


_GROUP_TAG = re.compile(r"(<g\b[^>]*>|</g>) ?")


def _without_bare_groups(body: str) -> str:
    """Groups that only hold other elements together are a quarter of a chart's bytes."""
    kept: list[str] = []
    bare: list[bool] = []
    for part in _GROUP_TAG.split(body):
        if part == "</g>":
            if not bare.pop():
                kept.append(part)
            continue
        if part.startswith("<g") and part[2:3] in (" ", ">", "/"):
            if part.endswith("/>"):
                continue  # it holds nothing
            bare.append(part.strip("<g >") == "")
            if bare[-1]:
                continue
        kept.append(part)
    return "".join(kept)


def _clean(svg: str, figure_id: str, alt: str) -> str:
    body = svg[svg.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.S)
    body = re.sub(r"<!--.*?-->", "", body, flags=re.S)
    body = _FONT.sub("", body)
    # A tenth of a point is an eighth of a pixel as shown.
    body = _NUMBER.sub(lambda found: f"{float(found.group()):.1f}".removesuffix(".0"), body)
    body = re.sub(r"\s*\n\s*", " ", body)
    used = set(re.findall(r'(?:url\(#|href="#)([^)"]+)', body))
    body = _ID.sub(
        lambda found: f'id="{figure_id}-{found.group(1)}"' if found.group(1) in used else "", body
    )
    body = _without_bare_groups(body)
    body = re.sub(r"url\(#([^)]+)\)", rf"url(#{figure_id}-\1)", body)
    body = re.sub(r'href="#([^"]+)"', rf'href="#{figure_id}-\1"', body)
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', body)
    assert size is not None
    width = float(size.group(1)) * 96 / 72
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="{size.group()[9:-1]}" role="img" aria-labelledby="{figure_id}-alt" '
        f'style="max-width:{width:.0f}px;font-family:{PAGE_FONTS}"><title id="{figure_id}-alt">{escape(alt)}</title>'
    )
    return head + body[body.index(">") + 1 :].strip()
