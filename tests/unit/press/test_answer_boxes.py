"""Answers in a Word file are read back as they were written; whatever else was changed is noticed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.word_answers import answered, edited, row_of

from mobility_analysis.press.answer_boxes import (
    Answers,
    answer_name,
    answer_of,
    count_answers,
    read_answers,
)
from mobility_analysis.press.pixels import Sheet
from mobility_analysis.press.word import Document, Drawn, Heading, Question, Worksheet, word_bytes
from mobility_analysis.press.word_reading import EMPTY, OLD_FORMAT, PROTECTED, UNREADABLE

FIRST, SECOND = answer_name("groups.share_employed"), answer_name("peers")
# Saved by LibreOffice 7.4 from a file of ours with two answers in it.
SAVED = Path(__file__).parents[2] / "fixtures" / "word" / "saved_by_libreoffice.docx"


def _file(found: Answers | None = None, *, evidence: str = "79 percent were employed.") -> bytes:
    drawing = Drawn(Sheet(1, 0.2).png(), "a line", 1, 0.2)
    kept = found.found if found is not None else {}
    rows = [
        Question(FIRST, "1. Employment", (evidence,), drawing, "Tested.", "Does it concern you?"),
        Question(SECOND, "2. Peers", ask="Which place?"),
    ]
    filled = [
        replace(row, answer=kept[row.anchor].paragraphs) if row.anchor in kept else row
        for row in rows
    ]
    blocks = (
        Heading("Guide", 1),
        Worksheet(("Known", "Your answer"), ("Strengths", *filled), (4, 3)),
    )
    return word_bytes(Document("Guide", "Above", "Below", datetime(2026, 1, 15), blocks))


def _text(content: bytes, name: str = FIRST) -> str:
    return read_answers(content).found[name].text


# Whatever can stand in a Word file: no control character but tab and line break, no half of a pair.
WRITABLE = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
    | st.sampled_from("\n\t"),
    max_size=60,
)


@settings(max_examples=150)
@given(WRITABLE)
@example("  two  blanks \n\n\t- a tab\n")
@example('<w:t> & "quotes" ]]> \u00a0 \u2028 \U0001f600 \u05d0')
@example("[to be filled in]")
def test_any_answer_survives_two_rounds(answer: str) -> None:
    first = answer_of("Employment", answer)
    once = read_answers(_file(Answers({FIRST: first})))
    assert once.is_whole
    assert once.found[FIRST].text == answer
    again = read_answers(_file(once, evidence="80 percent were employed."))
    assert again.is_whole
    assert again.found[FIRST] == once.found[FIRST]


@given(st.text(max_size=40))
def test_what_no_word_file_can_hold_damages_none(answer: str) -> None:
    found = read_answers(_file(Answers({FIRST: answer_of("", answer)})))
    assert not found.fault
    assert found.is_whole


def test_an_answer_typed_in_word_is_found_with_its_title_and_question() -> None:
    content = answered(_file(), "Employment", "The buses stop at six.\n\tAsk Ana.")
    found = read_answers(content)
    assert found.is_whole
    answer = found.found[FIRST]
    assert (answer.title, answer.ask) == ("Employment", "Does it concern you?")
    assert answer.text == "The buses stop at six.\n\tAsk Ana."
    assert found.found[SECOND].is_empty
    assert count_answers(content) == (1, 2)


def test_bold_italics_color_and_bullets_are_kept() -> None:
    def write(document: Any) -> None:
        cell = row_of(document, "Employment").cells[1]
        run = cell.paragraphs[0].add_run("Bold")
        run.bold = run.italic = run.underline = True
        cell.paragraphs[0].add_run(" and plain").bold = False
        cell.add_paragraph("a point", style="List Bullet")

    found = read_answers(edited(_file(), write))
    assert found.is_whole
    again = read_answers(_file(found))
    assert again.found[FIRST] == found.found[FIRST]
    written = found.found[FIRST].paragraphs
    assert '<w:rPr><w:b/><w:i/><w:u w:val="single"/></w:rPr>' in written
    assert '<w:t xml:space="preserve"> and plain</w:t>' in written
    assert '<w:pStyle w:val="ListBullet"/>' in written


def test_a_file_that_libreoffice_saved_is_whole() -> None:
    found = read_answers(SAVED.read_bytes())
    assert found.is_whole
    assert found.found[FIRST].text == "The buses stop at six.\n\n  Ask Ana & Do\u00f1a Eva."
    assert "<w:b/>" in found.found[SECOND].paragraphs
    assert found.found[SECOND].text == "Cedar County"


def _cell(document: Any) -> Any:
    return row_of(document, "Employment").cells[1]


def _insert(xml: str) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        _cell(document).paragraphs[0]._p.append(parse_xml(xml.format(nsdecls("w"))))

    return change


def _paste_picture(document: Any) -> None:
    stream = io.BytesIO(Sheet(1, 1).png())
    document.add_paragraph().add_run().add_picture(stream)


def _answer_with_picture(document: Any) -> None:
    stream = io.BytesIO(Sheet(1, 1).png())
    _cell(document).paragraphs[0].add_run("See:").add_picture(stream)


def _comment(document: Any) -> None:
    run = _cell(document).paragraphs[0].add_run("Ours")
    document.add_comment(run, text="Really?", author="Ana", initials="A")


def _number(document: Any) -> None:
    paragraph = _cell(document).paragraphs[0]
    paragraph.add_run("first")
    paragraph._p.get_or_add_pPr().get_or_add_numPr()


CHANGES: dict[str, Callable[[Any], None]] = {
    "a word in the evidence": lambda d: row_of(d, "Employment").cells[0].add_paragraph("(ask Ana)"),
    "a paragraph below": lambda d: d.add_paragraph("Minutes of May 3"),
    "a row taken out": lambda d: d.tables[0]._tbl.remove(row_of(d, "Peers")._tr),
    "a row of people's own": lambda d: setattr(d.tables[0].add_row().cells[0], "text", "Also"),
    "a picture": _paste_picture,
    "a picture in an answer": _answer_with_picture,
    "a comment": _comment,
    "a numbered list": _number,
    "a table in an answer": lambda d: _cell(d).add_table(1, 1),
    "a tracked insertion": _insert("<w:ins {} w:id='900'><w:r><w:t>new</w:t></w:r></w:ins>"),
    "a link": _insert("<w:hyperlink {} w:anchor='x'><w:r><w:t>new</w:t></w:r></w:hyperlink>"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_what_cannot_be_written_again_is_noticed(change: Callable[[Any], None]) -> None:
    found = read_answers(edited(answered(_file(), "Peers", "Ours"), change))
    assert not found.fault
    assert not found.is_whole


def test_text_within_links_changes_and_lists_is_read_all_the_same() -> None:
    for xml in ("ins {} w:id='900'", "hyperlink {} w:anchor='x'"):
        name = xml.partition(" ")[0]
        whole = f"<w:{xml}><w:r><w:t>new</w:t></w:r></w:{name}>"
        assert _text(edited(_file(), _insert(whole))) == "new"
    gone = "<w:del {} w:id='900'><w:r><w:delText>old</w:delText></w:r></w:del>"
    assert _text(edited(_file(), _insert(gone))) == ""
    assert _text(edited(_file(), _number)) == "first"


def test_two_rows_of_one_bookmark_keep_the_first() -> None:
    content = answered(_file(), "Employment", "first")

    def copy(document: Any) -> None:
        row = row_of(document, "Employment")._tr
        row.addnext(parse_xml(row.xml))

    found = read_answers(edited(content, copy))
    assert found.found[FIRST].text == "first"
    assert not found.is_whole


def _zip(**parts: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, text in parts.items():
            package.writestr(name.replace("__", "/") + ".xml", text)
    return stream.getvalue()


OLD = bytes.fromhex("d0cf11e0a1b11ae1")
ENTITY = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><x>&e;</x>'


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", EMPTY),
        (b"My own notes only.", UNREADABLE),
        (OLD + b"\0" * 600, OLD_FORMAT),
        (OLD + "EncryptedPackage".encode("utf-16-le"), PROTECTED),
        (_file()[:2000], UNREADABLE),
        (_zip(notes="<x/>"), UNREADABLE),
        (_zip(word__document="no elements"), UNREADABLE),
        (_zip(word__document=""), UNREADABLE),
    ],
    ids=["empty", "text", "before 2007", "password", "cut", "no Word", "no XML", "nothing"],
)
def test_what_cannot_be_read_says_why(content: bytes, fault: str) -> None:
    found = read_answers(content)
    assert (found.found, found.fault, found.is_whole) == ({}, fault, False)
    assert count_answers(content) == (0, 0)


def test_no_other_file_is_read_for_it() -> None:
    found = read_answers(_zip(word__document=ENTITY))
    assert not found.found
    assert not found.is_whole


def test_a_word_file_of_anybody_else_has_no_answers() -> None:
    content = word_bytes(Document("x", "", "", datetime(2026, 1, 15), (Heading("Ours", 1),)))
    assert read_answers(content) == Answers(is_whole=False)


@settings(max_examples=100)
@given(st.data())
def test_damage_anywhere_raises_nothing(data: st.DataObject) -> None:
    content = bytearray(_file())
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    found = read_answers(bytes(content))
    assert not (found.fault and found.found)
