"""What a check says of Word files that people edited: ours as built, changed or gone, numbers of nobody, wording."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest

from mobility_analysis.planning.claims.rows import CLAIMS
from mobility_analysis.planning.desk import Desk
from mobility_analysis.press import word_reading
from mobility_analysis.runs.place_data import PlaceData

LETTER = "drafts/letter.docx"
EMPLOYED, DEBT = "share_employed vs nation", "share_debt_coll value"


@pytest.fixture
def built(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Drafts with two approved claims in the letter."""
    monkeypatch.setattr(Desk, "notebook_pages", lambda self, frame: {})
    approved = {"letter": "yes", "by": "Ana", "on": "2026-11-29"}
    desk.claims.book.answer(
        {
            CLAIMS: {
                "claim.1": {"claim": EMPLOYED, **approved},
                "claim.2": {"claim": DEBT, **approved},
            }
        }
    )
    desk.refresh()
    desk.build()
    return desk


@pytest.fixture
def say(built: Desk) -> Callable[..., list[str]]:
    """What a check says of a letter with these paragraphs."""

    def of(
        *paragraphs: str, name: str = LETTER, also: Callable[[Any], object] | None = None
    ) -> list[str]:
        file = docx.Document()
        for text in paragraphs:
            file.add_paragraph(text)
        if also is not None:
            also(file)
        file.save(str(built.plan.path / name))
        return remarks(built, name)

    return of


def remarks(desk: Desk, where: str = LETTER) -> list[str]:
    return [f"{each.kind}: {each.what}" for each in desk.examine() if each.where == where]


def only(found: list[str], beginning: str) -> str:
    """The one remark that begins so."""
    (one,) = [each for each in found if each.partition(": ")[2].startswith(beginning)]
    return one


def sentences_in(desk: Desk) -> dict[str, str]:
    """The claims in the letter as it was built."""
    content = json.loads((desk.plan.state / "drafts.json").read_text(encoding="utf-8"))
    return {each["id"]: each["text"] for each in content["letter.docx"]["sayings"]}


# ------------------------------------------------------------------ as built


def test_drafts_as_they_were_built_have_blanks_and_nothing_else_to_mend(built: Desk) -> None:
    found = [each for each in built.examine() if each.where.startswith("drafts/")]
    assert {each.kind for each in found} == {"Still missing", "To be known"}
    assert all("blanks are left" in each.what for each in found if each.kind == "Still missing")
    assert [each.what for each in found if each.where == LETTER][-1] == (
        "Of 2 sentences of ours: 2 as built."
    )
    known = [each.what for each in found if each.kind == "To be known"]
    assert all(
        re.fullmatch(r"Of (1 sentence|\d sentences) of ours: \d as built\.", what) for what in known
    )


def test_what_was_built_is_remembered_per_draft(built: Desk) -> None:
    assert set(sentences_in(built)) == {EMPLOYED, DEBT}
    content = json.loads((built.plan.state / "drafts.json").read_text(encoding="utf-8"))
    assert set(content) == {
        "letter.docx",
        "launch-message.docx",
        "talking-points.docx",
        "sign-up.docx",
        "agendas/1-getting-to-know.docx",
        "agendas/2-expectations.docx",
        "agendas/3-decisions.docx",
    }
    assert content["sign-up.docx"]["sayings"] == []
    points = content["talking-points.docx"]["sayings"]
    assert any(each["is_small_print"] and "24" in each["text"] for each in points)


def test_a_memory_that_is_gone_or_damaged_is_as_good_as_none(
    built: Desk, say: Callable[..., list[str]]
) -> None:
    for content in ("", "no json", "[1]", '{"letter.docx": {"sayings": 3}}'):
        (built.plan.state / "drafts.json").write_text(content, encoding="utf-8")
        (found,) = say("79 percent of people ages 25 to 54 were employed.")
        assert found.startswith("To be mended: No finding stands behind \u201c79 percent\u201d")


# ------------------------------------------------------------------ edited


def test_a_changed_number_is_shown_beside_ours(built: Desk, say: Callable[..., list[str]]) -> None:
    text = sentences_in(built)[EMPLOYED]
    number = re.search(r"\d+", text)
    assert number is not None
    found = only(say(text.replace(number[0], "12", 1)), "Changed")
    assert found.startswith(
        f"To be mended: Changed: \u201c{number[0]}\u201d is now \u201c12\u201d."
    )
    assert "Built was:" in found


