"""Coordinate systems in which places are stored, measured and drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from shapely import get_coordinates

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
    plane = f"+proj=laea +lon_0={east:.3f} +lat_0={_middle(latitude):.3f} +datum=NAD83 +units=m"
    return degrees.to_crs(plane)


def _middle(numbers: np.ndarray) -> float:
    return float(numbers.min() + numbers.max()) / 2
