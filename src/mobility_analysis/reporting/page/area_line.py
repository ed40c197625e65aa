"""What an area of one's own was added up from, in a line under its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mobility_analysis.framework.places import Level, in_words
from mobility_analysis.insights.patterns import say
from mobility_analysis.runs.area_folder import read_parts

if TYPE_CHECKING:
    from mobility_analysis.runs.place_data import PlaceData

MOST_NAMED = 6


def area_line(data: PlaceData) -> str:
    """The counties, or how many tracts of which counties, and how many its boundary cuts."""
    parts = read_parts(data.run.area(data.here.geoid))
    named = [in_words(data.run.ref(code, Level.COUNTY).name) for code in parts.touched]
    more = len(named) - MOST_NAMED
    *first, last = [*named[:MOST_NAMED], *([f"{more} more counties"] if more > 0 else [])]
    counties = f"{', '.join(first)} and {last}" if first else last
    if parts.counties:
        return say("area_of_counties", place=data.here_in_words, counties=counties)
    newest = max(parts.tracts)
    made_of = say(
        "area_of_tracts", place=data.here_in_words, tracts=parts.tracts[newest], counties=counties
    )
    cut = parts.cut[newest]
    if not cut:
        return made_of
    percent = f"{100 * parts.in_doubt[newest]:.0f}"
    return f"{made_of} {say('area_cut', cut=cut, percent=percent)}"
