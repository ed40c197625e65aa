"""Files and folders that are replaced as a whole, even if the process is killed while it writes.

An unfinished file or folder has a temporary name beside its target (``.unfinished-<target>.<random>``)
and takes the target's place in one step. The process that writes it holds a lock on it. The system removes
the lock when the process ends, so an unfinished file without a lock was left by a process that was killed;
:func:`mend` cleans it up.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except (
    ImportError
):  # no locks on this system: files left behind cannot be told from files being written
    fcntl = None  # type: ignore[assignment]

PREFIX = ".unfinished-"
NEW, WAS = "new", "was"
# Seconds that may pass between creating a file or folder and locking it.
MOMENT = 5.0
_STRAY = re.compile(rf"{re.escape(PREFIX)}(?P<target>.+)\.[0-9a-f]{{8}}(?:\.[^.]+)?")
# The name that earlier versions used for the folder that they were replacing.
_OLDER_STRAY = re.compile(r"\.(?P<target>.+)\.old\.[^.]{8}")


@contextmanager
def atomic_path(target: Path, mode: int = 0o666) -> Iterator[Path]:
    """Yield a temporary path beside ``target`` that replaces it only if the block succeeds.

    The file gets the permissions of ``mode`` that the user's umask leaves, from its first byte on.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = _unfinished(target, target.suffix)
    handle = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode)
    try:
        _lock(handle)
        permitted = os.fstat(handle).st_mode & 0o777
        yield temporary
        temporary.chmod(permitted)  # some writers put a file of their own there
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
        os.close(handle)


@contextmanager
def atomic_folder(target: Path) -> Iterator[Path]:
    """Yield an empty folder that takes ``target``'s place only if the block succeeds.

    Where the system can exchange two folders in one step, ``target`` is there at every moment. Elsewhere it
    is renamed twice, and :func:`mend` repairs the state after a kill between the two.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    work = _unfinished(target)
    work.mkdir()
    handle = _lock_folder(work)
    try:
        new = work / NEW
        new.mkdir()
        yield new
        if not os.path.lexists(target):
            new.replace(target)
        elif not exchange(new, target):
            target.replace(work / WAS)
            new.replace(target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
        if handle is not None:
            os.close(handle)


def remove_folder(folder: Path) -> None:
    """Remove a folder in one step: it is renamed first, so a kill leaves no half-empty folder."""
    away = _unfinished(folder)
    folder.replace(away)
    shutil.rmtree(away, ignore_errors=True)


def exchange(one: Path, other: Path) -> bool:
    """Exchange the names of two paths on one disk in one step; ``False`` where the system cannot.

    Linux's renameat2(2) with RENAME_EXCHANGE, which Python does not offer.
    """
    here, swap = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):  # another system, or an older C library
        return False
    if renameat2(here, os.fsencode(one), here, os.fsencode(other), swap) == 0:
        return True
    trouble = ctypes.get_errno()
    if trouble in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):  # the disk's format cannot
        return False
    raise OSError(trouble, os.strerror(trouble), str(other))


def mend(parent: Path) -> list[Path]:
    """Put right what killed processes left in ``parent``; returns the folders that were put back.

    A folder that had been moved aside is put back; half-written ones are removed. Files and folders that
    another process is writing are left alone.
    """
    restored = []
    for stray in [*parent.glob(f"{PREFIX}*"), *parent.glob(".*.old.*")]:
        found = _STRAY.fullmatch(stray.name) or _OLDER_STRAY.fullmatch(stray.name)
        if found is None:
            continue
        with _abandoned(stray) as is_abandoned:
            target = parent / found["target"]
            if is_abandoned and _put_back(stray, target):
                restored.append(target)
    return restored


def _put_back(stray: Path, target: Path) -> bool:
    """Remove ``stray``; if it holds the former ``target``, that is put back first."""
    was = stray / WAS
    is_missing = os.path.lexists(was) and not os.path.lexists(target)
    if is_missing:
        was.replace(target)
    elif os.path.lexists(was) and not stray.name.startswith(PREFIX):
        return False  # an older version wrote a new folder beside this one: a person should compare the two
    if stray.is_dir():
        shutil.rmtree(stray, ignore_errors=True)
    else:
        stray.unlink(missing_ok=True)
    return is_missing


def unmended(parent: Path) -> list[Path]:
    """Folders that an earlier version left aside; they may hold people's only copy of their answers."""
    return [path / WAS for path in parent.glob(".*.old.*") if (path / WAS).is_dir()]


def finished_name(path: Path) -> Path:
    """The final name of an unfinished ``path``; ``path`` itself where it is not unfinished."""
    for folder in (path, *path.parents):
        if found := _STRAY.fullmatch(folder.name):
            inner = path.relative_to(folder).parts[1:]  # behind the folder of the new files
            return folder.with_name(found["target"]).joinpath(*inner)
    return path


def _unfinished(target: Path, suffix: str = "") -> Path:
    return target.with_name(f"{PREFIX}{target.name}.{secrets.token_hex(4)}{suffix}")


def _lock(handle: int) -> bool:
    """Lock ``handle`` and say whether that worked; ``False`` too where there are no locks."""
    if fcntl is None:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _lock_folder(folder: Path) -> int | None:
    if fcntl is None:
        return None
    handle = os.open(folder, os.O_RDONLY)
    _lock(handle)
    return handle


@contextmanager
def _abandoned(stray: Path) -> Iterator[bool]:
    """Whether no process is writing ``stray``; while the block lasts, no other process mends it."""
    with contextlib.ExitStack() as stack:
        try:
            handle = os.open(stray, os.O_RDONLY)
        except OSError:  # gone meanwhile, or not ours to read
            yield False
            return
        stack.callback(os.close, handle)
        yield _lock(handle) and not _is_just_made(stray)


def _is_just_made(stray: Path) -> bool:
    """Whether it is empty and new, so that its process may be about to lock it."""
    try:
        about = stray.stat()
        is_empty = not any(stray.iterdir()) if stray.is_dir() else about.st_size == 0
    except OSError:
        return True
    return is_empty and time.time() - about.st_mtime < MOMENT
