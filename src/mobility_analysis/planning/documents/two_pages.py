"""Two pages, one of findings and one of sections: what the case for executives and the handout have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mobility_analysis.planning.documents.frame import Frame, small_print
from mobility_analysis.runs.highlights import Highlight
from mobility_analysis.runs.place_data import PlaceData

TWO_PAGES = "two-pages.typ"
PARAGRAPHS, BULLETS, STEPS = "paragraphs", "bullets", "steps"


def section(
    title: str, items: Sequence[str | tuple[str, str]], form: str = PARAGRAPHS
) -> dict[str, Any]:
    """A section of the second page; of an item with two parts the first is printed bold in a list."""
    pairs = [("", each) if isinstance(each, str) else each for each in items]
    return {"title": title, "form": form, "items": [list(pair) for pair in pairs]}


def finding_parts(frame: Frame) -> list[dict[str, Any]]:
    """What goes well, what to ask, and for whom: page one of the report, and what to say where it has nothing."""
    return [
        {
            "title": "What goes well",
            "items": _items(frame.strengths),
            "otherwise": "No measure stands out as a strength with these data. Local records may show strengths that "
            "national data cannot.",
        },
        {
            "title": "What to ask",
            "items": _items(frame.questions, is_asking=True),
            "otherwise": "No measure stands out as falling short with these data. Residents know more: ask them.",
        },
        {
            "title": "For whom",
            "items": _items(frame.gaps),
            "otherwise": "No gap between groups is sure with these data.",
        },
    ]


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


def limits(data: PlaceData) -> list[str]:
    """What the numbers cannot say, and with whom the place is compared."""
    peers = ", ".join(peer.label for peer in data.peers)
    return [
        "They show conditions, not causes. No number here says what a program did.",
        "Some are years old: each says its year. Some speak of few groups, or of none.",
        "A difference is called one only where a test finds it, or where its method is named.",
        *([f"Compared with: {peers}."] if peers else []),
    ]
