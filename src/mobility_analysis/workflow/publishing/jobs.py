"""A report to make, its outcome, and how one is made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from mobility_analysis.core.paths import RunPaths
from mobility_analysis.geography.universe import PlaceRef

# A place, and the peers a person named for it (none: they are found).
PlaceRequest = tuple[PlaceRef, Sequence[PlaceRef]]


@dataclass(frozen=True)
class Job:
    """A report to make: of which place, beside which peers.

    Attributes
    ----------
    peers
        Codes of the peers.
    peer_lens
        The lens that found them; empty where a person named them.
    languages
        Codes of the languages besides English that the brief is written in.
    address
        Where reports of the run can be read (:mod:`core.address`); empty where they have no address.
    """

    place: PlaceRef
    peers: tuple[str, ...] = ()
    peer_lens: str = ""
    languages: tuple[str, ...] = ()
    address: str = ""


@dataclass(frozen=True)
class MadeReport:
    """A report that was made, or found unchanged, and where it is."""

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


class Executor(Protocol):
    """Something that makes several reports at a time; one that fails does not stop the others."""

    def make(self, jobs: Sequence[Job]) -> Iterator[tuple[Job, MadeReport | Failure]]:
        """Each job with its outcome, in the order in which they finish."""
        ...


def make_one(paths: RunPaths, job: Job, stamp: dict[str, Any]) -> MadeReport:
    """Make one report; its folder says what it was made from."""
    from mobility_analysis.reporting.make.render import make_report

    report = make_report(
        paths,
        job.place.geoid,
        job.peers,
        job.peer_lens,
        stamp,
        languages=job.languages,
        address=job.address,
    )
    return MadeReport(job.place, report, is_new=True)
