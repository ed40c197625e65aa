"""Small areas of every county: merged tracts, single tracts, and areas that have no outlines."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import geopandas as gpd
import numpy as np
import pandas as pd

from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.estimate import IntervalKind
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.tables import Tables
from mobility_analysis.metrics import metric_modules
from mobility_analysis.quality.grading import grade
from mobility_analysis.workflow.merged_tracts import merged_tracts
from mobility_analysis.workflow.tract_outlines import ALBERS, CENSUS_EVERY, NAD83, Outlines

COLUMNS = [
    "measure",
    "county",
    "area",
    "name",
    "tracts",
    "geo_vintage",
    "year",
    "period",
    "subgroup",
    "value",
    "lower",
    "upper",
    "se",
    "interval_kind",
    "numerator",
    "denominator",
    "grade",
    "reasons",
    "missing_reason",
    "sources",
    "geometry",
]
OF_COUNTY = ["measure", "county"]


def small_areas(tables: Tables) -> gpd.GeoDataFrame:
    """Every metric's small areas, latest year, in :data:`COLUMNS`.

    Merged tracts only of counties whose tracts have outlines; single tracts of all counties, with
    outlines where there are some; listed areas (ZIP codes) have no geometry and no tracts.
    """
    outlines = Outlines(tables["tract_boundaries"]) if "tract_boundaries" in tables else None
    found = [_valued(module, tables, outlines) for module in metric_modules().values()]
    if outlines is not None and "acs_tracts" in tables:
        found.append(merged_tracts(tables, outlines))
    areas = [rows[COLUMNS] for rows in found if len(rows)]
    whole = pd.concat(areas, ignore_index=True) if areas else pd.DataFrame(columns=COLUMNS)
    return gpd.GeoDataFrame(whole, geometry="geometry", crs=ALBERS)


def _valued(module: ModuleType, tables: Tables, outlines: Outlines | None) -> pd.DataFrame:
    """Finished values of areas that are not merged, graded as their measure says."""
    if not hasattr(module, "area_values") or tables.missing(module.METRIC.inputs):
        return pd.DataFrame()
    values = module.area_values(tables)
    if values.empty:
        return pd.DataFrame()
    graded = grade(values, {measure.id: measure.rubric for measure in module.SMALL_AREAS})
    is_tract = graded["level"] == Level.TRACT.value
    rows = graded.assign(area=graded["geoid"], geometry=None)
    rows["tracts"] = [
        [code] if tract else [] for code, tract in zip(rows["area"], is_tract, strict=True)
    ]
    if is_tract.any():
        rows.loc[is_tract, "county"] = rows["area"].str[: Level.COUNTY.width]
        rows.loc[is_tract, "name"] = rows["area"].map(tract_name)
    newest = rows.groupby(OF_COUNTY)["year"].transform("max")
    rows = rows[rows["year"] == newest].reset_index(drop=True)
    return _outlined(rows, outlines) if outlines is not None and is_tract.any() else rows


def tract_name(geoid: str) -> str:
    """A tract as the Census Bureau writes it: 99001000102 is "Tract 1.02"."""
    whole, part = int(geoid[5:9]), geoid[9:]
    return f"Tract {whole}" if part == "00" else f"Tract {whole}.{part}"


def _outlined(rows: pd.DataFrame, outlines: Outlines) -> pd.DataFrame:
    """Outlines for the tracts of counties in which every tract with a value has one.

    Outlined tracts that the source does not list get a row without a value: a hole in a map is no answer.
    """
    rows = rows.assign(geometry=pd.Series(None, index=rows.index, dtype="object"))
    unlisted = []
    tracts = rows[rows["level"] == Level.TRACT.value]
    for (_, county, vintage), index in tracts.groupby([*OF_COUNTY, "geo_vintage"]).groups.items():
        known = outlines.of(int(vintage) // CENSUS_EVERY, str(county))
        if known is None:
            continue
        shape_of = pd.Series(known[0], index=known[1])
        codes, has_value = rows.loc[index, "area"], rows.loc[index, "value"].notna()
        if not codes[has_value].isin(shape_of.index).all():
            continue  # drawn for another census
        here = index[codes.isin(shape_of.index)]
        rows.loc[here, "geometry"] = outlines.shapes.to_numpy()[shape_of[rows.loc[here, "area"]]]
        rest = shape_of[~shape_of.index.isin(codes)]
        unlisted.append(_without_row(rows.loc[index[0]], rest, outlines))
    return pd.concat([rows, *(part for part in unlisted if len(part))], ignore_index=True)


def _without_row(like: pd.Series, tracts: pd.Series, outlines: Outlines) -> pd.DataFrame:
    fixed = like[[*OF_COUNTY, "geo_vintage", "year", "period", "subgroup"]].to_dict()
    rows = pd.DataFrame({"area": tracts.index.to_numpy(str)}).assign(**fixed)
    return rows.assign(
        name=rows["area"].map(tract_name),
        tracts=[[code] for code in rows["area"]],
        geometry=outlines.shapes.to_numpy()[tracts.to_numpy()],
        interval_kind=IntervalKind.NONE.value,
        missing_reason=Missing.NO_SOURCE_ROW.value,
        reasons=[[] for _ in rows.index],
        sources=[like["sources"]] * len(rows),
        **dict.fromkeys(["value", "lower", "upper", "se", "numerator", "denominator"], np.nan),
        grade=pd.array([pd.NA] * len(rows), dtype="Int64"),
    )


def write_small_areas(folder: Path, areas: gpd.GeoDataFrame) -> None:
    """``small_areas/<ss>.parquet``, one file per state, in degrees."""
    degrees = areas.to_crs(NAD83)
    for state, rows in degrees.groupby(degrees["county"].str[:2]):
        path = folder / "small_areas" / f"{state}.parquet"
        path.parent.mkdir(exist_ok=True)
        rows.to_parquet(path, index=False)
