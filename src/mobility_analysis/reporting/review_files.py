"""The review guide's files: evidence refreshed, people's answers kept byte for byte.

A report's folder is replaced as a whole, so what people wrote is carried over from the earlier one:

* answers, in place; those whose question is no longer asked stand under "Earlier answers";
* a file that was changed anywhere else, or cannot be read as what it was, is kept whole beside the new
  one (``review_guide.earlier-1.md``), and the new one says so;
* every other file whose name begins with ``review_guide``, such as a copy for Word.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from mobility_analysis.core.atomic import atomic_path
from mobility_analysis.core.errors import ReportError
from mobility_analysis.reporting import review_markdown, review_notebook
from mobility_analysis.reporting.review_guide import Evidence, Part

STEM = "review_guide"
FORMATS: dict[str, ModuleType] = {".md": review_markdown, ".ipynb": review_notebook}


def write_review_guide(parts: Sequence[Part], folder: Path, earlier: Path) -> None:
    """Write the guide into ``folder``, with what people wrote in the folder ``earlier``.

    Raises
    ------
    ReportError
        An earlier file cannot be opened; nothing is replaced.
    """
    try:
        _carry_over(folder, earlier)
        for suffix, form in FORMATS.items():
            _write(parts, folder, earlier, suffix, form)
    except OSError as error:
        raise ReportError(
            f"The review guide in {earlier.name} cannot be carried over: {error}.",
            "Close it elsewhere and check that you may read it; the earlier report stays as it is.",
        ) from error


def _carry_over(folder: Path, earlier: Path) -> None:
    """Copy people's other files, earlier copies among them."""
    for path in sorted(earlier.glob(f"{STEM}*")):
        if path.is_file() and path.name not in {STEM + suffix for suffix in FORMATS}:
            shutil.copy2(path, folder / path.name)


def _write(
    parts: Sequence[Part], folder: Path, earlier: Path, suffix: str, form: ModuleType
) -> None:
    path = earlier / f"{STEM}{suffix}"
    content = path.read_bytes() if path.is_file() else b""
    kept = form.read(content)
    if content and not kept.is_whole:
        _keep_aside(content, folder, suffix)
    copies = [copy.name for copy in sorted(folder.glob(f"{STEM}.earlier-*{suffix}"))]
    shown = [parts[0], _notice(copies), *parts[1:]] if copies else parts
    with atomic_path(folder / path.name) as temporary:
        temporary.write_bytes(form.compose(shown, kept))


def _keep_aside(content: bytes, folder: Path, suffix: str) -> None:
    """Keep a changed file under the first free number, unless the same bytes are kept already."""
    number = 1
    while (copy := folder / f"{STEM}.earlier-{number}{suffix}").exists():
        if copy.read_bytes() == content:
            return
        number += 1
    copy.write_bytes(content)


def _notice(copies: Sequence[str]) -> Evidence:
    names = ", ".join(f"`{name}`" for name in copies)
    return Evidence(
        "kept-aside",
        f"> **Kept aside: {names}.** An earlier guide had changes outside its answer spaces, or was not "
        "saved as plain UTF-8 text, so the whole file is kept. Copy from it what is missing here, then "
        "delete it.",
    )
