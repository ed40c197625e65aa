"""The handout of the first meeting: two pages, one of findings, one of the framework and of how to read numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mobility_analysis.framework.registry import Predictor, registry
from mobility_analysis.planning.documents.frame import Frame
from mobility_analysis.planning.documents.pdf import page_frame, pdf_bytes
from mobility_analysis.planning.documents.two_pages import (
    BULLETS,
    STEPS,
    TWO_PAGES,
    finding_parts,
    limits,
    section,
)
from mobility_analysis.runs.highlights import trust


def handout_pdf(frame: Frame) -> bytes:
    """The file of the two pages.

    Raises
    ------
    TypesetError
        They cannot be set, or would not be accessible.
    """
    return pdf_bytes(frame, handout_content(frame), TWO_PAGES)


def handout_content(frame: Frame) -> dict[str, Any]:
    """What the two pages say; numbers stand only in findings of the run."""
    place = frame.data.here_in_words
    pillars = registry().pillars
    return {
        **page_frame(frame, f"Where {place} stands: for our first talk"),
        "lede": (
            "For members of the coalition. These are public data of national agencies. They are where we begin; what "
            "they leave out, you know better."
        ),
        "parts": finding_parts(frame),
        "trust": f"{trust(frame.data).sentence} Weak values are not quoted here.",
        "sections": [
            section(
                "What helps people to move up",
                [
                    "Moving out of poverty takes more than income. It also takes a say in your own life, and being "
                    f"valued where you live. Research names {sum(len(p.predictors) for p in pillars)} conditions that "
                    f"help, in {len(pillars)} fields. Each has one measure or two.",
                ],
            ),
            section(
                "The conditions, field by field",
                [(f"{p.label}:", f"{', '.join(_names(p.predictors))}.") for p in pillars],
                BULLETS,
            ),
            section(
                "To talk about at your table",
                [
                    (
                        "Does it fit what you see?",
                        "Which of these findings surprises you, and which does not?",
                    ),
                    ("Whom does a number hide?", "For whom would it be quite another one?"),
                    (
                        "What helps already?",
                        "Which people, places and programs stand behind what goes well?",
                    ),
                    (
                        "What is missing?",
                        "Which condition that matters here has no number on these pages?",
                    ),
                    ("Who knows more?", "Whom should we ask next, and who keeps records?"),
                ],
                STEPS,
            ),
            section("What these numbers cannot say", limits(frame.data), BULLETS),
            section(
                "Where to read on",
                [
                    "The findings report of this place has every measure with its interval, its grade and its source. "
                    "The posters on the walls show one condition each: write on them.",
                ],
            ),
        ],
    }


def _names(predictors: Sequence[Predictor]) -> list[str]:
    return [f"{each.label[:1].lower()}{each.label[1:]}" for each in predictors]
