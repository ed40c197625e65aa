"""Figures as a file of their own, with their titles and a line on where the numbers come from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from mobility_analysis.core.errors import UsageError
from mobility_analysis.press.inline_svg import POINTS, UNITS, WIDTH, Figure
from mobility_analysis.press.templates import TEMPLATES
from mobility_analysis.press.typst import FORMATS, printed, typeset

_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ')


def save_picture(figures: Sequence[Figure], path: Path, foot: str) -> None:
    """Write figures, one below another, as a picture.

    Parameters
    ----------
    path
        The file; its ending says what is written: ``.png`` has 216 pixels to the inch, ``.svg`` and ``.pdf`` can be
        made larger without loss.
    foot
        The line below: whose numbers these are.

    Raises
    ------
    UsageError
        Another ending, or a folder that is not there.
    """
    ending = path.suffix.lower()
    if ending not in FORMATS:
        raise UsageError(
            f"A picture is saved as {', '.join(FORMATS)}, not as {path.suffix or path.name!r}.",
            f"Name it {path.stem}.png.",
        )
    if not path.parent.is_dir():
        raise UsageError(
            f"There is no folder {path.parent}.", "Make it, or name another for the picture."
        )
    widths = [_width(figure) for figure in figures]
    content = {
        "title": figures[0].title,
        "width": max([WIDTH * POINTS, *widths]),
        "figures": [
            printed(figure) | {"width": width}
            for figure, width in zip(figures, widths, strict=True)
        ],
        "foot": foot,
    }
    typeset(content, path, 0, TEMPLATES / "picture.typ")


def _width(figure: Figure) -> float:
    """Width of a figure in points."""
    box = _BOX.search(figure.picture)
    assert box is not None  # every drawing says its size
    return float(box[1]) / (1 if figure.own_svg else UNITS)
