"""Reports are made only when something they rest on has changed; one failure does not stop the rest."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import ReportError, UnknownPlace
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.workflow import report

COUNTIES = {"99001": "Alder County", "99003": "Birch County"}

PARAMS = """\
runs:
  demo:
    title: Demonstration
    origin: demonstration
    levels: [county, place]
    places: ["99001"]
    sources: {census_pep: [v1], urban_crosswalks: [v1]}
"""


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunPaths:
    paths = RunPaths(tmp_path, "demo")
    population = pd.DataFrame(
        [{"level": "county", "geoid": g, "name": n, "year": 2023} for g, n in COUNTIES.items()]
    )
    folder = paths.interim / "census_pep"
    folder.mkdir(parents=True)
    population.to_parquet(folder / "population.v1.parquet")
    city = {"level": "place", "geoid": "9910000", "name": "Alderton city", "year": 2023}
    listing = paths.interim / "urban_crosswalks"
    listing.mkdir()
    pd.DataFrame([city]).to_parquet(listing / "population.v1.parquet")
    (tmp_path / "params.yaml").write_text(PARAMS)
    (paths.estimates / "by_state").mkdir(parents=True)
    pd.DataFrame({"value": [1.0]}).to_parquet(paths.estimates / "by_state" / "99.parquet")
    (paths.estimates / "run.json").write_text(json.dumps({"built_at": "2026-01-01", "run": "demo"}))
    paths.notebooks.mkdir()
    (paths.notebooks / "findings.ipynb").write_text("{}")

    def fake(paths: RunPaths, geoid: str, peers: tuple[str, ...]) -> Path:
        if geoid == "99003" and (tmp_path / "broken").exists():
            raise ReportError("cell 3 failed", "Open the notebook.")
        folder = next(p for p in [report_of(paths, geoid).parent])
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "report.html").write_text(f"{geoid} {peers}")
        return folder / "report.html"

    monkeypatch.setattr("mobility_analysis.reporting.render.make_report", fake)
    return paths


def report_of(paths: RunPaths, geoid: str) -> Path:
    slug = COUNTIES[geoid].lower().replace(" ", "-")
    return paths.reports / f"{geoid}-{slug}-dm" / "report.html"


def _states(paths: RunPaths, places: list[str], peers: tuple[str, ...] = ()) -> list[bool]:
    made = report.make_reports(paths, places, peers, say=lambda _: None)
    return [item.is_new for item in made]


def test_a_second_time_nothing_is_made(paths: RunPaths) -> None:
    assert _states(paths, ["99001", "Birch County, DM"]) == [True, True]
    assert _states(paths, ["99001", "99003"]) == [False, False]


def test_the_same_data_on_another_day_is_the_same_report(paths: RunPaths) -> None:
    _states(paths, ["99001"])
    (paths.estimates / "run.json").write_text(json.dumps({"built_at": "2026-02-02", "run": "demo"}))
    assert _states(paths, ["99001"]) == [False]


def test_new_estimates_peers_or_notebook_make_it_again(paths: RunPaths) -> None:
    _states(paths, ["99001"])
    assert _states(paths, ["99001"], ("99003",)) == [True]
    pd.DataFrame({"value": [2.0]}).to_parquet(paths.estimates / "by_state" / "99.parquet")
    assert _states(paths, ["99001"], ("99003",)) == [True]
    (paths.notebooks / "findings.ipynb").write_text("{ }")
    assert _states(paths, ["99001"], ("99003",)) == [True]


def test_one_failure_does_not_stop_the_others_and_is_named(paths: RunPaths, tmp_path: Path) -> None:
    (tmp_path / "broken").touch()
    with pytest.raises(ReportError, match="1 of 2 reports failed: Birch County, DM: cell 3 failed"):
        report.make_reports(paths, ["99003", "99001"], say=lambda _: None)
    assert report_of(paths, "99001").is_file()


def test_an_unknown_place_stops_before_anything_is_made(paths: RunPaths) -> None:
    with pytest.raises(UnknownPlace):
        report.make_reports(paths, ["99001", "Elder County"], say=lambda _: None)
    assert not paths.reports.exists()


def test_places_come_from_every_source_of_residents(paths: RunPaths) -> None:
    names = [ref.label for ref in report.run_universe(paths).places()]
    assert names == ["Alder County, DM", "Birch County, DM", "Alderton city, DM"]
