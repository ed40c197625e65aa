"""Work that is killed, with all its processes, at a chosen moment: before its n-th change of a file."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import traceback
from collections.abc import Callable
from multiprocessing import RawValue
from pathlib import Path
from typing import Any

# Python tells of each of these before it does it; the last is how two folders are exchanged.
CHANGES = {
    "os.chmod",
    "os.link",
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.truncate",
    "os.utime",
}
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def count_changes(root: Path, work: Callable[[], object]) -> int:
    """How many changes below ``root`` a whole run of ``work`` makes; it must end well."""
    counter = RawValue(ctypes.c_int, 0)
    assert _in_fork(root, work, counter, at=0) == 0, "the work fails when it is left alone"
    return int(counter.value)


def kill_at(root: Path, work: Callable[[], object], at: int) -> None:
    """Run ``work`` in a process of its own, killed with those it started before its change ``at``."""
    _in_fork(root, work, RawValue(ctypes.c_int, 0), at)


def moments(total: int, number: int) -> list[int]:
    """``number`` of them, spread evenly over all, the last ones (where things change place) throughout."""
    last = range(max(1, total - number // 2), total + 1)
    first = [1 + step * (total - len(last)) // (number - len(last)) for step in range(number)]
    return sorted({*(at for at in first if at <= total), *last})


def _in_fork(root: Path, work: Callable[[], object], counter: Any, at: int) -> int:
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        os.set_inheritable(writer, True)
        sys.addaudithook(_Hook(str(root), counter, at, os.getpid()))
        code = 1
        try:
            work()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(writer)
    os.read(reader, 1)  # ends when the last process of the work has
    os.close(reader)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


class _Hook:
    def __init__(self, root: str, counter: Any, at: int, leader: int) -> None:
        self._root, self._counter, self._at, self._leader = root, counter, at, leader

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self._is_change(event, arguments):
            return
        self._counter.value += 1
        if self._counter.value == self._at:
            os.kill(self._leader, signal.SIGKILL)
            os.kill(os.getpid(), signal.SIGKILL)

    def _is_change(self, event: str, arguments: tuple[Any, ...]) -> bool:
        if event == "ctypes.dlsym":
            return str(arguments[1]) == "renameat2"
        if event == "open":
            path, mode, flags = arguments
            writes = any(letter in mode for letter in "wax+") if mode else bool(flags & WRITES)
            return writes and str(path).startswith(self._root)
        return event in CHANGES and str(arguments[0]).startswith(self._root)
