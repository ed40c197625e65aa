"""What every Word file of ours has beside its text: looks, lists, settings, the package around them.

Source: ECMA-376 (4th ed.) part 1, 17 (WordprocessingML), and part 2 (packages).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from functools import cache

from mobility_analysis.press.colors import BLUE

FONT = "Calibri"
POINTS, TABLE_POINTS, FINE_POINTS = 11, 10, 9
# A word processor's own dates would make two equal files differ.
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SCHEMAS = "http://schemas.openxmlformats.org"
_RELATIONS = f"{_SCHEMAS}/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CORE = "application/vnd.openxmlformats-package.core-properties+xml"
NAMESPACES = (
    f'xmlns:w="{_SCHEMAS}/wordprocessingml/2006/main" xmlns:r="{_RELATIONS}" '
    f'xmlns:wp="{_SCHEMAS}/drawingml/2006/wordprocessingDrawing" '
    f'xmlns:a="{_SCHEMAS}/drawingml/2006/main" xmlns:pic="{_SCHEMAS}/drawingml/2006/picture"'
)
# The parts of a document that its body names, by their kind.
_PARTS = ("styles", "numbering", "settings", "header", "footer")
HEADER, FOOTER = "r-header", "r-footer"


def packed(
    body: str, section: str, *, above: str, below: str, about: str, pictures: Mapping[str, bytes]
) -> bytes:
    """The package of a document.

    Parameters
    ----------
    body, section
        Blocks of the text, and the properties of its pages (``w:sectPr``).
    above, below
        Paragraphs at the head and the foot of every page.
    about
        Elements of the core properties.
    pictures
        PNG files by the name of their relation.
    """
    parts: dict[str, str | bytes] = {
        "word/document.xml": _part("document", f"<w:body>{body}{section}</w:body>"),
        "word/header.xml": _part("hdr", above),
        "word/footer.xml": _part("ftr", below),
        "docProps/core.xml": f"{_XML}<cp:coreProperties "
        f'xmlns:cp="{_SCHEMAS}/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{about}</cp:coreProperties>',
        "word/_rels/document.xml.rels": _relations(
            {
                **{f"r-{kind}": (f"{_RELATIONS}/{kind}", f"{kind}.xml") for kind in _PARTS},
                **{name: (f"{_RELATIONS}/image", f"media/{name}.png") for name in pictures},
            }
        ),
        **{f"word/media/{name}.png": content for name, content in pictures.items()},
    }
    stream = io.BytesIO()
    stream.write(_frame())
    with zipfile.ZipFile(stream, "a") as package:
        for name, content in parts.items():
            # Compressing a picture again gains nothing.
            is_packed = isinstance(content, bytes)
            _add(package, name, content, zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED)
    return stream.getvalue()


@cache
def _frame() -> bytes:
    """The parts that all documents share, packed once."""
    overrides = {
        "word/document.xml": f"{_TYPE}.document.main+xml",
        "docProps/core.xml": _CORE,
        **{f"word/{kind}.xml": f"{_TYPE}.{kind}+xml" for kind in _PARTS},
    }
    types = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in overrides.items()
    )
    parts = {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_SCHEMAS}/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="png" ContentType="image/png"/>{types}</Types>',
        "_rels/.rels": _relations(
            {
                "r-1": (f"{_RELATIONS}/officeDocument", "word/document.xml"),
                "r-2": (
                    f"{_SCHEMAS}/package/2006/relationships/metadata/core-properties",
                    "docProps/core.xml",
                ),
            }
        ),
        "word/styles.xml": _part("styles", _styles()),
        "word/numbering.xml": _part("numbering", _BULLETS),
        "word/settings.xml": _part("settings", _SETTINGS),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, content in parts.items():
            _add(package, name, content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _add(package: zipfile.ZipFile, name: str, content: str | bytes, compression: int) -> None:
    entry = zipfile.ZipInfo(name, _ZIP_DATE)
    entry.compress_type = compression
    package.writestr(entry, content)


def _part(name: str, content: str) -> str:
    return f"{_XML}<w:{name} {NAMESPACES}>{content}</w:{name}>"


def _relations(found: Mapping[str, tuple[str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>'
        for name, (kind, target) in found.items()
    )
    return (
        f'{_XML}<Relationships xmlns="{_SCHEMAS}/package/2006/relationships">{each}</Relationships>'
    )


# ------------------------------------------------------------------ looks

_COMPATIBLE = (("compatibilityMode", 15), ("overrideTableStyleFontSizeAndJustification", 1))
_SETTINGS = '<w:defaultTabStop w:val="720"/><w:compat>{}</w:compat>'.format(
    "".join(
        f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word" w:val="{value}"/>'
        for name, value in _COMPATIBLE
    )
)


def _bullets(number: int, indent: int) -> str:
    return (
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/>'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/>'
        f'<w:lvlText w:val="\u2022"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{indent}" w:hanging="360"/></w:pPr></w:lvl></w:abstractNum>'
    )


_BULLETS = (
    _bullets(1, 360)
    + _bullets(2, 720)
    + "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in (1, 2))
)


def _styles() -> str:
    fonts = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}"/>'
    color = f'<w:color w:val="{BLUE.lstrip("#")}"/>'
    headings = "".join(
        _style(
            f"heading {level}",
            f'<w:keepNext/><w:keepLines/><w:spacing w:before="{before}" w:after="60"/>'
            f'<w:outlineLvl w:val="{level - 1}"/>',
            f'<w:b/>{color}<w:sz w:val="{2 * points}"/>',
            following="Normal",
            id=f"Heading{level}",
        )
        for level, points, before in ((1, 16, 240), (2, 13, 200), (3, 11, 160))
    )
    listed = '<w:numPr><w:numId w:val="{}"/></w:numPr><w:contextualSpacing/>'
    page_tabs = '<w:tabs><w:tab w:val="right" w:pos="9936"/></w:tabs><w:spacing w:after="0"/>'
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts}"
        f'<w:sz w:val="{2 * POINTS}"/><w:szCs w:val="{2 * POINTS}"/><w:lang w:val="en-US"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>"
        '<w:spacing w:after="120" w:line="264" w:lineRule="auto"/>'
        "</w:pPr></w:pPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        "<w:qFormat/></w:style>"
        f"{headings}"
        f"{_style('List Bullet', listed.format(1))}{_style('List Bullet 2', listed.format(2))}"
        f"{_style('Quote', '', '<w:i/>')}"
        f"{_style('header', page_tabs, id='Header')}{_style('footer', page_tabs, id='Footer')}"
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:left w:w="108" w:type="dxa"/><w:right w:w="108" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr></w:style>"
        '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/>'
        '<w:basedOn w:val="TableNormal"/><w:pPr><w:spacing w:after="0" w:line="240" '
        f'w:lineRule="auto"/></w:pPr><w:tblPr><w:tblBorders>{sides}</w:tblBorders></w:tblPr></w:style>'
    )


def _style(name: str, paragraph: str, run: str = "", *, following: str = "", id: str = "") -> str:
    after = f'<w:next w:val="{following}"/>' if following else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{id or name.replace(" ", "")}">'
        f'<w:name w:val="{name}"/><w:basedOn w:val="Normal"/>{after}<w:qFormat/>'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )
