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
_used_in: set[int] = (
    set()
)  # the processes that have used Typst: this one, or one that it was forked from


class TypesetError(MobilityError):
    """The document could not be set; ``what`` is Typst's own message."""


def printed(figure: Figure) -> dict[str, str]:
    """A figure as a template takes it: its picture in the font of print, its words for those who do not see it."""
    svg = figure.picture.replace(PAGE_FONTS, PRINT_FONT)
    return {"svg": svg, "alt": figure.alt, "title": figure.title}


def typeset(content: dict[str, Any], path: Path, timestamp: int, template: Path = TEMPLATE) -> None:
    """Write ``content`` as a tagged PDF (PDF/UA-1).

    Parameters
    ----------
    content
        What the template prints.
    timestamp
        Seconds since 1970 that the document carries as its date.
    template
        A Typst file that reads ``content`` from ``sys.inputs.data``; the report's unless said otherwise.

    Raises
    ------
    TypesetError
        Typst's message, such as for a figure without alternative text.
    """
    text = json.dumps(content, ensure_ascii=False)
    if _used_in - {os.getpid()}:
        _set_by_new_process(text, path, timestamp, template)
        return
    _used_in.add(os.getpid())
    _set_here(text, path, timestamp, template)


def _set_here(text: str, path: Path, timestamp: int, template: Path) -> None:
    import matplotlib
    import typst

    try:
        typst.compile(
            str(template),
            output=str(path),
            root=str(template.parent),
            font_paths=[str(Path(matplotlib.get_data_path(), "fonts", "ttf"))],
            ignore_system_fonts=True,
            sys_inputs={"data": text},
            pdf_standards="ua-1",
            timestamp=timestamp,
        )
    except typst.TypstError as error:
        raise TypesetError(str(error.message)) from error


def _set_by_new_process(text: str, path: Path, timestamp: int, template: Path) -> None:
    command = [sys.executable, "-m", __name__, str(path), str(timestamp), str(template)]
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


def main() -> None:
    """Set the document on standard input: ``python -m mobility_analysis.press.typst FILE SECONDS TEMPLATE``."""
    try:
        text = sys.stdin.buffer.read().decode("utf-8")
        _set_here(text, Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
    except TypesetError as error:
        sys.exit(error.what)


if __name__ == "__main__":
    main()
