"""Typst, called so that it is safe in a fork.

Typst starts threads on its first use. In a process that was forked after that they do not exist, and Typst would
wait for them forever; there the document is set by a new process instead.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
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
    content: dict[str, Any], path: Path, timestamp: int, template: Path = TEMPLATE, ask: str = ""
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
    ask
        A label in the template; the value of the ``metadata`` that bears it is returned.

    Raises
    ------
    TypesetError
        Typst's message, such as for a figure without alternative text.
    """
    text = json.dumps(content, ensure_ascii=False)
    if _used_in - {os.getpid()}:
        return _set_by_new_process(text, path, timestamp, template, ask)
    _used_in.add(os.getpid())
    return _set_here(text, path, timestamp, template, ask)


def _set_here(text: str, path: Path, timestamp: int, template: Path, ask: str) -> Any:
    import matplotlib
    import typst

    common: dict[str, Any] = {
        "root": str(template.parent),
        "font_paths": [str(Path(matplotlib.get_data_path(), "fonts", "ttf"))],
        "ignore_system_fonts": True,
        "sys_inputs": {"data": text},
    }
    try:
        typst.compile(
            str(template),
            output=str(path),
            timestamp=timestamp,
            **FORMATS[path.suffix.lower()],
            **common,
        )
        if not ask:
            return None
        # What was set is still known to Typst, so the question takes a few milliseconds.
        return json.loads(typst.query(str(template), f"<{ask}>", field="value", one=True, **common))
    except typst.TypstError as error:
        raise TypesetError(str(error.message)) from error


def _set_by_new_process(text: str, path: Path, timestamp: int, template: Path, ask: str) -> Any:
    command = [sys.executable, "-m", __name__, str(path), str(timestamp), str(template), ask]
    done = subprocess.run(
        command,
        check=False,
        input=text,
        text=True,
        encoding="utf-8",
        capture_output=True,
        timeout=SECONDS,
    )
    if done.returncode:
        raise TypesetError(done.stderr.strip() or f"exit {done.returncode}")
    return json.loads(done.stdout) if ask else None


def main() -> None:
    """Set the document on standard input: ``python -m mobility_analysis.press.typst FILE SECONDS TEMPLATE LABEL``."""
    try:
        text = sys.stdin.buffer.read().decode("utf-8")
        path, seconds, template, ask = sys.argv[1:]
        found = _set_here(text, Path(path), int(seconds), Path(template), ask)
    except TypesetError as error:
        sys.exit(error.what)
    if ask:
        sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
