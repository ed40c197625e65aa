"""The table of the planning guide's worksheets in ``docs/planning.md`` names tests and commands that are there."""

from __future__ import annotations

import re
from pathlib import Path

from mobility_analysis.cli_plan import plan_app
from mobility_analysis.core.paths import project_root

ROW = re.compile(
    r"^\|(?P<step>[^|]+)\|(?P<what>[^|]+)\|(?P<command>[^|]+)\|[^|]+\| `(?P<test>[^`|]+)` \|$", re.M
)
AT_LEAST = 35


def _rows() -> list[re.Match[str]]:
    text = Path(project_root(), "docs", "planning.md").read_text(encoding="utf-8")
    return list(ROW.finditer(text))


def test_every_test_named_is_there() -> None:
    rows = _rows()
    assert len(rows) >= AT_LEAST
    for row in rows:
        name, _, function = row["test"].partition("::")
        texts = [
            path.read_text(encoding="utf-8") for path in Path(project_root(), "tests").rglob(name)
        ]
        assert texts, name
        assert any(f"def {function}(" in text for text in texts) or not function, row["test"]


def test_every_command_of_a_plan_that_is_named_is_there() -> None:
    known = {
        each.name or each.callback.__name__
        for each in plan_app.registered_commands
        if each.callback
    }
    named = {
        found for row in _rows() for found in re.findall(r"mobility plan (\w+)", row["command"])
    }
    assert named and named <= known
