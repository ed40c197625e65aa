"""Answers in the boxes of a Word file's worksheets (:class:`press.word.Worksheet`), read back for the next file.

A row is known by the bookmark in it, whatever word processor saved the file. An answer is kept with what can be
written again exactly: paragraphs, bullets, bold, italics, underlining, color. Whatever else people put into the file
(pictures, links, comments, words beside our own) is noticed, so that the whole file can be kept.

Source: ECMA-376 (4th ed.) part 1, 17.3 (paragraphs and runs), 17.4 (tables), 17.13 (bookmarks, comments, changes).
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from operator import itemgetter
from typing import Any

from mobility_analysis.press.word_reading import BODY, TROUBLE, UNREADABLE, fault_of_container
from mobility_analysis.press.word_xml import EVIDENCE, clean, evidence_name, paragraph, style

ANSWER = "answer_"
_NUMBER = re.compile(r"^\d+\.\s+")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_NAME = f"{_W}name"
# What a run may look like in an answer that is written again, and values that mean yes and no.
_LOOKS = ("b", "i", "strike", "color", "highlight", "u")
_ON, _PLAIN = ("1", "true", "on"), ("0", "false", "off", "none", "auto")
_PICTURES = frozenset((_BLIP, f"{_W}pict", f"{_W}object"))
_CHANGES = frozenset(f"{_W}{name}" for name in ("ins", "del", "moveFrom", "moveTo"))
# The properties of a tab stop are named like a tab.
_NO_TEXT = frozenset(f"{_W}{name}" for name in ("pPr", "rPr", "del", "moveFrom", "p"))
_LOST = _PICTURES | {
    f"{_W}{name}"
    for name in (
        "tbl", "hyperlink", "numPr", "drawing", "footnoteReference", "endnoteReference",
        "commentReference", "commentRangeStart", "sym", "instrText",
    )
}  # fmt: skip
_SIGNS = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": "\t", f"{_W}noBreakHyphen": "\u2011"}
_SIGN = re.compile(r"([\n\t])")
_ELEMENTS = {"\n": "<w:br/>", "\t": "<w:tab/>"}
LONGEST = 50_000_000  # bytes of a document's text; a worksheet has 200,000


@dataclass(frozen=True)
class Answer:
    """What stands in a box, under which title and question.

    Attributes
    ----------
    text
        Its words, a line for each paragraph.
    paragraphs
        The same as elements, to be written into the next file.
    """

    title: str
    ask: str
    text: str
    paragraphs: str

    @property
    def is_empty(self) -> bool:
        """Whether nobody wrote anything."""
        return not self.text.strip()


@dataclass
class Answers:
    """What a Word file holds of people's.

    Attributes
    ----------
    found
        Answers by the bookmark of their row, empty ones too.
    fault
        Why nothing could be read, in a sentence; empty where it could.
    is_whole
        All that people wrote is in ``found``.
    """

    found: dict[str, Answer] = field(default_factory=dict)
    fault: str = ""
    is_whole: bool = True


def answer_name(key: str) -> str:
    """The bookmark of the row with this key: short, and of letters that bookmarks may have."""
    return ANSWER + hashlib.sha256(key.encode()).hexdigest()[:16]


def answer_of(title: str, text: str) -> Answer:
    """An answer of plain text, a paragraph for each line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return Answer(title, "", "\n".join(lines), "".join(paragraph(_run(line, "")) for line in lines))


def read_answers(content: bytes) -> Answers:
    """The answers in a Word file of ours, whoever saved it; one that cannot be read has a fault."""
    fault = fault_of_container(content)
    if fault:
        return Answers(fault=fault, is_whole=False)
    from lxml import etree

    # No entity is looked up: a document from outside must not name files of ours.
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if package.getinfo(BODY).file_size > LONGEST:
                return Answers(fault=UNREADABLE, is_whole=False)
            root = etree.fromstring(package.read(BODY), parser)
    except (*TROUBLE, EOFError, zlib.error, etree.XMLSyntaxError):
        return Answers(fault=UNREADABLE, is_whole=False)
    return _answers(root)


