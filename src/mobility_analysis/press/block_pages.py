"""The blocks of a document as parts of a page and as content for Typst, beside :mod:`press.word`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from functools import singledispatch
from typing import Any

from markupsafe import Markup, escape

from mobility_analysis.press.inline_svg import PAGE_FONTS
from mobility_analysis.press.typst import PRINT_FONT
from mobility_analysis.press.word import (
    Block,
    Bullets,
    Heading,
    Hole,
    Paragraph,
    Picture,
    Quotation,
    Table,
)

# Wider drawings are scrolled on small screens.
PAGE_INCHES = 6
# Beside the look of a report: boxes of what is missing, quotations, wide tables on paper.
CSS = """
main p, main ul, main blockquote { max-width: 46rem; }
main h1 { font-size: 2.4rem; margin: 2rem 0 1rem; }
main h2 { font-size: 1.6rem; color: var(--blue); margin: 2.6rem 0 .8rem; border-top: 2px solid var(--line); padding-top: 1rem; }
main h3 { font-size: 1.15rem; margin: 1.6rem 0 .5rem; }
main p, main ul { margin: .5rem 0; }
main .wide:focus-visible, figure.drawing:focus-visible { outline: 3px solid var(--orange); outline-offset: 2px; }
main .wide { overflow-x: auto; margin: 1rem 0; max-width: 62rem; }
main .wide th, main .wide td { min-width: 6rem; }
.hole { border: 2px dashed var(--orange); padding: .6rem .9rem; margin: 1rem 0; }
.hole::before { content: "Still missing: "; font-weight: 600; }
blockquote { border-left: 4px solid var(--blue); margin: 1rem 0; padding: .1rem 1rem; }
blockquote footer, p.fine { font-size: .85rem; color: var(--soft); }
figure.drawing { margin: 1.2rem 0; overflow-x: auto; max-width: 62rem; }
figure.drawing svg { display: block; width: 100%; height: auto; }
figure.large svg { min-width: 44rem; }
"""


def blocks_html(blocks: Iterable[Block]) -> Markup:
    """Blocks as HTML; every text is escaped, pictures are our own drawings."""
    return Markup("\n").join(_html(block) for block in blocks)


@singledispatch
def _html(block: Block) -> Markup:
    raise TypeError(f"a block of a kind that pages do not have: {block!r}")


@_html.register
def _(block: Heading) -> Markup:
    return Markup("<h{0}>{1}</h{0}>").format(block.level, block.text)


@_html.register
def _(block: Paragraph) -> Markup:
    inner = _lines(block.text)
    if block.is_bold:
        inner = Markup("<strong>{}</strong>").format(inner)
    return Markup('<p class="fine">{}</p>' if block.is_fine else "<p>{}</p>").format(inner)


@_html.register
def _(block: Bullets) -> Markup:
    return _list(block.items)


@_html.register
def _(block: Quotation) -> Markup:
    end = Markup("<footer>{}</footer>").format(block.by) if block.by else ""
    return Markup("<blockquote><p>{}</p>{}</blockquote>").format(_lines(block.text), end)


@_html.register
def _(block: Hole) -> Markup:
    return Markup('<p class="hole">{}</p>').format(block.text)


@_html.register
def _(block: Picture) -> Markup:
    return Markup(
        '<figure class="drawing{}" tabindex="0" role="group" aria-label="{}">{}</figure>'
    ).format(" large" if block.inches > PAGE_INCHES else "", block.alt, Markup(block.svg))


@_html.register
def _(block: Table) -> Markup:
    heads = _cells("th", block.header, ' scope="col"')
    rows = (
        Markup("<tr>{}{}</tr>").format(_cells("th", row[:1], ' scope="row"'), _cells("td", row[1:]))
        for row in block.rows
    )
    return Markup(
        '<div class="wide" tabindex="0" role="region" aria-label="{}"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(f"Table: {', '.join(block.header)}", heads, Markup("").join(rows))


def _cells(tag: str, texts: Iterable[str], more: str = "") -> Markup:
    look = Markup(f"<{tag}{more}>{{}}</{tag}>")
    return Markup("").join(look.format(_lines(text)) for text in texts)


def _list(items: Iterable[str | tuple[str, tuple[str, ...]]]) -> Markup:
    found = []
    for item in items:
        text, below = (item, ()) if isinstance(item, str) else item
        inner = _list(below) if below else ""
        found.append(Markup("<li>{}{}</li>").format(text, inner))
    return Markup("<ul>{}</ul>").format(Markup("").join(found))


def _lines(text: str) -> Markup:
    return Markup("<br>").join(escape(part) for part in text.split("\n"))


def blocks_content(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """Blocks as a Typst template reads them: each with its kind and its fields."""
    found = [{"kind": type(block).__name__.lower(), **asdict(block)} for block in blocks]
    for each in found:
        if "svg" in each:
            each["svg"] = each["svg"].replace(PAGE_FONTS, PRINT_FONT)
    return found
