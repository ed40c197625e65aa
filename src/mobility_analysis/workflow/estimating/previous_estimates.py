"""The estimates before the present ones, kept so that an audit can say what a run changed."""

from __future__ import annotations

import filecmp
import shutil
from pathlib import Path

from mobility_analysis.core.atomic import atomic_folder
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.runs.estimates_folder import EstimatesFolder


def keep_previous(paths: RunPaths, new: Path) -> None:
    """Keep the table and record of estimates that are about to be replaced.

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
        for path in (old.estimates, old.record):
            shutil.copy2(path, folder / path.name)
