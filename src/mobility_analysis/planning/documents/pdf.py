"""PDF files of a plan, set by Typst: tagged (PDF/UA-1), and the same bytes from the same run."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from mobility_analysis.planning.documents.frame import Frame
from mobility_analysis.press.block_pages import blocks_content
from mobility_analysis.press.word import Document
from mobility_analysis.runs.run_record import DEMONSTRATION

TEMPLATES = Path(__file__).parents[1] / "templates"


def page_frame(frame: Frame, title: str) -> dict[str, str]:
    """What every file says of itself: its title, the mark of made-up data, the run it is made of."""
    return {
        "title": title,
        "author": "Mobility analysis",
        "above": DEMONSTRATION if frame.data.record.is_demonstration else "",
        "below": f"{frame.data.here.label}. Data of the run built {frame.built}",
    }


def pdf_bytes(frame: Frame, content: dict[str, Any], template: str) -> bytes:
    """The file that a template of ``templates/`` makes of ``content``.

    Raises
    ------
    TypesetError
        It cannot be set, or would not be accessible.
    """
    from mobility_analysis.press.typst import typeset

    noon = datetime.fromisoformat(f"{frame.built}T12:00:00+00:00")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "document.pdf")
        typeset(content, path, int(noon.timestamp()), TEMPLATES / template)
        return path.read_bytes()


def document_pdf(frame: Frame, document: Document) -> bytes:
    """A document from the blocks of its Word file.

    Raises
    ------
    TypesetError
        It cannot be set, or would not be accessible.
    """
    content = {
        "title": document.title,
        "author": "Mobility analysis",
        "above": document.above,
        "below": document.below,
        "blocks": blocks_content(document.blocks),
    }
    return pdf_bytes(frame, content, "document.typ")
