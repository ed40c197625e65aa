"""Trouble with the disk, as an error that says what to do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from mobility_analysis.core.errors import DiskTrouble


@contextmanager
def disk_errors(name: str) -> Iterator[None]:
    """A full or read-only disk as an error that says what to do; nothing half-written stays.

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
