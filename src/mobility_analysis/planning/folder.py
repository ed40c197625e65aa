"""The folder of a place's plan, ``plans/<geoid>-<name>/``: what is in it, and how one is begun.

People keep this folder; the program reads it, refreshes evidence in its worksheets and writes documents
into ``out/``. It lies apart from the reports because a report's folder is replaced as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mobility_analysis.core.errors import MissingInput
from mobility_analysis.core.io import write_text
from mobility_analysis.core.machine import is_closed
from mobility_analysis.core.paths import folder_name, plan_folders
from mobility_analysis.geography.universe import PlaceRef
from mobility_analysis.local.files import begin_local_files
from mobility_analysis.local.folder import LocalFolder
from mobility_analysis.planning.settings import NAME as SETTINGS
from mobility_analysis.planning.settings import first_settings

# Names of people and their answers: nothing in there is ever committed, whoever owns the repository around it.
IGNORE_ALL = "*\n"
OWNER_ONLY = 0o700


@dataclass(frozen=True)
class PlanFolder:
    """``plans/<geoid>-<name>/``; naming a file makes none."""

    path: Path

    @property
    def settings(self) -> Path:
        """Which place, run and rules (:mod:`planning.settings`)."""
        return self.path / SETTINGS

    @property
    def local(self) -> LocalFolder:
        """The place's own records, which reports may show (:mod:`local`)."""
        return LocalFolder(self.path)

    @property
    def drafts(self) -> Path:
        """Word files built once, then people's."""
        return self.path / "drafts"

    @property
    def parts(self) -> Path:
        """The texts of the action plan, one file a part; people's."""
        return self.path / "parts"

    @property
    def private(self) -> Path:
        """What nobody but the data lead may see."""
        return self.path / "private"

    @property
    def officials(self) -> Path:
        """Who holds an elected office, and how they identify: the most private lists of a plan."""
        return self.private / "officials"

    @property
    def state(self) -> Path:
        """What the program remembers of its own writing."""
        return self.path / "state"

    @property
    def history(self) -> Path:
        """Every file that the program replaced, whole."""
        return self.path / "history"

    @property
    def out(self) -> Path:
        """What the program builds anew each time."""
        return self.path / "out"

    @property
    def is_private_closed(self) -> bool:
        """Whether ``private/`` may be entered by its owner alone."""
        return is_closed(self.private)


def find_plan(root: Path, place: PlaceRef) -> PlanFolder:
    """The plan of a place, under the name it had when it was begun.

    Raises
    ------
    MissingInput
        It has none, or more than one.
    """
    found = [PlanFolder(path) for path in plan_folders(root, place.geoid)]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(each.path.name for each in found)
        raise MissingInput(
            f"{place.label} has {len(found)} plans: {names}.",
            "Move all but one out of plans/; nothing was changed.",
        )
    raise MissingInput(
        f"{place.label} has no plan yet.", f'Begin one: mobility plan start -c "{place.geoid}"'
    )


def start_plan(root: Path, place: PlaceRef, run: str) -> PlanFolder:
    """The place's plan, its folder made or completed; what is there already stays as it is."""
    plan = (
        find_plan(root, place)
        if plan_folders(root, place.geoid)
        else PlanFolder(root / "plans" / folder_name(place.geoid, place.label))
    )
    for folder in (plan.drafts, plan.state, plan.history, plan.out):
        folder.mkdir(parents=True, exist_ok=True)
    make_private(plan)
    if not plan.settings.is_file():
        write_text(plan.settings, first_settings(place.geoid, run, place.name))
    begin_local_files(plan.local)
    return plan


def make_private(plan: PlanFolder) -> None:
    """Make ``private/`` where it is not there: closed to others, left out by git."""
    if not plan.private.is_dir():
        plan.private.mkdir(mode=OWNER_ONLY)
    if not (plan.private / ".gitignore").is_file():
        write_text(plan.private / ".gitignore", IGNORE_ALL)
    if not plan.officials.is_dir():
        plan.officials.mkdir(mode=OWNER_ONLY)
