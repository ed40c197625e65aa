"""Processes that must have ended: a killed one lives on until the system gives it its turn."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

SECONDS = 10.0


def assert_ended(pids: Iterable[int]) -> None:
    """Fail if one is still there after a while that a busy machine needs no more of."""
    left = set(pids)
    assert left, "no process was named"
    deadline = time.monotonic() + SECONDS
    while left := {pid for pid in left if _is_alive(pid)}:
        assert time.monotonic() < deadline, f"still at work: {sorted(left)}"
        time.sleep(0.02)


def _is_alive(pid: int) -> bool:
    try:
        # The third field, after the name in brackets; the children of an ended parent may stay as zombies here.
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"
