"""Word files that people edited, read into blocks of text; nothing is ever written back.

Text in content controls, text boxes, tables and footnotes counts, and so does what a tracked change inserted; what
one deleted does not. Heads and feet of pages are left out.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any
from xml.parsers.expat import ExpatError

_LOOKS = ("word/stylesWithEffects", "word/theme/", "word/fontTable", "docProps/")
BODY, STYLES = "word/document.xml", "word/styles.xml"
# The first bytes of the older container of Office: Word before 2007, and anything that a password protects.
_OLD_CONTAINER = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_NAMESPACE = re.compile(rb'xmlns:w="[^"]+"')
_STYLE = re.compile(rb"<w:style\b([^>]*)>(.*?)</w:style>", re.DOTALL)
_STYLE_ID = re.compile(rb' w:(?:type|styleId)="[^"]*"')
_STYLE_NAME = re.compile(rb"<w:name [^>]*/>")
_CHANGE = re.compile(rb"<w:(?:ins|del|moveFrom|moveTo)[\s/>]")
# Soft hyphens and characters without width stand between letters unseen.
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_BLANK = re.compile(r"\[[^\[\]]+\]")
_QUOTE_STYLES = ("quote", "intense quote", "block text", "quotations")
_IN_QUOTATION_MARKS = re.compile(
    r'[\u201c"\u201f][^\u201c\u201d"]+[\u201d"](?:\s*[\u2013\u2014-].{0,80})?'
)

UNREADABLE = "It cannot be read as a Word file."
EMPTY = "The file is empty: not one byte is in it."
PROTECTED = "A password protects it, so it cannot be read. Save a copy without a password."
OLD_FORMAT = (
    "It is in the format of Word before 2007, whatever its name says. Open it and save it as .docx."
)
NO_TEXT = "There is no text in it."
ONLY_PICTURES = "There is no text in it, only pictures. Words in a picture cannot be read."

# What mammoth and the readers below it raise for a package that is damaged or holds something else.
TROUBLE = (
    zipfile.BadZipFile,
    ExpatError,
    AttributeError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


class Kind(StrEnum):
    """What a block of text is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list item"
    TABLE_CELL = "table cell"
    QUOTATION = "quotation"
    NOTE = "footnote"


@dataclass(frozen=True)
class TextBlock:
    """A paragraph of a Word file; a line break in it is a newline."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class WordText:
    """What stands in a Word file.

    Attributes
    ----------
    fault
        Why it has no blocks, in a sentence; empty where it has.
    has_changes
        Whether it has tracked changes that nobody accepted or rejected yet.
    comments
        The number of comments.
    """

    blocks: tuple[TextBlock, ...] = ()
    fault: str = ""
    has_changes: bool = False
    comments: int = 0

    @property
    def text(self) -> str:
        """All of it, a line for each block."""
        return "\n".join(block.text for block in self.blocks)

    @property
    def blanks(self) -> list[str]:
        """What is still in square brackets, to be filled in."""
        return [found for block in self.blocks for found in _BLANK.findall(block.text)]


@lru_cache(maxsize=64)
def read_word(content: bytes) -> WordText:
    """The text of a Word file; one that cannot be read has a fault and no blocks.

    Several things of one check look at the same file, and parsing it takes a twentieth of a second.

    Source: ECMA-376 (4th ed.) part 1, 17.13.5, for tracked changes; mammoth reads the rest.
    """
    fault = fault_of_container(content)
    if fault:
        return WordText(fault=fault)
    import mammoth

    found: list[Any] = []

    def keep(document: Any) -> Any:
        # The document's parts are all we want: without children, there is nothing to write as HTML.
        found.append(document)
        return document.copy(children=[])

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            has_changes = bool(_CHANGE.search(package.read(BODY)))
            slim = _slim(package)
        mammoth.convert_to_html(slim, transform_document=keep)
        (document,) = found
        notes = [document.notes.resolve(each) for each in _found(document, "NoteReference")]
    except TROUBLE:
        return WordText(fault=UNREADABLE)
    blocks = (
        *_blocks(document.children),
        *(block for note in notes for block in _blocks(note.body, Kind.NOTE)),
    )
    fault = "" if blocks else ONLY_PICTURES if any(_found(document, "Image")) else NO_TEXT
    return WordText(blocks, fault, has_changes, len(document.comments))


def _slim(package: zipfile.ZipFile) -> io.BytesIO:
    """The package without pictures, and of its styles only the names.

    A file of Word's own template has 9,000 elements of looks, for which mammoth needs 0.17 of its 0.19 seconds.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as slim:
        for name in package.namelist():
            if name == STYLES:
                slim.writestr(name, _names_of_styles(package.read(name)))
            elif name.endswith((".xml", ".rels")) and not name.startswith(_LOOKS):
                slim.writestr(name, package.read(name))
    stream.seek(0)
    return stream


def _names_of_styles(content: bytes) -> bytes:
    """The styles with nothing but their names; as they were where they are written in another way."""
    namespace = _NAMESPACE.search(content)
    styles = _STYLE.findall(content)
    if namespace is None or not styles:
        return content
    kept = (
        b"".join(
            (b"<w:style", *_STYLE_ID.findall(head), b">", *_STYLE_NAME.findall(body), b"</w:style>")
        )
        for head, body in styles
    )
    return b"".join((b"<w:styles ", namespace.group(0), b">", *kept, b"</w:styles>"))


def fault_of_container(content: bytes) -> str:
    """Why bytes cannot be a Word file that can be read, in a sentence; empty where they may be one."""
    if not content:
        return EMPTY
    if content.startswith(_OLD_CONTAINER):
        return PROTECTED if _ENCRYPTED in content else OLD_FORMAT
    return "" if content.startswith(b"PK") else UNREADABLE


def _walk(element: Any) -> Iterator[Any]:
    yield element
    for child in getattr(element, "children", ()):
        yield from _walk(child)


def _found(document: Any, kind: str) -> Iterator[Any]:
    import mammoth.documents

    return (each for each in _walk(document) if isinstance(each, getattr(mammoth.documents, kind)))


def _blocks(elements: Iterable[Any], kind: Kind | None = None) -> Iterator[TextBlock]:
    """The paragraphs with text in them, in the order in which they are read; ``kind`` where all are of one."""
    from mammoth.documents import Paragraph, TableCell

    for each in elements:
        if isinstance(each, Paragraph):
            text = _UNSEEN.sub("", _text(each)).strip()
            if text:
                yield TextBlock(kind or _kind(each, text), text)
        else:
            below = Kind.TABLE_CELL if isinstance(each, TableCell) else kind
            yield from _blocks(getattr(each, "children", ()), below)


def _text(element: Any) -> str:
    from mammoth.documents import Break, Tab, Text

    if isinstance(element, Text):
        return str(element.value)
    if isinstance(element, Tab):
        return "\t"
    if isinstance(element, Break):
        return "\n"
    return "".join(map(_text, getattr(element, "children", ())))


def _kind(paragraph: Any, text: str) -> Kind:
    style = (paragraph.style_name or "").lower()
    if style in _QUOTE_STYLES or _IN_QUOTATION_MARKS.fullmatch(text):
        return Kind.QUOTATION
    if style.startswith("heading") or style in {"title", "subtitle"}:
        return Kind.HEADING
    if paragraph.numbering is not None or style.startswith("list"):
        return Kind.LIST_ITEM
    return Kind.PARAGRAPH
