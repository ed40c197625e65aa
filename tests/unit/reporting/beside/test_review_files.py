"""People's answers survive every rerun; what cannot be written again is kept whole."""

from __future__ import annotations

import io
import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.word_answers import answer_in_file, edited, row_of, texts

from mobility_analysis.core.errors import ReportError
from mobility_analysis.press.answer_boxes import answer_name, read_answers
from mobility_analysis.press.word_reading import OLD_FORMAT, PROTECTED, UNREADABLE
from mobility_analysis.reporting.beside.own_files import keep_peoples_files
from mobility_analysis.reporting.beside.review_files import write_review_guide
from mobility_analysis.reporting.beside.review_guide import Guide, Item, Section
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.run_record import RunRecord

GUIDE = "review_guide.docx"
KEY = answer_name("groups.share_employed")


@pytest.fixture(scope="module")
def record(alder: PlaceData) -> RunRecord:
    return alder.record


def _guide(evidence: str = "79 percent.", *, with_groups: bool = True) -> Guide:
    ask = "Does it concern you?"
    groups = Item(
        "groups.share_employed", "Employment", ask, (evidence,), ids=("share_employed|x",)
    )
    return Guide(
        "Alder County, DM",
        ("Three questions.",),
        (
            Section("1. What stands out?", "", (Item("stands-out", "All in all", "What else?"),)),
            Section("2. Groups", "A line.", ("Sure", groups) if with_groups else ()),
            Section("3. Peers", "", (Item("peers", "Peers", "Which place?"),)),
        ),
    )


def _run(folder: Path, record: RunRecord, guide: Guide | None = None) -> None:
    """A report made again: the new folder takes the earlier one's place."""
    fresh = Path(tempfile.mkdtemp(dir=folder.parent))
    keep_peoples_files(fresh, folder)
    write_review_guide(guide or _guide(), record, fresh, folder)
    for path in folder.glob("*"):
        path.unlink()
    for path in fresh.iterdir():
        path.rename(folder / path.name)
    fresh.rmdir()


@pytest.fixture
def folder(tmp_path: Path, record: RunRecord) -> Path:
    folder = tmp_path / "99001-alder"
    folder.mkdir()
    _run(folder, record)
    return folder


def _content(folder: Path) -> bytes:
    return (folder / GUIDE).read_bytes()


def _said(folder: Path) -> str:
    return "\n".join(texts(_content(folder)))


def _copies(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.earlier-*"))


def _answer(folder: Path) -> str:
    return read_answers(_content(folder)).found[KEY].text


LINES = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=30
)


@settings(max_examples=60)
@given(st.lists(LINES, min_size=1, max_size=4))
def test_any_answer_survives_two_reruns(record: RunRecord, lines: list[str]) -> None:
    answer = "\n".join(lines)
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root, "report")
        folder.mkdir()
        _run(folder, record)
        answer_in_file(folder / GUIDE, "Employment", answer)
        _run(folder, record, _guide("80 percent."))
        once = _content(folder)
        _run(folder, record, _guide("80 percent."))
        assert _content(folder) == once
        assert _answer(folder) == answer
        assert "80 percent." in _said(folder)
        assert not _copies(folder)


def test_a_rerun_without_changes_gives_the_same_bytes(folder: Path, record: RunRecord) -> None:
    before = _content(folder)
    assert [path.name for path in folder.iterdir()] == [GUIDE]
    _run(folder, record)
    assert _content(folder) == before


# ------------------------------------------------------------------ questions come and go


def test_an_answer_whose_question_is_gone_is_kept_and_returns(
    folder: Path, record: RunRecord
) -> None:
    answer_in_file(folder / GUIDE, "Employment", "The buses stop at six.")
    for _ in range(2):
        _run(folder, record, _guide(with_groups=False))
        said = _said(folder)
        assert said.index("Earlier answers") < said.index("The buses stop at six.")
        assert "\nEmployment\nDoes it concern you?" in said
        assert not _copies(folder)
    _run(folder, record)
    assert "Earlier answers" not in _said(folder)
    assert _answer(folder) == "The buses stop at six."


def test_a_space_left_empty_leaves_nothing_behind(folder: Path, record: RunRecord) -> None:
    _run(folder, record, _guide(with_groups=False))
    assert "Earlier" not in _said(folder)


def test_the_number_of_a_question_may_change(folder: Path, record: RunRecord) -> None:
    answer_in_file(folder / GUIDE, "Employment", "Ours")
    first, second, third = _guide().sections
    _run(folder, record, replace(_guide(), sections=(second, first, third)))
    assert _answer(folder) == "Ours"
    assert "1. Employment" in _said(folder)


# ------------------------------------------------------------------ changed elsewhere


