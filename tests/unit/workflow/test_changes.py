"""What the last run changed for a place: told, as a page, in its report, with its plan's claims."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from pypdf import PdfReader
from tests.made_up_run import write_run

from mobility_analysis.core.errors import MissingInput, UsageError
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.planning.changes_log import NAME, note_changes, noted_changes
from mobility_analysis.planning.find import begin
from mobility_analysis.planning.folder import PlanFolder
from mobility_analysis.reporting.make.render import make_report
from mobility_analysis.reporting.page.changes import changes_in_print, changes_section
from mobility_analysis.reporting.page.sections import contents
from mobility_analysis.runs.changes_since import changes_since
from mobility_analysis.runs.read_place import read_place
from mobility_analysis.runs.run_data import RunData
from mobility_analysis.workflow.changes import tell_changes

MEASURE = "share_employed"


@pytest.fixture
def replaced(tmp_path: Path) -> RunPaths:
    """A run that replaced estimates in which fewer people of every place were employed."""
    paths = write_run(tmp_path)
    old = paths.previous
    shutil.copytree(paths.estimates, old)
    tables = [old / "estimates.parquet", *(old / "by_state").glob("*.parquet")]
    for path in tables:
        rows = pd.read_parquet(path)
        is_moved = (rows["measure"] == MEASURE) & (rows["geoid"] == "99001")
        rows.loc[is_moved, ["value", "lower", "upper"]] -= 0.1
        rows.to_parquet(path)
    record = json.loads((old / "run.json").read_text())
    (old / "run.json").write_text(json.dumps(record | {"built_at": "2020-02-03"}))
    return paths


def test_a_place_without_a_plan_gets_a_page_of_its_own(replaced: RunPaths) -> None:
    told = tell_changes(replaced, "99001", None, "balanced")
    text = "\n".join(told.lines)
    assert "Since the run of 2020-02-03: revised" in text
    assert "Beside" in text, "findings turned, too"
    assert told.page is not None
    page = told.page.read_text(encoding="utf-8")
    assert "What changed since the run of 2020-02-03" in page
    assert "Approved claims" not in page


@pytest.mark.parametrize("form", ["a folder", "a table alone"])
def test_earlier_estimates_may_be_named(replaced: RunPaths, tmp_path: Path, form: str) -> None:
    kept = tmp_path / "kept"
    shutil.copytree(replaced.previous, kept)
    if form == "a table alone":
        kept = kept / "estimates.parquet"
        shutil.rmtree(kept.parent / "by_state")
        (kept.parent / "peer_factors.parquet").unlink()
        (kept.parent / "distribution.parquet").unlink()
    data = read_place(RunData(replaced), "99001", ("99003",), "balanced")
    found, default = changes_since(data, kept), changes_since(data)
    assert found is not None and default is not None
    assert found.by_kind.keys() == default.by_kind.keys()
    if form == "a table alone":
        assert found.unknown == ("Which places were found as peers before was not kept.",)


def test_without_earlier_estimates_nothing_is_compared(tmp_path: Path) -> None:
    paths = write_run(tmp_path)
    told = tell_changes(paths, "99001")
    assert told.page is None
    assert told.lines[0].startswith("Compared with nothing")
    with pytest.raises(MissingInput):
        tell_changes(paths, "99001", Path("nowhere"))
    data = read_place(RunData(paths), "99001")
    assert changes_since(data) is None
    assert changes_section(None) == "" == changes_in_print(None)["title"]
    assert "since-the-last-run" not in contents(data, (), has_glance=True, has_ranks=True)


@pytest.mark.parametrize("content", [b"no table", None])
def test_earlier_estimates_of_another_form_stop_nothing(
    replaced: RunPaths, content: bytes | None
) -> None:
    table = replaced.previous / "estimates.parquet"
    if content is None:
        pd.read_parquet(table).drop(columns="route").to_parquet(table)
    else:
        table.write_bytes(content)
    assert tell_changes(replaced, "99001").page is None
    desk = begin(replaced.root, "99001", "demo")
    desk.refresh()
    assert not noted_changes(desk.plan)
    with pytest.raises(UsageError, match="no table of estimates"):
        tell_changes(replaced, "99001", table)


def test_a_report_says_what_changed_and_its_print_edition_how_much(replaced: RunPaths) -> None:
    page = make_report(replaced, "99001", [])
    text = page.read_text(encoding="utf-8")
    assert 'href="#since-the-last-run"' in text
    assert "What changed since the run of 2020-02-03" in text
    printed = "\n".join(
        each.extract_text() for each in PdfReader(page.with_name("report.pdf")).pages
    )
    assert "revised: another number for the same years (1)" in " ".join(printed.split())


def test_a_plan_hears_of_its_claims_and_keeps_a_note_of_each_run(replaced: RunPaths) -> None:
    desk = begin(replaced.root, "99001", "demo")
    desk.complete()
    desk.claims.book.answer(
        {"Claims": {"claim.1": {"claim": f"{MEASURE} > 50%", "letter": "yes", "by": "Ada", "on": "2026-01-02"}}}
    )  # fmt: skip
    desk.claims.approve()
    approved = desk.plan.state / "approved.json"
    content = json.loads(approved.read_text())
    for entry in content.values():
        entry["words"] = "Other words."
    approved.write_text(json.dumps(content))
    told = tell_changes(replaced, "99001")
    again = tell_changes(replaced, "99001")
    assert any(
        "changed since it was approved" in line and "letter.docx" in line for line in told.lines
    )
    assert told.page == again.page == desk.plan.out / "changes.html"
    assert len((desk.plan.state / NAME).read_text().splitlines()) == 1


def test_notes_of_earlier_runs_stay_and_a_damaged_line_is_left_out(
    replaced: RunPaths, tmp_path: Path
) -> None:
    plan = PlanFolder(tmp_path / "plan")
    note = changes_since(read_place(RunData(replaced), "99001"))
    assert note is not None
    for day in ("2026-01-01", "2026-02-01"):
        note_changes(plan, replace(note, now=day))
    with (plan.state / NAME).open("a") as file:
        file.write("{broken\n")
    assert [each.now for each in noted_changes(plan)] == ["2026-02-01", "2026-01-01"]
    assert noted_changes(plan)[0] == replace(note, now="2026-02-01")
