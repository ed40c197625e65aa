"""Problems with the disk, as an error that says what to do."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mobility_analysis.core.errors import DiskTrouble


@contextmanager
def disk_errors(name: str) -> Iterator[None]:
    """Turn a full or read-only disk into an error that says what to do; no half-written file stays.

    Raises
    ------
    DiskTrouble
        ``name`` could not be written.
    """
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise DiskTrouble(
                f"The disk is full: {name} could not be written. Earlier files are as they were.",
                "Make room, then run the same command again; it goes on from there.",
            ) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise DiskTrouble(
                f"{name} could not be written: {error.strerror}. Earlier files are as they were.",
                "Make the project's data folder writable.",
            ) from error
        raise


def too_small(what: str, needed: float, free: float) -> DiskTrouble:
    """The error for a download that has no room on the disk; it is not requested."""
    return DiskTrouble(
        f"The disk is too small: {what} need about {needed / 1e6:,.0f} MB, and {free / 1e6:,.0f} MB are free.",
        "Make room, or set MOBILITY_ROOT to a copy of the project on a larger disk; then run the same "
        "command again.",
    )


def require_room(folder: Path, name: str, size: int) -> None:
    """Raise :class:`DiskTrouble` before a download of ``size`` bytes for which there is no room."""
    free = shutil.disk_usage(folder).free
    if size > free:
        raise too_small(name, size, free)
