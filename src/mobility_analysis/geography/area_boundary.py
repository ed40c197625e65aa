"""A boundary of one's own: read from GeoJSON, and laid over census tracts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from mobility_analysis.core.errors import UsageError
from mobility_analysis.geography.projections import ALBERS, NAD83

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

# A tract with less of its land inside, or outside, lies wholly outside, or inside: lines drawn by different
# hands never match to the meter.
SLIVER = 0.01
# Codes of longitude and latitude in degrees that a "crs" member may name.
DEGREES = ("CRS84", "4326", "4269")
LONGITUDES, LATITUDES = (-180.0, 180.0), (17.0, 72.0)  # latitudes of the 50 states
DRAW_AGAIN = "Save it again as one polygon in longitude and latitude (WGS 84, EPSG:4326)."


def read_boundary(path: Path) -> BaseGeometry:
    """The one polygon (or several parts of one area) of a GeoJSON file, in degrees.

    Raises
    ------
    UsageError
        No GeoJSON, not exactly one feature, no polygon, an empty one or one that crosses itself, or numbers
        that are no longitudes and latitudes of the United States in this order.
    """
    name = path.name
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError(f"{path}: no such file.", "Give the path of a GeoJSON file.") from None
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise UsageError(
            f"{name} is no GeoJSON: {error}.",
            "Export the boundary as GeoJSON from the map program.",
        ) from error
    if not isinstance(held, dict):
        raise UsageError(f"{name} is no GeoJSON: it holds no object.", DRAW_AGAIN)
    _require_degrees(held, name)
    return _checked(_only_geometry(held, name), name)


def _require_degrees(held: dict[str, Any], name: str) -> None:
    said = held.get("crs")
    if said and not any(code in json.dumps(said) for code in DEGREES):
        named = said.get("properties", {}).get("name", said) if isinstance(said, dict) else said
        raise UsageError(f"{name} is in another coordinate system ({named}).", DRAW_AGAIN)


def _only_geometry(held: dict[str, Any], name: str) -> dict[str, Any]:
    kind = held.get("type")
    if kind == "FeatureCollection":
        features = held.get("features") or []
        if len(features) != 1:
            raise UsageError(
                f"{name} holds {len(features) or 'no'} features; an area is one.",
                "Dissolve them into one polygon, or save each to a file and add each as an area."
                if features
                else DRAW_AGAIN,
            )
        held = features[0]
        kind = held.get("type")
    geometry = held.get("geometry") if kind == "Feature" else held
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        found = geometry.get("type") if isinstance(geometry, dict) else "nothing"
        raise UsageError(f"{name} holds no polygon, but {found}.", DRAW_AGAIN)
    return geometry


def _checked(geometry: dict[str, Any], name: str) -> BaseGeometry:
    import shapely
    from shapely.geometry import shape

    try:
        found = shape(geometry)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise UsageError(f"The polygon of {name} cannot be read: {error}.", DRAW_AGAIN) from error
    if found.is_empty or not found.envelope.area:
        raise UsageError(f"The polygon of {name} is empty.", DRAW_AGAIN)
    west, south, east, north = found.bounds
    if _within(south, north, LONGITUDES) and _within(west, east, LATITUDES) and north < 0:
        raise UsageError(
            f"{name} has latitude before longitude: it begins with {west:.2f}, {south:.2f}.",
            "GeoJSON puts longitude first. Exchange the two in each pair, or export it again.",
        )
    if not (_within(west, east, LONGITUDES) and _within(south, north, LATITUDES)):
        raise UsageError(
            f"{name} is not in degrees, or not in the United States: its numbers run from "
            f"{west:.6g}, {south:.6g} to {east:.6g}, {north:.6g}.",
            DRAW_AGAIN,
        )
    if not found.is_valid:
        raise UsageError(
            f"The polygon of {name} crosses itself or overlaps itself: {shapely.is_valid_reason(found)}.",
            'Mend it in the map program (as "fix geometries") and save it again.',
        )
    return found


def _within(low: float, high: float, span: tuple[float, float]) -> bool:
    return span[0] <= low <= high <= span[1]


def tract_shares(boundary: BaseGeometry, tracts: gpd.GeoSeries) -> pd.Series:
    """Which part of the land of each tract lies inside, for tracts of which any does.

    Parameters
    ----------
    boundary
        In meters, of an equal-area projection.
    tracts
        Outlines by code, in the same projection.

    Returns
    -------
    Shares above 0 up to 1 by code. Slivers (:data:`SLIVER`) are cut off or filled up.
    """
    near = tracts.iloc[tracts.sindex.query(boundary, predicate="intersects")]
    share = near.intersection(boundary).area / near.area
    share = share.mask(share > 1 - SLIVER, 1.0)
    return share[share >= SLIVER].sort_index()


def in_meters(boundary: BaseGeometry) -> BaseGeometry:
    """A boundary in degrees, in meters of the equal-area projection of the nation."""
    import geopandas as gpd

    return gpd.GeoSeries([boundary], crs=NAD83).to_crs(ALBERS).iloc[0]
