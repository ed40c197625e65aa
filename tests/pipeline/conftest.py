"""A copy of the project in which the demonstration pipeline has run once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mobility_analysis.core.paths import tool

ROOT = Path(__file__).resolve().parents[2]
# What a run reads; never the outputs that may lie beside it.
PARTS = [
    "params.yaml",
    "dvc.yaml",
    ".dvc/config",
    ".dvcignore",
    ".gitignore",
    "pipelines",
    "notebooks",
]
PARTS += [
    "expectations",
    "data/reference",
    "data/snapshots",
    "plans/README.md",
    "areas/README.md",
    "src",
]


def copy_project(target: Path) -> Path:
    for part in PARTS:
        source = ROOT / part
        destination = target / part
        destination.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, destination, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.is_file():
            shutil.copy2(source, destination)
    subprocess.run(["git", "init", "-q"], cwd=target, check=True)
    return target


def mobility(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The ``mobility`` command, as a user of ``root`` runs it, with the copy's own code."""
    return subprocess.run(
        [tool("mobility"), *arguments],
        cwd=root,
        env=os.environ
        | {"MOBILITY_ROOT": str(root), "PYTHONPATH": str(root / "src")}
        | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def demo_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project after ``mobility run``, whose output is in ``first_run.txt``."""
    root = copy_project(tmp_path_factory.mktemp("project"))
    done = mobility(root, "run")
    (root / "first_run.txt").write_text(done.stdout + done.stderr)
    assert done.returncode == 0, done.stdout + done.stderr
    return root


assert sys.version_info >= (3, 11)
