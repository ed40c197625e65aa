"""Many reports: those that would not change are skipped, the others are made in parallel.

One that fails stops no other and is named at the end with its log; what is finished stays, so the same
call goes on from there.
"""

from __future__ import annotations

import os
import shutil
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from mobility_analysis.core.errors import ReportError
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.press.translation import find_languages
from mobility_analysis.reporting.beside.own_files import why_again
from mobility_analysis.reporting.make.report_folders import report_folder
from mobility_analysis.workflow.progress import Progress, show_progress
from mobility_analysis.workflow.publishing.forks import LocalForks
from mobility_analysis.workflow.publishing.jobs import Executor, Failure, Job, MadeReport
from mobility_analysis.workflow.publishing.stamps import Stamps

SECONDS = 300.0  # a report that takes longer hangs
# Bytes of a report's folder, used as long as this run has no reports to measure.
TYPICAL_BYTES = 3_000_000
NAMED = 5


@dataclass
class _Batch:
    made: list[MadeReport] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)


def run_batch(
    paths: RunPaths,
    jobs: Sequence[Job],
    *,
    say: Callable[[str], None] = print,
    force: bool = False,
    workers: int | None = None,
    scheduler: str = "",
    seconds: float = SECONDS,
) -> list[MadeReport]:
    """Make the reports of ``jobs``; those up to date are left as they are.

    Parameters
    ----------
    workers
        Reports at a time; as many as there are cores by default.
    scheduler
        Address of a Dask scheduler whose workers make the reports instead (:mod:`workflow.publishing.cluster`).
    seconds
        After how long a report counts as hanging.

    Raises
    ------
    ReportError
        After all others were made, naming the places whose report failed and their logs; or before
        anything is made, where the disk has no room for them.
    """
    stamps = Stamps(paths)
    batch, todo = _Batch(), []
    for job in _once_each(jobs):
        folder = report_folder(paths, job.place)
        why = why_again(
            folder, stamps.of(job.place, job.peers, job.peer_lens, job.languages, job.address)
        )
        if why:
            say(
                f"{job.place.label}: {why} since the report was made; a changed file stays beside it."
            )
        if why is None and not force:
            batch.made.append(MadeReport(job.place, folder / "report.html", is_new=False))
        else:
            todo.append(job)
    with show_progress(len(jobs), say) as progress:
        for report in batch.made:
            progress.done(report.place.label, "up to date")
        if todo:
            say(disk_sentence(paths, len(todo)))
            if others := find_languages(code for job in todo for code in job.languages):
                say(f"Briefs in English and {', '.join(each.name for each in others)}.")
            executor = _executor(
                paths, stamps, workers=workers, scheduler=scheduler, seconds=seconds
            )
            for job, outcome in executor.make(todo):
                _keep(batch, progress, job, outcome)
    if batch.failed:
        raise _named(batch.failed, len(jobs))
    order = {job.place.geoid: number for number, job in enumerate(jobs)}
    return sorted(batch.made, key=lambda report: order[report.place.geoid])


def _once_each(jobs: Sequence[Job]) -> list[Job]:
    """A place that is named twice is made once, with the peers named last."""
    return list({job.place: job for job in jobs}.values())


def _executor(
    paths: RunPaths, stamps: Stamps, *, workers: int | None, scheduler: str, seconds: float
) -> Executor:
    if scheduler:
        from mobility_analysis.workflow.publishing.cluster import DaskCluster

        return DaskCluster(paths, stamps, scheduler, seconds)
    return LocalForks(paths, stamps, workers or os.cpu_count() or 1, seconds)


def _keep(batch: _Batch, progress: Progress, job: Job, outcome: MadeReport | Failure) -> None:
    if isinstance(outcome, MadeReport):
        batch.made.append(outcome)
        progress.done(job.place.label, "made")
    else:
        batch.failed.append(outcome)
        progress.done(job.place.label, "failed")


def _named(failed: Sequence[Failure], total: int) -> ReportError:
    lines = [
        f"{each.job.place.label}: {each.why}" + (f" (log: {each.log})" if each.log else "")
        for each in failed[:NAMED]
    ]
    if len(failed) > NAMED:
        lines.append(f"and {len(failed) - NAMED} more; their logs are beside these")
    return ReportError(
        f"{len(failed)} of {total} reports failed: " + "; ".join(lines),
        "The others are finished; the same command tries only these again. " + failed[0].next_step,
    )


def disk_sentence(paths: RunPaths, number: int) -> str:
    """How much disk ``number`` reports will take, from those there are.

    Raises
    ------
    ReportError
        When there is not that much room.
    """
    folders = [page.parent for page in paths.reports.glob("*/report.html")][:20]
    sizes = [sum(f.stat().st_size for f in folder.iterdir() if f.is_file()) for folder in folders]
    needed = int(number * (statistics.median(sizes) if sizes else TYPICAL_BYTES))
    there = next(folder for folder in (paths.reports, *paths.reports.parents) if folder.exists())
    free = shutil.disk_usage(there).free
    text = (
        f"{number} reports to make, about {_megabytes(needed)} of disk ({_megabytes(free)} free)."
    )
    if needed > free:
        raise ReportError(f"No room: {text}", "Free some disk, or make fewer reports at a time.")
    return text


def _megabytes(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{max(1, round(size / 1e6))} MB"
