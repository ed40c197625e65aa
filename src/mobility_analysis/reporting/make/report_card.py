"""What a report says about itself in its first lines, so that an index need not read whole pages."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from pathlib import Path

from mobility_analysis.runs.highlights import trust
from mobility_analysis.runs.place_data import PlaceData

HEAD_BYTES = 4096  # the tags stand before the style sheet
PLACE, NAME, BUILT, GRADES = (f"mobility-{name}" for name in ("place", "name", "built", "grades"))
_TAG = re.compile(r'<meta name="(mobility-[a-z]+)" content="([^"]*)">')


@dataclass(frozen=True)
class ReportCard:
    """One report of a run, as its own head describes it.

    Attributes
    ----------
    name
        As printed, with the state's postal code: "Summit County, OH".
    grades
        How many main values are strong, to use with care, not to be acted on, missing.
    href
        Address of the page, relative to the run's folder.
    """

    geoid: str
    name: str
    built: str
    grades: tuple[int, int, int, int]
    href: str


def card_of(data: PlaceData) -> dict[str, str]:
    """The tags of one report, by name."""
    counts = " ".join(str(number) for _, _, number in trust(data).counts)
    return {
        PLACE: data.here.geoid,
        NAME: data.here.label,
        BUILT: data.record.built_at,
        GRADES: counts,
    }


def read_card(page: Path) -> ReportCard | None:
    """The card of ``<geoid>-<slug>/report.html``; ``None`` where the page has none."""
    with page.open("rb") as stream:
        head = stream.read(HEAD_BYTES).decode("utf-8", errors="ignore")
    tags = {name: html.unescape(content) for name, content in _TAG.findall(head)}
    numbers = tags.get(GRADES, "").split()
    if not {PLACE, NAME, BUILT} <= set(tags) or len(numbers) != 4:
        return None
    strong, care, weak, missing = map(int, numbers)
    return ReportCard(
        tags[PLACE],
        tags[NAME],
        tags[BUILT],
        (strong, care, weak, missing),
        f"{page.parent.name}/{page.name}",
    )
