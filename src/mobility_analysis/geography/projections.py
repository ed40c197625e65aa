"""Coordinate systems in which places are stored, measured and drawn."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from shapely import get_coordinates, transform

if TYPE_CHECKING:
    import geopandas as gpd

NAD83 = 4269  # longitude and latitude of the Census Bureau's boundary files
# Equal-area projections of the Geological Survey, in meters: the lower 48 (elsewhere areas are right too,
# only shapes are not), Alaska (which crosses 180 degrees) and Hawaii (not in the EPSG register).
ALBERS, ALBERS_ALASKA, ALBERS_HAWAII = 5070, 3338, "ESRI:102007"
EARTH_KM = 6371.0088  # mean radius, IUGG


def flatten_upright(shapes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """``shapes`` in meters on an equal-area plane that touches the earth in their middle, so that north is up.

    In a projection of the whole country a place leans the more, the farther it lies from the country's middle.

    Parameters
    ----------
    shapes
        Outlines in any coordinate system, one at least.
    """
    degrees = shapes.to_crs(NAD83)
    longitude, latitude = get_coordinates(degrees.geometry.to_numpy()).T
    # Measured from their mean direction, because the Aleutian Islands lie on both sides of 180 degrees.
    radians = np.radians(longitude)
    mean = np.degrees(np.arctan2(np.sin(radians).sum(), np.cos(radians).sum()))
    east = mean + _middle((longitude - mean + 180) % 360 - 180)
    plane, turn = _plane(f"+proj=laea +lon_0={east:.3f} +lat_0={_middle(latitude):.3f}")
    flat = transform(degrees.geometry.to_numpy(), turn, interleaved=False)
    return degrees.set_geometry(flat, crs=plane)


@lru_cache(maxsize=4)  # the maps of one place have the same one
def _plane(projection: str) -> tuple[Any, Any]:
    """The plane, and what takes degrees to it.

    The steps are told, not looked for: to find them PROJ goes through its whole list of operations, which takes
    twenty milliseconds, and finds these.
    """
    from pyproj import CRS, Transformer

    radians = "+step +proj=unitconvert +xy_in=deg +xy_out=rad"
    turn = Transformer.from_pipeline(
        f"+proj=pipeline {radians} +step {projection} +x_0=0 +y_0=0 +ellps=GRS80"
    )
    return CRS(f"{projection} +datum=NAD83 +units=m"), turn.transform


def _middle(numbers: np.ndarray) -> float:
    return float(numbers.min() + numbers.max()) / 2
