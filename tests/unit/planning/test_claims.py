"""Claims in a plan: refused ones reach no document, approvals are of words, and a new run is noticed."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from tests.unit.planning.conftest import begun
from tests.unit.planning.editing import cell, edited

from mobility_analysis.core.paths import RunPaths
from mobility_analysis.insights.findings import OF_PLACES
from mobility_analysis.planning.claims.rows import ClaimStanding
from mobility_analysis.planning.demonstration.answers import demonstration_claims
from mobility_analysis.planning.desk import Desk
from mobility_analysis.planning.workbooks.worksheets import Column, Worksheet

CLAIM, LETTER, BY, ON = "What we want to say", "In the letter", "Approved by", "Approved on"
HOLDS = "share_employed vs nation"
REFUSED = "share_debt_coll more than 99%"
DAY = datetime.date(2026, 11, 28)
APPROVED: dict[str, Any] = {"by": "A. Example", "on": DAY}


def _write(desk: Desk, **claims: dict[str, Any]) -> None:
    rows = {f"claim.{name.removeprefix('c')}": cells for name, cells in claims.items()}
    desk.claims.book.answer({"Claims": rows})
    desk.refresh()


def _standings(desk: Desk) -> list[ClaimStanding]:
    return [row.standing for row in desk.claims.read()]


def _words(path: Path) -> str:
    found = docx.Document(str(path))
    cells = [each.text for table in found.tables for row in table.rows for each in row.cells]
    return "\n".join([paragraph.text for paragraph in found.paragraphs] + cells)


@pytest.fixture
def without_page(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(Desk, "notebook_pages", lambda self, frame: {})
    return desk


def test_everything_that_may_be_said_holds_when_it_is_asked(desk: Desk) -> None:
    assert len(desk.opened.facts) > 50
    assert all(each.holds and each.values and each.values[0].usable for each in desk.opened.facts)
    assert len({each.claim.typed for each in desk.opened.facts}) == len(desk.opened.facts)


def test_a_claim_is_answered_and_waits_for_its_approval(desk: Desk) -> None:
    _write(desk, c1={"claim": HOLDS}, c2={"claim": REFUSED}, c3={"claim": "debt is high"})
    assert _standings(desk) == [ClaimStanding.OPEN, ClaimStanding.REFUSED, ClaimStanding.UNREADABLE]
    with edited(desk.claims.book.path) as book:
        page = book["Claims"]
        assert cell(page, "claim.1", "In these words").value.startswith("In Alder County, ")
        assert cell(page, "claim.2", "In these words").value is None
        assert "other side of 99 percent" in cell(page, "claim.2", "Why not, or what to know").value
        assert (
            "share_debt_coll value: In Alder County"
            in cell(page, "claim.2", "What may be said instead").value
        )
        assert "A claim reads MEASURE" in cell(page, "claim.3", "Why not, or what to know").value


def test_a_row_that_somebody_added_is_answered_by_the_same_refresh(desk: Desk) -> None:
    with edited(desk.claims.book.path) as book:
        page = book["Claims"]
        last = page.max_row + 1
        page.cell(last, 2).value = HOLDS
    desk.refresh()
    row = desk.claims.read()[0]
    assert (row.key, row.standing) == ("own.1", ClaimStanding.OPEN)
    with edited(desk.claims.book.path) as book:
        assert cell(book["Claims"], "own.1", "In these words").value
    assert not any(done.is_new for done in desk.refresh())


def test_nothing_stays_beside_a_claim_that_was_taken_out(desk: Desk) -> None:
    with edited(desk.claims.book.path) as book:
        page = book["Claims"]
        page.cell(page.max_row + 1, 2).value = HOLDS
    desk.refresh()
    with edited(desk.claims.book.path) as book:
        cell(book["Claims"], "own.1", "What we want to say").value = None
        cell(book["Claims"], "own.1", "Our notes").value = "left out for now"
    desk.refresh()
    with edited(desk.claims.book.path) as book:
        page = book["Claims"]
        for heading in ("Where it stands", "In these words", "Where the numbers come from"):
            assert cell(page, "own.1", heading).value is None
        assert cell(page, "own.1", "Our notes").value == "left out for now"
    assert desk.claims.book.read().sheets["Earlier answers"].rows == []
    assert not any(done.is_new for done in desk.refresh())


def test_approved_words_stay_on_record_until_they_are_approved_anew(desk: Desk) -> None:
    _write(desk, c1={"claim": HOLDS, **APPROVED})
    assert _standings(desk) == [ClaimStanding.APPROVED]
    _remember(desk, HOLDS, words="In Alder County, 12 percent of people were employed.")
    assert _standings(desk) == [ClaimStanding.RESTATED]
    desk.refresh()
    assert _standings(desk) == [ClaimStanding.RESTATED]  # the same name and day approve nothing new
    remark = next(each for each in desk.examine() if "claim.1" in each.where)
    assert "changed since it was approved" in remark.what
    assert "12 percent" in remark.what
    _write(desk, c1={"claim": HOLDS, **APPROVED, "on": datetime.date(2026, 12, 1)})
    assert _standings(desk) == [ClaimStanding.APPROVED]


def test_a_claim_that_fell_and_one_whose_number_is_gone_are_told_apart(desk: Desk) -> None:
    gone = "share_employed/Bachelor's Degree or More value"
    _write(desk, c1={"claim": REFUSED, **APPROVED, "letter": "yes"}, c2={"claim": gone, **APPROVED})
    _remember(desk, REFUSED, words="In Alder County, nearly everyone had debt in collections.")
    _remember(desk, gone, words="Among graduates, 99 percent were employed.")
    assert _standings(desk) == [ClaimStanding.FALLEN, ClaimStanding.ORPHANED]
    fallen = next(each for each in desk.examine() if "claim.1" in each.where)
    assert "no longer true" in fallen.what
    assert "It is to stand in: letter.docx." in fallen.what
    assert "nearly everyone" in fallen.what


def test_another_claim_in_an_approved_row_is_not_approved(desk: Desk) -> None:
    _write(desk, c1={"claim": HOLDS, **APPROVED})
    _write(desk, c1={"claim": "share_low_birth_weight value"})
    assert _standings(desk) == [ClaimStanding.RESTATED]


@pytest.mark.parametrize("memory", [None, "torn", '{"share_employed vs nation": {"words": "a"}}'])
def test_words_that_were_approved_are_known_without_the_memory(
    desk: Desk, memory: str | None
) -> None:
    _write(desk, c1={"claim": HOLDS, **APPROVED})
    _remember(desk, HOLDS, words="In Alder County, 12 percent of people were employed.")
    desk.refresh()  # the earlier words stand in the worksheet now
    path = desk.plan.state / "approved.json"
    path.unlink()
    if memory is not None:
        path.write_text(memory)
    desk.refresh()
    assert _standings(desk) == [ClaimStanding.RESTATED]


def _remember(desk: Desk, typed: str, words: str) -> None:
    """The record of an approval as an earlier run left it."""
    path = desk.plan.state / "approved.json"
    content = json.loads(path.read_text()) if path.exists() else {}
    content[typed] = {"words": words, "by": "A. Example", "on": str(DAY), "built": "2025-01-01"}
    path.write_text(json.dumps(content))


def test_an_approval_that_was_taken_out_is_none(desk: Desk) -> None:
    _write(desk, c1={"claim": HOLDS, **APPROVED})
    with edited(desk.claims.book.path) as book:
        cell(book["Claims"], "claim.1", BY).value = None
    desk.refresh()
    assert _standings(desk) == [ClaimStanding.OPEN]


def test_the_letter_has_approved_claims_and_no_others(without_page: Desk) -> None:
    desk = without_page
    _write(
        desk,
        c1={"claim": HOLDS, "letter": "yes", **APPROVED},
        c2={"claim": REFUSED, "letter": "yes", **APPROVED},
        c3={"claim": "share_debt_coll value", "letter": "yes"},
        c4={"claim": "share_low_birth_weight value", "points": "yes", **APPROVED},
    )
    desk.build()
    said = {row.key: row.judged.words for row in desk.claims.read() if row.judged}
    letter, slip = _words(desk.plan.drafts / "letter.docx"), _words(desk.plan.out / "slip.docx")
    assert said["claim.1"] in letter and said["claim.1"] in slip
    assert said["claim.3"] not in letter and "99 percent" not in letter + slip
    assert said["claim.4"] not in letter
    assert said["claim.4"] in _words(desk.plan.drafts / "talking-points.docx")
    assert "A. Example, 2026-11-28" in slip


def test_a_letter_without_claims_says_so_and_types_no_number(without_page: Desk) -> None:
    without_page.build()
    path = without_page.plan.drafts / "letter.docx"
    assert "mark claims for the letter" in _words(path)
    assert not any(letter.isdigit() for letter in _words(path))


def test_the_demonstration_has_two_wrong_claims_and_they_are_found(desk: Desk) -> None:
    desk.claims.book.answer(demonstration_claims())
    desk.refresh()
    found = [row for row in desk.claims.read() if row.standing is ClaimStanding.REFUSED]
    assert [row.key for row in found][-2:] == ["claim.6", "claim.7"]
    wrong = [each for each in desk.examine() if "may not be said" in each.what]
    assert len(wrong) == 2


def test_two_plans_of_one_run_say_the_same(run_folder: RunPaths, tmp_path: Path) -> None:
    first, second = (begun(run_folder, tmp_path / name) for name in ("one", "two"))
    assert first.claims.book.path.read_bytes() == second.claims.book.path.read_bytes()


def test_a_sheet_that_a_newer_program_asks_is_added(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(desk, c1={"claim": HOLDS, **APPROVED})
    asked = desk.claims.book._ask(None)
    more = Worksheet("New", "A new sheet", (), (Column("text", "Text", 20, is_theirs=True),))
    newer = replace(asked, sheets=(*asked.sheets[:-1], more, asked.sheets[-1]))
    desk = Desk(desk.root, desk.plan)
    monkeypatch.setattr(desk.claims.book, "_ask", lambda book: newer)
    monkeypatch.setattr(desk.claims.book, "_without_rows", lambda: newer)
    done = desk.claims.book.refresh()
    assert done.path == desk.claims.book.path and done.is_new
    with edited(desk.claims.book.path) as book:
        assert "New" in book.sheetnames
        assert cell(book["Claims"], "claim.1", BY).value == "A. Example"
        book["New"].title = "Renamed"
    assert desk.claims.book.refresh().path.name == "claims.refreshed.xlsx"


def test_letters_are_to_carry_few_claims_and_one_that_is_fair(desk: Desk) -> None:
    better = next(each for each in desk.frame.strengths).choice.finding.measure
    worse = next(each for each in desk.frame.questions).choice.finding.measure
    fair = {
        each.measure
        for each in desk.opened.data.findings
        if each.kind in OF_PLACES and each.verdict.value in ("better", "similar")
    }
    assert better in fair and worse not in fair
    said = [worse, f"{worse} vs nation"]
    _write(desk, **_in_letter(said))
    assert [each.what[:30] for each in desk.claims.remarks()] == ["No claim in the letters is abo"]
    said = [*said, better, f"{better} vs nation"]
    _write(desk, **_in_letter(said))
    assert [each.what[:22] for each in desk.claims.remarks()] == ["Letters carry 4 claims"]


def _in_letter(claims: list[str]) -> dict[str, dict[str, Any]]:
    return {
        f"c{number}": {"claim": claim, "letter": "yes", **APPROVED}
        for number, claim in enumerate(claims, 1)
    }
