"""Word files as people leave them: every place where text can stand, tracked changes, and what cannot be read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import matplotlib.image
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from mobility_analysis.press import word_reading
from mobility_analysis.press.word_reading import Kind, TextBlock, read_word

VML = 'xmlns:v="urn:schemas-microsoft-com:vml"'


def written(*edits: Callable[[Any], object]) -> bytes:
    """A Word file to which each of ``edits`` was done."""
    file = docx.Document()
    for edit in edits:
        edit(file)
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def xml(text: str) -> Callable[[Any], object]:
    """An edit that puts raw markup at the end of the body."""
    ready = text.replace(">", f" {nsdecls('w')} {VML}>", 1)
    return lambda file: file.element.body.insert(-1, parse_xml(ready))


def with_part(content: bytes, name: str, text: str) -> bytes:
    """The package with one more part in it, or another one in its place."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w") as new,
    ):
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
        new.writestr(name, text)
    return stream.getvalue()


def texts(content: bytes) -> list[str]:
    return [block.text for block in read_word(content).blocks]


def test_every_kind_of_block_is_told() -> None:
    def table(file: Any) -> None:
        file.add_table(rows=1, cols=2).rows[0].cells[1].text = "In a cell"

    content = written(
        lambda file: file.add_heading("The plan", 1),
        lambda file: file.add_paragraph("First line\nsecond line\tand a tab"),
        lambda file: file.add_paragraph("A point", style="List Bullet"),
        lambda file: file.add_paragraph("I pay 60 percent.", style="Quote"),
        lambda file: file.add_paragraph("\u201cHalf of us rent.\u201d \u2013 a neighbor"),
        table,
        lambda file: file.add_paragraph("   "),
    )
    assert read_word(content).blocks == (
        TextBlock(Kind.HEADING, "The plan"),
        TextBlock(Kind.PARAGRAPH, "First line\nsecond line\tand a tab"),
        TextBlock(Kind.LIST_ITEM, "A point"),
        TextBlock(Kind.QUOTATION, "I pay 60 percent."),
        TextBlock(Kind.QUOTATION, "\u201cHalf of us rent.\u201d \u2013 a neighbor"),
        TextBlock(Kind.TABLE_CELL, "In a cell"),
    )


def test_content_controls_and_text_boxes_are_read() -> None:
    content = written(
        xml(
            "<w:sdt><w:sdtContent><w:p><w:r><w:t>Whole [name]</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        ),
        xml(
            "<w:p><w:r><w:t>Of </w:t></w:r><w:sdt><w:sdtContent><w:r><w:t>31 percent</w:t></w:r></w:sdtContent>"
            "</w:sdt></w:p>"
        ),
        xml(
            "<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p>"
            "</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
        ),
    )
    assert texts(content) == ["Whole [name]", "Of 31 percent", "In a box"]
    assert read_word(content).blanks == ["[name]"]


def test_a_footnote_stands_after_the_text() -> None:
    content = written(
        xml('<w:p><w:r><w:t>Few vote.</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'),
        lambda file: file.add_paragraph("The end."),
    )
    note = (
        f"<w:footnotes {nsdecls('w')}>"
        '<w:footnote w:id="2"><w:p><w:r><w:t>41 percent in 2022.</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    read = read_word(with_part(content, "word/footnotes.xml", note))
    assert read.blocks[-1] == TextBlock(Kind.NOTE, "41 percent in 2022.")
    assert [block.text for block in read.blocks[:-1]] == ["Few vote.", "The end."]
    assert (
        read_word(content).fault == word_reading.UNREADABLE
    )  # the note is referred to, and is nowhere


def test_inserted_text_counts_deleted_does_not() -> None:
    content = written(
        xml(
            "<w:p><w:r><w:t>About </w:t></w:r>"
            '<w:del w:id="1" w:author="A"><w:r><w:delText>31</w:delText></w:r></w:del>'
            '<w:ins w:id="2" w:author="A"><w:r><w:t>40</w:t></w:r></w:ins>'
            "<w:r><w:t> percent</w:t></w:r></w:p>"
        )
    )
    read = read_word(content)
    assert read.has_changes
    assert [block.text for block in read.blocks] == ["About 40 percent"]
    assert not read_word(written(lambda file: file.add_paragraph("Settled"))).has_changes


def test_comments_are_counted_and_are_no_text() -> None:
    def comment(file: Any) -> None:
        runs = file.add_paragraph("Rents rose.").runs
        file.add_comment(runs, text="By 12 percent?", author="B")
        file.add_comment(runs, text="Says who?", author="C")

    read = read_word(written(comment))
    assert read.comments == 2
    assert [block.text for block in read.blocks] == ["Rents rose."]


def test_what_stands_between_letters_unseen_is_gone() -> None:
    content = written(
        xml("<w:p><w:r><w:t>house</w:t><w:softHyphen/><w:t>holds\u200b</w:t></w:r></w:p>")
    )
    assert texts(content) == ["households"]


def _of_pictures(file: Any) -> None:
    picture = io.BytesIO()
    matplotlib.image.imsave(picture, [[0.0, 1.0]], format="png")
    picture.seek(0)
    file.add_picture(picture)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", word_reading.EMPTY),
        (b"no Word file", word_reading.UNREADABLE),
        (b"PK\x03\x04 cut short", word_reading.UNREADABLE),
        (b"{\\rtf1 text}", word_reading.UNREADABLE),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 512, word_reading.OLD_FORMAT),
        (
            bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"),
            word_reading.PROTECTED,
        ),
        (written(), word_reading.NO_TEXT),
        (written(_of_pictures), word_reading.ONLY_PICTURES),
        (with_part(written(), "word/document.xml", "<w:document"), word_reading.UNREADABLE),
        (with_part(written(), "word/document.xml", "<document/>"), word_reading.UNREADABLE),
    ],
)  # fmt: skip
def test_what_cannot_be_read_has_one_clear_fault(content: bytes, fault: str) -> None:
    read = read_word(content)
    assert read.blocks == ()
    assert read.fault == fault


def test_a_workbook_under_the_name_of_a_word_file_is_told(tmp_path: Path) -> None:
    import openpyxl

    openpyxl.Workbook().save(tmp_path / "letter.docx")
    assert read_word((tmp_path / "letter.docx").read_bytes()).fault == word_reading.UNREADABLE


def test_a_very_long_paragraph_is_read_whole() -> None:
    long = "Rents rose again. " * 20_000
    assert texts(written(lambda file: file.add_paragraph(long))) == [long.strip()]
