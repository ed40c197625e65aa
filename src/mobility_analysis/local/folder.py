"""Where a place keeps its own records: ``plans/<geoid>-<name>/local/``.

Reports read nothing else of a plan's folder than these files and the key ``publish`` of ``plan.yaml``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mobility_analysis.core.paths import PLAN_SETTINGS, plan_folders

FOLDER = "local"
MEASURES, VALUES = f"{FOLDER}/measures.csv", f"{FOLDER}/values.csv"
OFFICIALS = f"{FOLDER}/officials.csv"


@dataclass(frozen=True)
class LocalFolder:
    """The local files within a plan's folder; naming a file makes none."""

    plan: Path

    @property
    def measures(self) -> Path:
        """What is measured, one row each."""
        return self.plan / MEASURES

    @property
    def values(self) -> Path:
        """The numbers, one row for each area, group and period."""
        return self.plan / VALUES

    @property
    def officials(self) -> Path:
        """Elected officials by group, which the plan's own count writes (:mod:`local.officials`)."""
        return self.plan / OFFICIALS

    @property
    def settings(self) -> Path:
        """The plan's settings, of which the key ``publish`` is read."""
        return self.plan / PLAN_SETTINGS

    @property
    def read_by_a_report(self) -> tuple[Path, ...]:
        """Every file of a plan that a report may depend on."""
        return self.settings, self.measures, self.values, self.officials


def local_folders(root: Path, geoid: str) -> list[LocalFolder]:
    """The folders of local files of a place, by name: none without a plan, and one in a tidy ``plans/``."""
    return [LocalFolder(path) for path in plan_folders(root, geoid)]


def local_files(root: Path, geoid: str) -> list[Path]:
    """Every file that a report of the place reads in ``plans/``, there or not."""
    return [path for each in local_folders(root, geoid) for path in each.read_by_a_report]
