"""The plan that a place's code or name means."""

from __future__ import annotations

from pathlib import Path

from mobility_analysis.core.paths import RunPaths, plan_folders
from mobility_analysis.geography.universe import PlaceRef
from mobility_analysis.planning.desk import Desk
from mobility_analysis.planning.folder import PlanFolder, find_plan, start_plan
from mobility_analysis.planning.officials.office import begin_officials
from mobility_analysis.runs.estimates_folder import default_run
from mobility_analysis.runs.run_data import RunData


def open_desk(root: Path, place: str, run: str = "") -> Desk:
    """The plan of the place that a code or a name means.

    Parameters
    ----------
    run
        Where the name is looked up; the plan's own settings say whose estimates it shows.

    Raises
    ------
    UnknownPlace
        No place answers to the name.
    MissingInput
        The place has no plan, or the run no estimates.
    """
    begun = plan_folders(root, place) if place.isdigit() else []
    if len(begun) == 1:
        return Desk(root, PlanFolder(begun[0]))
    return Desk(root, find_plan(root, find_in_run(root, place, run)))


def begin(root: Path, place: str, run: str = "") -> Desk:
    """The plan of a place, begun where there is none, its folder completed where something is missing."""
    here = find_in_run(root, place, run)
    plan = start_plan(root, here, run or _run_of(root, place))
    begin_officials(plan)
    return Desk(root, plan)


def find_in_run(root: Path, place: str, run: str = "") -> PlaceRef:
    """The place that a code or a name means, in the run named or in the one it speaks of."""
    return RunData(RunPaths(root, run or _run_of(root, place))).find(place)


def _run_of(root: Path, place: str) -> str:
    """The run that a place speaks of: the demonstration for one of the made-up state, else the project's own."""
    is_made_up = place.startswith("99") or place.upper().endswith(", DM")
    return "demo" if is_made_up else default_run(root)
