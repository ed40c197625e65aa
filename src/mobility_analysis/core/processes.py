"""Work for all cores: new processes that each take the next piece when they finish one."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any

from mobility_analysis.core.errors import MobilityError


class _Shielded(SpawnProcess):
    """Ctrl-C in a terminal reaches every process; this one leaves it to the one that started it."""

    def start(self) -> None:
        if not hasattr(signal, "pthread_sigmask"):
            super().start()
            return
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            super().start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Context(SpawnContext):
    Process = _Shielded


@contextmanager
def fresh_processes(
    at_most: int, prepare: Callable[..., None] | None = None, *arguments: Any
) -> Iterator[ProcessPoolExecutor]:
    """As many processes as there are cores, but ``at_most`` so many; ``prepare`` runs first in each.

    They are started, not forked: a fork of a process in which Arrow's threads run can hang. If the block is
    interrupted they are stopped at once, without waiting for their results.

    Raises
    ------
    MobilityError
        One of them was killed from outside, as the system does where memory runs out.
    """
    number = min(os.cpu_count() or 1, max(at_most, 1))
    others = set(multiprocessing.active_children())
    with ProcessPoolExecutor(number, _Context(), prepare, arguments) as pool:
        try:
            yield pool
        except BrokenProcessPool as error:
            raise MobilityError(
                "A process of this step was stopped from outside before it was done.",
                "Most often memory ran out: close other programs and start again. What was there "
                "before is still in place.",
            ) from error
        except KeyboardInterrupt:
            # In Python 3.11 the pool's own thread raises an error over cancelled work; it is not shown.
            threading.excepthook = lambda _: None
            for child in set(multiprocessing.active_children()) - others:
                child.kill()
            raise
