"""Word files from plain blocks: headings, paragraphs, bullets, tables with a header row.

The same blocks give the same bytes. What stands in square brackets is for people to fill in, and is marked.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import singledispatch
from itertools import zip_longest
from typing import Any

from mobility_analysis.press.colors import BLUE, PALE, SOFT

# A word processor's own dates would make two equal files differ.
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_BLANK = re.compile(r"(\[[^\[\]]+\])")
# XML has no place for these characters, and Word calls a file with them damaged.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
FONT = "Calibri"
POINTS, TABLE_POINTS, FINE_POINTS = 11, 10, 9


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


Block = Heading | Paragraph | Bullets | Table | Quotation | Hole | Picture


@dataclass(frozen=True)
class Document:
    """A Word file.

    Attributes
    ----------
    above
        What stands at the head of every page: whose it is, that it is a draft.
    below
        What stands at the foot, before the page number.
    """

    title: str
    above: str
    below: str
    created: datetime
    blocks: tuple[Block, ...]
    is_landscape: bool = False

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
            yield from (*header, *(cell for row in rows for cell in row))


def word_bytes(document: Document) -> bytes:
    """The file of ``document``."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Inches

    out = docx.Document()
    _style(out)
    about = out.core_properties
    about.title, about.author, about.comments = document.title, "Mobility analysis", ""
    about.created = about.modified = document.created
    about.language = "en-US"
    section = out.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    if document.is_landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Inches(11), Inches(8.5)
    for side in ("left", "right", "top", "bottom"):
        setattr(section, f"{side}_margin", Inches(0.8))
    _fine(section.header.paragraphs[0], document.above, is_bold=True)
    foot = section.footer.paragraphs[0]
    _fine(foot, f"{document.below}  \u00b7  ")
    _page_number(foot)
    for block, following in zip_longest(document.blocks, document.blocks[1:]):
        _write(block, out)
        if isinstance(block, Paragraph) and isinstance(following, Table):
            out.paragraphs[-1].paragraph_format.keep_with_next = True
    stream = io.BytesIO()
    out.save(stream)
    return _undated(stream.getvalue())


def _style(out: Any) -> None:
    from docx.shared import Pt, RGBColor

    out.styles["Normal"].font.name = FONT
    out.styles["Normal"].font.size = Pt(POINTS)
    out.styles["Normal"].paragraph_format.space_after = Pt(6)
    for level in (1, 2, 3):
        look = out.styles[f"Heading {level}"]
        look.font.name = FONT
        look.font.color.rgb = RGBColor.from_string(BLUE.lstrip("#"))
        # The template's own theme font would win over the name.
        fonts = look.element.rPr.rFonts
        for name in list(fonts.attrib):
            if "Theme" in name:
                del fonts.attrib[name]


@singledispatch
def _write(block: Block, out: Any) -> None:
    raise TypeError(f"a block of a kind that Word files do not have: {block!r}")


@_write.register
def _(block: Heading, out: Any) -> None:
    _runs(out.add_heading(level=block.level), block.text)


@_write.register
def _(block: Paragraph, out: Any) -> None:
    if block.is_fine:
        _fine(out.add_paragraph(), block.text)
    else:
        _runs(out.add_paragraph(), block.text, is_bold=block.is_bold)


@_write.register
def _(block: Bullets, out: Any) -> None:
    for item in block.items:
        text, below = (item, ()) if isinstance(item, str) else item
        _runs(out.add_paragraph(style="List Bullet"), text)
        for each in below:
            _runs(out.add_paragraph(style="List Bullet 2"), each)


@_write.register
def _(block: Quotation, out: Any) -> None:
    paragraph = out.add_paragraph(style="Quote")
    _runs(paragraph, block.text)
    if block.by:
        _fine(paragraph, f"  {block.by}")


@_write.register
def _(block: Hole, out: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph = out.add_paragraph()
    _runs(paragraph, f"[Still missing: {block.text}]")
    # Lines around a paragraph, and no table of one cell, which would be read aloud as data.
    around = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        line = OxmlElement(f"w:{side}")
        for name, text in (("val", "dashed"), ("sz", "8"), ("space", "6"), ("color", "B4500F")):
            line.set(qn(f"w:{name}"), text)
        around.append(line)
    paragraph._p.get_or_add_pPr().append(around)


@_write.register
def _(block: Picture, out: Any) -> None:
    # Word draws no SVG without a second picture beside it; the table near it says the same.
    _fine(out.add_paragraph(), block.alt)


@_write.register
def _(block: Table, out: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Inches, Pt

    table = out.add_table(rows=0, cols=len(block.header), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, block.widths, strict=True):
        column.width = Inches(width)
    for number, texts in enumerate((block.header, *block.rows)):
        row = table.add_row()
        for cell, text, width in zip(row.cells, texts, block.widths, strict=True):
            cell.width = Inches(width)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(2)
            _runs(paragraph, text, is_bold=number == 0, points=TABLE_POINTS)
            if number == 0:
                _shade(cell)
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))
    out.add_paragraph()


def _shade(cell: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), PALE.lstrip("#"))
    cell._tc.get_or_add_tcPr().append(shade)


def _runs(paragraph: Any, text: str, *, is_bold: bool = False, points: int = 0) -> None:
    """Write ``text``; what is to be filled in is marked yellow."""
    from docx.enum.text import WD_COLOR_INDEX
    from docx.shared import Pt

    for part in _BLANK.split(_CONTROL.sub(" ", text)):
        if not part:
            continue
        run = paragraph.add_run(part)
        run.bold = is_bold or None
        if points:
            run.font.size = Pt(points)
        if _BLANK.fullmatch(part):
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _fine(paragraph: Any, text: str, *, is_bold: bool = False) -> None:
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(_CONTROL.sub(" ", text))
    run.font.size = Pt(FINE_POINTS)
    run.font.color.rgb = RGBColor.from_string(SOFT.lstrip("#"))
    run.bold = is_bold or None


def _page_number(paragraph: Any) -> None:
    """The number of the page, as a field that the word processor fills in."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph.style.font.size = Pt(FINE_POINTS)
    _fine(paragraph, "page ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _undated(content: bytes) -> bytes:
    """The same package without the moment at which it was packed."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return stream.getvalue()
