"""A written run, and the two counties most tests look at."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from mobility_analysis.core.paths import RunPaths
from mobility_analysis.reporting.data import RunData
from mobility_analysis.reporting.place_data import PlaceData

sys.path.insert(0, str(Path(__file__).parent))
from _run import write_run


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> RunPaths:
    """Paths of a written run."""
    return write_run(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="session")
def alder(run_folder: RunPaths) -> PlaceData:
    """A county with every kind of value, and two peers."""
    return RunData(run_folder).place("99001", ("99003", "99005"))


@pytest.fixture(scope="session")
def ironwood(run_folder: RunPaths) -> PlaceData:
    """A county with nothing but weak and missing values."""
    return RunData(run_folder).place("99017")
