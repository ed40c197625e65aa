"""Whether everyone can read what is released: the structure of pages and Word files, without a browser.

Colors, focus and reflow are tested in a browser (``tests/browser``); what an edition may break when people edit it is
looked at here. PDF files are set as PDF/UA or not at all (:mod:`press.typst`).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_HEADING_STYLE = "Heading "
_UNSEEN = ("style", "script", "title")
# Words on both sides of these are not one word.
_APART = (*_HEADINGS, "p", "li", "td", "th", "br", "div", "section", "text", "figcaption")
# What a page may load by itself; a link that a reader follows is no request.
_LOADS = {"script": "src", "img": "src", "iframe": "src", "link": "href", "source": "src"}


class _Page(HTMLParser):
    """What of a page matters here."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.language = self.title = ""
        self.levels: list[int] = []
        self.unnamed = self.bare_tables = 0
        self.outside: list[str] = []
        self._in_title = False
        self._tables: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = given.get("lang", "")
        elif tag == "title":
            self._in_title = not self.title
        elif tag in _HEADINGS:
            self.levels.append(int(tag[1]))
        elif tag == "img" and "alt" not in given:
            self.unnamed += 1
        elif tag == "table":
            self._tables.append(False)
        elif tag == "th" and self._tables:
            self._tables[-1] = True
        loaded = given.get(_LOADS.get(tag, ""), "")
        if loaded.startswith(("http:", "https:", "//", "file:", "/")):
            self.outside.append(loaded)

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        elif tag == "table" and self._tables:
            self.bare_tables += not self._tables.pop()

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data


def page_faults(html: str) -> Iterator[str]:
    """What keeps readers out of a page."""
    page = _Page()
    page.feed(html)
    if not page.language:
        yield "The page does not say its language."
    if not page.title.strip():
        yield "The page has no title."
    if page.levels.count(1) != 1:
        yield f"The page has {page.levels.count(1)} headings of the first level instead of one."
    yield from _order(page.levels)
    if page.unnamed:
        yield f"Pictures without a text in their place: {page.unnamed}."
    if page.bare_tables:
        yield f"Tables without a header: {page.bare_tables}."
    for each in page.outside:
        yield f"The page loads {each}: it must stand alone."


def page_text(html: str) -> str:
    """What a page says, without its tags, styles and scripts."""
    reader = _Text()
    reader.feed(html)
    return " ".join("".join(reader.parts).split())


class _Text(HTMLParser):
    """The text between the tags of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._is_unseen = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_unseen = tag in _UNSEEN
        self.parts.append(" " if tag in _APART else "")

    def handle_endtag(self, tag: str) -> None:
        self._is_unseen = False

    def handle_data(self, data: str) -> None:
        if not self._is_unseen:
            self.parts.append(data)


def word_faults(content: bytes) -> Iterator[str]:
    """What keeps readers out of a Word file."""
    import docx
    from docx.oxml.ns import qn

    document = docx.Document(io.BytesIO(content))
    levels = []
    for each in document.paragraphs:
        style = each.style.name if each.style is not None else ""
        if style and style.startswith(_HEADING_STYLE) and each.text.strip():
            levels.append(int(style.removeprefix(_HEADING_STYLE)))
    if not levels:
        yield "The file has no headings."
    yield from _order(levels)
    bare = sum(
        table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is None
        for table in document.tables
        # A box around a text is a table of one cell, and has nothing to head.
        if len(table.rows) > 1 or len(table.columns) > 1
    )
    if bare:
        yield f"Tables without a header row: {bare}."
    unnamed = sum(
        not (each.get("descr") or each.get("title"))
        for each in document.element.iter(qn("wp:docPr"))
    )
    if unnamed:
        yield f"Pictures without a text in their place: {unnamed}."
    if not document.core_properties.language:
        yield "The file does not say its language."


def _order(levels: list[int]) -> Iterator[str]:
    if levels and levels[0] != 1:
        yield "The first heading is not of the first level."
    skipped = sum(after > before + 1 for before, after in pairwise(levels))
    if skipped:
        yield (
            f"Headings skip a level: {skipped} times."
            if skipped > 1
            else "A heading skips a level."
        )
