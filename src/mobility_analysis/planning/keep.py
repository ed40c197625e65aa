"""Replacing a file that people may have changed: copied whole first, then exchanged in one step.

A kill at any moment leaves one whole file under the name, the earlier or the new one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from mobility_analysis.core.atomic import atomic_path
from mobility_analysis.core.errors import PlanError
from mobility_analysis.planning.folder import PlanFolder
from mobility_analysis.planning.memory import recall, remember

WRITTEN = "written.json"
# What Excel, Word and LibreOffice put beside a file that is open.
LOCKS = ("~${name}", ".~lock.{name}#", "~${short}")


def lock_beside(path: Path) -> str:
    """The name of the file by which a program says that it has ``path`` open; empty where none does."""
    names = {each.format(name=path.name, short=path.name[2:]) for each in LOCKS}
    return min((name for name in names if (path.parent / name).exists()), default="")


def refuse_if_open(path: Path) -> None:
    """Raise :class:`PlanError` where a program has ``path`` open; nothing is changed then."""
    lock = lock_beside(path)
    if lock:
        raise PlanError(
            f"{path.name} is open in another program ({lock} lies beside it); nothing was changed.",
            f"Close {path.name} and run the command again. If nobody has it open, delete {lock}.",
        )


def digest(content: bytes) -> str:
    """The sha256 of a file's bytes."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True)
class Refreshed:
    """What a refresh did: lines to say."""

    path: Path
    is_new: bool
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Built:
    """A document that a build looked at: written now, or left as it is."""

    path: Path
    is_new: bool
    is_theirs: bool


class Written:
    """What the program wrote last, by name within the plan's folder: hashes of files, texts of workbooks.

    A memory that is gone costs nothing but a closer look: every file then counts as changed by people.
    """

    def __init__(self, plan: PlanFolder) -> None:
        self._path = plan.state / WRITTEN
        self._content = recall(self._path)

    def is_ours(self, name: str, content: bytes) -> bool:
        """Whether ``content`` is to the byte what the program wrote as ``name``."""
        return self._content.get("files", {}).get(name) == digest(content)

    def texts(self, name: str) -> frozenset[str]:
        """Every text that the program wrote into the workbook ``name`` outside people's cells."""
        return frozenset(self._content.get("texts", {}).get(name, ()))

    def take_turn(self, built: Collection[str]) -> frozenset[str]:
        """Note the names that a whole build wrote; those that the one before wrote and this one did not."""
        earlier = frozenset(self._content.get("built", ()))
        self._content["built"] = sorted(built)
        remember(self._path, self._content)
        return earlier - frozenset(built)

    def remember(self, name: str, content: bytes, texts: Sequence[str] = ()) -> None:
        """Note what was written."""
        self._content.setdefault("files", {})[name] = digest(content)
        if texts:
            self._content.setdefault("texts", {})[name] = sorted(set(texts))
        remember(self._path, self._content)


def replace_kept(plan: PlanFolder, path: Path, content: bytes, read: bytes | None) -> Path | None:
    """Put ``content`` in the place of ``path``; what was there is first copied whole to ``history/``.

    Parameters
    ----------
    read
        The bytes that ``content`` was made from; ``None`` where there was no file.

    Returns
    -------
    The copy in ``history/``, or ``None`` where nothing was replaced.

    Raises
    ------
    PlanError
        The file is open, was saved meanwhile, or cannot be replaced; nothing was changed.
    """
    refuse_if_open(path)
    now = path.read_bytes() if path.is_file() else None
    if now != read:
        raise PlanError(
            f"{path.name} was saved while the command was at work; nothing was changed.",
            "Run the command again.",
        )
    copy = None if now is None else _copy(plan, path, now)
    try:
        with atomic_path(path) as temporary:
            temporary.write_bytes(content)
    except PermissionError as error:
        raise PlanError(
            f"{path.name} cannot be replaced: {error.strerror}; nothing was changed.",
            f"Close {path.name}, and check that you may write into {path.parent.name}.",
        ) from error
    return copy


def _copy(plan: PlanFolder, path: Path, content: bytes) -> Path:
    """The copy of a file in ``history/``, named by the day it was last saved and its hash."""
    day = datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()
    short = digest(content)[:8]
    for same in plan.history.glob(f"*-{short}-{path.name}"):
        if same.read_bytes() == content:
            return same
    copy = plan.history / f"{day}-{short}-{path.name}"
    with atomic_path(copy) as temporary:
        temporary.write_bytes(content)
    return copy


def write_once(plan: PlanFolder, path: Path, content: bytes) -> bool:
    """Write a file that is people's from then on; whether it was written.

    One that is there is not touched, whatever is in it.
    """
    if path.exists():
        return False
    replace_kept(plan, path, content, None)
    return True


def write_ours(plan: PlanFolder, path: Path, content: bytes) -> bool:
    """Write a file of ``out/``; whether it differs from what was there.

    It is the program's own, so it is replaced; one that people changed all the same is first kept in ``history/``.
    """
    before = path.read_bytes() if path.is_file() else None
    if before == content:
        return False
    written, name = Written(plan), path.relative_to(plan.path).as_posix()
    if before is not None and not written.is_ours(name, before):
        replace_kept(plan, path, content, before)
    else:
        refuse_if_open(path)
        with atomic_path(path) as temporary:
            temporary.write_bytes(content)
    written.remember(name, content)
    return True


def take_back(plan: PlanFolder, built: Collection[str]) -> None:
    """Take away what an earlier whole build wrote into the plan's folder and this one did not.

    Such as posters in a language that is no longer asked for. A file that people changed stays.

    Parameters
    ----------
    built
        Names within the plan's folder of all that this build wrote.
    """
    written = Written(plan)
    for name in written.take_turn(built):
        path = plan.path / name
        if path.is_file() and written.is_ours(name, path.read_bytes()):
            refuse_if_open(path)
            path.unlink()
