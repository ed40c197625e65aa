"""The committed notebooks run from top to bottom, under nbval, on the demonstration."""

from __future__ import annotations

import ast
import json
import os
import subprocess
from pathlib import Path

import pytest

from mobility_analysis.core.paths import tool

pytestmark = pytest.mark.pipeline
FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = sorted(path.name for path in FOLDER.glob("*.ipynb"))


def test_there_are_notebooks() -> None:
    names = {
        "action_plan",
        "compare",
        "explore",
        "findings",
        "metric_audit",
        "plan",
        "source_profile",
    }
    assert {f"{name}.ipynb" for name in names} == set(NOTEBOOKS)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_has_parameters_and_neither_outputs_nor_functions(name: str) -> None:
    cells = json.loads((FOLDER / name).read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert code[0]["metadata"]["tags"] == ["parameters"]
    for line in ast.parse("".join(code[0]["source"])).body:
        assert isinstance(line, ast.Assign)
        ast.literal_eval(line.value)  # a derived value would keep its default when overridden
    assert not any(cell["outputs"] or cell["execution_count"] for cell in code)
    assert not any("def " in line for cell in code for line in cell["source"])


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
