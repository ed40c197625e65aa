"""The same batch on a Dask cluster, where one machine is too small.

Workers need this package and the project's folder under the same path (a shared disk), and one thread
each: ``dask worker tcp://... --nthreads 1 --nworkers 16``. A task first looks whether its report is
already there, and a report's folder changes as a whole; so when a worker dies and the scheduler gives
its tasks to another, nothing is lost and nothing is made twice.
"""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mobility_analysis.core.errors import MobilityError, UsageError
from mobility_analysis.core.io import write_text
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.reporting.beside.own_files import why_again
from mobility_analysis.reporting.make.report_folders import report_folder
from mobility_analysis.workflow.publishing.jobs import Failure, Job, MadeReport, make_one
from mobility_analysis.workflow.publishing.stamps import Stamps

CONNECT_SECONDS = 5.0
# How long the cluster may be without any worker: they need some time to start, and to be replaced.
SECONDS_WITHOUT_WORKERS = 60.0
LOOK_EVERY = 0.2
LONGEST_GREETING = 1 << 20
START = "Start one with `dask scheduler`, and workers with `dask worker --nthreads 1`."
# A process can have only one notebook shell.
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True)
class DaskCluster:
    """The executor (:class:`workflow.publishing.jobs.Executor`) of many machines.

    Attributes
    ----------
    scheduler
        Address of the Dask scheduler.
    seconds
        For how long no report may be finished before the cluster counts as hanging; the reports that are
        left are then given back as failures, as they are where it has no workers any more.
    """

    paths: RunPaths
    stamps: Stamps
    scheduler: str
    seconds: float

    def make(self, jobs: Sequence[Job]) -> Iterator[tuple[Job, MadeReport | Failure]]:
        """Each job with its outcome, in the order in which the cluster finishes them.

        Raises
        ------
        UsageError
            ``scheduler`` is no address, nobody answers there, or it has no workers.
        """
        from distributed import as_completed

        with connected(self.scheduler) as client:
            left = {self._submit(client, job): job for job in jobs}
            finished = as_completed(list(left), loop=client.loop)
            watch = Watch(client, self.seconds)
            while left:
                if not finished.has_ready():
                    why = watch.trouble()
                    if why:
                        client.cancel(list(left))
                        yield from ((job, Failure(job, why, "Try again.")) for job in left.values())
                        return
                    time.sleep(LOOK_EVERY)
                    continue
                future = next(finished)
                watch.moved()
                job = left.pop(future)
                if future.status == "finished":
                    yield job, future.result()
                else:
                    why = f"its worker was lost: {future.exception()}"
                    yield job, Failure(job, why, "Try again.")

    def _submit(self, client: Any, job: Job) -> Any:
        stamp = self.stamps.of(job.place, job.peers, job.peer_lens, job.languages, job.address)
        return client.submit(make_on_worker, self.paths, job, stamp, pure=False, retries=1)


class Watch:
    """Watches how long a cluster has had no workers, and has finished nothing."""

    def __init__(self, client: Any, seconds: float) -> None:
        self._client, self._seconds = client, seconds
        self._last_moved = self._last_worked = time.monotonic()

    def moved(self) -> None:
        """Something was finished just now."""
        self._last_moved = time.monotonic()

    def trouble(self) -> str:
        """Why waiting any longer is of no use; empty where it is."""
        now = time.monotonic()
        if self._client.status != "running":
            return "the Dask scheduler is gone"
        if self._client.scheduler_info(n_workers=-1)["workers"]:
            self._last_worked = now
        if now - self._last_worked > SECONDS_WITHOUT_WORKERS:
            return f"the cluster has had no workers for {SECONDS_WITHOUT_WORKERS:g} seconds"
        if now - self._last_moved > self._seconds:
            return f"the cluster has finished no report for {self._seconds:g} seconds"
        return ""


@contextlib.contextmanager
def connected(scheduler: str) -> Iterator[Any]:
    """A client of the scheduler, which has a worker at least."""
    from distributed import Client

    _require_address(scheduler)
    # Dask logs a failed connection over many lines; the error that is raised says the same.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        client = Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, ImportError, TypeError) as error:
        raise UsageError(f"No Dask scheduler answers at {scheduler}: {error}.", START) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=SECONDS_WITHOUT_WORKERS)
        except (OSError, ValueError) as error:
            raise UsageError(
                f"The Dask scheduler at {scheduler} has had no workers for "
                f"{SECONDS_WITHOUT_WORKERS:g} seconds.",
                f"Start some: `dask worker {scheduler} --nthreads 1 --nworkers 4`.",
            ) from error
        yield client


def _require_address(scheduler: str) -> None:
    """Check that a program listens at ``scheduler``, before Dask tries it for a long time."""
    try:
        parts = urlsplit(scheduler)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or not port:
        raise UsageError(
            f"--scheduler {scheduler!r} is no address of a Dask scheduler.",
            "Write it as tcp://10.0.0.5:8786.",
        )
    try:
        with socket.create_connection((host, port), timeout=CONNECT_SECONDS) as connection:
            if parts.scheme == "tcp":
                _require_greeting(connection)
    except OSError as error:
        raise UsageError(
            f"No Dask scheduler answers at {scheduler}: {error.strerror or error}.", START
        ) from error


def _require_greeting(connection: socket.socket) -> None:
    """Raise :class:`OSError` unless the program there sends first, as Dask does: a length, then a message.

    If a program accepts the connection and sends nothing, Dask's client waits for ever, whatever its time-out.
    If a program sends other words, the client takes them for the length of a message of many gigabytes.
    """
    length = connection.recv(8, socket.MSG_WAITALL)
    if len(length) < 8 or not 0 < int.from_bytes(length, "little") < LONGEST_GREETING:
        raise OSError("what listens there is another program")


def make_on_worker(paths: RunPaths, job: Job, stamp: dict[str, Any]) -> MadeReport | Failure:
    """Make one report on a worker, unless an earlier worker finished it before it was lost."""
    folder = report_folder(paths, job.place)
    if why_again(folder, stamp) is None:
        return MadeReport(job.place, folder / "report.html", is_new=True)
    with _ONE_AT_A_TIME:
        try:
            return make_one(paths, job, stamp)
        except MobilityError as error:
            return Failure(job, error.what, error.next_step, _log(paths, job))
        except Exception as error:
            why = f"{type(error).__name__}: {error}"
            return Failure(job, why, "Open its log.", _log(paths, job))


def _log(paths: RunPaths, job: Job) -> Path:
    log = paths.log_of(job.place.geoid)
    write_text(log, traceback.format_exc())
    return log
