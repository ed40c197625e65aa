"""A report without outlines or small areas says so, and why; a complete one says nothing of them."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box
from tests.made_up_run import COUNTIES, reseal, write_run

from mobility_analysis.core.paths import RunPaths
from mobility_analysis.framework.places import Level
from mobility_analysis.reporting.page import sections
from mobility_analysis.reporting.page.absences import MAPS, NEIGHBORHOODS, absent_maps
from mobility_analysis.runs.read_place import read_place
from mobility_analysis.runs.run_data import NAD83, RunData


@pytest.fixture
def run(tmp_path: Path) -> RunPaths:
    paths = write_run(tmp_path)
    (paths.estimates / "boundaries.parquet").unlink()
    reseal(paths)
    return paths


def _outline(run: RunPaths, codes: list[str]) -> None:
    shapes = [box(number, 0, number + 1, 1) for number, _ in enumerate(codes)]
    frame = gpd.GeoDataFrame({"geoid": codes}, geometry=shapes, crs=NAD83)
    frame.to_parquet(run.estimates / "boundaries.parquet")
    reseal(run)


def _areas(run: RunPaths, state: str, county: str) -> None:
    path = run.estimates / "small_areas" / f"{state}.parquet"
    path.parent.mkdir(exist_ok=True)
    rows = {
        "measure": ["share_employed"], "county": [county], "area": [county + "000100"],
        "value": [0.5],
    }  # fmt: skip
    gpd.GeoDataFrame(rows, geometry=[box(0, 0, 1, 1)], crs=NAD83).to_parquet(path)
    reseal(run)


def _said(run: RunPaths, geoid: str = "99001") -> dict[str, str]:
    return dict(absent_maps(read_place(RunData(run), geoid)))


def test_without_outlines_and_tracts_both_are_said(run: RunPaths) -> None:
    data = read_place(RunData(run), "99001")
    said = dict(sections.absent_rows(data))
    assert said[MAPS].startswith("This run has no outlines of counties and census tracts,")
    assert said[NEIGHBORHOODS].startswith("No source of this run has values of census tracts")
    html = sections.absent_section(data)
    assert f"<strong>{MAPS}</strong>" in html and f"<strong>{NEIGHBORHOODS}</strong>" in html
    assert "not-in-this-report" in sections.contents(data, (), has_glance=True, has_ranks=True)


def test_a_complete_run_says_nothing(run: RunPaths) -> None:
    _outline(run, list(COUNTIES))
    _areas(run, "99", "99001")
    assert _said(run) == {}


def test_outlines_of_another_year_are_named(run: RunPaths) -> None:
    _outline(run, ["99003"])
    _areas(run, "99", "99001")
    assert _said(run) == {
        MAPS: "The outlines of this run are of a year that does not know Alder County, DM; a later "
        "release of the Census Bureau's boundary files would."
    }


@pytest.mark.parametrize(
    ("state", "county", "words"),
    [("98", "98001", "of another state, and none of"), ("99", "99003", "of other counties of")],
)
def test_tracts_of_elsewhere_only_are_said(
    run: RunPaths, state: str, county: str, words: str
) -> None:
    _outline(run, list(COUNTIES))
    _areas(run, state, county)
    said = _said(run)
    assert list(said) == [NEIGHBORHOODS] and words in said[NEIGHBORHOODS]


def test_a_city_has_no_neighborhoods_of_its_own_to_miss(run: RunPaths) -> None:
    places = pd.read_parquet(run.estimates / "places.parquet")
    city = {"level": Level.PLACE.value, "geoid": "9910000", "name": "Alderton city"}
    row = {**places.iloc[-1].to_dict(), **city}
    if "same_county" in row:
        row["same_county"] = None
    pd.concat([places, pd.DataFrame([row])]).to_parquet(run.estimates / "places.parquet")
    reseal(run)
    assert _said(run, "9910000") == {}
