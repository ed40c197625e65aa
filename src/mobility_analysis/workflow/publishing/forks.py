"""One process that has loaded everything, and a fork of it for each report.

The parent imports the scientific stack once, draws one figure, reads what all reports share, and then
forks a child per report, a few at a time. A child makes one report and ends, so that no state, figure
or memory passes from one place to the next. A child that crashes or hangs is replaced.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import random
import signal
import sys
import time
import traceback
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from mobility_analysis.core.errors import MobilityError
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.core.plainly import explain
from mobility_analysis.reporting.make.report_folders import report_folder
from mobility_analysis.workflow.publishing.jobs import Failure, Job, MadeReport, make_one
from mobility_analysis.workflow.publishing.stamps import Stamps

TRIES = 2
# How long a child may take to end after its answer: a thread that a cell left running could keep it alive.
SECONDS_TO_END = 5.0


@dataclass
class _Child:
    """A fork at work on one report."""

    job: Job
    tries: int
    process: Any
    answer: Connection
    deadline: float
    log: Path


def _context() -> Any:
    """Fork where that is safe; elsewhere a server process that has the stack and forks for us."""
    if sys.platform.startswith("linux"):
        return multiprocessing.get_context("fork")
    context = multiprocessing.get_context("spawn" if os.name == "nt" else "forkserver")
    if os.name != "nt":
        context.set_forkserver_preload(["mobility_analysis.reporting.make.warm"])
    return context


def _warm_up(paths: RunPaths, first: Job) -> None:
    """Do once what every child needs, and exempt it from garbage collection, which would copy its memory."""
    from mobility_analysis.reporting.make import warm

    # The forks inherit it: each core has its report, so threads of Typst would only wait for one another.
    os.environ.setdefault("RAYON_NUM_THREADS", "1")
    warm.read_shared(paths)
    warm.rehearse(paths, first.place.geoid, first.peers, first.peer_lens)
    gc.collect()
    gc.freeze()


def _read_state(paths: RunPaths, job: Job) -> None:
    """Load and draw what all places of the place's state share; if that fails, a child reports it."""
    from mobility_analysis.reporting.charts.place_map import draw_state
    from mobility_analysis.runs.run_data import RunData

    with contextlib.suppress(Exception):
        run = RunData(paths)
        run.read_state(job.place.geoid[:2])
        draw_state(run, job.place)


@dataclass(frozen=True)
class LocalForks:
    """The executor (:class:`workflow.publishing.jobs.Executor`) of one machine.

    Attributes
    ----------
    workers
        Children at a time.
    seconds
        After how long a child counts as hanging; it is stopped and its place tried once more.
    """

    paths: RunPaths
    stamps: Stamps
    workers: int
    seconds: float

    def make(self, jobs: Sequence[Job]) -> Iterator[tuple[Job, MadeReport | Failure]]:
        """Each job with its outcome, in the order in which they finish."""
        if len(jobs) > 1:  # for a single report the preparation would cost more than it saves
            _warm_up(self.paths, jobs[0])
        context = _context()
        waiting = deque((job, 1) for job in jobs)
        running: list[_Child] = []
        try:
            while waiting or running:
                while waiting and len(running) < self.workers:
                    running.append(self._start(context, *waiting.popleft()))
                _wait_for_any(running)
                for child in [each for each in running if _is_over(each)]:
                    running.remove(child)
                    outcome = _outcome(child, self.paths)
                    if outcome is None and child.tries < TRIES:
                        waiting.appendleft((child.job, child.tries + 1))
                    else:
                        yield child.job, outcome or _lost(child, self.seconds)
        finally:
            for child in running:
                _end(child, 0.0)

    def _start(self, context: Any, job: Job, tries: int) -> _Child:
        stamp = self.stamps.of(job.place, job.peers, job.peer_lens, job.languages, job.address)
        _read_state(self.paths, job)
        log = self.paths.log_of(job.place.geoid)
        log.parent.mkdir(parents=True, exist_ok=True)
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(
            target=_work, args=(self.paths, job, stamp, theirs, log), daemon=True
        )
        process.start()
        theirs.close()  # only the child holds its end of the pipe now
        return _Child(job, tries, process, ours, time.monotonic() + self.seconds, log)


def _wait_for_any(running: Sequence[_Child]) -> None:
    """Until a child has answered, has ended or is late."""
    nearest = min(child.deadline for child in running) - time.monotonic()
    # The end of a process is seen even if a process that it started keeps the pipe open.
    ends = [end for child in running for end in (child.answer, child.process.sentinel)]
    wait(ends, timeout=max(0.0, nearest))


def _is_over(child: _Child) -> bool:
    is_ended = not child.process.is_alive()
    return child.answer.poll() or is_ended or time.monotonic() >= child.deadline


def _outcome(child: _Child, paths: RunPaths) -> MadeReport | Failure | None:
    """The child's answer; ``None`` if it crashed or hangs, and then it is stopped."""
    try:
        said = child.answer.recv() if child.answer.poll() else None
    except EOFError:
        said = None
    _end(child, SECONDS_TO_END if said is not None else 0.0)
    child.answer.close()
    if said is None:
        return None
    if said == "made":
        child.log.unlink(missing_ok=True)
        page = report_folder(paths, child.job.place) / "report.html"
        return MadeReport(child.job.place, page, is_new=True)
    what, next_step = said
    return Failure(child.job, what, next_step, child.log)


def _end(child: _Child, seconds: float) -> None:
    """Wait that long for the child, then stop it and all that its cells have started."""
    child.process.join(seconds)
    with contextlib.suppress(OSError, AttributeError):
        os.killpg(child.process.pid, signal.SIGKILL)
    child.process.kill()
    child.process.join()


def _lost(child: _Child, seconds: float) -> Failure:
    code = child.process.exitcode
    is_late = time.monotonic() >= child.deadline
    why = f"took longer than {seconds:g} seconds" if is_late else f"its process ended ({code})"
    return Failure(child.job, f"{why}, {TRIES} times", "Open its log.", child.log)


def _work(paths: RunPaths, job: Job, stamp: dict[str, Any], answer: Connection, log: Path) -> None:
    """Make one report in a process of its own; all it prints goes to its log."""
    import numpy as np

    with contextlib.suppress(OSError, AttributeError):
        os.setpgid(0, 0)  # so that processes that cells start can be stopped with this one
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent handles Ctrl-C for all
    # The process ends after its report, so garbage collection is of no use; statsmodels would call it at every
    # correction of p-values.
    gc.disable()
    gc.collect = lambda generation=2: 0
    with log.open("w", encoding="utf-8") as file:
        for descriptor in (1, 2):  # libraries may write to these without Python's streams
            os.dup2(file.fileno(), descriptor)
        sys.stdout = sys.stderr = file
        # A fork inherits the parent's random state: without a seed of its own every place would draw
        # the same numbers, and with one a second run draws the same again.
        random.seed(job.place.geoid)
        np.random.seed(int(job.place.geoid, 16))  # the code of an area has an A
        try:
            make_one(paths, job, stamp)
            answer.send("made")
        except Exception as error:
            traceback.print_exc()
            told = explain(error) or MobilityError(
                f"{type(error).__name__}: {error}", "Open its log."
            )
            answer.send((told.what, told.next_step))
