"""Coordinate systems in which places are stored, measured and drawn."""

from __future__ import annotations

NAD83 = 4269  # longitude and latitude of the Census Bureau's boundary files
# Equal-area projections of the Geological Survey, in meters: the lower 48 (elsewhere areas are right too,
# only shapes are not), Alaska (which crosses 180 degrees) and Hawaii (not in the EPSG register).
ALBERS, ALBERS_ALASKA, ALBERS_HAWAII = 5070, 3338, "ESRI:102007"
EARTH_KM = 6371.0088  # mean radius, IUGG
