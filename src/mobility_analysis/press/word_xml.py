"""Runs, paragraphs, cells and pictures of a Word file, as text.

Elements are written as text because a report is made within a few hundredths of a second: building them as objects
took ten times as long. Source: ECMA-376 (4th ed.) part 1, 17.3, 17.4, 20.4.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape, unescape
from itertools import count

from mobility_analysis.press.colors import PALE, SOFT
from mobility_analysis.press.word_package import FINE_POINTS, FOOTER, HEADER

TWIPS = 1440  # to the inch
_UNITS = 914_400  # of a drawing to the inch
_BLANK = re.compile(r"(\[[^\[\]]+\])")
# XML has no place for these characters, and Word calls a file with them damaged.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_YELLOW = '<w:highlight w:val="yellow"/>'
KEEP = "<w:keepNext/>"
# Stands where something is put in at the end: no text of a document has this character.
_PLACE = "\0"
_PLACES = re.compile(f"{_PLACE}(\\d*){_PLACE}")
_TEXT, _BLIP = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>"), "<a:blip "
EVIDENCE = "evidence_"


def clean(text: str) -> str:
    """``text`` as the content of an element."""
    return escape(_CONTROL.sub(" ", text), quote=False)


def run(text: str, look: str = "") -> str:
    """A run; ``look`` are elements of its properties."""
    about = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{about}<w:t xml:space="preserve">{clean(text)}</w:t></w:r>'


def runs(text: str, *, is_bold: bool = False, points: float = 0) -> str:
    """``text``; what is to be filled in (in square brackets) is marked yellow."""
    bold, size = "<w:b/>" if is_bold else "", _size(points) if points else ""
    parts = (part for part in _BLANK.split(text) if part)
    return "".join(
        # The order of properties is the schema's.
        run(part, f"{bold}{size}{_YELLOW if _BLANK.fullmatch(part) else ''}")
        for part in parts
    )


def fine(text: str, *, is_bold: bool = False, points: float = FINE_POINTS) -> str:
    """``text`` in small gray print."""
    bold = "<w:b/>" if is_bold else ""
    return run(text, f'{bold}<w:color w:val="{SOFT.lstrip("#")}"/>{_size(points)}')


def _size(points: float) -> str:
    return f'<w:sz w:val="{round(2 * points)}"/>'


def paragraph(content: str, about: str = "") -> str:
    """A paragraph of runs; ``about`` are elements of its properties."""
    return f"<w:p>{f'<w:pPr>{about}</w:pPr>' if about else ''}{content}</w:p>"


def style(name: str) -> str:
    """The property of a paragraph that has this style."""
    return f'<w:pStyle w:val="{name}"/>'


def spacing(after: int, before: int = 0) -> str:
    """The property of a paragraph of single lines with these twentieths of a point around it."""
    around = f'w:before="{before}" w:after="{after}"'
    return f'<w:spacing {around} w:line="240" w:lineRule="auto"/>'


def table(rows: Iterable[str], widths: Iterable[float]) -> str:
    """A ruled table of rows; ``widths`` of its columns in inches."""
    grid = "".join(f'<w:gridCol w:w="{round(width * TWIPS)}"/>' for width in widths)
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="0" w:type="auto"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" '
        'w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def row(cells: Iterable[str], *, is_header: bool = False, twips: int = 0) -> str:
    """A row that is not parted by the end of a page, at least so many ``twips`` high."""
    about = "<w:cantSplit/>"
    about += f'<w:trHeight w:val="{twips}" w:hRule="atLeast"/>' if twips else ""
    about += "<w:tblHeader/>" if is_header else ""
    return f"<w:tr><w:trPr>{about}</w:trPr>{''.join(cells)}</w:tr>"


def cell(content: str, inches: float, *, is_shaded: bool = False, columns: int = 1) -> str:
    """A cell of paragraphs over so many ``columns``."""
    span = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
    shade = (
        f'<w:shd w:val="clear" w:color="auto" w:fill="{PALE.lstrip("#")}"/>' if is_shaded else ""
    )
    width = f'<w:tcW w:w="{round(inches * TWIPS)}" w:type="dxa"/>'
    return f"<w:tc><w:tcPr>{width}{span}{shade}</w:tcPr>{content}</w:tc>"


def page(width: float, height: float, margin: float, *, is_landscape: bool = False) -> str:
    """The properties of all pages, in inches."""
    turned = ' w:orient="landscape"' if is_landscape else ""
    sides = " ".join(
        f'w:{side}="{round(margin * TWIPS)}"' for side in ("top", "right", "bottom", "left")
    )
    return (
        f'<w:sectPr><w:headerReference w:type="default" r:id="{HEADER}"/>'
        f'<w:footerReference w:type="default" r:id="{FOOTER}"/>'
        f'<w:pgSz w:w="{round(width * TWIPS)}" w:h="{round(height * TWIPS)}"{turned}/>'
        f'<w:pgMar {sides} w:header="{round(margin * TWIPS / 2)}" '
        f'w:footer="{round(margin * TWIPS / 2)}" w:gutter="0"/></w:sectPr>'
    )


@dataclass
class Shared:
    """What the elements of one document share: pictures, stored once each, and numbers given only once.

    Attributes
    ----------
    pictures
        PNG files by the name of their relation.
    """

    pictures: dict[str, bytes] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    answers: list[str] = field(default_factory=list)
    has_digest: bool = False

    def picture(self, png: bytes, alt: str, width: float, height: float) -> str:
        """A run with a picture of so many inches; ``alt`` says in words what it shows."""
        found = next((name for name, each in self.pictures.items() if each == png), "")
        name = found or f"picture{len(self.pictures) + 1}"
        self.pictures[name] = png
        number = next(self.numbers)
        size = f'cx="{round(width * _UNITS)}" cy="{round(height * _UNITS)}"'
        spoken = escape(_CONTROL.sub(" ", alt))
        return (
            '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent {size}/><wp:docPr id="{number}" name="Drawing {number}" descr="{spoken}"/>'
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
            f'<pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" name="{name}.png"/><pic:cNvPicPr/>'
            f'</pic:nvPicPr><pic:blipFill>{_BLIP}r:embed="{name}"/><a:stretch><a:fillRect/>'
            '</a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
            f'<a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
            "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )

    def bookmark(self, name: str) -> str:
        """A bookmark at this point: a letter or underscore, then letters, digits, underscores, 40 in all."""
        number = next(self.numbers)
        start = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'
        return f'{start}<w:bookmarkEnd w:id="{number}"/>'

    def box(self, answer: str) -> str:
        """A place for the paragraphs of an answer, which are no part of the digest of what is ours."""
        self.answers.append(answer)
        return f"{_PLACE}{len(self.answers) - 1}{_PLACE}"

    def digest(self) -> str:
        """A place for the digest of what is ours, once in a document."""
        is_first, self.has_digest = not self.has_digest, True
        return _PLACE * 2 if is_first else ""

    def filled(self, body: str) -> str:
        """``body`` with the answers and the digest in their places."""
        name = evidence_name(map(unescape, _TEXT.findall(body)), body.count(_BLIP))
        return _PLACES.sub(
            lambda place: self.answers[int(place[1])] if place[1] else self.bookmark(name), body
        )


def evidence_name(texts: Iterable[str], pictures: int) -> str:
    """The bookmark that holds a digest of all that is ours: words, whatever the space between them, and pictures."""
    words = "".join("".join(texts).split())
    return EVIDENCE + sha256(f"{words}|{pictures}".encode()).hexdigest()[:16]
