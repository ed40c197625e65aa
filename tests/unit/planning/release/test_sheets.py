"""The sheets of the release: what people decided, explained and answered is read back, and nothing is ticked for them."""

from __future__ import annotations

from datetime import date

import pytest
from tests.unit.planning.editing import edited

from mobility_analysis.planning.action_plan.logic import LOGIC
from mobility_analysis.planning.demonstration.release import demonstration_release
from mobility_analysis.planning.desk import Desk
from mobility_analysis.planning.release import (
    answered,
    checklists,
    page_texts,
    terms,
    topics,
)
from mobility_analysis.planning.release.classes import CLOSED, closed_texts, unnamed_people
from mobility_analysis.planning.release.registry import release_registry
from mobility_analysis.planning.workbooks.workbook_in import text_of

LAGGING = "Minorities fall behind in equity; the school board wants equity."


@pytest.fixture
def book(desk: Desk) -> Desk:
    """A plan with one text that the wording check points at."""
    desk.action_plan.book.answer({LOGIC: {"activity.1": {"says": LAGGING}}})
    desk.refresh()
    return desk


def _rows(desk: Desk, sheet: str) -> dict[str, dict[str, str]]:
    read = desk.action_plan.book.read()
    assert read is not None
    return {
        key: {name: text_of(cells, name) for name in cells}
        for key, cells in read.cells_of(sheet).items()
    }


def test_every_topic_item_term_and_question_has_its_row(desk: Desk) -> None:
    asked = release_registry()
    assert list(_rows(desk, topics.SHEET)) == [f"release.{each.id}" for each in asked.topics]
    assert list(_rows(desk, checklists.SHEET)) == [each.id for each in asked.items]
    assert len(_rows(desk, terms.SHEET)) == len(asked.terms) + len(asked.data_terms)
    assert len(_rows(desk, page_texts.SHEET)) == len(asked.page_texts) + len(asked.questions)


def test_nothing_is_ticked_decided_or_defined(book: Desk) -> None:
    for sheet, columns in (
        (topics.SHEET, ("decision", "owner", "by_when")),
        (checklists.SHEET, ("done", "on", "where")),
        (terms.SHEET, ("definition", "agreed")),
        (answered.SHEET, ("reason", "by")),
        (page_texts.SHEET, ("answer",)),
    ):
        for key, cells in _rows(book, sheet).items():
            assert [cells[name] for name in columns if cells[name]] == [], (sheet, key)


def test_words_are_counted_and_only_words_of_the_data_have_a_meaning(book: Desk) -> None:
    rows = _rows(book, terms.SHEET)
    assert (float(rows["term.equity"]["used"]), rows["term.equity"]["means"]) == (2, "")
    assert rows["data.gap"]["means"]
    (open_one,) = terms.unexplained(book.release.written.terms)
    assert open_one.term == "equity"
    book.action_plan.book.answer(
        {terms.SHEET: {"term.equity": {"definition": "Fair for all.", "agreed": "All, May 3"}}}
    )
    assert terms.unexplained(book.release.written.terms) == []


def test_a_word_of_ones_own_is_kept_with_its_definition(book: Desk) -> None:
    with edited(book.action_plan.book.path) as file:
        sheet = file[terms.SHEET]
        row = sheet.max_row + 1
        sheet.cell(row, 2).value, sheet.cell(row, 5).value = "East side", "East of the river."
    book.refresh()
    own = [each for each in book.release.written.terms if each.term == "East side"]
    assert [each.definition for each in own] == ["East of the river."]


def test_a_remark_is_answered_by_a_reason_with_a_name_and_gone_with_the_text(book: Desk) -> None:
    keys = [each.key for each in book.release.written.unanswered]
    assert keys and list(_rows(book, answered.SHEET)) == keys
    where = [each.where for each in book.examine() if answered.SHEET in each.where]
    assert len(where) == len(keys)
    book.action_plan.book.answer(
        {answered.SHEET: {key: {"reason": "It is a quotation."} for key in keys}}
    )
    assert len(book.release.written.unanswered) == len(keys)  # nobody says so
    book.action_plan.book.answer({answered.SHEET: {key: {"by": "Ana"} for key in keys}})
    assert book.release.written.unanswered == []
    book.action_plan.book.answer({LOGIC: {"activity.1": {"says": "Run a late bus"}}})
    book.refresh()
    assert _rows(book, answered.SHEET) == {}


