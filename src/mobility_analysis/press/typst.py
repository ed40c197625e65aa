"""Typst, called so that it is safe in a fork.

Typst starts threads on its first use. In a process that was forked after that they do not exist, and Typst would
wait for them forever; there the document is set by a new process instead.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

from mobility_analysis.core.errors import MobilityError
from mobility_analysis.press.inline_svg import PAGE_FONTS, Figure
from mobility_analysis.press.templates import TEMPLATES

TEMPLATE = TEMPLATES / "print.typ"
# The font of charts in print: one that Typst is given below.
PRINT_FONT = "DejaVu Sans"
SECONDS = 120
# What is written, by the ending of its name. A picture has 216 pixels to the inch, three times a screen's.
FORMATS: dict[str, dict[str, Any]] = {
    ".png": {"format": "png", "ppi": 216},
    ".svg": {"format": "svg"},
    ".pdf": {"pdf_standards": "ua-1"},
}
_used_in: set[int] = (
    set()
)  # the processes that have used Typst: this one, or one that it was forked from


class TypesetError(MobilityError):
    """The document could not be set; ``what`` is Typst's own message."""


def printed(figure: Figure) -> dict[str, str]:
    """A figure as a template takes it: its picture in the font of print, its words for those who do not see it."""
    svg = figure.picture.replace(PAGE_FONTS, PRINT_FONT)
    return {"svg": svg, "alt": figure.alt, "title": figure.title}


def typeset(
    content: dict[str, Any], path: Path, timestamp: int, template: Path = TEMPLATE, label: str = ""
) -> Any:
    """Write ``content`` in the form that ``path`` ends in (:data:`FORMATS`): a PDF is tagged (PDF/UA-1).

    Parameters
    ----------
    content
        What the template prints.
    timestamp
        Seconds since 1970 that the document carries as its date.
    template
        A Typst file that reads ``content`` from ``sys.inputs.data``; the report's unless said otherwise.
    label
        A label in the template; the value of the ``metadata`` that bears it is returned.

    Raises
    ------
    TypesetError
        Typst's message, such as for a figure without alternative text.
    """
    return _set(content, template, (str(path), timestamp), label)


def ask(content: dict[str, Any], label: str, template: Path = TEMPLATE) -> Any:
    """The value of the ``metadata`` that bears ``label`` once ``content`` is set, of which nothing is written.

    Raises
    ------
    TypesetError
        As :func:`typeset`.
    """
    return _set(content, template, None, label)


# Where the document is written and the date it carries.
Target = tuple[str, int]


def _set(content: dict[str, Any], template: Path, target: Target | None, label: str) -> Any:
    text = json.dumps(content, ensure_ascii=False)
    if _used_in - {os.getpid()}:
        return _set_by_new_process(text, template, target, label)
    _used_in.add(os.getpid())
    return _set_here(text, template, target, label)


@lru_cache(maxsize=1)
def load_fonts() -> Any:
    """The fonts that documents are set in, found once per process; no thread is started, so forks may share them."""
    import matplotlib
    import typst

    folder = str(Path(matplotlib.get_data_path(), "fonts", "ttf"))
    return typst.Fonts(include_system_fonts=False, font_paths=[folder])


def _set_here(text: str, template: Path, target: Target | None, label: str) -> Any:
    import typst

    common: dict[str, Any] = {
        "root": str(template.parent),
        "font_paths": load_fonts(),
        "ignore_system_fonts": True,
        "sys_inputs": {"data": text},
    }
    try:
        if target is not None:
            path, seconds = target
            form = FORMATS[Path(path).suffix.lower()]
            typst.compile(str(template), output=path, timestamp=seconds, **form, **common)
        if not label:
            return None
        # What was set is still known to Typst, so the question takes a few milliseconds then.
        found = typst.query(str(template), f"<{label}>", field="value", one=True, **common)
        return json.loads(found)
    except typst.TypstError as error:
        raise TypesetError(str(error.message)) from error


def _set_by_new_process(text: str, template: Path, target: Target | None, label: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", __name__, json.dumps([str(template), target, label])],
        check=False,
        input=text,
        text=True,
        encoding="utf-8",
        capture_output=True,
        timeout=SECONDS,
    )
    if done.returncode:
        raise TypesetError(done.stderr.strip() or f"exit {done.returncode}")
    return json.loads(done.stdout) if label else None


def main() -> None:
    """Set the document on standard input; the argument is a JSON list: template, file and date or null, label."""
    try:
        text = sys.stdin.buffer.read().decode("utf-8")
        template, target, label = json.loads(sys.argv[1])
        found = _set_here(text, Path(template), target, label)
    except TypesetError as error:
        sys.exit(error.what)
    if label:
        sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
