"""Adding, refusing, refreshing and removing areas of one's own in a small written run."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box, mapping
from tests.made_up_run import COUNTIES, reseal, row
from tests.some_expectations import ALL, write_expectations

from mobility_analysis.core.errors import MissingInput, UnknownPlace, UsageError
from mobility_analysis.core.io import read_parquet
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.core.settings import RunSettings
from mobility_analysis.framework.chosen import Chosen, run_settings, write_chosen
from mobility_analysis.framework.estimate import conform
from mobility_analysis.framework.places import Level
from mobility_analysis.geography.areas import list_areas
from mobility_analysis.metrics import metric_modules
from mobility_analysis.runs.area_folder import area_folder, read_parts
from mobility_analysis.runs.read_place import read_place
from mobility_analysis.runs.run_data import RunData
from mobility_analysis.workflow.area_checks import Wanted
from mobility_analysis.workflow.areas import (
    add_area,
    make_areas,
    refresh_areas,
    remove_area,
    the_area,
)
from mobility_analysis.workflow.estimating import area_estimates
from mobility_analysis.workflow.report import jobs_of
from mobility_analysis.workflow.residents import run_universe

TRACTS = ("99001000100", "99001000200", "99003000100")
OLD_TRACT = "99001009900"
ADDED_UP = ("digital_access", "racial_diversity")
COUNTS = {"B28002_001": 1_000.0, "B28002_004": 800.0, "B03002_001": 2_500.0, "B03002_003": 1_500.0}


@pytest.fixture
def whole_run(paths: RunPaths) -> tuple[RunPaths, RunSettings]:
    """The written run with a measure whose counts three tracts of 2020 and one of 2010 have; outlines of the three."""
    rows = [
        {"geoid": code, "cell": cell, "estimate": count, "moe": 40.0, "geo_vintage": vintage}
        for code, vintage in [*((code, 2023) for code in TRACTS), (OLD_TRACT, 2018)]
        for cell, count in COUNTS.items()
    ]
    tracts = pd.DataFrame(rows).assign(
        level="tract",
        year=lambda f: f["geo_vintage"],
        period="2019-2023",
        reason=None,
        snapshot="census_acs@v1",
    )
    shapes = gpd.GeoSeries(
        [box(-93 + 0.1 * k, 26, -92.9 + 0.1 * k, 26.1) for k in range(3)], crs=4269
    )
    outlines = pd.DataFrame(
        {"level": "tract", "geoid": TRACTS, "geo_vintage": 2023, "geometry": shapes.to_wkb()}
    )
    for source, kind, frame in (
        ("census_acs", "acs_tracts", tracts),
        ("census_boundaries", "tract_boundaries", outlines),
    ):
        folder = paths.interim / source
        folder.mkdir(parents=True)
        frame.to_parquet(folder / f"{kind}.v1.parquet")
        write_chosen(paths.raw / source, Chosen(origin="demonstration", vintages=("v1",)))
    state = paths.estimates / "by_state" / "99.parquet"
    published = [row("share_digital_access", "county", code, 0.75, se=0.02) for code in COUNTIES]
    every = [pd.read_parquet(state), conform(pd.DataFrame(published))]
    pd.concat(every, ignore_index=True).to_parquet(state)
    reseal(paths)
    write_expectations(paths.expectations, "There is one row per", "Every row has its measure")
    return paths, run_settings(paths.root, paths.run)


@pytest.fixture
def run(
    whole_run: tuple[RunPaths, RunSettings], monkeypatch: pytest.MonkeyPatch
) -> tuple[RunPaths, RunSettings]:
    """The same without the metrics of which it has no tables of tracts: to ask them takes seconds an area."""
    few = {name: module for name, module in metric_modules().items() if name in ADDED_UP}
    monkeypatch.setattr(area_estimates, "metric_modules", lambda: few)
    return whole_run


def _add(run: tuple[RunPaths, RunSettings], **wanted: object) -> str:
    said: list[str] = []
    area = add_area(*run, Wanted(**{"name": "East side", **wanted}), said.append)  # type: ignore[arg-type]
    assert any("measures have values" in line for line in said)
    return area.code


def _drawn(paths: RunPaths, west: float, east: float) -> Path:
    path = paths.root / "drawn.geojson"
    path.write_text(json.dumps(mapping(box(west, 26.0, east, 26.1))))
    return path


def test_an_area_of_tracts_is_added_up_and_read_like_any_place(
    whole_run: tuple[RunPaths, RunSettings],
) -> None:
    paths, _ = whole_run
    code = _add(whole_run, tracts=TRACTS)
    data = read_place(RunData(paths), "East side")
    assert (data.here.geoid, data.here.level, code) == ("99A01", Level.AREA, "99A01")
    assert set(data.estimates["level"]) == {"area", "state", "nation"}
    rows = data.estimates[data.estimates["geoid"] == code]
    assert (rows["value"].notna() | rows["missing_reason"].notna()).all()
    online = rows[rows["measure"] == "share_digital_access"]
    assert online["value"].tolist() == [pytest.approx(0.8)]
    assert set(rows.loc[rows["measure"] == "pctl_income_50", "missing_reason"]) == {"not_added_up"}
    assert set(rows.loc[rows["measure"] == "share_employed", "missing_reason"]) == {"not_of_tracts"}
    assert read_parts(RunData(paths).area(code)).tracts == {"2020": 3}


def test_its_rows_pass_the_whole_gate_of_the_estimates(
    whole_run: tuple[RunPaths, RunSettings],
) -> None:
    paths, _ = whole_run
    shutil.copy(ALL, paths.expectations)
    code = _add(whole_run, tracts=TRACTS)
    rows = read_parquet(area_folder(paths, code).estimates)
    assert len(rows) and rows["sources"].map(len).all()
    assert "check_failed" not in set(rows["missing_reason"])


def test_a_boundary_says_on_every_value_that_it_is_one(run: tuple[RunPaths, RunSettings]) -> None:
    paths, _ = run
    code = _add(run, geojson=_drawn(paths, -93.0, -92.85))
    parts = read_parts(RunData(paths).area(code))
    assert (parts.tracts, parts.cut) == ({"2020": 2}, {"2020": 1})
    assert parts.in_doubt["2020"] == pytest.approx(0.5 / 1.5, abs=0.01)
    valued = RunData(paths).rows_at(RunData(paths).find(code)).dropna(subset=["value"])
    assert set(valued["measure"]) == {"share_digital_access"}
    assert all(codes[0] == "boundary_cuts_many_tracts" for codes in valued["reasons"])
    assert (valued["grade"] == 3).all()


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ({}, "made of counties, of tracts, or"),
        ({"tracts": TRACTS, "counties": ("99001",)}, "made of counties, of tracts, or"),
        ({"tracts": ("99001000100", "99001000100")}, "99001000100 is named more than once"),
        ({"counties": ("99001", "Alder County, DM")}, "99001 is named more than once"),
        ({"tracts": ("9900100010",)}, "is no code of a tract"),
        ({"tracts": ("99001000300",)}, "knows no tract 99001000300.*\\n.*Did you mean 99001000"),
        ({"tracts": ("99555000100",)}, "knows no tract 99555000100.*\\n.*Did you mean 99003000100"),
        ({"tracts": ("99001000100", OLD_TRACT)}, "but of 2010"),
        ({"tracts": TRACTS, "census": 2010}, "but of 2020"),
        ({"counties": ("99999",)}, "No county or city has the code"),
        ({"name": "Alder County", "tracts": TRACTS}, "is the name of a county"),
        ({"name": "Birch", "tracts": TRACTS}, "is the name of a county"),
        ({"name": "Ohio", "tracts": TRACTS}, "is the name of a county, a city or a state"),
        ({"name": "99A01", "tracts": TRACTS}, "is no name for an area"),
        ({"name": " ", "tracts": TRACTS}, "is no name for an area"),
    ],
)
def test_what_cannot_be_an_area_is_refused_and_leaves_nothing(
    run: tuple[RunPaths, RunSettings], wanted: dict[str, object], says: str
) -> None:
    with pytest.raises(UsageError, match=says) as refused:
        _add(run, **wanted)
    assert refused.value.next_step
    assert not list_areas(run[0].root)
    assert not run[0].areas.exists()


def test_a_boundary_where_the_run_has_no_tracts_is_refused(
    run: tuple[RunPaths, RunSettings],
) -> None:
    with pytest.raises(UsageError, match="no outlines of census tracts for most"):
        _add(run, geojson=_drawn(run[0], -95.0, -92.95))


def test_a_name_that_is_taken_is_refused_and_free_once_the_area_is_removed(
    run: tuple[RunPaths, RunSettings],
) -> None:
    paths, _ = run
    _add(run, tracts=TRACTS)
    with pytest.raises(UsageError, match="already"):
        _add(run, name="East Side", tracts=TRACTS[:1])
    remove_area(paths.root, the_area(paths.root, "East side"))
    assert not any(paths.areas.iterdir())
    with pytest.raises(UnknownPlace):
        RunData(paths).find("East side")
    with pytest.raises(UsageError, match="no area called"):
        the_area(paths.root, "East side")
    assert _add(run, tracts=TRACTS[:1]) == "99A01"


def test_an_area_of_an_earlier_run_is_not_shown_until_it_is_added_up_again(
    run: tuple[RunPaths, RunSettings],
) -> None:
    paths, settings = run
    code = _add(run, tracts=TRACTS)
    assert refresh_areas(paths, settings) == []
    path = paths.estimates / "by_state" / "99.parquet"
    rows = pd.read_parquet(path)
    rows.loc[0, "n"] = 12_345.0
    rows.to_parquet(path)
    reseal(paths)
    with pytest.raises(MissingInput, match="no up-to-date numbers of the area 'East side'"):
        read_place(RunData(paths), code)
    assert [area.code for area in refresh_areas(paths, settings, [code], lambda _: None)] == [code]
    area_folder(paths, code).estimates.unlink()
    assert [area.code for area in refresh_areas(paths, settings, [code], lambda _: None)] == [code]
    assert read_place(RunData(paths), code).here.geoid == code


def test_the_stage_makes_every_area_and_clears_away_what_is_gone(
    run: tuple[RunPaths, RunSettings],
) -> None:
    paths, settings = run
    _add(run, tracts=TRACTS)
    (paths.areas / "99A77").mkdir()
    make_areas(paths, settings, lambda _: None)
    assert [folder.name for folder in paths.areas.iterdir()] == ["99A01"]


def test_peers_of_an_area_are_refused(run: tuple[RunPaths, RunSettings]) -> None:
    paths, _ = run
    code = _add(run, tracts=TRACTS)
    universe = run_universe(paths)
    area, county = RunData(paths).find(code), RunData(paths).find("99001")
    assert universe.areas == (area,)
    assert jobs_of(paths, [(area, [])])[0].peers == ()
    with pytest.raises(UsageError, match="has no peers"):
        jobs_of(paths, [(area, [county])])
    with pytest.raises(UsageError, match="has no peers"):
        read_place(RunData(paths), code, ("99001",))
    assert "no peers" in RunData(paths).why_no_peers(area, "balanced")
    assert area not in universe.places()
