"""A batch: side by side, resumable, one failure stops no other, a lost process is replaced."""

from __future__ import annotations

import os
import time
from collections import Counter
from pathlib import Path

import pytest
from tests.ending import assert_ended
from tests.unit.local.writing import MEASURE, VALUE, write_local

from mobility_analysis.core.errors import ReportError
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.geography.place_names import find_places
from mobility_analysis.workflow.publishing import batch, forks
from mobility_analysis.workflow.publishing.jobs import Job, MadeReport
from mobility_analysis.workflow.residents import run_universe


def _jobs(paths: RunPaths, *geoids: str) -> list[Job]:
    universe = run_universe(paths)
    refs = find_places(universe, geoids) if geoids else universe.places()
    return [Job(ref) for ref in refs]


def _run(
    paths: RunPaths, jobs: list[Job], said: list[str] | None = None, **more: float
) -> list[MadeReport]:
    say = (lambda _: None) if said is None else said.append
    return batch.run_batch(paths, jobs, say=say, workers=2, **more)


def _tried(paths: RunPaths) -> Counter[str]:
    lines = (paths.root / "made.txt").read_text().splitlines()
    return Counter(line.split()[0] for line in lines)


def test_every_place_is_made_once_in_a_process_of_its_own(quick: RunPaths) -> None:
    said: list[str] = []
    made = _run(quick, _jobs(quick), said)
    assert len(made) == 8
    assert all(report.is_new and report.path.is_file() for report in made)
    lines = [line.split() for line in (quick.root / "made.txt").read_text().splitlines()]
    assert len({pid for _, pid in lines} - {str(os.getpid())}) == 8
    assert "8 reports to make, about 24 MB of disk" in said[0]
    assert said[-1].startswith("[8/8]")
    assert not list((quick.reports / "logs").iterdir())


def test_a_second_batch_makes_nothing_and_a_stopped_one_goes_on(quick: RunPaths) -> None:
    _run(quick, _jobs(quick, "99001", "99003"))
    made = _run(quick, _jobs(quick))
    assert [report.is_new for report in made[:2]] == [False, False]
    assert sum(report.is_new for report in made) == 6
    assert set(_tried(quick).values()) == {1}


def test_a_place_is_made_again_when_its_own_public_records_change(quick: RunPaths) -> None:
    jobs = _jobs(quick, "99001", "99003")

    def made_again() -> set[str]:
        return {each.place.geoid for each in _run(quick, jobs) if each.is_new}

    assert made_again() == {"99001", "99003"}
    write_local(quick.root, [MEASURE | {"sharing": "team"}], [VALUE])
    assert made_again() == set()
    write_local(quick.root, [MEASURE], [VALUE])
    assert made_again() == {"99001"}


def test_failures_are_named_at_the_end_with_their_logs_and_the_rest_is_made(
    quick: RunPaths,
) -> None:
    (quick.root / "99003.error").touch()
    (quick.root / "99005.bug").touch()
    with pytest.raises(ReportError) as error:
        _run(quick, _jobs(quick))
    text = str(error.value)
    assert "2 of 8 reports failed" in text
    assert "Birch County, DM: cell 3 failed" in text
    assert "Cedar County, DM: ZeroDivisionError: division by zero" in text
    log = quick.log_of("99005")
    assert str(log) in text
    assert "at work on 99005" in log.read_text()
    assert "Traceback" in log.read_text()
    assert len(list(quick.reports.glob("*/report.html"))) == 6
    (quick.root / "99003.error").unlink()
    (quick.root / "99005.bug").unlink()
    assert sum(report.is_new for report in _run(quick, _jobs(quick))) == 2


def test_a_crashed_process_is_replaced_and_its_place_made(quick: RunPaths) -> None:
    (quick.root / "99005.crash-once").touch()
    assert all(report.is_new for report in _run(quick, _jobs(quick)))
    assert _tried(quick)["99005"] == 2


def test_a_place_that_crashes_every_time_fails_alone(quick: RunPaths) -> None:
    (quick.root / "99005.crash").touch()
    with pytest.raises(ReportError, match=r"Cedar County, DM: its process ended \(-9\), 2 times"):
        _run(quick, _jobs(quick))
    assert len(list(quick.reports.glob("*/report.html"))) == 7


def test_a_hanging_process_is_stopped(quick: RunPaths) -> None:
    (quick.root / "99001.hang").touch()
    with pytest.raises(ReportError, match="Alder County, DM: took longer than 3 seconds, 2 times"):
        _run(quick, _jobs(quick, "99001", "99003", "99005"), seconds=3.0)
    assert len(list(quick.reports.glob("*/report.html"))) == 2


def test_without_room_nothing_begins(quick: RunPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "TYPICAL_BYTES", 10**15)
    with pytest.raises(ReportError, match="No room: 2 reports to make"):
        _run(quick, _jobs(quick, "99001", "99003"))
    assert not (quick.root / "made.txt").exists()


def test_two_real_reports_made_side_by_side_are_each_their_own(paths: RunPaths) -> None:
    """No fake: the notebook runs in two forks, and page and figures are those of each place."""
    one, other = _run(paths, _jobs(paths, "99001", "99003"))
    pages = [Path(report.path).read_text(encoding="utf-8") for report in (one, other)]
    assert "<h1>Alder County" in pages[0]
    assert "<h1>Birch County" in pages[1]
    alone = [figures(page) for page in pages]
    assert alone[0] and alone[1]
    assert alone[0] != alone[1]
    # The same place made alone gives the same figures to the byte.
    batch.run_batch(paths, _jobs(paths, "99001"), say=lambda _: None, force=True)
    assert figures(one.path.read_text(encoding="utf-8")) == alone[0]


def figures(page: str) -> list[str]:
    return [part.split("</svg>")[0] for part in page.split("<svg")[1:]]


@pytest.mark.parametrize("number", [1, 2])
def test_a_thread_that_a_cell_left_running_keeps_nobody(
    quick: RunPaths, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    (quick.root / "99001.thread").touch()
    monkeypatch.setattr(forks, "SECONDS_TO_END", 0.5)
    began = time.monotonic()
    made = _run(quick, _jobs(quick, "99001", "99003")[:number])
    assert all(item.is_new for item in made) and len(made) == number
    assert time.monotonic() - began < 30


def test_what_a_cell_started_is_ended_with_it(quick: RunPaths) -> None:
    (quick.root / "99001.child").touch()
    with pytest.raises(ReportError, match="took longer than 2 seconds"):
        _run(quick, _jobs(quick, "99001"), seconds=2.0)
    assert_ended(int(pid) for pid in (quick.root / "children.txt").read_text().split())


def test_a_report_by_itself_is_stopped_too_when_it_hangs(quick: RunPaths) -> None:
    (quick.root / "99001.hang").touch()
    with pytest.raises(ReportError, match="took longer than 1 seconds, 2 times"):
        _run(quick, _jobs(quick, "99001"), seconds=1.0)


def test_a_full_disk_in_one_of_many_reads_plainly(quick: RunPaths) -> None:
    (quick.root / "99001.full").touch()
    with pytest.raises(ReportError, match="Alder County, DM: The disk is full"):
        _run(quick, _jobs(quick, "99001", "99003"))