def test_a_sentence_without_its_year_misses_it(built: Desk, say: Callable[..., list[str]]) -> None:
    text = sentences_in(built)[DEBT]
    year = re.search(r" in (\d{4}(?:\u2013\d{4})?)", text)
    assert year is not None
    found = only(say(text.replace(year[0], "")), "The year is left out")
    assert found.startswith(f"Still missing: The year is left out ({year[1]})")


def test_what_is_taken_out_and_reworded_is_known(
    built: Desk, say: Callable[..., list[str]]
) -> None:
    found = say(sentences_in(built)[DEBT].replace("adults with", "all grown-ups who have"))
    assert only(found, "Reworded").startswith("To be known")
    count = only(found, "Of 2 sentences")
    assert "1 reworded, 1 gone. Taken out: \u201cIn Alder County, " in count


def test_a_number_of_nobody_is_shown_with_the_nearest_that_may_be_said(
    say: Callable[..., list[str]],
) -> None:
    found = say(
        "99 percent of babies were born with low weight.",
        "Dogs outnumber cats by 40,000 in some homes.",
    )
    near = only(found, "No finding stands behind \u201c99 percent\u201d")
    assert near.startswith("To be mended") and "The nearest: \u201cIn Alder County, " in near
    assert "born with low weight" in near.partition("The nearest")[2]
    assert "The run has nothing like it" in only(
        found, "No finding stands behind \u201coutnumber\u201d"
    )


def test_a_number_of_the_data_in_other_words_only_wants_its_sentence(
    built: Desk, say: Callable[..., list[str]]
) -> None:
    weight = next(
        each for each in built.opened.facts if each.claim.typed == "share_low_birth_weight value"
    )
    number = re.search(r"[\d.]+ percent", weight.words)
    assert number is not None
    found = say(f"We see {number[0]} of our babies with a low weight.")
    assert found[0].startswith(f"Still missing: \u201c{number[0]}\u201d stands in a finding")


def test_a_number_of_ones_own_counts_when_somebody_stands_for_it(
    built: Desk, say: Callable[..., list[str]]
) -> None:
    text = "We give $25,000, and meet six times for 90 minutes on May 12 at 175 South Main Street."
    assert "\u201c$25,000\u201d" in only(say(text), "Numbers of your own work")
    rows = {
        "number.1": {
            "words": "$25,000",
            "what": "for each partner",
            "source": "Budget",
            "by": "Ana",
        },
        "number.2": {"words": "90 minutes", "what": "a meeting"},
        "number.3": {"words": "six times", "by": "Ana"},
    }
    built.claims.book.answer({"Own numbers": rows})
    assert only(say(text), "Numbers of your own work").startswith(
        "To be known: Numbers of your own work, which no data can check: \u201c90 minutes\u201d."
    )
    said = {each.where.rpartition(", ")[2]: each.what for each in built.examine()}
    assert said["number.2"] == "\u201c90 minutes\u201d does not count yet: who stands for it?"
    assert said["number.3"] == "\u201csix times\u201d: where does it stand?"
    assert "number.1" not in said


def test_quotations_are_counted_and_not_checked(say: Callable[..., list[str]]) -> None:
    found = say(
        "\u201cI pay 60 percent in rent,\u201d said a mother of two.",
        also=lambda file: file.add_paragraph("Half of my class moved, 12 of 24.", style="Quote"),
    )
    assert only(found, "Quotations with a number in them: 2.").startswith("To be known")
    assert len(found) == 2


def test_wording_that_the_data_cannot_bear_is_pointed_at(say: Callable[..., list[str]]) -> None:
    found = say(
        "Because of redlining, only 12 percent own a home. Vulnerable populations need help."
    )
    assert only(found, "\u201cBecause of\u201d").startswith("To be known")
    assert only(found, "\u201conly\u201d").startswith("To be known")
    assert only(found, "\u201cVulnerable populations\u201d").startswith("To be mended")
    calm = say("Because of the holiday, we meet on May 12 only. A crisis line is open.")
    assert [each for each in calm if "It stands in" in each] == []


def test_words_of_a_claim_that_was_tested_are_no_matter_of_taste(
    built: Desk, say: Callable[..., list[str]]
) -> None:
    claim = "share_employed as many as vs nation"
    approved = {"letter": "yes", "by": "Ana", "on": "2026-11-29"}
    built.claims.book.answer({CLAIMS: {"claim.9": {"claim": claim, **approved}}})
    (built.plan.path / LETTER).unlink()
    built.refresh()
    built.build()
    text = sentences_in(built)[claim]
    assert "as many as" in text
    assert not [each for each in say(text) if "It stands in" in each]
    other = text.replace("people ages", "all people ages").replace("as many as", "only")
    assert only(say(other), "\u201conly\u201d")


