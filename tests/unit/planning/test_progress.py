"""A plan is adopted, a later run comes, and the plan says what moved."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.made_up_run import reseal, write_run

from mobility_analysis.core.errors import PlanError
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.framework.registry import registry
from mobility_analysis.lab.plan import Plan
from mobility_analysis.planning.action_plan.measures import MEASURES, TRACKING
from mobility_analysis.planning.changes_log import noted_changes
from mobility_analysis.planning.demonstration.later_editions import with_later_editions
from mobility_analysis.planning.desk import Desk
from mobility_analysis.planning.find import begin
from mobility_analysis.planning.progress.baseline import NAME, read_adoption
from mobility_analysis.press.word_reading import read_word
from mobility_analysis.workflow.changes import tell_changes
from mobility_analysis.workflow.estimating.previous_estimates import keep_previous

ON = date(2026, 11, 20)
CANDID = "Nobody believes in it"
ROWS = {
    "measure.1": {"elements": "long.1", "kind": "population", "says": "Work", "indicator": "share_employed",
                  "target": "90%", "by_when": date(2034, 12, 31)},
    "measure.2": {"elements": "long.2", "kind": "population", "indicator": "share_low_birth_weight",
                  "target": "5%", "by_when": date(2030, 12, 31), "seen": CANDID},
    "measure.3": {"elements": "output.1", "kind": "how much", "says": "Trips at night", "wanted": "higher",
                  "target": "1,500", "by_when": date(2027, 12, 31)},
    "measure.4": {"elements": "long.3", "indicator": "share_debt_coll", "target": "20%"},
}  # fmt: skip
TRACKED = {
    "measure.3": {"latest": "900", "latest_on": "October 2027", "note": CANDID, "result_by": CANDID}
}


@pytest.fixture
def run(tmp_path: Path) -> RunPaths:
    return write_run(tmp_path)


def opened(run: RunPaths) -> Desk:
    desk = begin(run.root, "99001", "demo")
    desk.complete()
    return desk


@pytest.fixture
def desk(run: RunPaths) -> Desk:
    desk = opened(run)
    desk.action_plan.book.answer({MEASURES: ROWS, TRACKING: TRACKED})
    return desk


def write_later_run(run: RunPaths) -> None:
    """More people at work, and otherwise nothing that truly changed."""
    before = pd.read_parquet(run.estimates / "estimates.parquet")
    after = with_later_editions(before, {("share_employed", "All"): 0.06}, np.random.default_rng(4))
    is_nation = after["geoid"] == "00"
    after.to_parquet(run.estimates / "estimates.parquet")
    after[is_nation].to_parquet(run.estimates / "by_state" / "00.parquet")
    after[~is_nation].to_parquet(run.estimates / "by_state" / "99.parquet")
    reseal(run)


def test_a_plan_from_adoption_to_a_later_run(desk: Desk, run: RunPaths) -> None:
    made = desk.progress.adopt(ON)
    assert [each.key for each in made.measures] == list(ROWS)
    assert {row.progress.outcome.value for row in desk.progress.rows()} == {
        "no newer value", "as reported, no test",
    }  # fmt: skip
    write_later_run(run)
    later = opened(run)
    rows = {row.adopted.key: row for row in later.progress.rows()}
    assert rows["measure.1"].outcome == "moved as hoped (tested)"
    assert rows["measure.1"].latest_on == "2024\u20132028"
    assert rows["measure.2"].outcome == "no clear change (tested)"
    assert rows["measure.3"].progress.words == "Reported: 900 (October 2027). Target: 1,500."
    assert rows["measure.4"].outcome == "no clear change (by a rule)"


def test_page_word_file_and_table_say_the_same_and_nothing_candid(
    desk: Desk, run: RunPaths
) -> None:
    desk.progress.adopt(ON)
    write_later_run(run)
    later = opened(run)
    built = {each.path.name: each.path for each in later.write_progress()}
    assert list(built) == ["progress.html", "progress.docx", "progress.csv"]
    page = built["progress.html"].read_text(encoding="utf-8")
    word = str(read_word(built["progress.docx"].read_bytes()))
    table = pd.read_csv(built["progress.csv"])
    for words in table["words"]:
        assert words in page.replace("&#39;", "'")
    for text in (page, word, built["progress.csv"].read_text(encoding="utf-8")):
        assert "moved as hoped" in text.lower()
        assert CANDID not in text
    assert not any(each.is_new for each in later.write_progress()), "the same bytes again"


def test_without_measures_nothing_is_adopted(run: RunPaths) -> None:
    desk = opened(run)
    with pytest.raises(PlanError, match="nothing to adopt"):
        desk.progress.adopt(ON)
    with pytest.raises(PlanError, match="not adopted yet"):
        desk.write_progress()
    assert not (desk.plan.state / NAME).exists()
    assert not list(desk.progress.remarks())


def test_a_measure_that_cannot_be_read_stops_the_adoption(desk: Desk) -> None:
    desk.action_plan.book.answer({MEASURES: {"measure.2": {"target": "by 5%"}}})
    with pytest.raises(PlanError, match=r"measure\.2"):
        desk.progress.adopt(ON)
    assert not (desk.plan.state / NAME).exists()


def test_a_second_adoption_keeps_the_first(desk: Desk) -> None:
    desk.progress.adopt(ON)
    first = (desk.plan.state / NAME).read_bytes()
    desk.progress.adopt(ON)
    assert not list(desk.plan.history.glob(f"*{NAME}")), "the same adoption replaces nothing"
    desk.progress.adopt(date(2027, 6, 1))
    (kept,) = desk.plan.history.glob(f"*{NAME}")
    assert kept.read_bytes() == first
    adoption = desk.progress.adoption
    assert adoption is not None and adoption.on == "2027-06-01"


def test_approved_claims_are_frozen_with_who_approved_them(desk: Desk) -> None:
    desk.claims.book.answer(
        {"Claims": {"claim.1": {"claim": "share_employed", "by": "Ada", "on": "2026-11-01"},
                    "claim.2": {"claim": "share_debt_coll"}}}
    )  # fmt: skip
    desk.refresh()
    (claim,) = desk.progress.adopt(ON).claims
    assert (claim["claim"], claim["by"]) == ("share_employed value", "Ada")


def test_a_baseline_that_was_edited_is_told_and_not_used(desk: Desk) -> None:
    desk.progress.adopt(ON)
    path = desk.plan.state / NAME
    content = json.loads(path.read_text(encoding="utf-8"))
    content["measures"][0]["value"]["value"] = 0.5
    path.write_text(json.dumps(content))
    with pytest.raises(PlanError, match=r"not those that were frozen: measure\.1"):
        desk.write_progress()
    (remark,) = desk.progress.remarks()
    assert "frozen" in remark.what
    path.write_text("{")
    with pytest.raises(PlanError, match="cannot be read"):
        read_adoption(desk.plan)


def test_a_measure_that_this_version_no_longer_has_stays_in_the_file(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.progress.adopt(ON)
    fewer = {name: each for name, each in registry().measures.items() if name != "share_employed"}
    monkeypatch.setitem(registry().__dict__, "measures", fewer)
    adoption = read_adoption(desk.plan)
    assert adoption is not None
    assert adoption.measures[0].value is None and adoption.measures[1].value is not None


def test_what_is_changed_after_the_adoption_is_remarked(desk: Desk) -> None:
    desk.progress.adopt(ON)
    assert not list(desk.progress.remarks())
    desk.action_plan.book.answer(
        {MEASURES: {"measure.1": {"target": "88%"}, "measure.5": {"says": "Something new"},
                    "measure.4": {"elements": "", "indicator": "", "target": ""}}}
    )  # fmt: skip
    found = {remark.where.rpartition(", ")[2]: remark.what for remark in desk.progress.remarks()}
    assert "Adopted with the target 90 percent" in found["measure.1"]
    assert "after the plan was adopted" in found["measure.5"]
    assert "not in the sheet any more" in found["measure.4"]


def test_a_refresh_after_a_new_run_keeps_what_changed_and_targets_that_turned_are_told(
    desk: Desk, run: RunPaths
) -> None:
    desk.progress.adopt(ON)
    desk.refresh()
    assert not noted_changes(desk.plan), "no estimates were replaced yet"
    later = run.root / "later"
    shutil.copytree(run.estimates, later)
    rows = pd.read_parquet(later / "estimates.parquet")
    wide = (rows["measure"] == "share_employed") & (rows["geoid"] == "99001")
    rows.loc[wide, "se"] = 0.2
    rows.to_parquet(later / "estimates.parquet")
    keep_previous(run, later)
    for code, is_part in (("00", rows["geoid"] == "00"), ("99", rows["geoid"] != "00")):
        rows[is_part].to_parquet(later / "by_state" / f"{code}.parquet")
    shutil.rmtree(run.estimates)
    later.rename(run.estimates)
    reseal(run)
    again = opened(run)
    again.refresh()
    again.refresh()
    assert len(noted_changes(again.plan)) == 1
    ((name, said),) = again.progress.turned_targets()
    assert name == "Work"
    assert "At adoption: yes. Now: too small to be seen." in said
    assert any(said in line for line in tell_changes(run, "99001").lines)


def test_points_go_on_from_the_adopted_number_until_the_plan_is_adopted_again(
    desk: Desk, run: RunPaths
) -> None:
    desk.action_plan.book.answer({MEASURES: {"measure.1": {"target": "+3 points"}}})
    adopted = desk.progress.adopt(ON).measures[0]
    write_later_run(run)
    later = opened(run)
    assert later.action_plan.measures[0].target_words == adopted.target
    assert not list(later.progress.remarks())
    assert later.progress.adopt(date(2030, 1, 1)).measures[0].target != adopted.target


def test_the_same_in_jupyterlab(desk: Desk, run: RunPaths) -> None:
    plan = Plan("99001", root=run.root)
    assert plan.progress().empty
    plan.adopt(ON)
    assert list(plan.progress()["key"]) == list(ROWS)
    assert plan.changes().empty
