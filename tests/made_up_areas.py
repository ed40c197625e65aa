"""Areas of one's own beside the made-up run: the rows of one of its counties under an area's code."""

from __future__ import annotations

import json

import geopandas as gpd
import pandas as pd

from mobility_analysis.core.paths import RunPaths
from mobility_analysis.geography.areas import Area, MadeOf, save_area
from mobility_analysis.runs.area_folder import PartsOfArea, area_folder, made_from, write_parts
from mobility_analysis.runs.estimates_folder import EstimatesFolder


def write_area(
    paths: RunPaths,
    code: str,
    name: str,
    county: str,
    *,
    tracts: bool = False,
    measures: tuple[str, ...] = (),
) -> None:
    """An area up to date with the run: of the whole ``county``, or of a tract in it; all its rows or those of ``measures``."""
    parts = (f"{county}000100",) if tracts else (county,)
    area = Area(
        code, name, MadeOf.TRACTS if tracts else MadeOf.COUNTIES, parts, 2020 if tracts else 0
    )
    save_area(paths.root, area)
    run, folder = EstimatesFolder(paths.estimates), area_folder(paths, code)
    folder.path.mkdir(parents=True, exist_ok=True)
    rows = pd.read_parquet(run.rows_of(code[:2]))
    rows = rows[rows["geoid"] == county].assign(level="area", geoid=code)
    if measures:
        rows = rows[rows["measure"].isin(measures)]
    rows.to_parquet(folder.estimates, index=False)
    pd.DataFrame(columns=["measure", "county", "value", "geometry"]).to_parquet(folder.small_areas)
    shapes = gpd.read_parquet(run.boundaries)
    shapes[shapes["geoid"] == county].assign(geoid=code)[["geoid", "geometry"]].to_parquet(
        folder.outline, index=False
    )
    of_tracts = {"2020": len(parts)} if tracts else {}
    write_parts(
        folder,
        PartsOfArea(
            () if tracts else (county,), (county,), of_tracts, dict.fromkeys(of_tracts, 0), {}
        ),
    )
    folder.record.write_text(json.dumps(made_from(paths, area)))
