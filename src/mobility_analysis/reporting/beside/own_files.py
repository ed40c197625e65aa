"""Which files of a report's folder this package wrote, and which are people's: theirs are kept.

``made_from.json`` lists what the report rests on, and every file that we wrote with its hash. Any other file, and
any of our files that was changed, is somebody's work. When the report is made again it is kept: under its own
name where that is free, else beside the new file as ``<name>.earlier-1.<ending>``. The review guide, in which
people write between our texts, has a module of its own (:mod:`reporting.beside.review_files`).
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mobility_analysis.core.atomic import PREFIX
from mobility_analysis.core.errors import ReportError
from mobility_analysis.core.io import write_text
from mobility_analysis.core.seal import differences, digests, sha256_of

MADE_FROM = "made_from.json"
FORM = 2  # the form of made_from.json; a file of another form is not used
GUIDE = "review_guide.docx"


@dataclass(frozen=True)
class OwnFiles:
    """``made_from.json``: what a report rests on, and the hash of each file that we wrote."""

    rests_on: dict[str, Any]
    files: dict[str, str]


def record_own_files(folder: Path, rests_on: dict[str, Any] | None) -> None:
    """Write ``made_from.json`` into the folder of a report that holds nothing but our files yet."""
    content = {"form": FORM, "rests_on": rests_on or {}, "files": digests(folder)}
    write_text(folder / MADE_FROM, json.dumps(content, indent=1) + "\n")


def read_own_files(folder: Path) -> OwnFiles | None:
    """What ``made_from.json`` says; ``None`` where it is not there, damaged or of another form."""
    try:
        content = json.loads((folder / MADE_FROM).read_text(encoding="utf-8"))
        if content["form"] != FORM:
            return None
        return OwnFiles(dict(content["rests_on"]), dict(content["files"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def why_again(folder: Path, rests_on: dict[str, Any]) -> str | None:
    """Why the report in ``folder`` has to be made again; ``None`` where it need not be.

    The answer is empty where there is no report yet, or where what it rests on has changed. Otherwise it names
    the files that were changed since we wrote them.
    """
    own = read_own_files(folder)
    if own is None or not own.rests_on or own.rests_on != rests_on:
        return ""
    found = differences(folder, own.files)
    if not (folder / GUIDE).is_file():
        found[GUIDE] = "is gone"
    if not found:
        return None
    return ", ".join(f"{name} {fate}" for name, fate in sorted(found.items()))


def keep_peoples_files(folder: Path, earlier: Path, *, is_merged: bool = False) -> None:
    """Put what people have in the folder ``earlier`` into ``folder``, the finished new report.

    Parameters
    ----------
    is_merged
        ``earlier`` is the folder of the same place under a name it no longer has, beside one under
        today's name: its review guides are kept whole.

    Raises
    ------
    ReportError
        Something cannot be read; nothing was replaced.
    """
    if not earlier.is_dir():
        return
    own = read_own_files(earlier)
    try:
        # Files that keep their names come first: one of them may already be the copy that another one needs.
        for path in sorted(
            earlier.iterdir(), key=lambda path: ((folder / path.name).exists(), path)
        ):
            if not _is_ours(path, own, folder, is_merged=is_merged):
                _keep(path, folder)
    except OSError as error:
        raise ReportError(
            f"What people put into {earlier.name} cannot be carried over: {error}.",
            "Close it elsewhere and check that you may read it; the earlier report stays as it is.",
        ) from error


def _is_ours(path: Path, own: OwnFiles | None, folder: Path, *, is_merged: bool) -> bool:
    name, is_file = path.name, path.is_file() and not path.is_symlink()
    if name.startswith(PREFIX) or (name == MADE_FROM and is_file):
        return True
    if name == GUIDE and is_file:
        return not is_merged
    if own is None:  # an older version did not list the files that it wrote
        return is_file and (folder / name).is_file()
    return is_file and own.files.get(name) == sha256_of(path)


def _keep(path: Path, folder: Path) -> None:
    target = folder / path.name
    if target.exists() or path.name == GUIDE:
        free = aside(path, folder)
        if free is None:
            return
        target = free
    _second_name(path, target)


def aside(path: Path, folder: Path) -> Path | None:
    """The first free ``<name>.earlier-<number><ending>`` in ``folder``; ``None`` if the same is kept already."""
    number = 1
    while os.path.lexists(place := folder / f"{path.stem}.earlier-{number}{path.suffix}"):
        if place.is_file() and path.is_file() and sha256_of(place) == sha256_of(path):
            return None
        number += 1
    return place


def _second_name(path: Path, target: Path) -> None:
    """Give a file, or each file of a folder, a second name, so that a note saved meanwhile is in both."""
    if path.is_dir() and not path.is_symlink():
        target.mkdir()
        for inner in sorted(path.iterdir()):
            _second_name(inner, target / inner.name)
        shutil.copystat(path, target)
        return
    try:
        os.link(path, target, follow_symlinks=False)
    except OSError:  # the disk has no hard links, or the file is another user's
        shutil.copy2(path, target, follow_symlinks=False)
