"""The sign-up sheet for a staff meeting."""

from __future__ import annotations

from mobility_analysis.planning.documents.frame import Frame
from mobility_analysis.press.word import Block, Document, Heading, Paragraph, Table

ROWS = 14
_HEADER = ("Name", "Department", "E-mail or telephone", "What I know, or would like to do")
_WIDTHS = (2.2, 2.0, 2.4, 2.8)


def sign_up(frame: Frame) -> Document:
    """An empty sheet to print."""
    blocks: list[Block] = [
        Heading(f"Would you like to take part? A plan for {frame.data.here.label}", 1),
        Paragraph(
            f"{frame.government}. [Day and place of the meeting]. We write to you about the plan and use this list "
            "for nothing else. Questions: [name and e-mail]."
        ),
        Table(_HEADER, tuple(("\n", "", "", "") for _ in range(ROWS)), _WIDTHS),
    ]
    return frame.document("Sign-up sheet", blocks, is_landscape=True)
