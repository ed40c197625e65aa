"""A small map: where the place lies in its state, and which peers are in the same state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure as Canvas

from mobility_analysis.reporting.svg import BLUE, FAINT, GRAY, ORANGE, PALE, Figure, Table, to_svg

if TYPE_CHECKING:
    import geopandas as gpd

    from mobility_analysis.reporting.data import PlaceData

ALASKA = "02"
SHOWN_WITHIN = 2.6  # inches
# Equal-area projections of the Geological Survey: the lower 48, and Alaska (which crosses 180 degrees).
ALBERS, ALBERS_ALASKA = 5070, 3338


def locator_map(data: PlaceData, figure_id: str = "map") -> Figure | None:
    """The state's counties with this place filled; ``None`` without boundaries of it."""
    shapes = data.run.boundaries
    if shapes is None or data.territory not in set(shapes["geoid"]):
        return None
    code = data.here.geoid[:2]
    state = shapes[shapes["geoid"].str[:2] == code]
    state = state.to_crs(ALBERS_ALASKA if code == ALASKA else ALBERS)
    return _draw(data, state, figure_id)


def _draw(data: PlaceData, state: gpd.GeoDataFrame, figure_id: str) -> Figure:
    west, south, east, north = state.total_bounds
    width, height = east - west, north - south
    scale = SHOWN_WITHIN / max(width, height * 1.15)
    # A map this small shows nothing below a two-hundredth of its width.
    shapes = state.assign(geometry=state.geometry.simplify(width / 250))
    inside = [peer for peer in data.peers if peer.geoid in set(state["geoid"])]
    canvas = Canvas(figsize=(max(width * scale, 0.8), max(height * scale, 0.8)))
    axes = canvas.add_axes((0.01, 0.01, 0.98, 0.98))
    axes.set_axis_off()
    axes.set_aspect("equal")
    shapes.plot(ax=axes, facecolor=FAINT, edgecolor=PALE, linewidth=0.6)
    peers = shapes[shapes["geoid"].isin([peer.geoid for peer in inside])]
    if len(peers):
        peers.plot(ax=axes, facecolor="#f6dcc9", edgecolor=ORANGE, linewidth=0.8, hatch="////")
    here = shapes[shapes["geoid"] == data.territory]
    here.plot(ax=axes, facecolor=BLUE, edgecolor=BLUE, linewidth=0.8)
    _ring(axes, here, width)
    alt = _words(data, [peer.label for peer in inside])
    table = Table(
        f"Places marked on the map of {data.state.name}",
        ("Place", "Mark"),
        ((data.here.label, "filled"), *((peer.label, "hatched") for peer in inside)),
    )
    return Figure(figure_id, to_svg(canvas, figure_id, alt), alt, table, alt)


def _ring(axes: object, here: gpd.GeoDataFrame, width: float) -> None:
    """A ring around a place too small to see."""
    west, south, east, north = here.total_bounds
    if max(east - west, north - south) > width / 25:
        return
    point = here.geometry.union_all().centroid
    axes.plot(  # type: ignore[attr-defined]
        [point.x], [point.y], marker="o", markersize=14, fillstyle="none", color=GRAY
    )


def _words(data: PlaceData, peers: list[str]) -> str:
    text = f"Map of {data.state.name} with {data.here.label} filled"
    return f"{text}, and its peers {', '.join(peers)} hatched." if peers else f"{text}."
