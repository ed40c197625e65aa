"""A plan's folder, what is said of it, and the commands around it."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from tests.unit.planning.editing import cell, edited
from typer.testing import CliRunner

from mobility_analysis import Plan
from mobility_analysis.cli import app
from mobility_analysis.core.errors import MissingInput
from mobility_analysis.core.paths import RunPaths, plan_folders
from mobility_analysis.planning.check import MEND, MISSING, NOTE
from mobility_analysis.planning.demonstration.answers import demonstration_answers
from mobility_analysis.planning.desk import Desk
from mobility_analysis.planning.find import begin, open_desk
from mobility_analysis.planning.folder import start_plan
from mobility_analysis.planning.guide import guide
from mobility_analysis.planning.workbooks.workbook_in import read_grids
from mobility_analysis.runs.run_data import RunData
from mobility_analysis.workflow.plan import make_plans

FOLDER = "99001-alder-county-dm"


@pytest.fixture
def root(run_folder: RunPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with the run's estimates and no plans."""
    for name in ("data", "expectations"):
        (tmp_path / name).symlink_to(run_folder.root / name)
    (tmp_path / "params.yaml").write_text("{}", encoding="utf-8")
    monkeypatch.setenv("MOBILITY_ROOT", str(tmp_path))
    return tmp_path


def test_a_plan_is_begun_once_and_then_completed(desk: Desk) -> None:
    plan = desk.plan
    assert plan.path.name == FOLDER
    assert plan.is_private_closed
    assert (plan.private / ".gitignore").read_text(encoding="utf-8") == "*\n"
    plan.settings.write_text('place: "99001"\nrun: demo\n', encoding="utf-8")
    plan.out.rmdir()
    again = start_plan(plan.path.parents[1], desk.here, "demo")
    assert again == plan
    assert plan.out.is_dir()
    assert plan.settings.read_text(encoding="utf-8") == 'place: "99001"\nrun: demo\n'


def test_a_plan_is_found_under_the_name_it_had(desk: Desk, run_folder: RunPaths) -> None:
    root = desk.plan.path.parents[1]
    old = desk.plan.path.rename(desk.plan.path.with_name("99001-old-name-dm"))
    assert start_plan(root, desk.here, "demo").path == old
    assert plan_folders(root, "99001") == [old]
    start_plan(root, RunData(run_folder).find("99003"), "demo")
    assert [each.name for each in plan_folders(root, "99003")] == ["99003-birch-county-dm"]


def test_two_plans_of_one_place_are_refused(desk: Desk, root: Path) -> None:
    for name in (FOLDER, "99001-copy"):
        folder = root / "plans" / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "plan.yaml").write_text('place: "99001"\nrun: demo\n', encoding="utf-8")
    with pytest.raises(MissingInput, match="has 2 plans: 99001-alder-county-dm, 99001-copy"):
        open_desk(root, "99001")


def _said(desk: Desk) -> set[tuple[str, str, str]]:
    return {(each.kind, each.where, each.what) for each in desk.examine()}


def test_what_is_missing_and_what_is_wrong_is_named_with_its_place(desk: Desk) -> None:
    with edited(desk.readiness.book.path) as book:
        steps = book["Steps"]
        cell(steps, "culture.1", "Answer").value = "maybe"
        cell(steps, "culture.2", "Answer").value = "not permitted here"
        cell(steps, "data.1", "Answer").value = "yes"
        cell(steps, "data.3", "Answer").value = "partly"
        cell(book["Decision"], "decision.1", "Decision").value = "launch"
    desk.plan.private.chmod(0o755)
    (desk.plan.path / "~$readiness.xlsx").touch()
    said = _said(desk)
    where = "readiness.xlsx, "
    assert {
        (
            MEND,
            where + "Steps, culture.1",
            "\u201cmaybe\u201d is none of the answers (yes, partly, not yet, not known, not permitted here); it "
            "counts as none.",
        ),
        (
            MEND,
            where + "Steps, culture.2",
            "What forbids it? Without the law named, the step counts.",
        ),
        (MISSING, where + "Steps, data.1", "Answered yes: how do we know?"),
        (MISSING, where + "Decision", "Who decided?"),
        (MISSING, where + "Decision", "On what day was it decided?"),
        (
            MISSING,
            where + "Decision",
            "Our rule suggested \u201cpostpone\u201d: why was it decided otherwise?",
        ),
    } <= said
    kinds = {(kind, place) for kind, place, _ in said}
    assert {(MEND, "private/"), (NOTE, "readiness.xlsx"), (MISSING, "plan.yaml")} <= kinds
    owners = next(what for _, _, what in said if what.startswith("Open, without an owner."))
    assert owners == "Open, without an owner. 2: culture.2, data.3."


