"""What JupyterLab shows besides estimates, for the small made-up run: a parsed source, areas within a county."""

from __future__ import annotations

import shutil
from pathlib import Path

import geopandas as gpd
import pandas as pd
from shapely.geometry import box

from mobility_analysis.core.paths import RunPaths
from mobility_analysis.framework.chosen import Chosen, write_chosen
from mobility_analysis.framework.snapshot import Snapshot, SnapshotFile, save_snapshot
from mobility_analysis.quality.outcomes import GateResult, Outcome
from mobility_analysis.runs.estimates_folder import EstimatesFolder
from tests.made_up_run import reseal

VINTAGE = "2022-all-counties"
SHA = "cd" * 32


def write_lab(run: RunPaths, root: Path) -> RunPaths:
    """A copy of a written run below ``root``, with births of two of its counties and areas of the first."""
    shutil.copytree(run.root, root, dirs_exist_ok=True)
    paths = RunPaths(root, "demo")
    _write_births(paths)
    _write_snapshot(paths)
    _write_outcomes(paths)
    _write_areas(EstimatesFolder(paths.estimates).small_areas_of("99"))
    reseal(paths)
    return paths


def _write_births(paths: RunPaths) -> None:
    rows = [
        ("99001", "All", 1000.0, 80.0, None),
        ("99003", "All", 400.0, None, "suppressed_by_source"),
        ("99001", "Hispanic", 100.0, 0.0, None),
        ("99999", "All", 50.0, 5.0, None),
    ]
    births = pd.DataFrame(rows, columns=["geoid", "subgroup", "births", "low_weight", "reason"])
    births = births.assign(level="county", year=2022, period="2022", geo_vintage=2022)
    chosen = Chosen(origin="demonstration", vintages=(VINTAGE,))
    write_chosen(paths.raw / "cdc_wonder_natality", chosen)
    folder = paths.interim / "cdc_wonder_natality"
    folder.mkdir(parents=True)
    births.to_parquet(folder / f"births.{VINTAGE}.parquet")
    # What an earlier choice of vintages left behind is not part of the run.
    births.to_parquet(folder / "births.2019-gone.parquet")


def _write_snapshot(paths: RunPaths) -> None:
    file = SnapshotFile(
        name="a.txt",
        origin="demonstration",
        url="made up",
        retrieved="2026-01-10",
        sha256=SHA,
        bytes=9,
    )
    about = {"agency": "CDC", "licence": "made up", "landing_page": "https://example.org"}
    record = Snapshot(source_id="cdc_wonder_natality", vintage=VINTAGE, files=(file,), **about)
    save_snapshot(paths.snapshots, record)


def _write_outcomes(paths: RunPaths) -> None:
    results = [Outcome("births", "Counts are whole.", True), Outcome("births", "No gaps.", False)]
    ours = GateResult("cdc_wonder_natality", VINTAGE, tuple(results)).to_frame()
    others = GateResult("census_pep", "v1", tuple(results)).to_frame()
    folder = paths.quality / "raw"
    folder.mkdir(parents=True)
    pd.concat([ours, others]).to_csv(folder / "outcomes.csv", index=False)


def _write_areas(path: Path) -> None:
    """Poverty of four tracts, of which one has no value; friendships of two ZIP codes, which have no outlines."""
    rows = [("share_poverty", f"9900100010{i}", f"Tract 1.0{i}") for i in range(4)]
    rows += [("ratio_economic_connectedness", f"9900{i}", f"ZIP code 9900{i}") for i in (1, 2)]
    values = [0.12, 0.31, 0.08, None, 0.7, 0.9]
    shapes = [*(box(-90 + i, 39, -89 + i, 40) for i in range(4)), None, None]
    frame = pd.DataFrame(rows, columns=["measure", "area", "name"]).assign(
        county="99001",
        tracts=[[area] for _, area, _ in rows],
        geo_vintage=2023,
        year=2023,
        period="2019-2023",
        subgroup="All",
        value=pd.Series(values, dtype="float64"),
        lower=pd.Series(values, dtype="float64") * 0.9,
        upper=pd.Series(values, dtype="float64") * 1.1,
        se=float("nan"),
        interval_kind="sampling",
        numerator=float("nan"),
        denominator=float("nan"),
        grade=pd.array([1, 2, 3, None, 1, 1], dtype="Int64"),
        reasons=[["precise"], ["wide_interval"], ["too_imprecise"], [], ["precise"], ["precise"]],
        missing_reason=[None, None, None, "no_source_row", None, None],
        sources=[["census_acs@5yr-2023-all-api"]] * 6,
    )
    path.parent.mkdir()
    gpd.GeoDataFrame(frame, geometry=shapes, crs=4269).to_parquet(path)
