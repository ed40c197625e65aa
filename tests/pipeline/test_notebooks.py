"""The committed notebooks run from top to bottom, under nbval, on the demonstration."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from mobility_analysis.core.paths import tool

pytestmark = pytest.mark.pipeline
NOTEBOOKS = sorted(
    path.name for path in (Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb")
)


def test_there_are_notebooks() -> None:
    assert {"explore.ipynb", "findings.ipynb"} <= set(NOTEBOOKS)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_notebook(demo_root: Path, name: str) -> None:
    done = subprocess.run(
        [
            tool("python"),
            "-m",
            "pytest",
            "--nbval-lax",
            "-p",
            "no:cacheprovider",
            "-o",
            "addopts=",
            f"notebooks/{name}",
        ],
        cwd=demo_root,
        env=os.environ | {"MOBILITY_ROOT": str(demo_root), "PYTHONPATH": str(demo_root / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "passed" in done.stdout
