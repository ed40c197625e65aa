"""Word files from plain blocks: headings, paragraphs, bullets, tables with a header row.

The same blocks give the same bytes. What stands in square brackets is for people to fill in, and is marked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import singledispatch
from itertools import zip_longest

from mobility_analysis.press.word_package import TABLE_POINTS, packed
from mobility_analysis.press.word_xml import (
    KEEP,
    TWIPS,
    Shared,
    cell,
    clean,
    fine,
    page,
    paragraph,
    row,
    runs,
    spacing,
    style,
    table,
)

LETTER = 8.5, 11.0  # inches
MARGIN = 0.8  # inches


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the document's title."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, ``is_fine`` in small gray print."""

    text: str
    is_fine: bool = False
    is_bold: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list; an item that is a tuple is a text with a list below it."""

    items: tuple[str | tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Table:
    """A table with a header row, which is repeated on every page; widths in inches."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]


@dataclass(frozen=True)
class Quotation:
    """What somebody said, set off from our own words; ``by`` is whose words they are."""

    text: str
    by: str = ""


@dataclass(frozen=True)
class Hole:
    """A ruled box where something is missing: what, and who was to give it."""

    text: str


@dataclass(frozen=True)
class Picture:
    """A drawing of so many ``inches`` with its alternative text; what it shows stands in words nearby, too."""

    id: str
    svg: str
    alt: str
    inches: float


@dataclass(frozen=True)
class Drawn:
    """A drawing as a PNG file, with what it shows in words, and its size in inches."""

    png: bytes
    alt: str
    width: float
    height: float


@dataclass(frozen=True)
class Question:
    """A row of a worksheet: what is known, a question, and a box for people's answer.

    Attributes
    ----------
    anchor
        The bookmark by which the answer is found again: letters, digits and underscores, at most 40.
    lines
        What is known, a paragraph each; ``fine`` is the same in small print.
    ask
        The question.
    answer
        Paragraphs that people wrote (:mod:`press.answer_boxes`); empty where they wrote none yet.
    inches
        The least height of the box.
    """

    anchor: str
    title: str
    lines: tuple[str, ...] = ()
    drawing: Drawn | None = None
    fine: str = ""
    ask: str = ""
    answer: str = ""
    inches: float = 0.0


@dataclass(frozen=True)
class Worksheet:
    """Questions with room for answers beside them; a text between them is a heading over those that follow."""

    header: tuple[str, str]
    rows: tuple[Question | str, ...]
    widths: tuple[float, float]


Block = Heading | Paragraph | Bullets | Table | Quotation | Hole | Picture | Worksheet


@dataclass(frozen=True)
class Document:
    """A Word file.

    Attributes
    ----------
    above
        What stands at the head of every page: whose it is, that it is a draft.
    below
        What stands at the foot, before the page number.
    margin
        In inches, on all sides.
    """

    title: str
    above: str
    below: str
    created: datetime
    blocks: tuple[Block, ...]
    is_landscape: bool = False
    margin: float = MARGIN

    @property
    def texts(self) -> list[str]:
        """Every text of its blocks, in their order."""
        return [text for block in self.blocks for text in _texts(block)]


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Heading(text) | Paragraph(text) | Quotation(text) | Hole(text):
            yield text
        case Bullets(items):
            for item in items:
                text, below = (item, ()) if isinstance(item, str) else item
                yield from (text, *below)
        case Table(header, rows):
            yield from (*header, *(text for texts in rows for text in texts))
        case Worksheet(header, rows):
            yield from header
            for each in rows:
                if isinstance(each, str):
                    yield each
                else:
                    yield from (each.title, *each.lines, each.fine, each.ask)


def word_bytes(document: Document) -> bytes:
    """The file of ``document``."""
    shared = Shared()
    body = "".join(
        _xml(
            block, shared, isinstance(block, Paragraph) and isinstance(following, Table | Worksheet)
        )
        for block, following in zip_longest(document.blocks, document.blocks[1:])
    )
    body = shared.filled(body)
    width, height = LETTER[::-1] if document.is_landscape else LETTER
    day = f"{document.created:%Y-%m-%dT%H:%M:%S}Z"
    when = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{day}</dcterms:{name}>'
        for name in ("created", "modified")
    )
    number = f'<w:fldSimple w:instr="PAGE">{fine("1")}</w:fldSimple>'
    return packed(
        body,
        page(width, height, document.margin, is_landscape=document.is_landscape),
        above=paragraph(fine(document.above, is_bold=True), style("Header")),
        below=paragraph(fine(f"{document.below}  \u00b7  page ") + number, style("Footer")),
        about=f"<dc:title>{clean(document.title)}</dc:title>"
        f"<dc:creator>Mobility analysis</dc:creator>{when}<dc:language>en-US</dc:language>",
        pictures=shared.pictures,
    )


