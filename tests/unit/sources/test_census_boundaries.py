"""Zipped shapefiles of counties."""

from __future__ import annotations

from pathlib import Path

import pytest

from mobility_analysis.core.errors import TruncatedFile
from mobility_analysis.demo.world import World
from mobility_analysis.demo.writers import census_boundaries as writer
from mobility_analysis.sources.census import boundaries

VINTAGE = boundaries.SOURCE.vintage("demo-county")


def test_a_zipped_shapefile_is_read_in_degrees(tmp_path: Path) -> None:
    writer.write(World(1), VINTAGE, tmp_path)
    found = boundaries.tidy(boundaries.read(tmp_path, VINTAGE), VINTAGE)["boundaries"]
    assert len(found) == 12
    assert found.crs.to_epsg() == 4269
    assert found.geometry.is_valid.all()


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        writer.write(World(1), VINTAGE, tmp_path / name)
    first, second = ((tmp_path / n / VINTAGE.files[0].name).read_bytes() for n in ("a", "b"))
    assert first == second


def test_a_cut_zip_is_named(tmp_path: Path) -> None:
    writer.write(World(1), VINTAGE, tmp_path)
    path = tmp_path / VINTAGE.files[0].name
    path.write_bytes(path.read_bytes()[:400])
    with pytest.raises(TruncatedFile, match=path.name):
        boundaries.read(tmp_path, VINTAGE)
