"""The tests are divided among processes so that nothing dear is made twice."""

from __future__ import annotations

from pathlib import Path

from tests import processes

from mobility_analysis.core.paths import project_root


def test_every_module_named_is_there() -> None:
    for module in (*processes.TOGETHER, *processes.APART):
        assert (project_root() / module).is_file()


def test_modules_that_use_a_dear_fixture_are_one_group() -> None:
    uses = {"demo_root": "the demonstration's run", "browser": "a browser"}
    for fixture, group in uses.items():
        modules = [
            str(path.relative_to(project_root()))
            for path in Path(project_root(), "tests").rglob("test_*.py")
            if f" {fixture}: " in path.read_text(encoding="utf-8").replace("(", " ")
        ]
        assert len(modules) > 1
        assert {processes.group_of(f"{module}::test_x") for module in modules} == {group}


def test_other_modules_stay_whole_and_some_are_divided() -> None:
    one, other = (f"tests/unit/test_cli.py::test_{name}" for name in "ab")
    assert processes.group_of(one) == processes.group_of(other) == "tests/unit/test_cli.py"
    gates = [f"tests/mirror/test_gates_mirror.py::test_x[{name}]" for name in "ab"]
    assert len({processes.group_of(gate) for gate in gates}) == 2


def test_the_scheduler_asks_for_the_group() -> None:
    """A method of pytest-xdist's that is not for others: should it go, modules would be torn apart."""
    assert "_split_scope" in vars(processes.LoadScopeScheduling)
    split = processes.Groups._split_scope
    assert split(None, "tests/pipeline/test_notebooks.py::test_x") == "the demonstration's run"
