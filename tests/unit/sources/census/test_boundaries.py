"""Zipped shapefiles of counties."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
from shapely import box

from mobility_analysis.core.errors import BadValues, MissingInput, TruncatedFile
from mobility_analysis.demo.world import World
from mobility_analysis.demo.writers import census_boundaries as writer
from mobility_analysis.geography.projections import ALBERS
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


NEW = boundaries.SOURCE.vintage("2023-county-us-atlas")
OHIO = boundaries.SOURCE.vintage("2020-tract")


def _shapefile(codes: list[str], path: Path) -> None:
    """A zipped shapefile in the agency's columns, drawn by hand: squares in a row."""
    frame = gpd.GeoDataFrame(
        {
            "STATEFP": [code[:2] for code in codes],
            "COUNTYFP": [code[2:5] for code in codes],
            "GEOID": codes,
            "NAME": [str(int(code[5:9] or 0)) for code in codes],
        },
        geometry=[box(-80 + place, 40, -79 + place, 41) for place in range(len(codes))],
        crs=4269,
    )
    frame.to_file(path.with_suffix(".shz"), driver="ESRI Shapefile")
    path.with_suffix(".shz").rename(path)


def test_of_coarse_outlines_only_the_counties_that_the_finer_lack_are_taken(tmp_path: Path) -> None:
    _shapefile([*boundaries.NEW_BY_2023, "39153", "72001"], tmp_path / NEW.files[0].name)
    found = boundaries.tidy(boundaries.read(tmp_path, NEW), NEW)["boundaries"]
    assert sorted(found["geoid"]) == sorted(boundaries.NEW_BY_2023)
    assert len(found) == 11
    assert set(found["geo_vintage"]) == {2023}


def test_a_file_without_the_new_counties_is_another_years(tmp_path: Path) -> None:
    _shapefile(["09001", "39153"], tmp_path / NEW.files[0].name)
    with pytest.raises(BadValues, match="no outline of 02063"):
        boundaries.tidy(boundaries.read(tmp_path, NEW), NEW)


OWN = boundaries.SOURCE.vintage("2018-county")
# Square kilometers of land and water, and of the square drawn; of the third, sea that no outline has.
SIZES = {"39151": (1500, 5, 1506), "39153": (1070, 18, 1088), "39085": (590, 1900, 592), "51610": (5, 0, 5.2)}  # fmt: skip


def _with_sizes(path: Path, sizes: dict[str, tuple[float, float, float]]) -> None:
    """Squares of the sizes given, with the agency's columns of land and water in square meters."""
    frame = gpd.GeoDataFrame(
        {
            "STATEFP": [code[:2] for code in sizes],
            "GEOID": list(sizes),
            "NAME": list(sizes),
            "ALAND": [int(land * 1e6) for land, _, _ in sizes.values()],
            "AWATER": [int(water * 1e6) for _, water, _ in sizes.values()],
        },
        geometry=[
            box(place * 1e5, 2e6, place * 1e5 + 1e3 * drawn**0.5, 2e6 + 1e3 * drawn**0.5)
            for place, (_, _, drawn) in enumerate(sizes.values())
        ],
        crs=ALBERS,
    ).to_crs(4269)
    frame.to_file(path.with_suffix(".shz"), driver="ESRI Shapefile")
    path.with_suffix(".shz").rename(path)


def test_outlines_are_as_large_as_stated(tmp_path: Path) -> None:
    _with_sizes(tmp_path / OWN.files[0].name, SIZES)
    found = boundaries.tidy(boundaries.read(tmp_path, OWN), OWN)["boundaries"]
    assert found["geoid"].tolist() == list(SIZES)


@pytest.mark.parametrize(("one", "other"), [("39151", "39153"), ("39085", "51610")])
def test_two_counties_with_each_others_outlines_are_told(
    tmp_path: Path, one: str, other: str
) -> None:
    exchanged = dict(SIZES)
    for here, there in ((one, other), (other, one)):
        exchanged[here] = (*SIZES[here][:2], SIZES[there][2])
    _with_sizes(tmp_path / OWN.files[0].name, exchanged)
    with pytest.raises(BadValues, match=f"2 outlines are not as large.*: {one}, {other}"):
        boundaries.tidy(boundaries.read(tmp_path, OWN), OWN)


def test_tracts_of_the_states_at_hand_are_read_and_none_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(MissingInput, match="none of the 51 files"):
        boundaries.read(tmp_path, OHIO)
    _shapefile(["39153500100", "39153500200"], tmp_path / "cb_2020_39_tract_500k.zip")
    found = boundaries.tidy(boundaries.read(tmp_path, OHIO), OHIO)["tract_boundaries"]
    assert found["geoid"].tolist() == ["39153500100", "39153500200"]
    assert set(found["geo_vintage"]) == {2020}


@pytest.mark.parametrize("year", [2019, 2022, 2025])
def test_one_file_holds_the_tracts_of_all_states(tmp_path: Path, year: int) -> None:
    vintage = boundaries.SOURCE.vintage(f"{year}-tract")
    (file,) = vintage.files
    assert file.url == (
        f"https://www2.census.gov/geo/tiger/GENZ{year}/shp/cb_{year}_us_tract_500k.zip"
    )
    _shapefile(["01001020100", "39153500100", "72001956300"], tmp_path / file.name)
    found = boundaries.tidy(boundaries.read(tmp_path, vintage), vintage)["tract_boundaries"]
    assert found["geoid"].tolist() == ["01001020100", "39153500100"]  # no territories
    assert set(found["geo_vintage"]) == {year}
