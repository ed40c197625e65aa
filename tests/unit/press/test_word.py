"""Word files: a valid package, the same bytes for the same blocks, nothing a name could break."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from xml.etree import ElementTree

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.word_answers import texts

from mobility_analysis.press.pixels import Sheet
from mobility_analysis.press.word import (
    Block,
    Bullets,
    Document,
    Drawn,
    Heading,
    Hole,
    Paragraph,
    Question,
    Quotation,
    Table,
    Worksheet,
    word_bytes,
)

DAY = datetime(2026, 1, 15)
DRAWN = Drawn(Sheet(1, 0.2).png(), 'A "line" & <more>', 1, 0.2)
BLOCKS: tuple[Block, ...] = (
    Heading("Title", 1),
    Heading("Part"),
    Paragraph("To be [filled in] by hand", is_bold=True),
    Paragraph("small", is_fine=True),
    Bullets(("one", ("two", ("below",)))),
    Quotation("Said", "by Ana"),
    Hole("a name"),
    Table(("a", "b"), (("1", "2"),), (3, 3)),
    Worksheet(
        ("Known", "Answer"),
        (
            "Band",
            Question("answer_1", "1. T", ("l",), DRAWN),
            Question("answer_2", "2. T", drawing=DRAWN),
        ),
        (4, 2),
    ),
)


def _file(*blocks: Block, is_landscape: bool = False) -> bytes:
    return word_bytes(Document("Name", "Above", "Below", DAY, blocks, is_landscape))


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_every_part_is_xml_and_every_relation_leads_to_a_part() -> None:
    parts = _parts(_file(*BLOCKS))
    for name, content in parts.items():
        if not name.endswith(".png"):
            ElementTree.fromstring(content)
    for target in re.findall(rb'Target="([^"]+)"', parts["word/_rels/document.xml.rels"]):
        assert f"word/{target.decode()}" in parts
    types = parts["[Content_Types].xml"].decode()
    assert all(name in types for name in parts if name.startswith("word/") and name.count("/") == 1)


def test_it_holds_what_the_blocks_say_in_their_order() -> None:
    said = [text for text in texts(_file(*BLOCKS)) if text]
    assert said[:9] == [
        "Title", "Part", "To be [filled in] by hand", "small", "one", "two", "below", "Said  by Ana",
        "[Still missing: a name]",
    ]  # fmt: skip
    assert said[9:] == ["a", "b", "1", "2", "Known", "Answer", "Band", "1. T", "l", "2. T"]


def test_looks_are_styles_that_the_file_has() -> None:
    document = docx.Document(io.BytesIO(_file(*BLOCKS)))
    names = [each.style.name for each in document.paragraphs]
    assert names[:3] == ["Heading 1", "Heading 2", "Normal"]
    assert {"List Bullet", "List Bullet 2", "Quote"} <= set(names)
    assert {table.style.name for table in document.tables} == {"Table Grid"}
    marked = [r.text for p in document.paragraphs for r in p.runs if r.font.highlight_color]
    assert marked == ["[filled in]", "[Still missing: a name]"]


def test_a_picture_is_stored_once_and_says_what_it_shows() -> None:
    content = _file(*BLOCKS)
    assert sum(name.endswith(".png") for name in _parts(content)) == 1
    document = docx.Document(io.BytesIO(content))
    said = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert said == ['A "line" & <more>'] * 2
    ids = [shape._inline.docPr.get("id") for shape in document.inline_shapes]
    assert len(set(ids)) == 2


def test_head_foot_paper_and_properties() -> None:
    document = docx.Document(io.BytesIO(_file(*BLOCKS, is_landscape=True)))
    (section,) = document.sections
    assert section.header.paragraphs[0].text == "Above"
    assert section.footer.paragraphs[0].text.startswith("Below")
    assert section.page_width.inches == 11
    assert document.core_properties.title == "Name"
    assert (
        document.core_properties.created.date()
        == document.core_properties.modified.date()
        == DAY.date()
    )


def test_the_same_blocks_give_the_same_bytes_without_a_moment_of_packing() -> None:
    assert _file(*BLOCKS) == _file(*BLOCKS)
    with zipfile.ZipFile(io.BytesIO(_file(*BLOCKS))) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.testzip() is None


@settings(max_examples=60)
@given(st.text(max_size=40))
def test_no_text_damages_the_file(text: str) -> None:
    blocks = (Heading(text, 1), Paragraph(text), Table((text, "b"), ((text, text),), (3, 3)))
    parts = _parts(_file(*blocks))
    ElementTree.fromstring(parts["word/document.xml"])


def test_what_is_no_block_is_refused() -> None:
    with pytest.raises(TypeError, match="Word files do not have"):
        _file("text")  # type: ignore[arg-type]
