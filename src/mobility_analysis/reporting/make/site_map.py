"""The map of a site: counties as links, small enough for a page that holds the whole nation.

Each county is one short path in whole units of the drawing, thinned so that neighbors still meet.
The map is for users of a mouse; the list beside it has the same links for everyone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mobility_analysis.framework.places import ALASKA, HAWAII
from mobility_analysis.geography.projections import (
    ALBERS,
    ALBERS_ALASKA,
    ALBERS_HAWAII,
    flatten_upright,
)

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely import Polygon

ALASKA_SCALE = 0.3
# Left and bottom of the two insets, in meters from the left and bottom of the lower 48.
ALASKA_AT, HAWAII_AT = (0.0, -150_000.0), (1_250_000.0, -150_000.0)
WIDTH = 2400  # units of the drawing
THINNED = 1.6  # units: corners that change the shape less than a square of this side are left out
SPECK = 9.0  # square units: islands smaller than this are left out, unless the county is one


@dataclass(frozen=True)
class Shape:
    """One county's outline as an SVG path."""

    geoid: str
    path: str


@dataclass(frozen=True)
class SiteMap:
    """Counties with a report, the others in one path, and borders of states where there are several."""

    width: int
    height: int
    linked: tuple[Shape, ...]
    rest: str
    borders: str


def site_map(shapes: gpd.GeoDataFrame, names: Mapping[str, str]) -> SiteMap | None:
    """The counties of the state, or of the nation, that hold all places of ``names``.

    Parameters
    ----------
    shapes
        Counties: ``geoid`` and geometry in longitude and latitude.
    names
        Places with a report, by code.

    Returns
    -------
    SiteMap or None
        ``None`` where no place has an outline.
    """
    states = {geoid[:2] for geoid in names}
    if len(states) == 1:
        shapes = shapes[shapes["geoid"].str[:2].isin(states)]
    if not set(shapes["geoid"]) & set(names):
        return None
    flat = _flat(shapes.sort_values("geoid"))
    west, south, east, north = flat.total_bounds
    scale = WIDTH / (east - west)
    flat = flat.assign(
        geometry=flat.geometry.affine_transform([scale, 0, 0, -scale, -west * scale, north * scale])
    )
    flat = flat.assign(geometry=flat.geometry.simplify_coverage(THINNED))
    has_report = flat["geoid"].isin(names)
    linked = tuple(
        Shape(geoid, _path(shape))
        for geoid, shape in zip(
            flat.loc[has_report, "geoid"], flat.geometry[has_report], strict=True
        )
    )
    rest = "".join(_path(shape) for shape in flat.geometry[~has_report])
    height = round((north - south) * scale)
    return SiteMap(WIDTH, height, linked, rest, _borders(flat) if len(states) > 1 else "")


def _flat(shapes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """All counties on one sheet: one state upright; Alaska and Hawaii beside the lower 48 when there are others."""
    state = shapes["geoid"].str[:2]
    alaska, hawaii = shapes[state == ALASKA], shapes[state == HAWAII]
    mainland = shapes[~state.isin([ALASKA, HAWAII])]
    if mainland.empty or len(set(state)) == 1:
        return flatten_upright(shapes)
    mainland = mainland.to_crs(ALBERS)
    west, south, _, _ = mainland.total_bounds
    insets = [
        _inset(part, projection, scale, (west + at[0], south + at[1]))
        for part, projection, scale, at in (
            (alaska, ALBERS_ALASKA, ALASKA_SCALE, ALASKA_AT),
            (hawaii, ALBERS_HAWAII, 1.0, HAWAII_AT),
        )
        if len(part)
    ]
    return pd.concat([mainland, *insets]).sort_values("geoid")


def _inset(
    part: gpd.GeoDataFrame, projection: int | str, scale: float, at: tuple[float, float]
) -> gpd.GeoDataFrame:
    flat = part.to_crs(projection)
    west, south, _, _ = flat.total_bounds
    matrix = [scale, 0, 0, scale, at[0] - west * scale, at[1] - south * scale]
    return flat.assign(geometry=flat.geometry.affine_transform(matrix)).set_crs(
        ALBERS, allow_override=True
    )


def _borders(flat: gpd.GeoDataFrame) -> str:
    states = flat.dissolve(flat["geoid"].str[:2].to_numpy(), method="coverage")
    return "".join(_path(shape) for shape in states.geometry)


def _path(shape: Polygon) -> str:
    """Outlines in whole units, each point as a step from the one before it."""
    parts = list(getattr(shape, "geoms", [shape]))
    largest = max(parts, key=lambda part: part.area)
    kept = [part for part in parts if part is largest or part.area >= SPECK]
    return "".join(_ring(ring.coords) for part in kept for ring in (part.exterior, *part.interiors))


def _ring(coordinates: object) -> str:
    points = np.rint(np.asarray(coordinates)[:-1]).astype(int)
    steps = np.diff(points, axis=0)
    steps = steps[np.any(steps != 0, axis=1)]
    words = "".join(f"{'' if x < 0 else ' '}{x}{'' if y < 0 else ' '}{y}" for x, y in steps)
    return f"M{points[0][0]} {points[0][1]}l{words.strip()}z" if words else ""
