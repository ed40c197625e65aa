"""The same batch on a Dask cluster, where one machine is too small.

Workers need this package and the project's folder under the same path (a shared disk), and one thread
each: ``dask worker tcp://... --nthreads 1 --nworkers 16``. A task first looks whether its report is
already there, and a report's folder changes as a whole; so when a worker dies and the scheduler gives
its tasks to another, nothing is lost and nothing is made twice.
"""

from __future__ import annotations

import threading
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from mobility_analysis.core.errors import MobilityError, UsageError
from mobility_analysis.core.io import write_text
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.reporting.folders import report_folder
from mobility_analysis.reporting.own_files import why_again
from mobility_analysis.workflow.report import Failure, Job, MadeReport, make_one
from mobility_analysis.workflow.stamps import Stamps

CONNECT_SECONDS = 20
# The notebook's shell is one to a process.
_ONE_AT_A_TIME = threading.Lock()


def run_on_cluster(
    paths: RunPaths, jobs: Sequence[Job], stamps: Stamps, scheduler: str
) -> Iterator[tuple[Job, MadeReport | Failure]]:
    """Each job with its outcome, in the order in which the cluster finishes them.

    Raises
    ------
    UsageError
        Nobody answers at ``scheduler``.
    """
    from distributed import Client, as_completed

    try:
        client = Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"No Dask scheduler answers at {scheduler}: {error}.",
            "Start one with `dask scheduler`, and workers with `dask worker --nthreads 1`.",
        ) from error
    with client:
        futures = {
            client.submit(
                make_on_worker,
                paths,
                job,
                stamps.of(job.place, job.peers, job.peer_lens),
                pure=False,
                retries=1,
            ): job
            for job in jobs
        }
        for future in as_completed(list(futures), loop=client.loop):
            job = futures[future]
            if future.status == "finished":
                yield job, future.result()
            else:
                yield job, Failure(job, f"its worker was lost: {future.exception()}", "Try again.")


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
