"""What keeps readers out of a page or a Word file, told from its structure."""

from __future__ import annotations

import io
from datetime import datetime

import docx
import pytest

from mobility_analysis.planning.release.access import page_faults, word_faults
from mobility_analysis.press.word import Document, Heading, Paragraph, Table, word_bytes

PAGE = (
    '<html lang="en"><head><title>Plan</title></head><body><h1>Plan</h1><h2>Part</h2>'
    '<img alt="" src="data:,"><table><tr><th>A</th></tr><tr><td>1</td></tr></table>'
    '<a href="https://example.org">out</a></body></html>'
)


def test_a_page_in_order_has_no_fault() -> None:
    assert list(page_faults(PAGE)) == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (' lang="en"', "", "language"),
        ("<title>Plan</title>", "<title></title>", "no title"),
        ("<h1>Plan</h1>", "", "first level"),
        ("h2", "h3", "skips a level"),
        (' alt=""', "", "Pictures"),
        ("th>", "td>", "Tables without a header"),
        ('src="data:,"', 'src="https://example.org/x.png"', "must stand alone"),
    ],
)
def test_a_fault_of_a_page_is_named(before: str, after: str, said: str) -> None:
    assert any(said in each for each in page_faults(PAGE.replace(before, after)))


def _word(*blocks: Heading | Paragraph | Table) -> bytes:
    return word_bytes(Document("Plan", "", "", datetime(2026, 11, 29), blocks))


def test_our_own_word_files_have_no_fault() -> None:
    table = Table(("A", "B"), (("1", "2"),), (2.0, 2.0))
    assert list(word_faults(_word(Heading("Plan", 1), Heading("Part"), table))) == []


def test_faults_of_a_word_file_are_named() -> None:
    assert list(word_faults(_word(Paragraph("Text")))) == ["The file has no headings."]
    skipped = _word(Heading("Plan", 1), Heading("Deep", 3))
    assert list(word_faults(skipped)) == ["A heading skips a level."]
    late = _word(Heading("Part", 2), Heading("Plan", 1))
    assert list(word_faults(late)) == ["The first heading is not of the first level."]
    file = docx.Document()
    file.add_heading("Plan", 1)
    file.add_table(1, 1)
    file.add_table(2, 1)
    file.core_properties.language = ""
    stream = io.BytesIO()
    file.save(stream)
    assert list(word_faults(stream.getvalue())) == [
        "Tables without a header row: 1.",
        "The file does not say its language.",
    ]
