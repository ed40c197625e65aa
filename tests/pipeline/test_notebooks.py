"""The committed notebooks run from top to bottom, under nbval, on the demonstration."""

from __future__ import annotations

import ast
import json
import os
import re
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


@pytest.fixture(scope="module")
def told(demo_root: Path) -> str:
    """What nbval says of all cells: one process for all notebooks, whose start takes longer than most of them."""
    command = [tool("python"), "-m", "pytest", "-p", "nbval.plugin", "--nbval-lax", "-v"]
    done = subprocess.run(
        [*command, "-p", "no:cacheprovider", "-o", "addopts=", "notebooks"],
        cwd=demo_root,
        env=os.environ
        | {
            "MOBILITY_ROOT": str(demo_root),
            "PYTHONPATH": str(demo_root / "src"),
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_notebook(told: str, name: str) -> None:
    stem = re.escape(Path(name).stem)
    cells = re.findall(rf"^notebooks/{stem}::ipynb::Cell \d+ (\w+)", told, re.MULTILINE)
    code = [
        cell
        for cell in json.loads((FOLDER / name).read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code"
    ]
    assert cells == ["PASSED"] * len(code), told
