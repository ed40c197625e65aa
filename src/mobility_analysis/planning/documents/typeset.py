"""A document of a plan as a tagged PDF (PDF/UA-1), from the same blocks as its Word file."""

from __future__ import annotations

import tempfile
from pathlib import Path

from mobility_analysis.press.block_pages import blocks_content
from mobility_analysis.press.word import Document

TEMPLATE = Path(__file__).parents[1] / "templates" / "document.typ"


def pdf_bytes(document: Document) -> bytes:
    """The document set by Typst; the same blocks give the same bytes.

    Raises
    ------
    TypesetError
        It cannot be set, or would not be accessible.
    """
    from mobility_analysis.press.typst import typeset

    content = {
        "title": document.title,
        "author": "Mobility analysis",
        "above": document.above,
        "below": document.below,
        "blocks": blocks_content(document.blocks),
    }
    noon = document.created.replace(hour=12)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "document.pdf")
        typeset(content, path, int(noon.timestamp()), TEMPLATE)
        return path.read_bytes()
