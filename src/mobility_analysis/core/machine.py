"""Looking at this computer: versions, packages, room on the disk, closed folders. Nothing is imported for it."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PYTHON_NEEDED = (3, 11)
PACKAGES = {
    "papermill": "reports",
    "great_expectations": "the gates (extra: pipeline)",
    "dvc": "the pipeline (extra: pipeline)",
    "jupyterlab": "working in notebooks (extra: lab)",
}
DISK_NEEDED = 2 << 30
# What others than its owner may do with a folder.
_FOR_OTHERS = 0o077


@dataclass(frozen=True)
class Found:
    """One thing that was looked at: what it is, whether it is as it should be, and what was found."""

    what: str
    is_good: bool
    remark: str


def python_found() -> Found:
    """The version of Python that runs this."""
    return Found("Python", sys.version_info >= PYTHON_NEEDED, sys.version.split()[0])


def packages_found() -> Iterator[Found]:
    """Whether each package is installed that a whole run needs."""
    for package, use in PACKAGES.items():
        is_there = importlib.util.find_spec(package) is not None
        yield Found(
            package, is_there, f"{'installed' if is_there else 'missing'}; needed for {use}"
        )


def disk_found(folder: Path) -> Found:
    """How much room is left on the disk of a folder."""
    free = shutil.disk_usage(folder).free
    return Found("disk", free > DISK_NEEDED, f"{free / (1 << 30):.0f} GiB free")


def is_closed(folder: Path) -> bool:
    """Whether a folder is there and may be entered by its owner alone."""
    return folder.is_dir() and folder.stat().st_mode & _FOR_OTHERS == 0
