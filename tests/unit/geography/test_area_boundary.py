"""A boundary is one polygon in longitude and latitude; everything else is refused with what to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mobility_analysis.core.errors import UsageError
from mobility_analysis.geography.area_boundary import read_boundary

RING = [[-81.6, 41.0], [-81.5, 41.0], [-81.5, 41.1], [-81.6, 41.1], [-81.6, 41.0]]


def _polygon(ring: list[list[float]] = RING) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [ring]}


def _feature(geometry: dict[str, Any] | None) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"name": "Ward 3"}, "geometry": geometry}


def _collection(*features: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features), **more}


def _written(tmp_path: Path, held: Any) -> Path:
    path = tmp_path / "ward.geojson"
    path.write_text(held if isinstance(held, str) else json.dumps(held))
    return path


@pytest.mark.parametrize(
    "held",
    [
        _polygon(),
        _feature(_polygon()),
        _collection(_feature(_polygon())),
        _collection(
            _feature(_polygon()),
            crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}},
        ),
        {"type": "MultiPolygon", "coordinates": [[RING]]},
    ],
)
def test_one_polygon_is_read_however_it_is_wrapped(tmp_path: Path, held: Any) -> None:
    assert read_boundary(_written(tmp_path, held)).bounds == (-81.6, 41.0, -81.5, 41.1)


BOW_TIE = [[-81.6, 41.0], [-81.5, 41.1], [-81.5, 41.0], [-81.6, 41.1], [-81.6, 41.0]]
OVERLAPPING = [[RING], [[[x + 0.05, y] for x, y in RING]]]


@pytest.mark.parametrize(
    ("held", "says"),
    [
        ("no json", "is no GeoJSON"),
        ("[1, 2]", "it holds no object"),
        (_collection(), "holds no features"),
        (_collection(_feature(_polygon()), _feature(_polygon())), "holds 2 features"),
        (_feature(None), "holds no polygon, but nothing"),
        ({"type": "Point", "coordinates": [-81.5, 41.0]}, "holds no polygon, but Point"),
        ({"type": "Polygon", "coordinates": []}, "is empty"),
        (_polygon([RING[0]] * 4), "is empty"),
        ({"type": "Polygon", "coordinates": [["x", "y"]]}, "cannot be read"),
        (_polygon([[y, x] for x, y in RING]), "latitude before longitude"),
        (_polygon([[x * 111_000, y * 111_000] for x, y in RING]), "is not in degrees"),
        (
            _polygon([[x + 90, y] for x, y in [[a, -b] for a, b in RING]]),
            "not in the United States",
        ),
        (_polygon(BOW_TIE), "crosses itself"),
        ({"type": "MultiPolygon", "coordinates": OVERLAPPING}, "overlaps itself"),
        (
            _collection(
                _feature(_polygon()),
                crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3734"}},
            ),
            "another coordinate system",
        ),
    ],
)
def test_anything_else_is_refused_and_says_why(tmp_path: Path, held: Any, says: str) -> None:
    with pytest.raises(UsageError, match=says) as refused:
        read_boundary(_written(tmp_path, held))
    assert refused.value.next_step


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        read_boundary(tmp_path / "none.geojson")
