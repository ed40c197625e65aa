"""What stopped a command, as an error that says what happened and what to do next.

It knows a full or read-only disk, memory that ran out, Ctrl-C, a stop signal, and a package that is not
installed. The command line, the stage scripts and the notebook's engine use it. Any other error is a fault of
this package and keeps its traceback.
"""

from __future__ import annotations

import errno
import signal
import sys
from pathlib import Path
from types import FrameType, TracebackType

from mobility_analysis.core.atomic import finished_name
from mobility_analysis.core.errors import (
    DiskTrouble,
    MissingInput,
    MobilityError,
    OutOfMemory,
    Stopped,
    Terminated,
)

# Packages that an installation for reports alone does not have.
EXTRA_PACKAGES = {
    **dict.fromkeys(
        ("pooch", "requests", "great_expectations", "dvc", "dask", "distributed"), "pipeline"
    ),
    **dict.fromkeys(("docx", "python_calamine"), "planning"),
}

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS}
# A file in place of a folder or the reverse, a name that is too long, a disk that fails.
ODD = {errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENAMETOOLONG, errno.EIO, errno.ESTALE}

KEPT = "What was finished before is kept."
NOT_KEPT = "Nothing of it was kept; what was there before stands."
BEGIN_ANEW = "Run the same command again; it begins anew."
GO_ON = "Run the same command again; it goes on from there."


class _Terminate(KeyboardInterrupt):
    """The system or a person asked this process to end; it is handled as Ctrl-C is."""


def explain(error: BaseException) -> MobilityError | None:
    """``error`` as one that a person can act on; ``None`` where it is a fault of this package."""
    if isinstance(error, MobilityError):
        return error
    if isinstance(error, KeyboardInterrupt):
        return stopped(error)
    if isinstance(error, MemoryError):
        return _out_of_memory()
    if isinstance(error, OSError):
        return _of_the_system(error)
    if isinstance(error, ModuleNotFoundError) and error.name in EXTRA_PACKAGES:
        extra = EXTRA_PACKAGES[error.name]
        return MissingInput(
            f"{error.name} is not installed.",
            f'Install what {extra} needs: pip install "mobility-analysis[{extra}]".',
        )
    return None


def stopped(error: KeyboardInterrupt, where: str = "", *, is_kept: bool = True) -> Stopped:
    """``error`` in words; ``where`` says at what it happened, such as "at estimate@real".

    ``is_kept`` is false for work that is done as a whole or not at all.
    """
    kind = Terminated if isinstance(error, _Terminate) else Stopped
    by = "The system, or somebody, asked it to end" if kind is Terminated else "Ctrl-C was pressed"
    if not is_kept:
        return kind(f"{by}{where and f' {where}'}. {NOT_KEPT}", BEGIN_ANEW)
    return kind(f"{by}{where and f' {where}'}. {KEPT}", GO_ON)


def _out_of_memory() -> OutOfMemory:
    return OutOfMemory(
        f"This computer's memory ran out. {KEPT} Nothing half-written was left.",
        "Close other programs, or make fewer reports at a time (`mobility report --workers 1`), then run the "
        "same command again; if it happens again, use a computer with more memory.",
    )


def _of_the_system(error: OSError) -> MobilityError | None:
    if error.errno == errno.ENOMEM:
        return _out_of_memory()
    where = _where(error)
    if error.errno in FULL:
        return DiskTrouble(
            f"The disk is full: {where} could not be written. {KEPT}",
            "Make room, then run the same command again; it goes on from there.",
        )
    if error.errno in REFUSED:
        return DiskTrouble(
            f"{where} could not be written or read: {error.strerror}. {KEPT}",
            "Change its owner or permissions (`ls -ld` shows them; an administrator may have made it), "
            "then run the same command again.",
        )
    if error.errno in ODD:
        return DiskTrouble(
            f"{where} could not be written or read: {error.strerror}. {KEPT}",
            "Look at what stands there, move it away, then run the same command again.",
        )
    return None


def _where(error: OSError) -> str:
    """The file or folder concerned; of an unfinished one, its final name."""
    name = error.filename2 or error.filename
    if not isinstance(name, str | bytes) or not name:
        return "A file"
    path = finished_name(Path(name.decode(errors="replace") if isinstance(name, bytes) else name))
    return str(path.parent if path.name.startswith(".") else path)


def say_and_leave(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """An exception hook: errors that :func:`explain` knows have no traceback, others have Python's."""
    told = explain(error)
    if told is None:
        sys.__excepthook__(kind, error, trace)
        return
    if isinstance(told, Stopped):  # a second Ctrl-C must not interrupt the message
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.stderr.write(f"{told}\n")
    sys.stderr.flush()
    raise SystemExit(told.exit_code)


def mind_signals() -> None:
    """From here on a stop signal is handled and reported as Ctrl-C is."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _terminate)


def _terminate(number: int, frame: FrameType | None) -> None:
    raise _Terminate
