"""A begun plan of the first county of the written run."""

from __future__ import annotations

from pathlib import Path

import pytest

from mobility_analysis.core.paths import RunPaths
from mobility_analysis.planning.desk import Desk
from mobility_analysis.planning.folder import start_plan
from mobility_analysis.runs.run_data import RunData


def begun(run_folder: RunPaths, root: Path) -> Desk:
    """A plan below ``root``, of the run in ``run_folder``, with its worksheet."""
    plan = start_plan(root, RunData(run_folder).find("99001"), "demo")
    desk = Desk(run_folder.root, plan)
    desk.complete()
    return desk


@pytest.fixture
def desk(run_folder: RunPaths, tmp_path: Path) -> Desk:
    return begun(run_folder, tmp_path)
