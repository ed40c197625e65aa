"""No other module spells the name of a file of the estimates."""

from __future__ import annotations

import ast
from pathlib import Path

from mobility_analysis.core.paths import PACKAGE
from mobility_analysis.runs import estimates_folder
from mobility_analysis.runs.estimates_folder import EstimatesFolder

FOLDER = EstimatesFolder(Path())
NAMES = {
    path.name for path in (FOLDER.estimates, FOLDER.boundaries, FOLDER.small_areas, *FOLDER.shared)
} | {FOLDER.rows_of("99").parent.name}


def _literals(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_the_names_of_the_files_stand_in_one_module() -> None:
    here = Path(estimates_folder.__file__)
    assert NAMES - {FOLDER.small_areas.name} <= _literals(here)
    own = NAMES - {FOLDER.small_areas.name}  # the name of a subject, too
    elsewhere = {
        str(path.relative_to(PACKAGE)): sorted(own & _literals(path))
        for path in PACKAGE.rglob("*.py")
        if path != here and own & _literals(path)
    }
    assert elsewhere == {}


def test_outlines_are_not_asked_for_before_a_map_is_drawn() -> None:
    """Of a release at an address, naming a file fetches it."""
    assert FOLDER.boundaries not in FOLDER.shared
