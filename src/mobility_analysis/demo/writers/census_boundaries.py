"""The demonstration state's counties, a grid of blocks, and their tracts as zipped shapefiles."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

import geopandas as gpd
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from mobility_analysis.demo.tracts import split, tracts_of, with_shared_corners
from mobility_analysis.demo.world import STATE, World
from mobility_analysis.framework.source import Vintage

# A part of the Gulf without land, so that no real territory is covered; upright on a map of the nation.
WEST, NORTH, STEP = -93.5, 27.0, 0.6
EPOCH = (2023, 1, 1, 0, 0, 0)


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Write outlines of counties, or of tracts, as the vintage declares."""
    shapes = _with_character(_blocks(world))
    if vintage.layout == "tracts":
        frame = _tracts(world, shapes)
    else:
        names = [name.rsplit(" ", 1)[0] for name in world.counties["name"]]
        frame = _frame(shapes, names, "06")
    _write(frame, folder / vintage.files[0].name)


def _blocks(world: World) -> dict[str, BaseGeometry]:
    shapes = {}
    for county in world.counties.itertuples():
        west = WEST + county.unit_column * STEP
        north = NORTH - county.unit_row * STEP
        shapes[county.geoid] = box(west, north - STEP, west + STEP, north)
    return shapes


def _tracts(world: World, counties: dict[str, BaseGeometry]) -> gpd.GeoDataFrame:
    shapes: dict[str, BaseGeometry] = {}
    for county, tracts in tracts_of(world).groupby("county"):
        codes = tracts["geoid"].tolist()
        parts = with_shared_corners(split(counties[county], len(codes)))
        shapes |= dict(zip(codes, parts, strict=True))
    return _frame(shapes, [str(int(code[5:9])) for code in shapes], "CT")


def _frame(shapes: dict[str, BaseGeometry], names: list[str], area: str) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "STATEFP": STATE,
            "COUNTYFP": [geoid[2:5] for geoid in shapes],
            "GEOID": list(shapes),
            "NAME": names,
            "LSAD": area,
        },
        geometry=list(shapes.values()),
        crs=4269,
    )


def _write(frame: gpd.GeoDataFrame, path: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        frame.to_file(Path(scratch) / path.name.replace(".zip", ".shp"))
        # A fixed time stamp, so that two runs write the same bytes.
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(Path(scratch).iterdir()):
                archive.writestr(zipfile.ZipInfo(part.name, EPOCH), part.read_bytes())


def _with_character(shapes: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
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
