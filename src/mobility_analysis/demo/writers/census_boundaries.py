"""The demonstration state's counties as a grid of blocks, in a zipped shapefile."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

import geopandas as gpd
from shapely.geometry import box
from shapely.ops import unary_union

from mobility_analysis.demo.world import STATE, World
from mobility_analysis.framework.source import Vintage

# An empty stretch of the Gulf: nobody's real territory, and upright on a map of the nation.
WEST, NORTH, STEP = -93.5, 27.0, 0.6
EPOCH = (2023, 1, 1, 0, 0, 0)


def write(world: World, vintage: Vintage, folder: Path) -> None:
    shapes = {}
    for county in world.counties.itertuples():
        west = WEST + county.unit_column * STEP
        north = NORTH - county.unit_row * STEP
        shapes[county.geoid] = box(west, north - STEP, west + STEP, north)
    shapes = _with_character(shapes)
    frame = gpd.GeoDataFrame(
        {
            "STATEFP": STATE,
            "COUNTYFP": [geoid[2:] for geoid in shapes],
            "GEOID": list(shapes),
            "NAME": [name.rsplit(" ", 1)[0] for name in world.counties["name"]],
            "LSAD": "06",
        },
        geometry=list(shapes.values()),
        crs=4269,
    )
    name = vintage.files[0].name
    with tempfile.TemporaryDirectory() as scratch:
        frame.to_file(Path(scratch) / name.replace(".zip", ".shp"))
        # A fixed time stamp, so that two runs write the same bytes.
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(Path(scratch).iterdir()):
                archive.writestr(zipfile.ZipInfo(part.name, EPOCH), part.read_bytes())


def _with_character(shapes: dict) -> dict:
    """Corners shift between neighbors, so that the map does not look like a chessboard."""
    codes = list(shapes)
    moved = dict(shapes)
    for left, right, size in zip(codes[:-1], codes[1:], (0.16, 0.11, 0.2, 0.14) * 3, strict=False):
        if abs(shapes[left].bounds[1] - shapes[right].bounds[1]) > 1e-9:
            continue  # not side by side
        west, south, _, north = shapes[right].bounds
        piece = box(west, south, west + size, south + (north - south) * 0.45)
        moved[right] = moved[right].difference(piece)
        moved[left] = unary_union([moved[left], piece])
    return moved
