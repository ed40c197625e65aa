"""Report: one folder per place, made only where something it rests on has changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mobility_analysis.core.io import write_text
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.geography.universe import PlaceRef, Universe
from mobility_analysis.workflow.parse import load_tables
from mobility_analysis.workflow.stamps import STAMP


@dataclass(frozen=True)
class Job:
    """A report to make: of which place, beside which peers."""

    place: PlaceRef
    peers: tuple[PlaceRef, ...] = ()


@dataclass(frozen=True)
class MadeReport:
    place: PlaceRef
    path: Path
    is_new: bool


@dataclass(frozen=True)
class Failure:
    """A report that could not be made, why, and where its log is."""

    job: Job
    why: str
    next_step: str
    log: Path | None = None


def run_universe(paths: RunPaths) -> Universe:
    """The places of a run, from its parsed population estimates."""
    return Universe(load_tables(paths, ["census_pep"])["population"])


def make_reports(
    paths: RunPaths,
    places: Sequence[str],
    peers: Sequence[str] = (),
    *,
    say: Callable[[str], None] = print,
    force: bool = False,
) -> list[MadeReport]:
    """Make the report of each place (code or name); one that is up to date is left as it is.

    Raises
    ------
    UnknownPlace
        Before anything is made, if a place or peer is unknown or ambiguous.
    ReportError
        After all others were made, naming the places whose report failed.
    """
    from mobility_analysis.workflow.batch import run_batch

    universe = run_universe(paths)
    jobs = jobs_of(universe.find_all(places), universe.find_all(peers))
    return run_batch(paths, jobs, say=say, force=force)


def jobs_of(places: Sequence[PlaceRef], peers: Sequence[PlaceRef]) -> list[Job]:
    """A job for each place, each beside the same peers except itself."""
    beside = dict.fromkeys(peers)
    return [Job(place, tuple(peer for peer in beside if peer != place)) for place in places]


def make_one(paths: RunPaths, job: Job, stamp: dict[str, Any]) -> MadeReport:
    """Make one report and leave in its folder what it was made from."""
    from mobility_analysis.reporting.render import make_report

    report = make_report(paths, job.place.geoid, tuple(peer.geoid for peer in job.peers))
    write_text(report.with_name(STAMP), json.dumps(stamp, indent=1) + "\n")
    return MadeReport(job.place, report, is_new=True)
