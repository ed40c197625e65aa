"""Files and folders that change as a whole, whatever the moment at which a process is killed.

What is being made lies beside its target under a name of its own (``.unfinished-<target>.<random>``)
and takes the target's place in one step. Its maker holds a lock on it, which the system drops with the
process: what is locked by nobody was left by a process that is gone, and :func:`mend` puts it right.
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
):  # no locks on this system: what was left behind is then not told from what is in work
    fcntl = None  # type: ignore[assignment]

PREFIX = ".unfinished-"
NEW, WAS = "new", "was"
# A maker needs a moment between making its file or folder and locking it.
MOMENT = 5.0
_STRAY = re.compile(rf"{re.escape(PREFIX)}(?P<target>.+)\.[0-9a-f]{{8}}(?:\.[^.]+)?")
# As versions before this one left it: only the folder that was about to be replaced matters.
_OLDER_STRAY = re.compile(r"\.(?P<target>.+)\.old\.[^.]{8}")


@contextmanager
def atomic_path(target: Path) -> Iterator[Path]:
    """Yield a temporary path beside ``target`` that replaces it only if the block succeeds.

    The new file may be read by whom the user's umask lets read it.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = _unfinished(target, target.suffix)
    handle = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        _lock(handle)
        mode = os.fstat(handle).st_mode & 0o777
        yield temporary
        temporary.chmod(mode)  # some writers put a file of their own there
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
        os.close(handle)


@contextmanager
def atomic_folder(target: Path) -> Iterator[Path]:
    """Yield an empty folder that takes ``target``'s place only if the block succeeds.

    There is no moment at which ``target`` is not there, where the system can exchange two folders in
    one step; elsewhere a kill between two renames is mended by :func:`mend`.
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
    """Take a folder away in one step; a kill while it is emptied leaves nothing under its name."""
    away = _unfinished(folder)
    folder.replace(away)
    shutil.rmtree(away, ignore_errors=True)


def exchange(one: Path, other: Path) -> bool:
    """Give two paths of one disk each other's name in one step; ``False`` where that cannot be done.

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

    A folder that was out of its place when the process died is put back; half-made ones go. What another
    process is at work on is left alone.
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
    """Remove ``stray``, after what it holds of ``target`` is back in its place."""
    was = stray / WAS
    is_missing = os.path.lexists(was) and not os.path.lexists(target)
    if is_missing:
        was.replace(target)
    elif os.path.lexists(was) and not stray.name.startswith(PREFIX):
        return False  # an older version wrote a new folder without looking into this one: a person should
    if stray.is_dir():
        shutil.rmtree(stray, ignore_errors=True)
    else:
        stray.unlink(missing_ok=True)
    return is_missing


def unmended(parent: Path) -> list[Path]:
    """Folders that a version before this one left aside, with answers that may stand nowhere else."""
    return [path / WAS for path in parent.glob(".*.old.*") if (path / WAS).is_dir()]


def finished_name(path: Path) -> Path:
    """What ``path`` will be called once it is finished; itself where it is nothing unfinished."""
    for folder in (path, *path.parents):
        if found := _STRAY.fullmatch(folder.name):
            inner = path.relative_to(folder).parts[1:]  # behind the folder of the new files
            return folder.with_name(found["target"]).joinpath(*inner)
    return path


def _unfinished(target: Path, suffix: str = "") -> Path:
    return target.with_name(f"{PREFIX}{target.name}.{secrets.token_hex(4)}{suffix}")


def _lock(handle: int) -> bool:
    """Whether ``handle`` is ours now; without locks on this system or disk, it is nobody's."""
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
    """Whether nobody is at work on ``stray``; nobody else mends it meanwhile."""
    with contextlib.ExitStack() as stack:
        try:
            handle = os.open(stray, os.O_RDONLY)
        except OSError:  # gone meanwhile, or not ours to read
            yield False
            return
        stack.callback(os.close, handle)
        yield _lock(handle) and not _is_just_made(stray)


def _is_just_made(stray: Path) -> bool:
    """Empty and new: its maker may be about to lock it."""
    try:
        about = stray.stat()
        is_empty = not any(stray.iterdir()) if stray.is_dir() else about.st_size == 0
    except OSError:
        return True
    return is_empty and time.time() - about.st_mtime < MOMENT
