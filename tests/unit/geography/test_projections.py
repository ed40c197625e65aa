"""A map of one place stands upright wherever the place is, and areas on it are true."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, box, get_coordinates

from mobility_analysis.geography.projections import ALBERS, EARTH_KM, NAD83, flatten_upright


def _lean(shapes: gpd.GeoDataFrame, west: float, east: float, south: float, north: float) -> float:
    """How many degrees the meridian through the middle of ``shapes`` leans once they are flat."""
    middle = LineString([((west + east) / 2, south), ((west + east) / 2, north)])
    with_line = gpd.GeoDataFrame(geometry=[*shapes.geometry, middle], crs=NAD83)
    (x0, y0), (x1, y1) = get_coordinates(flatten_upright(with_line).geometry.iloc[-1])
    return float(np.degrees(np.arctan2(x1 - x0, y1 - y0)))


@given(
    st.floats(-179, -66), st.floats(18, 70), st.floats(0.1, 8), st.floats(0.1, 5)
)  # from the Aleutian Islands to Maine, from Hawaii to the Arctic
def test_north_is_up_in_the_middle_of_the_map(
    west: float, south: float, wide: float, high: float
) -> None:
    shapes = gpd.GeoDataFrame(geometry=[box(west, south, west + wide, south + high)], crs=NAD83)
    assert _lean(shapes, west, west + wide, south, south + high) == pytest.approx(0, abs=0.05)


def test_the_projection_of_the_country_leans_where_ours_does_not() -> None:
    """Portland, Maine: nearly 18 degrees, which was how its map was drawn."""
    line = gpd.GeoSeries([LineString([(-70.3, 43.5), (-70.3, 43.8)])], crs=NAD83).to_crs(ALBERS)
    (x0, y0), (x1, y1) = get_coordinates(line.iloc[0])
    assert abs(np.degrees(np.arctan2(x1 - x0, y1 - y0))) > 14


def test_a_place_on_both_sides_of_180_degrees_stays_together() -> None:
    shapes = gpd.GeoDataFrame(geometry=[box(178, 51, 179, 52), box(-179, 51, -178, 52)], crs=NAD83)
    west, _, east, _ = flatten_upright(shapes).total_bounds
    assert east - west < 300_000


@given(st.floats(-170, -66), st.floats(18, 70))
def test_areas_are_true(west: float, south: float) -> None:
    shapes = gpd.GeoDataFrame(geometry=[box(west, south, west + 1, south + 0.5)], crs=NAD83)
    band = np.sin(np.radians(south + 0.5)) - np.sin(np.radians(south))
    on_sphere = EARTH_KM**2 * np.radians(1) * band
    assert flatten_upright(shapes).area.iloc[0] / 1e6 == pytest.approx(on_sphere, rel=0.01)


@given(st.floats(-179, -66), st.floats(18, 70))
def test_the_steps_we_tell_are_those_that_proj_finds(west: float, south: float) -> None:
    shapes = gpd.GeoDataFrame(geometry=[box(west, south, west + 1, south + 0.5)], crs=NAD83)
    flat = flatten_upright(shapes)
    assert flat.crs.coordinate_operation.method_name == "Lambert Azimuthal Equal Area"
    found = get_coordinates(shapes.to_crs(flat.crs).geometry.to_numpy())
    assert np.array_equal(get_coordinates(flat.geometry.to_numpy()), found)
