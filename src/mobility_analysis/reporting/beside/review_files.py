"""The review guide's files: evidence refreshed, people's answers kept byte for byte.

A report's folder is replaced as a whole, so what people wrote is carried over from the earlier one:

* answers, in place; those whose question is no longer asked stand under "Earlier answers";
* a file that was changed anywhere else, or cannot be read as what it was, is kept whole beside the new
  one (``review_guide.earlier-1.md``), and the new one says so.

Every other file of people's stays too (:mod:`reporting.beside.own_files`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from mobility_analysis.core.atomic import atomic_path
from mobility_analysis.core.errors import ReportError
from mobility_analysis.press.markdown_text import as_code
from mobility_analysis.reporting.beside import review_markdown, review_notebook
from mobility_analysis.reporting.beside.own_files import aside
from mobility_analysis.reporting.beside.review_guide import Evidence, Part

STEM = "review_guide"
FORMATS: dict[str, ModuleType] = {".md": review_markdown, ".ipynb": review_notebook}


def write_review_guide(parts: Sequence[Part], folder: Path, earlier: Path) -> None:
    """Write the guide into ``folder``, with what people wrote in the folder ``earlier``.

    People's other files, earlier copies of the guide among them, are in ``folder`` already.

    Raises
    ------
    ReportError
        An earlier file cannot be opened; nothing is replaced.
    """
    try:
        for suffix, form in FORMATS.items():
            _write(parts, folder, earlier, suffix, form)
    except OSError as error:
        raise ReportError(
            f"The review guide in {earlier.name} cannot be carried over: {error}.",
            "Close it elsewhere and check that you may read it; the earlier report stays as it is.",
        ) from error


def _write(
    parts: Sequence[Part], folder: Path, earlier: Path, suffix: str, form: ModuleType
) -> None:
    path = earlier / f"{STEM}{suffix}"
    content = path.read_bytes() if path.is_file() else b""
    kept = form.read(content)
    if content and not kept.is_whole:
        _keep_aside(path, folder)
    copies = [copy.name for copy in sorted(folder.glob(f"{STEM}.earlier-*{suffix}"))]
    shown = [parts[0], _notice(copies), *parts[1:]] if copies else parts
    with atomic_path(folder / path.name) as temporary:
        temporary.write_bytes(form.compose(shown, kept))


def _keep_aside(path: Path, folder: Path) -> None:
    """Keep a changed file beside the new one, unless the same bytes are kept already."""
    copy = aside(path, folder)
    if copy is not None:
        copy.write_bytes(path.read_bytes())


def _notice(copies: Sequence[str]) -> Evidence:
    names = ", ".join(map(as_code, copies))
    return Evidence(
        "kept-aside",
        f"> **Kept aside: {names}.** An earlier guide had changes outside its answer spaces, or was not "
        "saved as plain UTF-8 text, so the whole file is kept. Copy from it what is missing here, then "
        "delete it.",
    )
