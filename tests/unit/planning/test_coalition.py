"""The worksheets of Step 4: what is asked, what is read of it, and what the check says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.unit.planning.editing import cell, edited, texts_in

from mobility_analysis.core.errors import SettingsError
from mobility_analysis.insights.language import remarks
from mobility_analysis.planning.check import MEND, MISSING, NOTE, Remark
from mobility_analysis.planning.coalition.registry import FILE, coalition_registry, load_registry
from mobility_analysis.planning.coalition.sheet_names import NAME
from mobility_analysis.planning.demonstration.coalition import demonstration_coalition
from mobility_analysis.planning.desk import Desk
from mobility_analysis.planning.workbooks.kept_workbook import Changes

ROLES = (
    "Project manager; Data lead; Community engagement lead; Communications and outreach lead; "
    "Learning and evaluation lead"
)


def _said(desk: Desk) -> list[Remark]:
    return list(desk.coalition.remarks())


def _of(found: list[Remark], sheet: str) -> list[str]:
    return [each.what for each in found if each.where.split(", ")[1] == sheet]


def test_wording_of_ours_is_about_systems_and_not_about_people() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert [found for line in text.splitlines() for found in remarks(line)] == []


def _a_method_less(content: dict[str, Any]) -> None:
    content["methods"].pop()


def _another_ring(content: dict[str, Any]) -> None:
    content["rings"][0]["id"] = "inner"


def _unknown_sector(content: dict[str, Any]) -> None:
    content["roles"][1]["looks"] = ["zoo"]


def _unknown_key(content: dict[str, Any]) -> None:
    content["duties2"] = []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_a_method_less, "4 methods instead of 5"),
        (_another_ring, "rings are inner, partner, champion"),
        (_unknown_sector, "data_lead looks in 'zoo'"),
        (_unknown_key, "duties2"),
    ],
)
def test_another_registry_is_refused(change: Any, said: str, tmp_path: Path) -> None:
    content = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    change(content)
    path = tmp_path / "registry.yaml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(SettingsError, match=said):
        load_registry(path)


def test_nothing_is_said_of_what_nobody_has_begun(desk: Desk) -> None:
    assert _said(desk) == []


def test_no_cell_of_peoples_is_filled_but_the_names_of_three_agendas(desk: Desk) -> None:
    found = desk.coalition.book.read()
    assert found is not None
    filled = {
        (sheet, row.key, name)
        for sheet, read in found.sheets.items()
        for row in read.rows
        for name in read.theirs
        if row.cells.get(name) is not None
    }
    assert filled == {("Meetings", f"meeting.{number}", "about") for number in (1, 2, 3)}


def test_drop_downs_offer_what_people_wrote_on_another_sheet(desk: Desk) -> None:
    desk.coalition.book.answer({"People": {"person.2": {"name": "Ana Ruiz"}}})
    with edited(desk.coalition.book.path) as book:
        reference = book.defined_names["people"].attr_text
        sheet, area = reference.replace("$", "").split("!")
        cells = [each.value for (each,) in book[sheet.strip("'")][area]]
        activity = book["Activities"]
        rules = {
            str(rule.sqref): rule.formula1 for rule in activity.data_validations.dataValidation
        }
    assert cells[:3] == [None, "Ana Ruiz", None]
    assert "people" in {rule.lstrip("=") for rule in rules.values()}


def test_those_who_hold_a_role_stand_beside_it(desk: Desk) -> None:
    desk.coalition.book.answer(
        {
            "People": {
                "person.1": {"name": "Ana", "role": "data lead ;Learning and evaluation lead"},
                "person.2": {"name": "Ben", "role": "Data lead"},
            }
        }
    )
    with edited(desk.coalition.book.path) as book:
        heading = "Who holds it (from the sheet People)"
        assert cell(book["Roles"], "role.data_lead", heading).value == "Ana, Ben"
        assert cell(book["Roles"], "role.learning_lead", heading).value == "Ana"
        assert cell(book["Roles"], "role.project_manager", heading).value is None


GOVERNMENT: Changes = {
    "People": {
        "person.1": {"name": "Ana", "sector": "our government", "ring": "champion", "role": ROLES}
    }
}


def test_a_government_that_holds_all_roles_is_told_so(desk: Desk) -> None:
    desk.coalition.book.answer(GOVERNMENT)
    found = _said(desk)
    assert any(
        "Everybody who holds a role works for our government" in e for e in _of(found, "Roles")
    )
    desk.coalition.book.answer(
        {
            "People": {
                "person.2": {
                    "name": "Ben",
                    "sector": "Philanthropy",
                    "ring": "key partner",
                    "role": "Data lead",
                }
            }
        }
    )
    found = _said(desk)
    assert not any("works for our government." in each for each in _of(found, "Roles"))
    assert "Ben works outside our government: which authority and information were given?" in _of(
        found, "Roles"
    )


def test_a_role_that_nobody_holds_is_named_until_people_say_why(desk: Desk) -> None:
    desk.coalition.book.answer({"People": {"person.1": {"name": "Ana", "role": "Data lead"}}})
    (said,) = [each for each in _of(_said(desk), "Roles") if each.startswith("Nobody holds")]
    assert "Learning and evaluation lead" in said and "Data lead" not in said
    desk.coalition.book.answer({"Roles": {"role.learning_lead": {"instead": "The data lead"}}})
    (said,) = [each for each in _of(_said(desk), "Roles") if each.startswith("Nobody holds")]
    assert "Learning" not in said


def test_a_coalition_without_a_champion_in_government_is_told_so(desk: Desk) -> None:
    champion = {"name": "Cy", "sector": "Faith community", "ring": "champion"}
    desk.coalition.book.answer({"People": {"person.1": {"name": "Ana", "ring": "key partner"}}})
    assert "No champion is named yet." in _of(_said(desk), "People")
    desk.coalition.book.answer({"People": {"person.2": champion}})
    said = _of(_said(desk), "People")
    assert "No champion works for our government. One at least has to." in said
    desk.coalition.book.answer({"People": {"person.2": {"sector": "our government"}}})
    assert not any("hampion" in each for each in _of(_said(desk), "People"))


def test_residents_are_to_be_paid(desk: Desk) -> None:
    desk.coalition.book.answer({"People": {"person.1": {"name": "Jo", "sector": "resident"}}})
    assert "How are these residents paid? person.1." in _of(_said(desk), "People")
    desk.coalition.book.answer({"People": {"person.1": {"paid": "by the hour"}}})
    assert not any("paid?" in each for each in _of(_said(desk), "People"))


def test_entries_of_a_cell_are_found_however_they_are_parted(desk: Desk) -> None:
    desk.coalition.book.answer(
        {
            "Partners": {
                "partner.1": {
                    "organization": "Homes",
                    "groups": "immigrants, RURAL residents; Black, Non-Hispanic",
                    "predictors": "Digital access\nHousing stability; Digital access",
                    "assets": "Mony",
                }
            }
        }
    )
    (partner,) = desk.coalition.answers.partners
    assert partner.groups == ("Immigrants", "Rural residents", "Black, Non-Hispanic")
    assert partner.predictors == ("Digital access", "Housing stability")
    assert partner.assets == ()
    (said,) = [each for each in _said(desk) if each.kind == MEND]
    assert said.where == f"{NAME}, Partners, partner.1"
    assert said.what.startswith(
        "\u201cMony\u201d under \u201cAssets it brings\u201d stands on no sheet"
    )
    assert said.what.endswith("Did you mean \u201cMoney\u201d?")


def test_a_group_that_people_added_can_be_served(desk: Desk) -> None:
    with edited(desk.coalition.book.path) as book:
        book["Groups"].cell(book["Groups"].max_row + 1, 2).value = "Veterans"
    desk.coalition.book.refresh()
    desk.coalition.book.answer(
        {"Partners": {"partner.1": {"organization": "Post 12", "groups": "veterans"}}}
    )
    (partner,) = desk.coalition.answers.partners
    assert partner.groups == ("Veterans",)


def test_what_a_letter_lacks_is_named_until_it_is_written(desk: Desk) -> None:
    desk.coalition.book.answer(
        {"Invitations": {"invitation.1": {"person": "Dana", "organization": "Homes"}}}
    )
    found = _said(desk)
    assert _of(found, "Invitations") == ["The letter lacks: who sends it, why them (Benefit)."]
    (said,) = _of(found, "Letter")
    for part in ("What is new", "How power is shared", "What we ask", "What we give", "answer"):
        assert part in said
    assert any("project manager" in each for each in _of(found, "People"))
    texts = {f"letter.{each.id}": {"text": "so"} for each in coalition_registry().letter}
    desk.coalition.book.answer(
        {
            "Invitations": {"invitation.1": {"sender": "Ana"}},
            "Letter": texts,
            "Benefit": {"benefit.1": {"partner": "homes", "may_say": "You know homes."}},
            "People": {"person.1": {"name": "Ana", "role": "Project manager"}},
        }
    )
    found = _said(desk)
    assert _of(found, "Invitations") == _of(found, "Letter") == []


def test_a_day_to_look_again_that_has_passed_is_told(desk: Desk) -> None:
    from datetime import date

    desk.coalition.book.answer(
        {"Agreements": {"agreement.norms": {"text": "Kind", "again": date(2020, 1, 2)}}}
    )
    (said,) = [each for each in _said(desk) if each.kind == NOTE]
    assert "was to be looked at again on 2020-01-02" in said.what
    assert "No way to decide is chosen yet." in _of(_said(desk), "Deciding")


def test_the_demonstration_leaves_holes_and_one_entry_to_mend(desk: Desk) -> None:
    desk.coalition.book.answer(demonstration_coalition())
    found = _said(desk)
    assert [each.what for each in found if each.kind == MEND] == [
        "\u201cEmployment\u201d under \u201cPredictors it works on\u201d stands on no sheet, so the coverage page leaves it out. "
        "Did you mean \u201cEmployment opportunities\u201d?"
    ]
    assert len([each for each in found if each.kind == MISSING]) > 5


def test_a_note_on_a_cell_beyond_the_last_column_stays(desk: Desk) -> None:
    from openpyxl.comments import Comment

    book = desk.coalition.book
    with edited(book.path) as found:
        page = found["Letter"]
        page.cell(page.max_row, page.max_column + 2).comment = Comment("Ask Ben", "Ana")
    book.answer({"Letter": {"letter.ask": {"text": "We ask for an evening."}}})
    assert "Ask Ben" in texts_in(book.path.read_bytes())["Letter"]
    assert not book.refresh().is_new
