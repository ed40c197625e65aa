"""A written run, and the two counties most tests look at."""

from __future__ import annotations

import pytest
from tests.made_up_run import write_run

from mobility_analysis.core.paths import RunPaths
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.read_place import read_place
from mobility_analysis.runs.run_data import RunData


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> RunPaths:
    """Paths of a written run."""
    return write_run(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="session")
def alder(run_folder: RunPaths) -> PlaceData:
    """A county with every kind of value, and two peers."""
    return read_place(RunData(run_folder), "99001", ("99003", "99005"))


@pytest.fixture(scope="session")
def ironwood(run_folder: RunPaths) -> PlaceData:
    """A county with nothing but weak and missing values."""
    return read_place(RunData(run_folder), "99017")
