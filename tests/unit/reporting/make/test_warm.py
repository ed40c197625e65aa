"""What a batch has ready before its first fork: modules and fonts, and no thread, which a fork would lose."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

from mobility_analysis.core.paths import project_root

FACTS = """
import json, os, sys
import matplotlib
before = len(os.listdir("/proc/self/task")) if os.path.isdir("/proc/self/task") else 0
from mobility_analysis.press.typst import load_fonts
load_fonts()
after = len(os.listdir("/proc/self/task")) if os.path.isdir("/proc/self/task") else 0
import mobility_analysis.reporting.make.warm
print(json.dumps({"threads": after - before, "loaded": sorted(sys.modules), "times": load_fonts.cache_info().misses}))
"""


def _imported(notebook: Path) -> set[str]:
    """The modules that the notebook's cells import."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    source = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
    return {name for name in found if name.split(".")[-1].islower() and "mobility" in name}


def test_a_fork_imports_nothing_and_finds_the_fonts_loaded() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FACTS], check=True, capture_output=True, text=True, timeout=120
    )
    facts = json.loads(done.stdout)
    modules = _imported(project_root() / "notebooks" / "findings.ipynb")
    names = {name for name in modules if _is_module(name)}
    assert "mobility_analysis.reporting.beside.print_edition" in names
    assert names - set(facts["loaded"]) == set()
    assert "typst" in facts["loaded"]
    assert facts["times"] == 1
    assert facts["threads"] == 0


def _is_module(name: str) -> bool:
    path = project_root() / "src" / Path(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()
