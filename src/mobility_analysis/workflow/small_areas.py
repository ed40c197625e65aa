"""Small areas: tracts of every county, merged until precise enough, graded, with their outlines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mobility_analysis.estimation.build import survey_share
from mobility_analysis.estimation.merging import Borders, borders, merge
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.framework.tables import Tables
from mobility_analysis.metrics import metric_modules
from mobility_analysis.quality.grading import grade

ALBERS = 5070  # equal area, in meters: borders are measured, and outlines simplified, in it
NAD83 = 4269
SIMPLIFIED = 60.0  # meters: below the width of a line on a page-wide map of a small county
COUNTS = ["numerator", "numerator_se", "denominator", "denominator_se"]
# The Census Bureau redraws tracts with each census.
CENSUS_EVERY = 10
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
    "numerator",
    "denominator",
    "grade",
    "reasons",
    "missing_reason",
    "sources",
    "geometry",
]


class Shapes:
    """Outlines of tracts by decade of their definition, with who borders on whom, county by county."""

    def __init__(self, boundaries: pd.DataFrame) -> None:
        latest = boundaries.sort_values("geo_vintage").assign(
            decade=boundaries["geo_vintage"] // CENSUS_EVERY,
            county=boundaries["geoid"].str[: Level.COUNTY.width],
        )
        self._counties = dict(iter(latest.groupby(["decade", "county"])))
        self._known: dict[tuple[int, str], tuple[pd.DataFrame, Borders]] = {}

    def of(self, decade: int, county: str) -> tuple[pd.DataFrame, Borders] | None:
        """(``geoid``, ``name``, ``shape`` of the county's tracts; their borders), if there are any."""
        key = (decade, county)
        if key not in self._counties:
            return None
        if key not in self._known:
            rows = self._counties[key].drop_duplicates("geoid", keep="last").sort_values("geoid")
            flat = gpd.GeoSeries.from_wkb(rows["geometry"], crs=NAD83).to_crs(ALBERS)
            frame = pd.DataFrame(
                {
                    "geoid": rows["geoid"].to_numpy(),
                    "name": rows["name"].to_numpy(),
                    "shape": flat.simplify_coverage(SIMPLIFIED).to_numpy(),
                }
            )
            self._known[key] = frame, borders(frame["shape"].to_numpy())
        return self._known[key]


def small_areas(tables: Tables) -> gpd.GeoDataFrame:
    """Every metric's small areas of the counties whose tracts have outlines; :data:`COLUMNS`."""
    parts = []
    if "tract_boundaries" in tables and "acs_tracts" in tables:
        shapes = Shapes(tables["tract_boundaries"])
        for module in metric_modules().values():
            if hasattr(module, "small_areas"):
                parts += list(_areas_of(module, tables, shapes))
    if not parts:
        return gpd.GeoDataFrame(columns=COLUMNS, geometry="geometry", crs=ALBERS)
    frame = pd.concat(parts, ignore_index=True)
    return gpd.GeoDataFrame(_estimated(frame)[COLUMNS], geometry="geometry", crs=ALBERS)


def _areas_of(module: ModuleType, tables: Tables, shapes: Shapes) -> Iterator[pd.DataFrame]:
    counts = module.small_areas(tables)
    if counts.empty:
        return
    if "subgroup" not in counts:
        counts = counts.assign(subgroup=ALL)
    counts = counts.assign(
        measure=module.SMALL_AREA.id, county=counts["geoid"].str[: Level.COUNTY.width]
    )
    keys = ["measure", "county", "geo_vintage", "year", "period", "subgroup", "snapshot"]
    for values, tracts in counts.groupby(keys, sort=True):
        fixed = dict(zip(keys, values, strict=True))
        known = shapes.of(int(fixed["geo_vintage"]) // CENSUS_EVERY, str(fixed["county"]))
        if known is not None:
            merged = _merged(tracts, *known)
            if merged is not None:
                yield merged.assign(**fixed)


def _merged(tracts: pd.DataFrame, outlines: pd.DataFrame, shared: Borders) -> pd.DataFrame | None:
    """One county's tracts as areas; ``None`` where outlines and tracts are not of one definition."""
    rows = outlines.merge(tracts[["geoid", *COUNTS]], on="geoid", how="left")
    lacking = len(tracts) - rows["denominator"].notna().sum()
    if lacking:
        return None
    # Water and parks have an outline and no people: areas of nobody, merged into nothing.
    rows[COUNTS] = rows[COUNTS].fillna(0.0)
    peopled = rows["denominator"] > 0
    links = {
        here: {other: length for other, length in near.items() if peopled[other]}
        for here, near in shared.items()
    }
    links = {here: near if peopled[here] else {} for here, near in links.items()}
    rows["number"] = merge(rows, links)
    squares = rows.assign(
        numerator_zero=rows["numerator_se"].where(rows["numerator"] == 0, 0.0) ** 2,
        numerator_square=rows["numerator_se"].where(rows["numerator"] > 0, 0.0) ** 2,
        denominator_square=rows["denominator_se"] ** 2,
    )
    groups = squares.groupby("number")
    out = groups[["numerator", "denominator"]].sum()
    out["numerator_se"] = np.sqrt(groups["numerator_square"].sum() + groups["numerator_zero"].max())
    out["denominator_se"] = np.sqrt(groups["denominator_square"].sum())
    out["tracts"] = groups["geoid"].agg(list)
    out["area"] = groups["geoid"].min()
    out["name"] = groups["name"].agg(_name)
    out["geometry"] = groups["shape"].agg(lambda members: shapely.union_all(list(members)))
    return out.reset_index(drop=True)


def _name(names: pd.Series) -> str:
    shown = sorted(names, key=float)
    if len(shown) == 1:
        return f"Tract {shown[0]}"
    if len(shown) <= 3:
        return f"Tracts {', '.join(shown[:-1])} and {shown[-1]}"
    return f"Tracts {', '.join(shown[:2])} and {len(shown) - 2} more"


def _estimated(frame: pd.DataFrame) -> pd.DataFrame:
    """Shares, intervals and grades by the rules of every other survey share."""
    rows = frame.assign(level=Level.TRACT.value, geoid=frame["area"])
    out = frame.copy()
    for measure, part in rows.groupby("measure"):
        estimates = survey_share(part, str(measure))
        graded = grade(estimates, {str(measure): "area_margin"}).set_axis(part.index)
        for column in ("value", "lower", "upper", "se", "grade", "reasons", "missing_reason"):
            out.loc[part.index, column] = graded[column]
    out["sources"] = out["snapshot"].map(lambda name: [name])
    return out


def write_small_areas(folder: Path, areas: gpd.GeoDataFrame) -> None:
    """``small_areas/<ss>.parquet``, one file per state, in degrees."""
    degrees = areas.to_crs(NAD83)
    for state, rows in degrees.groupby(degrees["county"].str[:2]):
        path = folder / "small_areas" / f"{state}.parquet"
        path.parent.mkdir(exist_ok=True)
        rows.to_parquet(path, index=False)