def test_the_folder_shows_what_it_is_the_fact_of(book: Desk) -> None:
    rows = _rows(book, checklists.SHEET)
    assert [key for key, cells in rows.items() if cells["by_folder"] == "yes"] == []
    people = [each.id for each in release_registry().items if each.shown_by == "people"]
    assert [key for key, cells in rows.items() if not cells["by_folder"]] == people
    decided = {f"release.{each.id}": {"decision": "no"} for each in release_registry().topics}
    book.action_plan.book.answer({topics.SHEET: decided})
    book.readiness.book.answer({"Decision": {"decision.1": {"decision": "launch", "by": "Ana"}}})
    book.refresh()
    rows = _rows(book, checklists.SHEET)
    assert [key for key, cells in rows.items() if cells["by_folder"] == "yes"] == [
        "step3.3",
        "step9.2",
    ]
    assert rows["step3.3"]["shown"] == "Recorded: launch, by Ana."


def test_a_decision_is_read_with_its_owner_and_day(desk: Desk) -> None:
    desk.action_plan.book.answer(
        {
            topics.SHEET: {
                "release.adoption": {
                    "decision": "no",
                    "owner": "Ben",
                    "by_when": date(2027, 5, 1),
                }
            }
        }
    )
    found = {each.id: each for each in desk.release.written.topics}
    assert len(found) == 8
    assert (found["adoption"].decision, found["adoption"].owner, found["adoption"].by_when) == (
        "no",
        "Ben",
        "2027-05-01",
    )


def test_questions_of_the_data_are_answered_and_others_left_out_until_written(desk: Desk) -> None:
    page = {each.key: each for each in desk.release.written.page}
    assert set(page) == {f"faq.{each.id}" for each in release_registry().questions if each.answer}
    assert desk.opened.built in page["faq.new_data"].answer
    assert not any(each.is_theirs for each in page.values())
    desk.action_plan.book.answer(
        {
            page_texts.SHEET: {
                "faq.who": {"answer": "The coalition."},
                "faq.city": {"answer": "Ask us."},
            }
        }
    )
    page = {each.key: each for each in desk.release.written.page}
    assert (page["faq.who"].answer, page["faq.city"].answer) == ("The coalition.", "Ask us.")


def test_closed_columns_are_columns_in_which_people_write(desk: Desk) -> None:
    """A column that is renamed must not fall out of what others may not see."""
    for book in desk.books:
        read = book.read()
        assert read is not None
        for sheet, columns in CLOSED.get(book.name, {}).items():
            assert set(columns) <= set(read.sheets[sheet].theirs), (book.name, sheet)


def test_candid_texts_and_names_are_found_by_where_they_stand(desk: Desk) -> None:
    desk.readiness.book.answer({"Steps": {"culture.1": {"how": "Two heads are against it."}}})
    desk.coalition.book.answer(
        {
            "Benefit": {"benefit.1": {"partner": "Bank", "barriers": "Their board is split."}},
            "People": {
                "person.1": {"name": "Ana Ruiz", "public": "yes"},
                "person.2": {"name": "Ben Kay"},
            },
        }
    )
    books = {each.name: each.read() for each in desk.books}
    closed = closed_texts(books)
    assert closed["readiness.xlsx, Steps, culture.1, how"] == "Two heads are against it."
    assert closed["coalition.xlsx, Benefit, benefit.1, barriers"] == "Their board is split."
    assert "Bank" not in closed.values()
    assert list(unnamed_people(books).values()) == ["Ben Kay"]


def test_the_demonstration_answers_what_is_asked(desk: Desk) -> None:
    desk.action_plan.book.answer(demonstration_release())
    decided = [each.id for each in desk.release.written.topics if each.decision]
    assert decided == ["authorship", "branding", "celebrating_partners"]
    assert sum(each.is_theirs for each in desk.release.written.page) == 4
    assert desk.release.written.unanswered == []
