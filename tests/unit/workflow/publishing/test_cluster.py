"""The same batch on a Dask cluster: nothing lost and nothing twice, also when a worker dies."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time

import pytest

from mobility_analysis.core.errors import UsageError
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.workflow.publishing import batch, cluster
from mobility_analysis.workflow.publishing.cluster import DaskCluster
from mobility_analysis.workflow.publishing.jobs import Job, MadeReport
from mobility_analysis.workflow.publishing.stamps import Stamps
from mobility_analysis.workflow.residents import run_universe

PLACES = 5  # enough for one worker to be killed while both have work


def test_one_of_two_workers_is_killed_in_the_middle(paths: RunPaths) -> None:
    from distributed import Client, LocalCluster

    jobs = [Job(ref) for ref in run_universe(paths).places()][:PLACES]
    finished: dict[str, int] = {}
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
        ) as local,
        Client(local, set_as_default=False) as client,
    ):
        pids = client.run(os.getpid)
        address = local.scheduler_address
        for job, outcome in DaskCluster(paths, Stamps(paths), address, 300).make(jobs):
            assert isinstance(outcome, MadeReport), outcome
            assert job.place.geoid not in finished
            finished[job.place.geoid] = outcome.path.stat().st_ino
            if len(finished) == 1:
                os.kill(next(iter(pids.values())), signal.SIGKILL)
        assert len(finished) == PLACES
        assert {path.stat().st_ino for path in paths.reports.glob("*/report.html")} == set(
            finished.values()
        )
        # Nothing is left to do, and nothing is done.
        again = batch.run_batch(paths, jobs, say=lambda _: None, scheduler=address)
        assert not any(report.is_new for report in again)


def _batch(quick: RunPaths, address: str, **more: float) -> None:
    jobs = [Job(ref) for ref in run_universe(quick).places()]
    batch.run_batch(quick, jobs, say=lambda _: None, scheduler=address, **more)


@pytest.mark.parametrize(
    "address", ["nonsense", "tcp://", "10.0.0.5", "tcp://127.0.0.1:99999999", "tcp://[x:1"]
)
def test_what_is_no_address_is_told_at_once(quick: RunPaths, address: str) -> None:
    with pytest.raises(UsageError, match="is no address of a Dask scheduler"):
        _batch(quick, address)


def test_a_scheduler_that_does_not_answer_is_named_at_once(
    quick: RunPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 120.0)
    with socket.socket() as closed:  # a port nobody listens on
        closed.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{closed.getsockname()[1]}"
    began = time.monotonic()
    with pytest.raises(UsageError, match="No Dask scheduler answers"):
        _batch(quick, address)
    assert time.monotonic() - began < 60


@pytest.mark.parametrize("words", [b"", b"SSH-2.0-OpenSSH_9.2\r\n"], ids=["mute", "other"])
def test_somebody_who_listens_and_is_no_scheduler_is_named(
    quick: RunPaths, monkeypatch: pytest.MonkeyPatch, words: bytes
) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1.0)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()

        def answer() -> None:
            connection, _ = other.accept()
            connection.sendall(words)
            time.sleep(2)

        threading.Thread(target=answer, daemon=True).start()
        with pytest.raises(UsageError, match="No Dask scheduler answers"):
            _batch(quick, f"tcp://127.0.0.1:{other.getsockname()[1]}")


def test_a_cluster_without_workers_is_not_waited_for(
    quick: RunPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    from distributed import LocalCluster

    monkeypatch.setattr(cluster, "SECONDS_WITHOUT_WORKERS", 1.0)
    with (
        LocalCluster(n_workers=0, dashboard_address=None, silence_logs=50) as empty,
        pytest.raises(UsageError, match="has had no workers for 1 seconds"),
    ):
        _batch(quick, empty.scheduler_address)


def test_workers_that_all_go_away_end_the_batch(
    paths: RunPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    from distributed import LocalCluster

    monkeypatch.setattr(cluster, "SECONDS_WITHOUT_WORKERS", 2.0)
    with LocalCluster(
        n_workers=1, threads_per_worker=1, dashboard_address=None, silence_logs=50
    ) as local:
        jobs = [Job(ref) for ref in run_universe(paths).places()]
        outcomes = DaskCluster(paths, Stamps(paths), local.scheduler_address, 300).make(jobs)
        _, outcome = next(outcomes)
        assert isinstance(outcome, MadeReport), outcome
        local.scale(0)
        left = list(outcomes)
    lost = [each for _, each in left if not isinstance(each, MadeReport)]
    assert len(left) == 7 and lost
    assert {each.why for each in lost} <= {
        "the cluster has had no workers for 2 seconds",
        "its worker was lost: None",
    }


def test_a_report_that_hangs_on_a_worker_ends_the_batch(
    paths: RunPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=1,
        threads_per_worker=1,
        processes=False,
        protocol="tcp",
        host="127.0.0.1",
        dashboard_address=None,
        silence_logs=50,
    ) as local:
        monkeypatch.setattr(cluster, "make_one", lambda *_: time.sleep(6))
        jobs = [Job(ref) for ref in run_universe(paths).places()][:2]
        outcomes = list(DaskCluster(paths, Stamps(paths), local.scheduler_address, 2.0).make(jobs))
    whys = {outcome.why for _, outcome in outcomes}
    assert whys == {"the cluster has finished no report for 2 seconds"}
