"""The case for executives: two pages, one of findings, one of what is asked. A tagged PDF (PDF/UA-1)."""

from __future__ import annotations

from typing import Any

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
from mobility_analysis.planning.guide import guide
from mobility_analysis.runs.highlights import trust


def case_pdf(frame: Frame) -> bytes:
    """The file of the two pages.

    Raises
    ------
    TypesetError
        They cannot be set, or would not be accessible.
    """
    return pdf_bytes(frame, case_content(frame), TWO_PAGES)


def case_content(frame: Frame) -> dict[str, Any]:
    """What the two pages say; numbers stand only in findings of the run."""
    data = frame.data
    place = data.here_in_words
    return {
        **page_frame(frame, f"Why {place} should plan for upward mobility"),
        "lede": (
            f"Where people in {place} stand, by the public data of national agencies: what goes well, what to ask, "
            "and whom conditions do not reach. Numbers speak of what systems offer, not of what people are."
        ),
        "parts": finding_parts(frame),
        "trust": f"{trust(data).sentence} Weak values are not quoted here.",
        "sections": [
            section(
                "What a mobility action plan is",
                [
                    f"A public plan of what {frame.settings.government.name or 'our government'} and its partners will "
                    "do so that more people can move out of poverty, have a say in their lives, and are valued where "
                    "they live. It is made with residents and with organizations of every kind. It names actions, who "
                    "carries them, and how we will see whether they work.",
                    "The findings on the first page are where it begins. They raise questions and settle none: why "
                    "things are so, and what would change them, is found out together with those who live and work here.",
                ],
            ),
            section(
                "What we ask of you",
                [
                    (
                        "Look at the findings with us.",
                        "Half an hour, with the whole report at hand.",
                    ),
                    (
                        "Say that the planning may begin.",
                        "In writing, so that departments can rely on it.",
                    ),
                    (
                        "Win the heads of departments.",
                        "Most of what a plan asks for is theirs to do.",
                    ),
                    (
                        "Find the money for making it.",
                        "Staff time, meetings, training, local data, and payments to residents who give theirs.",
                    ),
                    (
                        "Decide on readiness.",
                        "We go through nine conditions with you. Then you launch, prepare first, or postpone.",
                    ),
                ],
                STEPS,
            ),
            section(
                "What readiness rests on",
                [(f"{each.title}.", each.why) for each in guide().conditions],
                BULLETS,
            ),
            section("What these numbers cannot say", limits(data), BULLETS),
            section(
                "Where to read on",
                [
                    "The findings report of this place has every measure, its interval, its grade and its source. Its "
                    "first page can be used alone.",
                ],
            ),
        ],
    }
