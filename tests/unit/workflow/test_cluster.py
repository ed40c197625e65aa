"""The same batch on a Dask cluster: nothing lost and nothing twice, also when a worker dies."""

from __future__ import annotations

import os
import signal
import socket

import pytest

from mobility_analysis.core.errors import UsageError
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.workflow import batch
from mobility_analysis.workflow.cluster import run_on_cluster
from mobility_analysis.workflow.report import Job, MadeReport, run_universe
from mobility_analysis.workflow.stamps import Stamps


def test_one_of_two_workers_is_killed_in_the_middle(paths: RunPaths) -> None:
    from distributed import Client, LocalCluster

    jobs = [Job(ref) for ref in run_universe(paths).places()]
    finished: dict[str, int] = {}
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        pids = client.run(os.getpid)
        address = cluster.scheduler_address
        for job, outcome in run_on_cluster(paths, jobs, Stamps(paths), address):
            assert isinstance(outcome, MadeReport), outcome
            assert job.place.geoid not in finished
            finished[job.place.geoid] = outcome.path.stat().st_ino
            if len(finished) == 2:
                os.kill(next(iter(pids.values())), signal.SIGKILL)
        assert len(finished) == 8
        assert {path.stat().st_ino for path in paths.reports.glob("*/report.html")} == set(
            finished.values()
        )
        # Nothing is left to do, and nothing is done.
        again = batch.run_batch(paths, jobs, say=lambda _: None, scheduler=address)
        assert not any(report.is_new for report in again)


def test_a_scheduler_that_does_not_answer_is_named(
    quick: RunPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mobility_analysis.workflow.cluster.CONNECT_SECONDS", 1)
    with socket.socket() as closed:  # a port nobody listens on
        closed.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{closed.getsockname()[1]}"
    jobs = [Job(ref) for ref in run_universe(quick).places()]
    with pytest.raises(UsageError, match="No Dask scheduler answers"):
        batch.run_batch(quick, jobs, say=lambda _: None, scheduler=address)
