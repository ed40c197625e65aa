"""A small map: where the place lies in its state, and which peers are in the same state."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from shapely import Point, get_coordinates

from mobility_analysis.core.same import Same
from mobility_analysis.framework.places import Level, in_words
from mobility_analysis.geography.projections import flatten_upright
from mobility_analysis.press.drawing import Drawing, MapScale
from mobility_analysis.press.inline_svg import (
    BLUE,
    FAINT,
    GRAY,
    ORANGE,
    PALE,
    Figure,
    Table,
)

if TYPE_CHECKING:
    import geopandas as gpd

    from mobility_analysis.geography.universe import PlaceRef
    from mobility_analysis.runs.place_data import PlaceData
    from mobility_analysis.runs.run_data import RunData

SHOWN_WITHIN, EDGE, RING = 2.6, 0.02, 0.1  # inches
PEER_FILL = "#f6dcc9"


def locator_map(data: PlaceData, figure_id: str = "map") -> Figure | None:
    """The state's counties with this place filled; ``None`` without boundaries of it."""
    state = draw_state(data.run, data.here)
    if state is None or data.territory not in set(state.shapes["geoid"]):
        return None
    return _draw(data, state, figure_id)


def draw_state(run: RunData, place: PlaceRef) -> StateMap | None:
    """The map of a place's state, on which the place is marked later; ``None`` without outlines."""
    shapes = run.outlines_around(place)
    own = place.label if place.level is Level.AREA else ""  # which is in no list of places
    return None if shapes is None else _state_map(Same(shapes), Same(run.places), own)


@dataclass(frozen=True, eq=False)
class StateMap:
    """The map of a state with nothing marked on it; ``width`` is in meters."""

    sheet: Drawing
    shapes: gpd.GeoDataFrame
    place: MapScale
    width: float


@lru_cache(maxsize=2)
def _state_map(outlines: Same, places: Same, own: str) -> StateMap:
    """The same for all places of a state, so it is drawn once; ``own`` is the name of what is in no list."""
    state = flatten_upright(outlines.table)
    west, south, east, north = state.total_bounds
    width, height = east - west, north - south
    scale = SHOWN_WITHIN / max(width, height * 1.15)
    # A map this small shows nothing below a two-hundredth of its width.
    names = places.table.set_index("geoid")["name"].to_dict()
    shapes = state.assign(
        geometry=state.geometry.simplify(width / 250), name=state["geoid"].map(names).fillna(own)
    )
    sheet = Drawing(max(width * scale, 0.8), max(height * scale, 0.8))
    place = MapScale(west, south, scale * 0.98, EDGE, EDGE)
    sheet.outlines(
        shapes.geometry, place, face=FAINT, edge=PALE, width=0.6, names=shapes["name"].tolist()
    )
    return StateMap(sheet, shapes, place, width)


def _draw(data: PlaceData, state: StateMap, figure_id: str) -> Figure:
    shapes, place, sheet = state.shapes, state.place, state.sheet.copy()
    inside = [peer for peer in data.peers if peer.geoid in set(shapes["geoid"])]
    peers = shapes[shapes["geoid"].isin([peer.geoid for peer in inside])]
    sheet.outlines(
        peers.geometry,
        place,
        face=PEER_FILL,
        edge=ORANGE,
        width=0.8,
        hatch="////",
        layer=1,
        names=(peers["name"] + ", a peer").tolist(),
    )
    here = shapes[shapes["geoid"] == data.territory]
    sheet.outlines(
        here.geometry, place, face=BLUE, edge=BLUE, width=0.8, layer=2, names=[data.here.label]
    )
    _ring(sheet, place, here, state.width)
    alt = _words(data, [peer.label for peer in inside])
    table = Table(
        f"Places marked on the map of {in_words(data.state.name)}",
        ("Place", "Mark"),
        ((data.here.label, "filled"), *((peer.label, "hatched") for peer in inside)),
    )
    return Figure(figure_id, sheet.svg(figure_id, alt), alt, table, alt)


def _ring(sheet: Drawing, place: MapScale, here: gpd.GeoDataFrame, width: float) -> None:
    """A ring around a place too small to see."""
    west, south, east, north = here.total_bounds
    if max(east - west, north - south) > width / 25:
        return
    point = here.geometry.union_all().centroid
    ((x, y),) = place.place(get_coordinates(point))
    sheet.outlines([Point(x, y).buffer(RING)], face=None, edge=GRAY, width=1, layer=3)


def _words(data: PlaceData, peers: list[str]) -> str:
    text = f"Map of {in_words(data.state.name)} with {data.here.in_words} filled"
    return f"{text}, and its peers {', '.join(peers)} hatched." if peers else f"{text}."
