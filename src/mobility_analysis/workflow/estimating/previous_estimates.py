"""The estimates before the present ones, kept so that audits and reports can say what a run changed."""

from __future__ import annotations

import filecmp
import shutil
from pathlib import Path

from mobility_analysis.core.atomic import atomic_folder
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.runs.estimates_folder import EstimatesFolder


def keep_previous(paths: RunPaths, new: Path) -> None:
    """Keep the estimates that are about to be replaced, with the record and what findings and peers rest on.

    Parameters
    ----------
    new
        Folder with the finished estimates. If its table equals the one in place byte for byte,
        nothing is kept: otherwise a repeated run would be compared with itself.
    """
    old, made = EstimatesFolder(paths.estimates), EstimatesFolder(new)
    is_first = not old.estimates.is_file()
    if is_first or filecmp.cmp(old.estimates, made.estimates, shallow=False):
        return
    with atomic_folder(paths.previous) as folder:
        for path in (old.estimates, *old.shared):
            if path.is_file():
                shutil.copy2(path, folder / path.name)
        # By state, so that a report need not read the whole nation to say what changed for its place.
        if old.by_state.is_dir():
            shutil.copytree(old.by_state, EstimatesFolder(folder).by_state)
