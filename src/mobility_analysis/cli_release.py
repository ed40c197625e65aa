"""``mobility release``, ``mobility capsule`` and ``mobility verify``: what is handed to others, and how they check it.

Heavy imports wait until a command needs them, so that help is instant.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from mobility_analysis.cli_options import RunOption, not_blank
from mobility_analysis.core.errors import UsageError
from mobility_analysis.core.paths import RunPaths, project_root
from mobility_analysis.core.plainly import stopped
from mobility_analysis.runs.estimates_folder import default_run


def _paths(run: str) -> RunPaths:
    root = project_root()
    return RunPaths(root, run or default_run(root))


def _day(text: str) -> date:
    if not text:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"--date cannot be {text!r}.", "Write it as year-month-day, such as 2026-11-29."
        ) from None


def release(
    run: RunOption = "",
    version: Annotated[
        str,
        typer.Option(
            callback=not_blank, help="Name of the release, such as 2026.1. Default: the day."
        ),
    ] = "",
    day: Annotated[
        str,
        typer.Option(
            "--date",
            callback=not_blank,
            help="The day it bears, such as 2026-11-29. Default: today.",
        ),
    ] = "",
    since: Annotated[
        Path | None,
        typer.Option(help="Folder of an earlier release to compare with. Default: the one before."),
    ] = None,
    findings: Annotated[
        bool,
        typer.Option(
            "--findings/--no-findings", help="The findings of every place, which take the longest."
        ),
    ] = True,
    with_unclear: Annotated[
        bool,
        typer.Option(
            "--with-unclear",
            help="Also values of sources whose terms were not found; ask their agencies first.",
        ),
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace a release of the same version.")
    ] = False,
    check: Annotated[
        Path | None,
        typer.Option(
            help="Write none; hold the release in this folder against its own description."
        ),
    ] = None,
) -> None:
    """Write a run's estimates as files for others: releases/<run>/<version>/ with terms, checksums and descriptions.

    Values of sources that may not be passed on are left out and named. docs/data-release.md says what is in it.
    """
    from mobility_analysis.dataset.checking import check_release
    from mobility_analysis.dataset.release import Wishes, write_release
    from mobility_analysis.workflow.progress import show_progress

    if check is not None:
        typer.echo(f"{check_release(check)} tables are what the release says of them: {check}")
        return
    began = time.monotonic()
    paths = _paths(run)
    wishes = Wishes(_day(day), version, since, findings, with_unclear, replace)
    with ExitStack() as shown:

        def step(total: int) -> Callable[[str, int], None]:
            progress = shown.enter_context(show_progress(total, typer.echo))

            def done(state: str, number: int) -> None:
                progress.done(f"findings, state {state}", "made", number)

            return done

        try:
            folder = write_release(paths, wishes, lambda what: typer.echo(f"  {what}"), step)
        except KeyboardInterrupt as stop:
            raise stopped(stop, "at the release", is_kept=False) from None
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    typer.echo(
        f"Release: {folder.relative_to(paths.root)} ({size:.0f} MB, {time.monotonic() - began:.0f} s)"
    )
    typer.echo("Left out because of terms: see its LICENSES.md.")


def capsule(
    county: Annotated[
        str,
        typer.Option(
            "--county",
            "-c",
            callback=not_blank,
            help='Code or name of one place, such as 39153 or "Summit County, OH".',
        ),
    ],
    run: RunOption = "",
    out: Annotated[
        Path | None, typer.Option(help="File to write. Default: capsules/<run>/<place>.json.")
    ] = None,
) -> None:
    """Write what another machine needs to rebuild one place's estimates and compare: inputs by hash, settings, values."""
    from mobility_analysis.dataset.capsule import write_capsule
    from mobility_analysis.runs.run_data import RunData

    data = RunData(_paths(run))
    here = data.find(county)
    path = write_capsule(data, here, out)
    typer.echo(f"Capsule: {path}")
    typer.echo(
        f"Next: on another machine, mobility verify {path.name} --data <folder with the files>"
    )


def verify(
    file: Annotated[Path, typer.Argument(help="A capsule that `mobility capsule` wrote.")],
    data: Annotated[
        str,
        typer.Option(
            "--data",
            callback=not_blank,
            help="Folder or URL with the agencies' files as <source>/<vintage>/<file>. Default: those of this "
            "checkout's own run.",
        ),
    ] = "",
    rebuild: Annotated[
        bool,
        typer.Option(
            "--rebuild/--no-rebuild",
            help="Compute everything anew from the files, or compare with the estimates that are here.",
        ),
    ] = True,
    keep: Annotated[
        Path | None, typer.Option(help="Keep what was rebuilt in this folder; it must not exist.")
    ] = None,
) -> None:
    """Rebuild a capsule's place from the agencies' files and say whether the estimates are the same.

    Exit code 0: all are equal. 1: some differ; inputs that are missing or changed, and the rows, are named.
    """
    from mobility_analysis.workflow.verifying import verify_capsule

    if not verify_capsule(project_root(), file, typer.echo, data=data, rebuild=rebuild, keep=keep):
        raise typer.Exit(1)
