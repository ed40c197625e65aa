"""``progress.html``, ``progress.docx`` and ``progress.csv``: what became of each measure since the plan was adopted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from mobility_analysis.planning.documents.frame import Frame
from mobility_analysis.planning.documents.plain_page import (
    SCROLL,
    paragraphs,
    plain_page,
    scrolling_table,
)
from mobility_analysis.planning.progress.baseline import Adoption, of_whom
from mobility_analysis.planning.progress.rows import COLUMNS, ProgressRow, summary
from mobility_analysis.planning.readiness.answers import printed_day
from mobility_analysis.press.word import Document, Heading, Paragraph, Table

USE = "For everyone, once you have released it"
HEADER = ("What we look at", "At adoption", "Target", "Now", "What became of it")
WIDTHS = (2.1, 1.7, 1.2, 1.3, 3.1)
HOW = (
    "A number counts as moved when a test calls the difference real, after correction for the number of measures that "
    "are tested together (Holm). \u201cNo clear change\u201d does not say that nothing changed: the change, if there is "
    "one, is too small for these data. What a program counted itself is shown as it was reported and is not tested. "
    "None of this says why a number moved."
)


def opening(adoption: Adoption, rows: Sequence[ProgressRow]) -> tuple[str, ...]:
    """The lines above the table."""
    return (
        f"The plan was adopted on {_day(adoption.on)}, with numbers of the run built on {_day(adoption.built)}.",
        summary(rows),
        HOW,
    )


def _rows(rows: Sequence[ProgressRow]) -> list[tuple[str, ...]]:
    return [
        (
            "\n".join(filter(None, (each.adopted.name, of_whom(each.adopted)))),
            each.adopted.printed or "none",
            "\n".join(
                filter(None, (each.adopted.target or "none written", _by(each.adopted.by_when)))
            ),
            "\n".join(filter(None, (each.latest or "none", each.latest_on))),
            f"{each.outcome.capitalize()}. {each.progress.words}",
        )
        for each in rows
    ]


def _by(day: str) -> str:
    return f"by {_day(day)}" if day else ""


def _day(text: str) -> str:
    """A day as people read it; words in its place as they were written."""
    try:
        return printed_day(date.fromisoformat(text))
    except ValueError:
        return text


def progress_page(frame: Frame, adoption: Adoption, rows: Sequence[ProgressRow]) -> str:
    """The page."""
    title = f"Progress of the plan of {frame.data.here.label}"
    body = paragraphs(opening(adoption, rows)) + scrolling_table(
        HEADER, _rows(rows), "Every adopted measure"
    )
    return plain_page(frame.data, title, body, USE, SCROLL)


def progress_document(frame: Frame, adoption: Adoption, rows: Sequence[ProgressRow]) -> Document:
    """The Word file, with room for people's own words on early wins."""
    first, second, how = opening(adoption, rows)
    return frame.document(
        "Progress",
        [
            Heading(f"Progress of the plan of {frame.data.here.label}", 1),
            Paragraph(first),
            Paragraph(second, is_bold=True),
            Table(HEADER, tuple(_rows(rows)), WIDTHS),
            Heading("Early wins"),
            Paragraph("[What went well so far, for whom, and how we know]"),
            Paragraph(how, is_fine=True),
        ],
        use=USE,
        is_landscape=True,
    )


def progress_table(rows: Sequence[ProgressRow]) -> pd.DataFrame:
    """One row per adopted measure, in the columns of ``progress.csv``."""
    return pd.DataFrame([each.cells for each in rows], columns=list(COLUMNS))
