"""The worksheet's round trip: what people wrote is there after every refresh, where they left it."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from openpyxl.comments import Comment
from tests.killing import count_changes, kill_at, moments
from tests.unit.planning.conftest import begun
from tests.unit.planning.editing import cell, edited, header_row, texts_in

from mobility_analysis.core.errors import PlanError, UsageError
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.planning.desk import Desk
from mobility_analysis.planning.guide import guide
from mobility_analysis.planning.readiness.answers import NAME
from mobility_analysis.planning.workbooks.workbook_in import read_grids

ANSWER, HOW, OWNER, DAY = "Answer", "How we know", "Owner", "By when"


def _history(desk: Desk) -> list[str]:
    return sorted(path.name for path in desk.plan.history.iterdir())


def test_a_new_worksheet_asks_everything_and_answers_nothing(desk: Desk) -> None:
    grids = read_grids(desk.readiness.book.path.read_bytes(), NAME)
    assert [row[0] for row in grids["Steps"][3:]] == list(guide().steps)
    assert desk.readiness.answers.readiness.unanswered == 31
    assert _history(desk) == []


def test_a_refresh_of_what_nobody_touched_leaves_the_bytes(desk: Desk) -> None:
    before = desk.readiness.book.path.read_bytes()
    done = desk.readiness.book.refresh()
    assert not done.is_new
    assert desk.readiness.book.path.read_bytes() == before


def test_answers_stay_and_the_counts_follow(desk: Desk) -> None:
    with edited(desk.readiness.book.path) as book:
        steps = book["Steps"]
        for number in range(1, 5):
            cell(steps, f"leadership.{number}", ANSWER).value = "yes"
        cell(steps, "leadership.1", HOW).value = "=not a formula"
        cell(steps, "leadership.1", HOW).data_type = "s"
        cell(steps, "culture.1", DAY).value = datetime.date(2027, 3, 1)
        cell(steps, "culture.1", OWNER).value = 7
    typed = desk.readiness.book.path.read_bytes()
    done = desk.readiness.book.refresh()
    assert done.is_new
    answers = desk.readiness.answers.readiness
    assert answers.answers["leadership.1"].how == "=not a formula"
    assert answers.answers["culture.1"].by_when == datetime.date(2027, 3, 1)
    assert answers.answers["culture.1"].owner == "7.0"
    assert answers.met == 1
    grids = read_grids(desk.readiness.book.path.read_bytes(), NAME)
    assert grids["Conditions"][3][3:9] == [4.0, 4.0, 0.0, 0.0, 0.0, "met"]
    assert "1 of 9 conditions are met; 27 steps" in str(grids["Decision"][1][0])
    kept = [path for path in desk.plan.history.iterdir() if path.read_bytes() == typed]
    assert len(kept) == 1
    assert not desk.readiness.book.refresh().is_new


def test_rows_columns_sheets_and_notes_of_people_stay(desk: Desk) -> None:
    with edited(desk.readiness.book.path) as book:
        steps = book["Steps"]
        last, right = steps.max_row + 1, steps.max_column + 1
        steps.cell(last, 3).value = "A step of our own"
        steps.cell(last, 5).value = "partly"
        steps.cell(header_row(steps), right).value = "Talked over with"
        cell(steps, "data.2", "Talked over with").value = "IT office"
        cell(steps, "data.2", ANSWER).comment = Comment("Ask again in May", "Ana")
        own = book.create_sheet("Our list")
        own["B2"], own["C4"] = "Ana", 3.5
        own["B2"].comment = Comment("lead", "Ana")
    desk.readiness.book.refresh()
    texts = texts_in(desk.readiness.book.path.read_bytes())
    assert {"A step of our own", "own.1", "Talked over with", "IT office"} <= set(texts["Steps"])
    assert any("Ask again in May" in text for text in texts["Steps"])
    assert texts["Our list"] == ["Ana", "lead", "3.5"]
    before = desk.readiness.book.path.read_bytes()
    assert not desk.readiness.book.refresh().is_new
    assert desk.readiness.book.path.read_bytes() == before
    assert (
        desk.readiness.answers.readiness.unanswered == 31
    )  # a row of their own counts in no condition


def test_rows_stay_in_the_order_in_which_people_sorted_them(desk: Desk) -> None:
    with edited(desk.readiness.book.path) as book:
        steps = book["Steps"]
        first = header_row(steps) + 1
        rows = [[each.value for each in row] for row in steps.iter_rows(min_row=first)]
        for number, row in enumerate(reversed(rows), first):
            for at, value in enumerate(row, 1):
                steps.cell(number, at).value = value
        cell(steps, "learning.3", ANSWER).value = "yes"
    desk.readiness.book.answer({"Steps": {"learning.2": {"how": "Asked the auditor"}}})
    grid = read_grids(desk.readiness.book.path.read_bytes(), NAME)["Steps"]
    assert [row[0] for row in grid[3:]] == list(reversed(guide().steps))
    assert desk.readiness.answers.readiness.answers["learning.3"].answer == "yes"


def test_a_step_that_people_deleted_comes_back_in_its_place(desk: Desk) -> None:
    with edited(desk.readiness.book.path) as book:
        steps = book["Steps"]
        steps.delete_rows(cell(steps, "culture.1", ANSWER).row)
    desk.readiness.book.refresh()
    grid = read_grids(desk.readiness.book.path.read_bytes(), NAME)["Steps"]
    assert [row[0] for row in grid[3:]] == list(guide().steps)


def test_what_was_written_over_the_programs_texts_is_moved_and_not_lost(desk: Desk) -> None:
    with edited(desk.readiness.book.path) as book:
        cell(book["Steps"], "data.1", "What the data can show").value = "Our own view"
        book["Decision"]["A1"] = "Decided at last"
    desk.readiness.book.refresh()
    moved = texts_in(desk.readiness.book.path.read_bytes())["Earlier answers"]
    assert {"Our own view", "Decided at last", "Decision", "A1"} <= set(moved)
    before = desk.readiness.book.path.read_bytes()
    assert not desk.readiness.book.refresh().is_new
    assert desk.readiness.book.path.read_bytes() == before


def test_an_answer_whose_question_is_gone_is_moved(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.readiness.book.answer(
        {"Steps": {"learning.3": {"answer": "partly", "how": "Two names so far"}}}
    )
    fewer = guide().model_copy(
        update={
            "conditions": tuple(
                each.model_copy(update={"steps": each.steps[:2]}) if each.id == "learning" else each
                for each in guide().conditions
            )
        }
    )
    for module in ("answers", "sheets", "determination"):
        monkeypatch.setattr(f"mobility_analysis.planning.readiness.{module}.guide", lambda: fewer)
    desk.readiness.book.refresh()
    texts = texts_in(desk.readiness.book.path.read_bytes())
    assert "learning.3" not in texts["Steps"]
    assert {"learning.3, How we know", "Two names so far"} <= set(texts["Earlier answers"])


# ------------------------------------------------------------------ files that cannot be told row by row


def _without_keys(book: object) -> None:
    book["Steps"].delete_cols(1)  # type: ignore[index]


def _twice(book: object) -> None:
    steps = book["Steps"]  # type: ignore[index]
    cell(steps, "culture.2", ANSWER).value = "not yet"
    cell(steps, "culture.2", HOW).value = "second row"
    cell(steps, "culture.2", "Key").value = "culture.1"


def _renamed(book: object) -> None:
    book["Steps"].title = "Our steps"  # type: ignore[index]


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (_without_keys, 'The sheet "Steps" has no column "Key" any more.'),
        (_twice, 'In the sheet "Steps" the key culture.1 stands in the rows 15 and 16.'),
        (_renamed, 'The sheet "Steps" is not there; was it renamed or deleted?'),
    ],
)
def test_a_file_without_keys_is_left_and_a_refreshed_one_put_beside(
    desk: Desk, harm: object, said: str
) -> None:
    desk.readiness.book.answer({"Steps": {"culture.1": {"how": "Asked around"}}})
    with edited(desk.readiness.book.path) as book:
        harm(book)  # type: ignore[operator]
    before = desk.readiness.book.path.read_bytes()
    done = desk.readiness.book.refresh()
    assert any(said in line for line in done.lines)
    assert desk.readiness.book.path.read_bytes() == before
    beside = texts_in((desk.plan.path / "readiness.refreshed.xlsx").read_bytes())
    everything = [text for texts in beside.values() for text in texts]
    assert "Asked around" in everything
    assert ("second row" in everything) == (harm is _twice)
    assert said in [remark.what for remark in desk.examine()]
    with pytest.raises(PlanError, match="cannot take an answer"):
        desk.readiness.book.answer({"Steps": {"culture.1": {"answer": "yes"}}})


@pytest.mark.parametrize("lock", ["~$readiness.xlsx", ".~lock.readiness.xlsx#"])
def test_a_file_that_is_open_stops_the_command(desk: Desk, lock: str) -> None:
    before = desk.readiness.book.path.read_bytes()
    (desk.plan.path / lock).touch()
    with pytest.raises(PlanError, match="is open in another program"):
        desk.readiness.book.answer({"Steps": {"culture.1": {"answer": "yes"}}})
    assert desk.readiness.book.path.read_bytes() == before


def test_a_file_that_is_no_workbook_stops_the_command(desk: Desk) -> None:
    desk.readiness.book.path.write_bytes(b"PK\x03\x04 torn")
    with pytest.raises(PlanError, match="cannot be read as a workbook"):
        desk.readiness.book.refresh()
    assert desk.readiness.book.path.read_bytes() == b"PK\x03\x04 torn"


def test_a_save_while_the_command_is_at_work_is_noticed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mobility_analysis.planning.workbooks import kept_workbook as module

    desk.readiness.book.answer({"Steps": {"culture.1": {"answer": "yes"}}})

    def slow(*given: object) -> bytes:
        desk.readiness.book.path.write_bytes(b"saved meanwhile")
        return b"new"

    monkeypatch.setattr(module, "workbook_bytes", slow)
    monkeypatch.setattr(module, "read_grids", lambda content, name: content)
    with pytest.raises(PlanError, match="was saved while the command was at work"):
        desk.readiness.book.refresh()
    assert desk.readiness.book.path.read_bytes() == b"saved meanwhile"


@pytest.mark.parametrize(
    ("sheet", "key", "column", "said"),
    [
        ("Steps", "culture.9", "answer", "no row 'culture.9'"),
        ("Steps", "culture.1", "evidence", "no answers evidence"),
        ("Stairs", "culture.1", "answer", "no sheet 'Stairs'"),
    ],
)
def test_an_answer_to_nothing_is_refused(
    desk: Desk, sheet: str, key: str, column: str, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        desk.readiness.book.answer({sheet: {key: {column: "x"}}})


def test_killed_at_any_moment_one_whole_worksheet_is_there(
    run_folder: RunPaths, tmp_path: Path
) -> None:
    desk = begun(run_folder, tmp_path / "whole")
    change = {"Steps": {"culture.1": {"answer": "yes"}}}
    before = desk.readiness.book.path.read_bytes()
    total = count_changes(tmp_path, lambda: desk.readiness.book.answer(change))
    after = desk.readiness.book.path.read_bytes()
    assert after != before
    for at in moments(total, 12):
        other = begun(run_folder, tmp_path / f"at-{at}")
        assert other.readiness.book.path.read_bytes() == before
        kill_at(tmp_path, lambda plan=other: plan.readiness.book.answer(change), at)  # type: ignore[misc]
        now = other.readiness.book.path.read_bytes()
        assert now in (before, after)
        if now == after:  # the earlier one was kept first
            assert before in [path.read_bytes() for path in other.plan.history.iterdir()]
        other.readiness.book.answer(change)
        assert other.readiness.answers.readiness.answers["culture.1"].answer == "yes"
