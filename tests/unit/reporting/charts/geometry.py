"""Where the words, lines and marks of a drawing lie, read from its SVG, and which of them meet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
from PIL import ImageFont
from shapely import LineString, box
from shapely.geometry import Polygon

SVG = "{http://www.w3.org/2000/svg}"
CAPITAL = 0.72  # height of capitals and figures in sizes
AIR = 3  # units of a picture (0.3 points) by which words may touch what is beside them


@lru_cache(maxsize=2)
def _font(is_bold: bool) -> ImageFont.FreeTypeFont:
    """DejaVu Sans, the widest font in which a browser may set our pages."""
    name = "DejaVuSans-Bold.ttf" if is_bold else "DejaVuSans.ttf"
    return ImageFont.truetype(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / name, 100)


def _words(text: ElementTree.Element, size: float) -> Polygon:
    size = float(text.get("font-size", size))
    wide = _font(text.get("font-weight") == "bold").getlength(text.text or "") / 100 * size
    left = float(text.get("x", 0)) - wide * {"middle": 0.5, "end": 1.0}.get(
        text.get("text-anchor", ""), 0.0
    )
    base = float(text.get("y", 0))
    return box(left + AIR, base - CAPITAL * size + AIR, left + wide - AIR, base - AIR)


def _runs(data: str) -> Iterator[list[tuple[float, float]]]:
    """The corners of each run of a path of absolute starts and relative steps."""
    for run in re.findall(r"M[^M]*", data):
        x, y = 0.0, 0.0
        corners = []
        for letter, numbers in re.findall(r"([Mlhv])([^Mlhvz]*)", run):
            found = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
            if letter in "hv":  # along one axis only
                found = [part for n in found for part in ((n, 0.0) if letter == "h" else (0.0, n))]
            steps = zip(found[::2], found[1::2], strict=True)
            for dx, dy in steps:
                x, y = x + dx, y + dy
                corners.append((x, y))
        yield corners


def _inherited(element: ElementTree.Element, above: dict[str, str]) -> None:
    """Give every element what the groups around it say of it."""
    for name, text in above.items():
        element.attrib.setdefault(name, text)
    for child in element:
        _inherited(child, dict(element.attrib) if element.tag == f"{SVG}g" else {})


def meetings(svg: str) -> list[str]:
    """Lines through words, marks on words, words on words and words beyond the edge, each with its words."""
    root = ElementTree.fromstring(svg)
    _inherited(root, {})
    *_, wide, high = map(float, root.get("viewBox", "").split())
    size = float(root.get("font-size", 0))
    words = [(text.text or "", _words(text, size)) for text in root.iter(f"{SVG}text")]
    drawn = [
        (
            "line",
            LineString(run).buffer(float(path.get("stroke-width", 1)) / 2, cap_style="flat"),
        )
        for path in root.iter(f"{SVG}path")
        if path.get("fill") == "none" and path.get("stroke")
        for run in _runs(path.get("d", ""))
        if len(run) > 1
    ]
    drawn += [
        ("mark", box(x - r, y - r, x + r, y + r))
        for mark in root.iter(f"{SVG}circle")
        for x, y, r in [tuple(float(mark.get(name, 0)) for name in ("cx", "cy", "r"))]
    ]
    sheet = box(-AIR, -AIR, wide + AIR, high + AIR)
    found = [
        f"{kind}: {text}" for text, place in words for kind, it in drawn if place.intersects(it)
    ]
    found += [f"edge: {text}" for text, place in words if not sheet.contains(place)]
    found += [
        f"words: {text} | {other}"
        for number, (text, place) in enumerate(words)
        for other, beside in words[number + 1 :]
        if place.intersects(beside)
    ]
    return found
