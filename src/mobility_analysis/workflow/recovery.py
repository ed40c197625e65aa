"""After an interrupted command: put folders back, remove half-made ones, and report both."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mobility_analysis.core.atomic import mend, unmended
from mobility_analysis.core.paths import RunPaths


def mend_run(paths: RunPaths) -> list[str]:
    """Repair what a killed process left of a run; returns messages for the person."""
    said = []
    for folder in _parents(paths):
        for restored in mend(folder):
            said.append(
                f"{restored.relative_to(paths.root)} was about to be replaced when an earlier run "
                "was killed: it is back in its place."
            )
    for was in unmended(paths.reports):
        said.append(
            f"{was.relative_to(paths.root)} is an earlier report that a killed run left: look "
            "whether its review guide has answers that yours lacks, then delete it."
        )
    return said


def _parents(paths: RunPaths) -> Iterator[Path]:
    """Every folder in which the stages replace files or folders."""
    for folder in (paths.raw, paths.interim, paths.quality, paths.snapshots):
        yield folder
        yield from (path for path in folder.glob("*") if path.is_dir())
    yield from {paths.raw.parent, paths.interim.parent, paths.estimates.parent}
    yield paths.reports
