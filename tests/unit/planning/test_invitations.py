"""Letters, agendas, cards and lists of the coalition: what stands in them, and what must not."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import docx
import pypdf
import pytest

from mobility_analysis.insights.language import remarks
from mobility_analysis.planning.coalition.registry import NOTHING_YET, coalition_registry
from mobility_analysis.planning.coalition.sheet_names import NAME
from mobility_analysis.planning.demonstration.coalition import demonstration_coalition
from mobility_analysis.planning.desk import Desk
from mobility_analysis.planning.documents.invitations import given, slots_of
from mobility_analysis.planning.workbooks.kept_workbook import Changes


@pytest.fixture
def built(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(Desk, "notebook_pages", lambda self, frame: {})
    desk.coalition.book.answer(demonstration_coalition())
    desk.build()
    return desk


def _words(path: Path) -> str:
    found = docx.Document(str(path))
    cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in found.paragraphs] + cells)


def _letters(desk: Desk) -> Path:
    return desk.plan.drafts / "letters"


def test_each_invitation_has_a_letter_in_the_words_of_the_team(built: Desk) -> None:
    names = sorted(path.name for path in _letters(built).iterdir())
    assert names == ["invitation-1-dana-placeholder.docx", "invitation-2-alex-standin.docx"]
    first, second = (_words(_letters(built) / name) for name in names)
    assert "Dear Dana Placeholder," in first
    assert "You have found homes for people whom nobody else took in" in first
    assert "We pay for the time that you give: [how much, in what form]." in first
    assert "Rosa Example, County Executive's office, [office, phone, e-mail], leads" in first
    assert "A yes or a no by January 15, 2027 helps us" in first
    assert "[which decisions the group takes, how, and who can overrule it]" in first
    # What nobody wrote for the other one stays a blank.
    assert "We ask you because [what this person or organization knows" in second
    assert "We ask you for a word with employers where it helps." in second
    assert "There is nothing that we can give you for it yet." in second


def test_nothing_to_give_has_to_be_chosen(desk: Desk) -> None:
    desk.coalition.book.answer({"Invitations": {"invitation.1": {"person": "Dana"}}})
    answers = desk.coalition.answers
    assert slots_of(answers.invitations[0], answers).give == ""
    assert given(NOTHING_YET).startswith("There is nothing that we can give")
    assert given("Staff; data") == " ".join(
        each.means for each in coalition_registry().gives if each.says in ("staff", "data")
    )
    assert given("We give two seats on the board.") == "We give two seats on the board."


def test_a_letter_that_went_out_is_not_built_again(built: Desk) -> None:
    sent = _letters(built) / "sent"
    sent.mkdir()
    first = _letters(built) / "invitation-1-dana-placeholder.docx"
    first.rename(sent / first.name)
    (_letters(built) / "invitation-2-alex-standin.docx").unlink()
    built.coalition.book.answer({"Invitations": {"invitation.2": {"asked_on": "in June"}}})
    built.build()
    assert [path.name for path in _letters(built).iterdir()] == ["sent"]


def test_the_project_manager_is_named_in_letters_only_with_their_yes(desk: Desk) -> None:
    manager = {"name": "Rosa", "role": "Project manager"}
    changes: Changes = {
        "People": {"person.1": manager},
        "Invitations": {"invitation.1": {"person": "Dana"}},
    }
    desk.coalition.book.answer(changes)
    answers = desk.coalition.answers
    assert slots_of(answers.invitations[0], answers).manager == ""
    assert any("not to be named in public" in each.what for each in desk.coalition.remarks())
    desk.coalition.book.answer({"People": {"person.1": {"public": "yes"}}})
    answers = desk.coalition.answers
    assert slots_of(answers.invitations[0], answers).manager == "Rosa"


def test_the_list_for_mail_merge_has_a_row_for_each_letter_and_runs_no_formula(desk: Desk) -> None:
    desk.coalition.book.answer(
        {"Invitations": {"invitation.1": {"person": "=1+1", "organization": "A, B"}}}
    )
    content = dict(desk.coalition.outputs(_making(desk)))["letters.csv"]
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    assert row["person"] == "'=1+1" and row["organization"] == "A, B"
    assert row["letter"] == "invitation-1-1-1.docx"


def _making(desk: Desk):  # type: ignore[no-untyped-def]
    from mobility_analysis.planning.chapters.chapter import Making

    return Making(desk.frame, [])


def test_agendas_have_every_part_and_the_third_all_ways_to_decide(built: Desk) -> None:
    folder = built.plan.drafts / "agendas"
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["1-getting-to-know.docx", "2-expectations.docx", "3-decisions.docx"]
    texts = [_words(folder / name) for name in names]
    assert "The project manager: Rosa Example" in texts[0]
    assert texts[1].count("?") == 12
    for method in coalition_registry().methods:
        assert f"{method.says}: {method.means}" in texts[2]
    assert not any("{" in text for text in texts)


def test_role_cards_show_holders_and_holes(built: Desk) -> None:
    text = _words(built.plan.out / "role-cards.docx")
    assert text.count("Held by: Lee Sample, Alder Community College") == 2
    assert "Held by: [name]" in text
    assert "Where to look for somebody: Nonprofit or community organization." in text
    # Two roles are held outside our government, one by nobody.
    assert text.count("What we owe you") == 3


def test_whoever_is_to_be_kept_informed_is_on_the_list(built: Desk) -> None:
    text = _words(built.plan.out / "keep-informed.docx")
    assert "Alder County Library" in text and "Alder Homes Together" not in text
    built.coalition.book.answer({"Benefit": {"benefit.2": {"critical": "keep informed"}}})
    built.build()
    assert "Alder Chamber of Commerce" in _words(built.plan.out / "keep-informed.docx")


def test_texts_of_ours_put_no_shortfall_into_people(built: Desk) -> None:
    paths = [*built.plan.drafts.rglob("*.docx"), built.plan.out / "role-cards.docx"]
    lines = [line for path in paths for line in _words(path).splitlines()]
    assert [found for line in lines for found in remarks(line)] == []


# ------------------------------------------------------------------ what may not leave the team

# By sheet and column, where what stands there may be read outside coalition.xlsx.
LETTER = "letters/"
# The plan itself: it says when people met, and how many are in each ring.
PLAN = {f"map-{edition}.{kind}" for edition in ("technical", "general") for kind in ("docx", "pdf")}
MAY_STAND: Mapping[tuple[str, str], set[str]] = {
    ("People", "name"): {"role-cards.docx"},
    ("People", "organization"): {"role-cards.docx"},
    ("People", "sector"): {"check.html"},
    ("People", "ring"): {"check.html", *(name for name in PLAN if "technical" in name)},
    ("Roles", "hours"): {"role-cards.docx"},
    ("Roles", "authority"): {"role-cards.docx"},
    ("Roles", "instead"): set(),  # somebody holds the role
    ("Partners", "organization"): {"coverage.html", "keep-informed.docx"},
    ("Partners", "sector"): {"check.html", "keep-informed.docx"},
    ("Partners", "groups"): {"check.html"},
    ("Partners", "predictors"): {"check.html"},
    ("Partners", "assets"): {"check.html"},
    ("Partners", "relation"): {"check.html"},
    ("Partners", "asked_by"): {"keep-informed.docx"},
    ("Benefit", "partner"): {"check.html"},
    ("Benefit", "may_say"): {LETTER, "letters.csv"},
    ("Invitations", "person"): {LETTER, "letters.csv", "check.html"},
    ("Invitations", "organization"): {"letters.csv"},
    ("Invitations", "sender"): {LETTER, "letters.csv"},
    ("Invitations", "ring"): {"letters.csv", "check.html"},
    ("Invitations", "ask"): {LETTER, "letters.csv"},
    ("Invitations", "give"): {LETTER, "letters.csv"},
    ("Invitations", "by"): {LETTER, "letters.csv"},
    ("Invitations", "asked_on"): {"letters.csv"},
    ("Invitations", "answer"): {"letters.csv"},
    ("Letter", "text"): {LETTER, "letters.csv"},
    ("Meetings", "on"): PLAN,
    ("Meetings", "about"): PLAN,
}
# What makes a row count, beside the cell that is looked for.
BASE: Mapping[str, Mapping[str, str]] = {
    "People": {"name": "Ana", "organization": "Office", "role": "Project manager"},
    "Partners": {"organization": "Org", "relation": "keep informed"},
    "Benefit": {"partner": "Org"},
    "Invitations": {"person": "Dana", "organization": "Org", "give": "staff", "sender": "Eve"},
    "Meetings": {"on": "in May"},
}


def test_candid_words_reach_no_file_that_is_not_theirs(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Desk, "notebook_pages", lambda self, frame: {})
    read = desk.coalition.book.read()
    assert read is not None
    planted: dict[str, tuple[str, str]] = {}
    changes: dict[str, dict[str, dict[str, str]]] = {}
    for sheet, found in read.sheets.items():
        keys = [row.key for row in found.rows]
        for number, column in enumerate(sorted(found.theirs) if keys else ()):
            word = f"Heron{len(planted)}x"
            planted[word] = (sheet, column)
            # Sheets of fixed questions have few rows; there the words share one.
            at = number if sheet in BASE else 0
            row = changes.setdefault(sheet, {}).setdefault(keys[at], dict(BASE.get(sheet, {})))
            row[column] = word
    assert len(planted) > 70
    desk.coalition.book.answer(changes)
    desk.build()
    desk.write_check()
    seen: dict[tuple[str, str], set[str]] = {place: set() for place in planted.values()}
    for path in sorted((*desk.plan.out.rglob("*"), *desk.plan.drafts.rglob("*"))):
        text = _all_text(path) if path.is_file() else ""
        for word, place in planted.items():
            if word in text:
                is_built = path.is_relative_to(desk.plan.out)
                seen[place].add(path.name if is_built else f"{path.parent.name}/")
    for place, files in seen.items():
        assert files <= MAY_STAND.get(place, set()), (place, files)
    # The test would pass on an empty build: what is meant for letters has to be in them.
    assert {place for place, files in seen.items() if LETTER in files} == {
        place for place, files in MAY_STAND.items() if LETTER in files
    }


def _all_text(path: Path) -> str:
    """Everything that can be read in a file, whatever its kind."""
    content = path.read_bytes()
    if path.suffix == ".pdf":
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    if path.suffix == ".docx":
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return "\n".join(
                package.read(name).decode("utf-8", "replace") for name in package.namelist()
            )
    return content.decode("utf-8", "replace")


def test_the_workbook_keeps_what_no_document_says(desk: Desk) -> None:
    desk.coalition.book.answer({"Benefit": {"benefit.1": {"barriers": "Heron told us so"}}})
    read = desk.coalition.book.read()
    assert read is not None
    assert read.cells_of("Benefit")["benefit.1"]["barriers"] == "Heron told us so"
    assert desk.coalition.book.name == NAME
