"""Work for all cores: fresh processes that take the next piece when they are done with one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

from mobility_analysis.core.errors import MobilityError


@contextmanager
def fresh_processes(
    at_most: int, prepare: Callable[..., None] | None = None, *arguments: Any
) -> Iterator[ProcessPoolExecutor]:
    """As many processes as there are cores, but ``at_most`` so many; ``prepare`` runs first in each.

    They are started, not forked: a fork of a process in which Arrow's threads run can hang.

    Raises
    ------
    MobilityError
        One of them was killed from outside, as the system does where memory runs out.
    """
    number = min(os.cpu_count() or 1, max(at_most, 1))
    with ProcessPoolExecutor(number, get_context("spawn"), prepare, arguments) as pool:
        try:
            yield pool
        except BrokenProcessPool as error:
            raise MobilityError(
                "A process of this step was stopped from outside before it was done.",
                "Most often memory ran out: close other programs and start again. What was there "
                "before is still in place.",
            ) from error
