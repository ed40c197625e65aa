"""What documents say: numbers only from findings, holes as holes, candid answers where they belong."""

from __future__ import annotations

import io
import re
import zipfile
from itertools import pairwise
from pathlib import Path

import docx
import pypdf
import pytest

from mobility_analysis.core.errors import PlanError
from mobility_analysis.insights.language import remarks
from mobility_analysis.planning.desk import Desk
from mobility_analysis.planning.documents.case import case_content
from mobility_analysis.planning.documents.frame import Frame
from mobility_analysis.planning.keep import write_ours

CANARY = "Heron told us so"
DRAFTS = ["launch-message.docx", "letter.docx", "sign-up.docx", "talking-points.docx"]


@pytest.fixture
def built(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(Desk, "notebook_pages", lambda self, frame: {})
    desk.readiness.book.answer(
        {
            "Steps": {
                "leadership.1": {"answer": "yes", "how": CANARY},
                "culture.1": {"answer": "not permitted here", "how": f"Code 7, {CANARY}"},
                "data.3": {"answer": "not yet", "address": CANARY, "owner": "Ana"},
            },
            "Decision": {"decision.1": {"decision": "launch", "by": "The executive"}},
        }
    )
    desk.build()
    return desk


def _words(path: Path) -> str:
    found = docx.Document(str(path))
    cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in found.paragraphs] + cells)


def test_a_build_makes_every_document(built: Desk) -> None:
    assert sorted(path.name for path in built.plan.drafts.iterdir()) == ["agendas", *DRAFTS]
    names = sorted(path.name for path in built.plan.out.iterdir())
    outputs = ["case.pdf", "coverage.html", "handout.pdf", "keep-informed.docx", "letters.csv"]
    outputs += [f"map-{name}.{end}" for name in ("general", "technical") for end in ("docx", "pdf")]
    outputs += ["posters.pdf", "preparedness.docx", "readiness.docx", "role-cards.docx"]
    outputs += ["slides.pdf", "slip.docx", "web"]
    assert names == outputs


def test_the_summary_says_what_was_answered_suggested_and_decided(built: Desk) -> None:
    text = _words(built.plan.out / "readiness.docx")
    assert CANARY in text
    assert "our rule suggests: postpone. 0 of 9 conditions are met" in text
    assert "Launch. Decided by The executive, [on what day]." in text
    assert "[Why it was decided otherwise]" in text
    assert f"Not permitted here: Code 7, {CANARY}" in text


def test_the_preparedness_plan_has_a_row_for_each_open_step_and_shows_holes(built: Desk) -> None:
    text = _words(built.plan.out / "preparedness.docx")
    assert text.startswith("How we prepare: Alder County, DM\n29 of 31 steps are open.")
    assert text.count("[owner]") == 28
    assert text.count("[day]") == 29


def test_candid_answers_reach_no_document_for_others(built: Desk) -> None:
    for name in DRAFTS:
        assert CANARY not in _words(built.plan.drafts / name)
    reader = pypdf.PdfReader(built.plan.out / "case.pdf")
    assert not any(CANARY in page.extract_text() for page in reader.pages)


def test_every_number_in_a_text_stands_in_a_finding(built: Desk) -> None:
    frame = Frame(built.opened.data, built.opened.settings)
    found = [*frame.strengths, *frame.questions, *frame.gaps]
    assert frame.strengths and frame.questions
    known = " ".join(f"{each.sentence} {each.fine} {each.label} {each.how_many}" for each in found)
    for name in ("launch-message.docx", "talking-points.docx"):
        numbers = set(re.findall(r"\d[\d.,]*\d|\d", _words(built.plan.drafts / name)))
        numbers.discard("24")  # the framework's own count of predictors
        assert numbers
        assert numbers <= set(re.findall(r"\d[\d.,]*\d|\d", known))


def test_texts_of_ours_put_no_shortfall_into_people(built: Desk) -> None:
    content = case_content(Frame(built.opened.data, built.opened.settings))
    texts = [text for part in content["sections"] for item in part["items"] for text in item]
    texts += [content["lede"], content["title"], *(part["title"] for part in content["sections"])]
    texts += [line for name in DRAFTS for line in _words(built.plan.drafts / name).splitlines()]
    assert [found for text in texts for found in remarks(text)] == []


def test_the_case_has_two_pages_and_a_title(built: Desk) -> None:
    reader = pypdf.PdfReader(built.plan.out / "case.pdf")
    assert len(reader.pages) == 2
    assert reader.metadata is not None and "Alder County" in str(reader.metadata.title)
    first = reader.pages[0].extract_text()
    assert "Demonstration data: not a real place" in first
    assert "What goes well" in first and "What to ask" in first


def test_the_same_answers_give_the_same_bytes(built: Desk) -> None:
    folder = built.plan.path
    before = {path: path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}
    for name in DRAFTS:
        (built.plan.drafts / name).unlink()
    built.build()
    after = {path: path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}
    assert before == after


def test_drafts_are_peoples_from_then_on(built: Desk) -> None:
    path = built.plan.drafts / "launch-message.docx"
    path.write_bytes(b"ours now")
    made = built.build()
    assert path.read_bytes() == b"ours now"
    assert not any(each.is_new for each in made)
    day = built.opened.data.record.built_at
    newer = [each for each in built.build(new_drafts=True) if each.is_new]
    assert [each.path.name for each in newer] == [
        f"{name.removesuffix('.docx')}.{day}.docx"
        for name in (
            *("launch-message.docx", "sign-up.docx", "letter.docx", "talking-points.docx"),
            *("1-getting-to-know.docx", "2-expectations.docx", "3-decisions.docx"),
        )
    ]
    assert path.read_bytes() == b"ours now"


def test_a_document_of_ours_that_people_changed_is_kept(built: Desk) -> None:
    path = built.plan.out / "readiness.docx"
    path.write_bytes(b"with remarks of ours")
    built.build()
    assert path.read_bytes() != b"with remarks of ours"
    kept = [each.read_bytes() for each in built.plan.history.glob("*-readiness.docx")]
    assert kept == [b"with remarks of ours"]


def test_a_document_that_is_open_is_not_replaced(built: Desk) -> None:
    (built.plan.out / "~$adiness.docx").touch()
    with pytest.raises(PlanError, match="open in another program"):
        write_ours(built.plan, built.plan.out / "readiness.docx", b"new")


def test_word_files_are_marked_up_for_everyone(built: Desk) -> None:
    for path in [*built.plan.drafts.rglob("*.docx"), *built.plan.out.glob("*.docx")]:
        content = path.read_bytes()
        found = docx.Document(io.BytesIO(content))
        levels = [
            int(each.style.name.removeprefix("Heading "))
            for each in found.paragraphs
            if each.style is not None and each.style.name.startswith("Heading")
        ]
        assert levels[0] == 1 and levels.count(1) == 1
        assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
        assert found.core_properties.title and found.core_properties.language == "en-US"
        assert all(table._tbl.xpath(".//w:tblHeader") for table in found.tables)
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            assert {each.date_time[0] for each in package.infolist()} == {1980}