def test_a_decision_that_the_answers_have_left_behind_is_noted(desk: Desk) -> None:
    desk.readiness.book.answer(demonstration_answers())
    assert desk.readiness.answers.decided is not None
    assert not any(where.endswith("Decision") for _, where, _ in _said(desk))
    desk.readiness.book.answer({"Steps": {f"culture.{n}": {"answer": "not yet"} for n in (1, 2)}})
    notes = [what for kind, _, what in _said(desk) if kind == NOTE]
    assert notes == ["The answers have changed since: our rule now suggests \u201cpostpone\u201d."]


def test_the_decision_of_the_latest_day_holds(desk: Desk) -> None:
    desk.readiness.book.answer(
        {
            "Decision": {
                "decision.1": {"decision": "launch", "on": datetime.date(2027, 2, 1)},
                "decision.2": {"decision": "postpone", "on": datetime.date(2026, 12, 1)},
            }
        }
    )
    decided = desk.readiness.answers.decided
    assert decided is not None and decided.decision == "launch"


def test_what_the_rule_suggested_is_kept_beside_its_own_decision(desk: Desk) -> None:
    desk.readiness.book.answer(
        {"Decision": {"decision.2": {"decision": "launch", "by": "The executive"}}}
    )
    desk.readiness.book.answer(
        {"Steps": {key: {"answer": "yes", "how": "seen"} for key in guide().steps}}
    )
    desk.readiness.book.refresh()
    grid = read_grids(desk.readiness.book.path.read_bytes(), "readiness.xlsx")["Decision"]
    rows = {row[0]: row[5:] for row in grid if row and str(row[0]).startswith("decision.")}
    assert rows == {"decision.1": [], "decision.2": ["postpone"], "decision.3": []}
    assert desk.readiness.answers.readiness.suggestion == "launch"


def test_in_jupyterlab_a_plan_shows_answers_and_takes_them(root: Path) -> None:
    plan = Plan.start("99001")
    assert repr(plan).startswith("Plan('Alder County, DM'): With these answers our rule suggests")
    plan.answer("leadership.1", "yes")
    plan.answer("leadership.1", "Met on May 12", column="how")
    table = plan.readiness.set_index("key")
    assert len(table) == 31
    assert table.loc["leadership.1", ["answer", "how"]].tolist() == ["yes", "Met on May 12"]
    assert plan.conditions.set_index("key").loc["leadership", "yes"] == 1
    assert len(plan.preparedness) == 30
    assert plan.partners.empty and "groups" in plan.partners
    partner = {"organization": "Heron House", "groups": "Immigrants; Rural residents"}
    plan.desk.coalition.book.answer({"Partners": {"partner.1": partner}})
    assert plan.partners.loc[0, "groups"] == ("Immigrants", "Rural residents")
    assert list(plan.evidence()["key"]) == ["leadership.1", "data.1", "data.2", "data.4"]
    assert (plan.check()["kind"] == MISSING).any()
    assert (plan.folder / "out" / "check.html").is_file()
    for part in ("opening", "conditions", "steps", "evidence", "preparedness", "findings", "to do"):
        assert "<h" in plan.show(part)._repr_html_()
    assert repr(Plan("99001")) == repr(plan)


def test_commands_begin_refresh_and_check(root: Path) -> None:
    run = CliRunner().invoke
    begun = run(app, ["plan", "start", "-c", "Alder County, DM"])
    assert begun.exit_code == 0, begun.output
    assert f"plans/{FOLDER}" in begun.output
    assert "nothing has changed" in run(app, ["plan", "refresh", "-c", "99001"]).output
    checked = run(app, ["plan", "check", "-c", "99001"])
    assert checked.exit_code == 0
    assert "Leaders have recorded no decision." in checked.output
    assert isinstance(run(app, ["plan", "refresh", "-c", "99003"]).exception, MissingInput)


def test_texts_of_people_are_no_markup_on_a_page(root: Path) -> None:
    desk = begin(root, "99001")
    desk.readiness.book.answer({"Steps": {"culture.1": {"answer": "<script>alert(1)</script>"}}})
    desk.write_check()
    page = (desk.plan.out / "check.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)" in page and "<script" not in page


def test_evidence_never_answers(root: Path) -> None:
    desk = begin(root, "99001")
    desk.readiness.book.refresh()
    assert all(not each.written for each in desk.readiness.answers.readiness.answers.values())


def test_the_stage_begins_refreshes_and_builds(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Desk, "build", lambda self: [])
    said: list[str] = []
    make_plans(RunPaths(root, "demo"), ["99001"], said.append)
    assert (root / "plans" / FOLDER / "readiness.xlsx").is_file()
    assert said[-1] == "Alder County, DM: every document is up to date"