@singledispatch
def _xml(block: Block, shared: Shared, is_lead: bool) -> str:
    """A block as elements; one that leads to the table below it (``is_lead``) stays with it."""
    raise TypeError(f"a block of a kind that Word files do not have: {block!r}")


@_xml.register
def _(block: Heading, shared: Shared, is_lead: bool) -> str:
    return paragraph(runs(block.text), style(f"Heading{block.level}"))


@_xml.register
def _(block: Paragraph, shared: Shared, is_lead: bool) -> str:
    text = fine(block.text) if block.is_fine else runs(block.text, is_bold=block.is_bold)
    return paragraph(text, KEEP if is_lead else "")


@_xml.register
def _(block: Bullets, shared: Shared, is_lead: bool) -> str:
    found = []
    for item in block.items:
        text, below = (item, ()) if isinstance(item, str) else item
        found.append(paragraph(runs(text), style("ListBullet")))
        found += [paragraph(runs(each), style("ListBullet2")) for each in below]
    return "".join(found)


@_xml.register
def _(block: Quotation, shared: Shared, is_lead: bool) -> str:
    by = fine(f"  {block.by}") if block.by else ""
    return paragraph(runs(block.text) + by, style("Quote"))


@_xml.register
def _(block: Hole, shared: Shared, is_lead: bool) -> str:
    # Lines around a paragraph, and no table of one cell, which would be read aloud as data.
    line = 'w:val="dashed" w:sz="8" w:space="6" w:color="B4500F"'
    around = "".join(f"<w:{side} {line}/>" for side in ("top", "left", "bottom", "right"))
    return paragraph(runs(f"[Still missing: {block.text}]"), f"<w:pBdr>{around}</w:pBdr>")


@_xml.register
def _(block: Picture, shared: Shared, is_lead: bool) -> str:
    # Word draws no SVG without a second picture beside it; the table near it says the same.
    return paragraph(fine(block.alt))


@_xml.register
def _(block: Table, shared: Shared, is_lead: bool) -> str:
    rows = [
        row(
            (
                cell(
                    paragraph(runs(text, is_bold=is_first, points=TABLE_POINTS), spacing(40)),
                    width,
                    is_shaded=is_first,
                )
                for text, width in zip(texts, block.widths, strict=True)
            ),
            is_header=is_first,
        )
        for is_first, texts in ((True, block.header), *((False, texts) for texts in block.rows))
    ]
    return table(rows, block.widths) + paragraph("")


# ------------------------------------------------------------------ questions and answers

_SMALL, _FINEST = 9.5, 8.0  # points
_TIGHT = spacing(20)


@_xml.register
def _(block: Worksheet, shared: Shared, is_lead: bool) -> str:
    header = row(
        (
            cell(
                paragraph(mark + runs(text, is_bold=True, points=TABLE_POINTS), KEEP + _TIGHT),
                width,
                is_shaded=True,
            )
            for mark, text, width in zip(
                (shared.digest(), ""), block.header, block.widths, strict=True
            )
        ),
        is_header=True,
    )
    rows = [
        _band(each, sum(block.widths))
        if isinstance(each, str)
        else _question(each, block.widths, shared)
        for each in block.rows
    ]
    return table([header, *rows], block.widths) + paragraph("", spacing(0))


def _band(text: str, width: float) -> str:
    words = paragraph(runs(text, is_bold=True, points=TABLE_POINTS), KEEP + _TIGHT)
    return row([cell(words, width, is_shaded=True, columns=2)])


def _question(each: Question, widths: tuple[float, float], shared: Shared) -> str:
    title = runs(each.title, is_bold=True, points=_SMALL)
    known = [paragraph(shared.bookmark(each.anchor) + title, _TIGHT)]
    known += [paragraph(runs(line, points=_SMALL), _TIGHT) for line in each.lines if line]
    if each.drawing is not None:
        drawing = each.drawing
        shown = shared.picture(drawing.png, drawing.alt, drawing.width, drawing.height)
        known.append(paragraph(shown, _TIGHT))
    if each.fine:
        known.append(paragraph(fine(each.fine, points=_FINEST), _TIGHT))
    if each.ask:
        known.append(paragraph(runs(each.ask, is_bold=True, points=_SMALL), spacing(40)))
    left, right = widths
    cells = cell("".join(known), left), cell(shared.box(each.answer or paragraph("")), right)
    return row(cells, twips=round(each.inches * TWIPS))