def test_a_note_beside_the_evidence_is_kept_with_the_whole_file(
    folder: Path, record: RunRecord
) -> None:
    answer_in_file(folder / GUIDE, "Employment", "An answer.")

    def note(document: Any) -> None:
        row_of(document, "Employment").cells[0].add_paragraph("(Ask Ana!)")

    changed = edited(_content(folder), note)
    (folder / GUIDE).write_bytes(changed)
    _run(folder, record)
    assert _copies(folder) == ["review_guide.earlier-1.docx"]
    assert (folder / "review_guide.earlier-1.docx").read_bytes() == changed
    assert _answer(folder) == "An answer."
    assert "Kept aside: review_guide.earlier-1.docx" in _said(folder)
    _run(folder, record)
    assert _copies(folder) == ["review_guide.earlier-1.docx"]
    (folder / "review_guide.earlier-1.docx").unlink()
    _run(folder, record)
    assert "Kept aside" not in _said(folder)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"My own notes only.", UNREADABLE),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 99, OLD_FORMAT),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), PROTECTED),
    ],
    ids=["no Word", "before 2007", "password"],
)
def test_what_cannot_be_read_is_kept_and_the_new_file_says_why(
    folder: Path, record: RunRecord, content: bytes, why: str
) -> None:
    (folder / GUIDE).write_bytes(content)
    _run(folder, record)
    assert (folder / "review_guide.earlier-1.docx").read_bytes() == content
    assert why in _said(folder)
    assert _answer(folder) == ""


def test_copies_get_numbers_of_their_own(folder: Path, record: RunRecord) -> None:
    for number in (1, 2):
        (folder / GUIDE).write_bytes(f"Notes {number}".encode())
        _run(folder, record)
    assert _copies(folder) == ["review_guide.earlier-1.docx", "review_guide.earlier-2.docx"]
    (folder / GUIDE).write_bytes(b"Notes 1")
    _run(folder, record)
    assert len(_copies(folder)) == 2


def test_a_long_answer_stays_whole(folder: Path, record: RunRecord) -> None:
    text = "\n".join(f"Line {number} of the minutes." for number in range(2000))
    answer_in_file(folder / GUIDE, "Employment", text)
    _run(folder, record)
    assert _answer(folder) == text


# ------------------------------------------------------------------ guides of older reports

MARKDOWN = """# Guide
<!-- answer groups.share_employed: Employment -->
The buses stop at six.
<!-- end of answer groups.share_employed -->
<!-- answer peers.99009: Oak County -->Call Eva.<!-- end of answer peers.99009 -->
<!-- answer stands-out: All -->

<!-- end of answer stands-out -->
"""


def _cell(key: str, text: str | list[str]) -> dict[str, Any]:
    return {
        "cell_type": "markdown",
        "metadata": {"mobility_review": {"answer": key, "title": key}},
        "source": text,
    }


NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "metadata": {}, "source": "ours"},
        _cell("groups.share_employed", ["The buses\n", "stop at six."]),
        _cell("peers", "*Your answer:*"),
    ]
}


def test_answers_of_the_older_files_are_taken_over_once(tmp_path: Path, record: RunRecord) -> None:
    folder = tmp_path / "99001-alder"
    folder.mkdir()
    (folder / "review_guide.md").write_text(MARKDOWN, encoding="utf-8")
    (folder / "review_guide.ipynb").write_text(json.dumps(NOTEBOOK), encoding="utf-8")
    _run(folder, record)
    assert _answer(folder) == "The buses stop at six.\n\nThe buses\nstop at six."
    assert "Oak County" in _said(folder) and "Call Eva." in _said(folder)
    assert read_answers(_content(folder)).found[answer_name("peers")].is_empty
    # The files themselves stay; what is changed in the Word file from now on counts.
    assert (folder / "review_guide.md").read_text(encoding="utf-8") == MARKDOWN

    def empty(document: Any) -> None:
        cell = row_of(document, "Employment").cells[1]
        for paragraph in cell.paragraphs[1:]:
            cell._tc.remove(paragraph._p)
        cell.paragraphs[0].clear()

    (folder / GUIDE).write_bytes(edited(_content(folder), empty))
    _run(folder, record)
    assert _answer(folder) == ""


@pytest.mark.parametrize("content", [b"[1]", b"{", b'{"cells": [1]}', b"[" * 100_000, b"\xff\xfe"])
def test_what_is_no_notebook_of_ours_stays(
    tmp_path: Path, record: RunRecord, content: bytes
) -> None:
    folder = tmp_path / "99001-alder"
    folder.mkdir()
    (folder / "review_guide.ipynb").write_bytes(content)
    (folder / "review_guide.md").write_bytes(b"\xff no text")
    _run(folder, record)
    assert (folder / "review_guide.ipynb").read_bytes() == content
    assert _answer(folder) == ""


# ------------------------------------------------------------------ other files


def test_people_s_other_copies_are_carried_over(folder: Path, record: RunRecord) -> None:
    (folder / "review_guide of the library.docx").write_bytes(b"\xff")
    _run(folder, record)
    assert (folder / "review_guide of the library.docx").read_bytes() == b"\xff"


def test_an_earlier_guide_that_cannot_be_opened_stops_before_anything_is_replaced(
    folder: Path, tmp_path: Path, record: RunRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(ReportError, match="99001-alder cannot be carried over"):
        write_review_guide(_guide(), record, tmp_path, folder)


def test_the_file_is_accessible(folder: Path) -> None:
    import docx

    document = docx.Document(io.BytesIO(_content(folder)))
    levels = [p.style.name for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert levels[0] == "Heading 1" and set(levels[1:]) == {"Heading 2"}
    assert document.core_properties.language == "en-US"
    assert document.core_properties.title.endswith("Alder County, DM")
    for table in document.tables:
        assert "w:tblHeader" in table.rows[0]._tr.xml
    assert "Demonstration data" in document.sections[0].header.paragraphs[0].text
