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
from mobility_analysis.geography import connecticut
from mobility_analysis.geography.projections import ALBERS, NAD83
from mobility_analysis.metrics import metric_modules
from mobility_analysis.quality.grading import grade
from mobility_analysis.runs.estimates_folder import EstimatesFolder
from mobility_analysis.workflow.estimating.merged_tracts import merged_tracts
from mobility_analysis.workflow.estimating.tract_outlines import (
    CENSUS_EVERY,
    Outlines,
)

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
    outlines = Outlines(outlined_tracts(tables)) if "tract_boundaries" in tables else None
    found = [_valued(module, tables, outlines) for module in metric_modules().values()]
    if outlines is not None:
        found.append(merged_tracts(tables, outlines))
    areas = [rows[COLUMNS] for rows in found if len(rows)]
    whole = pd.concat(areas, ignore_index=True) if areas else pd.DataFrame(columns=COLUMNS)
    whole = _without_stand_ins(whole)
    return gpd.GeoDataFrame(whole, geometry="geometry", crs=ALBERS)


def outlined_tracts(tables: Tables) -> pd.DataFrame:
    """Outlines of tracts; those of Connecticut have the codes of its old counties and of its regions."""
    found = tables["tract_boundaries"]
    is_old = (
        found["geoid"].str.startswith(connecticut.STATE)
        & (found["geo_vintage"] // CENSUS_EVERY == connecticut.FIRST_YEAR // CENSUS_EVERY)
        & (found["geo_vintage"] < connecticut.FIRST_YEAR)
    )
    if not is_old.any() or "acs_tracts" not in tables:
        return found
    listed = tables["acs_tracts"][["geoid", "geo_vintage"]].drop_duplicates()
    listed = listed[listed["geo_vintage"] >= connecticut.FIRST_YEAR]
    old = found[is_old]
    again = old.assign(geoid=connecticut.as_in_regions(old["geoid"], listed["geoid"]))
    return pd.concat([found, again.dropna(subset=["geoid"])], ignore_index=True)


def _without_stand_ins(areas: pd.DataFrame) -> pd.DataFrame:
    """Drop the rows of a measure that replaces another one, in counties that have the other one."""
    other_of = {
        measure.id: measure.instead_of
        for module in metric_modules().values()
        for measure in getattr(module, "SMALL_AREAS", ())
        if measure.instead_of
    }
    other = pd.MultiIndex.from_arrays([areas["measure"].map(other_of), areas["county"]])
    has_other = other.isin(pd.MultiIndex.from_frame(areas[OF_COUNTY].drop_duplicates()))
    return areas[~has_other].reset_index(drop=True)


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

    Outlined tracts that the source does not list get a row without a value, so that the map has no hole.
    """
    area, has_value = rows["area"].to_numpy(str), rows["value"].notna().to_numpy()
    tracts = np.flatnonzero(rows["level"] == Level.TRACT.value)
    outline = np.full(len(rows), -1)  # row of the outline, none of -1
    likes: list[int] = []  # for each outlined tract that is not listed, a row of its county
    unlisted: list[int] = []
    counties = rows.iloc[tracts].groupby([*OF_COUNTY, "geo_vintage"]).indices
    for (_, county, vintage), positions in counties.items():
        known = outlines.of(int(vintage) // CENSUS_EVERY, str(county))
        if known is None:
            continue
        here, (shapes, geoids) = tracts[positions], known
        place = np.searchsorted(geoids, area[here]).clip(max=len(geoids) - 1)
        fits = geoids[place] == area[here]
        if (has_value[here] & ~fits).any():
            continue  # drawn for another census
        outline[here[fits]] = shapes[place[fits]]
        rest = np.setdiff1d(shapes, shapes[place[fits]])
        unlisted += rest.tolist()
        likes += [here[0]] * len(rest)
    geometry = outlines.shapes.to_numpy()
    rows = rows.assign(geometry=[geometry[row] if row >= 0 else None for row in outline])
    if not unlisted:
        return rows
    return pd.concat([rows, _without_row(rows.iloc[likes], unlisted, outlines)], ignore_index=True)


def _without_row(like: pd.DataFrame, unlisted: list[int], outlines: Outlines) -> pd.DataFrame:
    """Rows of the tracts at ``unlisted``, without a value; year, measure and source as in ``like``."""
    kept = [*OF_COUNTY, "geo_vintage", "year", "period", "subgroup", "sources"]
    rows = like[kept].reset_index(drop=True)
    codes = outlines.table["geoid"].iloc[unlisted].to_numpy(str)
    return rows.assign(
        area=codes,
        name=[tract_name(code) for code in codes],
        tracts=[[code] for code in codes],
        geometry=outlines.shapes.to_numpy()[unlisted],
        interval_kind=IntervalKind.NONE.value,
        missing_reason=Missing.NO_SOURCE_ROW.value,
        reasons=[[] for _ in codes],
        **dict.fromkeys(["value", "lower", "upper", "se", "numerator", "denominator"], np.nan),
        grade=pd.array([pd.NA] * len(rows), dtype="Int64"),
    )


def write_small_areas(folder: Path, areas: gpd.GeoDataFrame) -> None:
    """One file per state, in degrees."""
    for state, rows in areas.groupby(areas["county"].str[:2]):
        path = EstimatesFolder(folder).small_areas_of(str(state))
        path.parent.mkdir(exist_ok=True)
        # A state at a time: the nation's outlines twice are half a gigabyte.
        rows.to_crs(NAD83).to_parquet(path, index=False)