def count_answers(content: bytes) -> tuple[int, int]:
    """How many answers people wrote into a file, and how many it has room for; none of what cannot be read."""
    found = read_answers(content).found.values()
    return sum(not answer.is_empty for answer in found), len(found)


def _answers(root: Any) -> Answers:
    out, boxes, said = Answers(), set[Any](), ""
    for each in root.iter(f"{_W}bookmarkStart"):
        name = each.get(_NAME, "")
        said = name if name.startswith(EVIDENCE) else said
        if not name.startswith(ANSWER):
            continue
        row = next(each.iterancestors(f"{_W}tr"), None)
        cells = (
            [] if row is None else [cell for cell in row.iter(f"{_W}tc") if _row_of(cell) is row]
        )
        if len(cells) != 2 or name in out.found:
            out.is_whole = False
            continue
        known, box = cells
        out.found[name] = _answer(known, box)
        boxes.add(box)
        out.is_whole &= not any(inner.tag in _LOST for inner in box.iter())
    ours = list(_outside(root, boxes))
    pictures = sum(each.tag in _PICTURES for each in ours)
    texts = (each.text or "" for each in ours if each.tag == f"{_W}t")
    has_changes = any(each.tag in _CHANGES for each in root.iter())
    out.is_whole &= not has_changes and said == evidence_name(texts, pictures)
    return out


def _row_of(cell: Any) -> Any:
    return next(cell.iterancestors(f"{_W}tr"))


def _outside(element: Any, boxes: Collection[Any]) -> Iterator[Any]:
    if element not in boxes:
        yield element
        for child in element:
            yield from _outside(child, boxes)


# ------------------------------------------------------------------ one answer


def _answer(known: Any, box: Any) -> Answer:
    title, *more = filter(None, map(_words, known.iter(f"{_W}p"))) or [""]
    paragraphs = list(box.iter(f"{_W}p"))
    text = "\n".join(map(_words, paragraphs))
    written = "".join(map(_paragraph, paragraphs))
    return Answer(_NUMBER.sub("", title), more[-1] if more else "", text, written)


def _words(element: Any) -> str:
    return "".join(text for text, _ in _runs(element))


def _paragraph(element: Any) -> str:
    styled = element.find(f"{_W}pPr/{_W}pStyle")
    is_listed = element.find(f"{_W}pPr/{_W}numPr") is not None or (
        styled is not None and styled.get(f"{_W}val", "").startswith("List")
    )
    about = style("ListBullet") if is_listed else ""
    return paragraph("".join(_run(text, look) for text, look in _runs(element)), about)


def _runs(element: Any) -> Iterator[tuple[str, str]]:
    """The texts in an element with their looks; neighbors of one look are one text."""
    for look, group in groupby(_texts(element), key=itemgetter(1)):
        yield "".join(text for text, _ in group), look


def _texts(element: Any, look: str = "") -> Iterator[tuple[str, str]]:
    for child in element:
        if child.tag == f"{_W}t":
            yield child.text or "", look
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag], look
        elif child.tag == f"{_W}r":
            yield from _texts(child, _look(child))
        elif child.tag not in _NO_TEXT:
            yield from _texts(child, look)


def _look(run: Any) -> str:
    """The properties of a run that are kept, as elements in the schema's order."""
    about = run.find(f"{_W}rPr")
    found = []
    for name in _LOOKS if about is not None else ():
        each = about.find(f"{_W}{name}")
        value = None if each is None else each.get(f"{_W}val")
        if each is None or value in _PLAIN:
            continue
        said = f' w:val="{escape(value)}"' if value is not None and value not in _ON else ""
        found.append(f"<w:{name}{said}/>")
    return "".join(found)


def _run(text: str, look: str) -> str:
    """A run; a tab, and a break within a paragraph, are elements of their own."""
    parts = _SIGN.split(text)
    about = f"<w:rPr>{look}</w:rPr>" if look else ""
    inner = "".join(
        _ELEMENTS.get(part) or f'<w:t xml:space="preserve">{clean(part)}</w:t>'
        for part in parts
        if part
    )
    return f"<w:r>{about}{inner}</w:r>" if inner else ""
