"""Killed at any moment, a report, a batch, an estimate and a fetch leave answers and last outputs whole."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from tests.killing import count_changes, kill_at, moments
from tests.made_up_run import estimates
from tests.word_answers import answer_in_file, texts

from mobility_analysis.core.paths import RunPaths
from mobility_analysis.core.seal import differences
from mobility_analysis.geography.place_names import find_places
from mobility_analysis.reporting.beside.own_files import GUIDE, read_own_files
from mobility_analysis.runs.run_record import load_record, require_gated
from mobility_analysis.workflow import estimate
from mobility_analysis.workflow.estimating.compute import Computed
from mobility_analysis.workflow.publishing import forks
from mobility_analysis.workflow.publishing.batch import run_batch
from mobility_analysis.workflow.publishing.jobs import Job
from mobility_analysis.workflow.recovery import mend_run
from mobility_analysis.workflow.residents import run_universe

ANSWER = "Ask the clinic on Third Street."
MOMENTS = 30


def _answer(folder: Path) -> None:
    """What a person does with a report: answers a question, and puts a file of theirs beside it."""
    answer_in_file(folder / GUIDE, "What stands out, all in all", ANSWER)
    (folder / "notes of ours.txt").write_text("ours", encoding="utf-8")


def _is_whole(folder: Path) -> None:
    own = read_own_files(folder)
    assert own is not None
    assert differences(folder, own.files) == {}
    assert ANSWER in texts((folder / GUIDE).read_bytes())
    assert (folder / "notes of ours.txt").read_text(encoding="utf-8") == "ours"


def _hidden(paths: RunPaths) -> list[str]:
    """What is still hidden after mending, some seconds later."""
    for path in paths.root.rglob(".unfinished-*"):
        os.utime(path, (1, 1))
    mend_run(paths)
    return [path.name for path in paths.root.rglob(".unfinished-*")]


def _make(
    paths: RunPaths, geoids: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> Callable[[], object]:
    """The making of reports, by forks of this process, which has loaded and rehearsed all that they need."""
    jobs = [Job(ref) for ref in find_places(run_universe(paths), geoids)]
    forks._warm_up(paths, jobs[0])
    monkeypatch.setattr(forks, "_warm_up", lambda *_: None)
    return lambda: run_batch(paths, jobs, say=lambda _: None, force=True, workers=2)


@pytest.mark.parametrize("geoids", [("99001",), ("99001", "99003")], ids=["report", "batch"])
def test_killed_reports_leave_answers_and_the_last_report_whole(
    paths: RunPaths, geoids: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    work = _make(paths, geoids, monkeypatch)
    work()
    folders = sorted(page.parent for page in paths.reports.glob("*/report.html"))
    assert len(folders) == len(geoids)
    for folder in folders:
        _answer(folder)
    total = count_changes(paths.reports, work)
    assert total > MOMENTS
    for at in moments(total, MOMENTS):
        kill_at(paths.reports, work, at)
        for folder in folders:
            _is_whole(folder)  # before anything was mended, too
    work()
    assert sorted(page.parent for page in paths.reports.glob("*/report.html")) == folders
    for folder in folders:
        _is_whole(folder)
    assert _hidden(paths) == []


def test_a_killed_estimate_leaves_the_last_estimates_sealed(
    paths: RunPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that it writes, without the minutes of computing and the gate between."""
    frame = estimates()
    universe = run_universe(paths)
    places = pd.read_parquet(paths.estimates / "places.parquet")
    tables = {"population": places.assign(year=2023)}
    inputs = SimpleNamespace(tables=tables, universe=universe, county_of={}, aside=())
    passed = SimpleNamespace(
        raise_if_failed=lambda: None,
        outcomes=(),
        warnings=(),
        to_frame=lambda: pd.DataFrame({"must": ["hold"]}),
    )
    for name, value in {
        "load_inputs": lambda *_: inputs,
        "listed_forms": lambda *_: None,
        "computers": lambda *_: _nothing(),
        "compute": lambda *_: Computed(frame.assign(se=frame["se"] * 1.5), [], {}, []),
        "begin_small_areas": lambda *_: lambda: None,
        "peer_factors": lambda *_: pd.read_parquet(paths.estimates / "peer_factors.parquet"),
        "unsourced_measures": lambda *_: {},
        "describe_run": lambda *_: load_record(paths.estimates),
        "summarize": lambda *_: {},
    }.items():
        monkeypatch.setattr(estimate, name, value)
    monkeypatch.setattr("mobility_analysis.quality.gates.check_estimates", lambda *_, **__: passed)
    monkeypatch.setattr("mobility_analysis.quality.pages.write_quality_page", lambda *_: None)
    settings = SimpleNamespace(title="Demonstration", sources={}, pins={})
    work = lambda: estimate.estimate_run(paths, settings)  # noqa: E731
    total = count_changes(paths.root, work)
    assert total > MOMENTS
    for at in moments(total, MOMENTS):
        kill_at(paths.root, work, at)
        require_gated(paths.estimates)
    assert _hidden(paths) == []
    require_gated(paths.estimates)


def _nothing() -> object:
    from contextlib import nullcontext

    return nullcontext()
