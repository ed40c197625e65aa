"""What a report lacks because outlines or small areas are missing, and why, in readers' words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mobility_analysis.framework.places import Level, in_words

if TYPE_CHECKING:
    from mobility_analysis.runs.place_data import PlaceData

LOCAL = "Local records"
MAPS, NEIGHBORHOODS = "Maps", "Neighborhood values"


def absent_maps(data: PlaceData) -> list[tuple[str, str]]:
    """Name and reason of the pictures and tables of the place's land that are not in the report.

    Only of counties, and of cities that are one: other cities never have them.
    """
    if data.here.level is not Level.COUNTY and data.here.geoid not in data.run.county_of:
        return []
    reasons = ((MAPS, _why_no_map(data)), (NEIGHBORHOODS, _why_no_areas(data)))
    return [(name, why) for name, why in reasons if why]


def absent_local(data: PlaceData) -> list[tuple[str, str]]:
    """What of the place's own records is not in the report; which rows they are is told to those who keep them."""
    local = data.local
    ask = f"mobility plan check -c {data.here.geoid}"
    if local.is_unread:
        return [(LOCAL, f"They could not be read. What is wrong is told by: {ask}")]
    if local.left_out:
        are = "1 row was" if local.left_out == 1 else f"{local.left_out} rows were"
        why = "because a rule is broken or a count is too small to be published"
        return [(LOCAL, f"{are} left out, {why}. Which is told by: {ask}")]
    return []


def _why_no_map(data: PlaceData) -> str:
    if data.run.boundaries is None:
        return (
            "This run has no outlines of counties and census tracts, so nothing is drawn on a map and no "
            "tracts are put together. They would come from the Census Bureau's boundary files."
        )
    if not data.run.has_outline(data.territory):
        return (
            f"The outlines of this run are of a year that does not know {data.here.in_words}; a later release "
            "of the Census Bureau's boundary files would."
        )
    return ""


def _why_no_areas(data: PlaceData) -> str:
    if len(data.run.small_areas(data.territory)):
        return ""
    states = data.run.states_with_small_areas
    if not states:
        return (
            "No source of this run has values of census tracts or ZIP codes. They would come, for one, "
            "from the Census Bureau's survey."
        )
    if data.here.geoid[:2] not in states:
        others = "another state" if len(states) == 1 else f"{len(states)} other states"
        return (
            f"The sources of this run have census tracts and ZIP codes of {others}, and none of "
            f"{in_words(data.state.name)}."
        )
    return (
        f"The sources of this run have census tracts and ZIP codes of other counties of "
        f"{in_words(data.state.name)}, and none under the code of {data.here.in_words}."
    )
