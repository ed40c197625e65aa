"""What a folder held when it was finished, so that later changes are detected.

A seal lists each file with the hash of its bytes, and the form (the version of the layout) of all. It detects
edits by hand, incomplete copies and files of another version, but no deliberate forgery.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from mobility_analysis.core.errors import AnotherForm, MissingInput, SealBroken
from mobility_analysis.core.io import write_text

SEAL = "seal.json"
NAMED = 5


def sha256_of(path: Path) -> str:
    """Hash of a file's bytes as they lie on the disk."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def digests(folder: Path) -> dict[str, str]:
    """Hash of each file below ``folder`` by its relative path; hidden files do not count."""
    return {name: sha256_of(folder / name) for name in _files(folder) if name != SEAL}


def differences(folder: Path, known: Mapping[str, str]) -> dict[str, str]:
    """The files that differ from ``known``, each with what happened to it: "is gone", "was changed"."""
    found = {}
    for name, digest in known.items():
        path = folder / name
        if not path.is_file():
            found[name] = "is gone"
        elif sha256_of(path) != digest:
            found[name] = "was changed"
    return found


def write_seal(folder: Path, form: int, **about: Any) -> None:
    """Seal the finished files of ``folder``; ``about`` says which checks they passed."""
    content = {"form": form, **about, "files": digests(folder)}
    write_text(folder / SEAL, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def require_sealed(folder: Path, form: int, what: str, next_step: str) -> None:
    """Check that ``folder`` is as it was sealed; done once per process unless a file is written.

    Parameters
    ----------
    form
        The form that this version reads.
    what
        What the folder holds, as the message names it: "The estimates of the run 'demo'".
    next_step
        How to have them made anew.

    Raises
    ------
    MissingInput
        There is no such folder, or nothing in it.
    AnotherForm
        It has no seal, an unreadable one, or one of another form.
    SealBroken
        A file was changed, added or taken away since.
    """
    if not folder.is_dir() or not _files(folder):
        raise MissingInput(f"{what} are not there yet.", next_step)
    _check(folder, _state(folder), form, what, next_step)


@lru_cache(maxsize=4)
def _check(
    folder: Path, _: tuple[tuple[str, int, int], ...], form: int, what: str, next_step: str
) -> None:
    content = _read(folder, what, next_step)
    if content.get("form") != form:
        raise AnotherForm(
            f"{what} have form {content.get('form')}; this version reads form {form}.", next_step
        )
    known = content["files"]
    found = differences(folder, known)
    found |= {name: "was added" for name in _files(folder) if name not in known and name != SEAL}
    if found:
        named = [f"{name} {fate}" for name, fate in sorted(found.items())]
        more = f", and {len(named) - NAMED} more" if len(named) > NAMED else ""
        raise SealBroken(
            f"{what} are not those that passed the gate: {', '.join(named[:NAMED])}{more}.",
            next_step,
        )


def _read(folder: Path, what: str, next_step: str) -> dict[str, Any]:
    path = folder / SEAL
    if not path.is_file():
        raise AnotherForm(
            f"{what} have no {SEAL}: an older version made them, or they did not pass the gate.",
            next_step,
        )
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(content["files"], dict):
            raise TypeError
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise AnotherForm(f"{what} have a {SEAL} that cannot be read.", next_step) from error
    return dict(content)


def _files(folder: Path) -> list[str]:
    return [name for name, _ in _entries(folder)]


def _entries(folder: Path) -> list[tuple[str, os.DirEntry[str]]]:
    """The files of ``folder`` by their names within it, none that is hidden; each is looked up once."""
    found: list[tuple[str, os.DirEntry[str]]] = []
    pending = [("", str(folder))]
    while pending:
        within, here = pending.pop()
        with os.scandir(here) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir():
                    pending.append((f"{within}{entry.name}/", entry.path))
                elif entry.is_file():
                    found.append((within + entry.name, entry))
    return sorted(found, key=lambda each: each[0])


def _state(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Name, size and time of each file; as long as they stay, the bytes count as unchanged."""
    about = ((name, entry.stat()) for name, entry in _entries(folder))
    return tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in about)
