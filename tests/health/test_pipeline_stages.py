"""What the stages of dvc.yaml depend on is what their code imports: whole rooms, and modules of the workflow."""

from __future__ import annotations

import grimp
import pytest
import yaml

from mobility_analysis.core.paths import project_root
from mobility_analysis.core.settings import RunSettings

PACKAGE = "mobility_analysis"
CODE = f"src/{PACKAGE}"
# Where the work of each stage begins. What a script checks of its arguments first (workflow/scripts.py) changes
# no output.
BEGINS: dict[str, tuple[str, ...]] = {
    "fetch_demo": ("workflow.fetching.choice", "workflow.fetching.run_fetch"),
    "parse_demo": ("workflow.parse",),
    "parse_real": ("workflow.parse",),
    "check": ("workflow.check",),
    "estimate": ("workflow.estimate",),
    "areas": ("workflow.areas",),
    "report": ("workflow.report",),
    "plan": ("workflow.plan", "lab.plan"),  # the notebook imports the second
}
# Packages whose modules are found by walking their folder: no import names them.
WALKED = {"sources", "metrics", "demo"}
STAGES = yaml.safe_load((project_root() / "dvc.yaml").read_text(encoding="utf-8"))["stages"]


def _declared(stage: str) -> list[str]:
    body = STAGES[stage]
    deps: list[str] = body.get("do", body)["deps"]
    return [each for each in deps if each.startswith(CODE)]


def _needed(graph: grimp.ImportGraph, stage: str) -> set[str]:
    """Rooms that the stage's code reaches, and its modules of the workflow."""
    found: set[str] = set()
    for name in BEGINS[stage]:
        module = f"{PACKAGE}.{name}"
        found |= {module} | graph.find_upstream_modules(module)
    parts = [each.split(".")[1:] for each in found if each.count(".")]
    rooms = {each[0] for each in parts}
    for room in rooms & WALKED:  # what their modules import, they need too
        for module in graph.find_descendants(f"{PACKAGE}.{room}"):
            upstream = graph.find_upstream_modules(module)
            rooms |= {each.split(".")[1] for each in upstream if each.count(".")} - {"workflow"}
    modules = {
        f"{CODE}/{'/'.join(each)}.py" for each in parts if each[0] == "workflow" and each[1:]
    }
    return {f"{CODE}/{room}" for room in rooms - {"workflow"}} | modules


def test_no_stage_stops_at_a_key_that_a_run_may_leave_out() -> None:
    """DVC refuses a stage one of whose params is not in the file; settings of a user may be older than a key."""
    may_be_left_out = {
        name for name, field in RunSettings.model_fields.items() if not field.is_required()
    }
    named = {
        param.split(".")[2]
        for body in STAGES.values()
        for param in body.get("do", body).get("params", ())
        if param.count(".") > 1
    }
    assert {"languages", "address", "plans", "peers"} <= may_be_left_out
    assert not named & may_be_left_out


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(PACKAGE, cache_dir=None)


@pytest.mark.parametrize("stage", BEGINS)
def test_a_stage_names_all_code_that_it_runs_and_no_other(
    graph: grimp.ImportGraph, stage: str
) -> None:
    assert sorted(_declared(stage)) == sorted(_needed(graph, stage))


def test_every_stage_is_looked_at() -> None:
    assert set(BEGINS) == set(STAGES)
