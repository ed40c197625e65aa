"""The case for executives: two pages, one of findings, one of what is asked. A tagged PDF (PDF/UA-1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from mobility_analysis.planning.documents.frame import Frame, small_print
from mobility_analysis.planning.guide import guide
from mobility_analysis.runs.highlights import Highlight, trust
from mobility_analysis.runs.run_record import DEMONSTRATION

TEMPLATE = Path(__file__).parents[1] / "templates" / "case.typ"


def write_case(frame: Frame, path: Path) -> None:
    """Write the two pages.

    Raises
    ------
    TypesetError
        They cannot be set, or would not be accessible.
    """
    from mobility_analysis.press.typst import typeset

    noon = datetime.fromisoformat(f"{frame.built}T12:00:00+00:00")
    typeset(case_content(frame), path, int(noon.timestamp()), TEMPLATE)


def case_content(frame: Frame) -> dict[str, Any]:
    """What the two pages say; numbers stand only in findings of the run."""
    data = frame.data
    place = data.here_in_words
    peers = ", ".join(peer.label for peer in data.peers)
    return {
        "title": f"Why {place} should plan for upward mobility",
        "author": "Mobility analysis",
        "above": DEMONSTRATION if data.record.is_demonstration else "",
        "below": f"{data.here.label}. Data of the run built {frame.built}",
        "lede": (
            f"Where people in {place} stand, by the public data of national agencies: what goes well, what to ask, "
            "and whom conditions do not reach. Numbers speak of what systems offer, not of what people are."
        ),
        "parts": [
            {
                "title": "What goes well",
                "items": _items(frame.strengths),
                "otherwise": "No measure can be shown to be better than elsewhere with these data. Local records may "
                "show strengths that national data cannot.",
            },
            {
                "title": "What to ask",
                "items": _items(frame.questions, is_asking=True),
                "otherwise": "No measure can be shown to fall short with these data. Residents know more: ask them.",
            },
            {
                "title": "For whom",
                "items": _items(frame.gaps),
                "otherwise": "No gap between groups is sure with these data.",
            },
        ],
        "trust": f"{trust(data).sentence} Weak values are not quoted here.",
        "plan": {
            "title": "What a mobility action plan is",
            "paragraphs": [
                f"A public plan of what {frame.settings.government.name or 'our government'} and its partners will "
                "do so that more people can move out of poverty, have a say in their lives, and are valued where "
                "they live. It is made with residents and with organizations of every kind. It names actions, who "
                "carries them, and how we will see whether they work.",
                "The findings on the first page are where it begins. They raise questions and settle none: why things "
                "are so, and what would change them, is found out together with those who live and work here.",
            ],
        },
        "ask": {
            "title": "What we ask of you",
            "items": [
                ["Look at the findings with us.", "Half an hour, with the whole report at hand."],
                [
                    "Say that the planning may begin.",
                    "In writing, so that departments can rely on it.",
                ],
                ["Win the heads of departments.", "Most of what a plan asks for is theirs to do."],
                [
                    "Find the money for making it.",
                    "Staff time, meetings, training, local data, and payments to residents who give theirs.",
                ],
                [
                    "Decide on readiness.",
                    "We go through nine conditions with you. Then you launch, prepare first, or postpone.",
                ],
            ],
        },
        "ready": {
            "title": "What readiness rests on",
            "items": [[f"{each.title}.", each.why] for each in guide().conditions],
        },
        "limits": {
            "title": "What these numbers cannot say",
            "items": [
                "They show conditions, not causes. No number here says what a program did.",
                "Some are years old: each says its year. Some speak of few groups, or of none.",
                "A difference is called one only where a test finds it, or where its method is named.",
                *([f"Compared with: {peers}."] if peers else []),
            ],
        },
        "next": {
            "title": "Where to read on",
            "paragraphs": [
                "The findings report of this place has every measure, its interval, its grade and its source. Its "
                "first page can be used alone.",
            ],
        },
    }


def _items(found: Sequence[Highlight], *, is_asking: bool = False) -> list[dict[str, str]]:
    return [
        {
            "label": each.label,
            "sentence": each.sentence,
            "question": each.choice.question if is_asking else "",
            "fine": small_print(each),
        }
        for each in found
    ]