# ------------------------------------------------------------------ after a newer run


@pytest.fixture
def newer(built: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The same plan after a run in which debt is another number, and employment weak."""
    later = Desk(built.root, built.plan)
    then = PlaceData.latest.func(later.opened.data)  # type: ignore[attr-defined]
    debt, employed = then["share_debt_coll"], then["share_employed"]
    now = {
        **then,
        "share_debt_coll": replace(debt, value=debt.value + 0.2),
        "share_employed": replace(employed, grade=3),
    }
    monkeypatch.setitem(later.opened.data.__dict__, "latest", now)
    return later


def test_a_newer_run_tells_which_sentences_changed_or_fell(newer: Desk) -> None:
    found = remarks(newer)
    changed = only(found, "The data have changed since it was built")
    assert changed.startswith("To be mended") and "Today: \u201cIn Alder County" in changed
    assert only(found, "It may not be said any more").startswith("To be mended")


def test_a_sentence_brought_up_to_date_by_hand_is_right(newer: Desk, built: Desk) -> None:
    today = next(row.judged for row in newer.claims.read() if row.typed == DEBT)
    assert today is not None and today.words != sentences_in(built)[DEBT]
    file = docx.Document()
    file.add_paragraph(today.words)
    file.save(str(newer.plan.path / LETTER))
    assert not [each for each in remarks(newer) if "have changed" in each or "Changed" in each]


# ------------------------------------------------------------------ files


def test_a_copy_under_another_name_is_held_against_what_was_built(built: Desk) -> None:
    folder = built.plan.drafts / "sent"
    folder.mkdir()
    shutil.copy(built.plan.path / LETTER, folder / "to the hospital.docx")
    assert (
        "Of 2 sentences of ours: 2 as built."
        in remarks(built, "drafts/sent/to the hospital.docx")[-1]
    )


def test_blanks_and_comments_that_are_left_are_told(say: Callable[..., list[str]]) -> None:
    def comment(file: Any) -> None:
        file.add_comment(file.paragraphs[0].runs, text="Who?", author="B")

    found = say("Come to [place] on [day].", name="drafts/note.docx", also=comment)
    assert found == [
        "Still missing: 2 blanks are left, the first: [place]",
        "Still missing: Comments are in it: 1. Take them out before you send it.",
    ]
    assert say("Come to the hall.", name="drafts/note.docx") == []


def test_a_file_that_is_open_is_told_and_its_lock_is_no_draft(
    built: Desk, say: Callable[..., list[str]]
) -> None:
    (built.plan.drafts / "~$note.docx").write_bytes(b"\x05Ana")
    (said,) = say("Come to the hall.", name="drafts/note.docx")
    assert said.startswith("To be known: It is open in another program (~$note.docx)")
    assert not any(each.where.startswith("drafts/~$") for each in built.examine())


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", word_reading.EMPTY),
        (b"no Word file", word_reading.UNREADABLE),
        (bytes.fromhex("d0cf11e0a1b11ae1"), word_reading.OLD_FORMAT),
    ],
)
def test_a_file_that_cannot_be_read_is_to_be_mended(
    built: Desk, content: bytes, fault: str
) -> None:
    (built.plan.path / LETTER).write_bytes(content)
    assert remarks(built) == [f"To be mended: {fault}"]


def test_a_folder_that_is_named_like_a_draft_is_told(built: Desk) -> None:
    (built.plan.drafts / "folder.docx").mkdir()
    (said,) = remarks(built, "drafts/folder.docx")
    assert said.startswith("To be mended: It cannot be opened: ")


def test_nothing_in_a_plan_is_changed_by_a_check(built: Desk) -> None:
    def content() -> dict[Path, bytes]:
        return {p: p.read_bytes() for p in built.plan.path.rglob("*") if p.is_file()}

    before = content()
    built.examine()
    assert content() == before


def test_five_drafts_are_looked_through_in_well_under_a_second(built: Desk) -> None:
    shutil.copy(built.plan.path / LETTER, built.plan.drafts / "letter 2.docx")
    built.examine()
    start = time.process_time()
    built.examine()
    assert len(list(built.plan.drafts.glob("*.docx"))) == 5
    assert (
        time.process_time() - start < 2
    )  # the whole check; a third of a second on a quiet machine
