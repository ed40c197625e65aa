"""Small areas: tracts of every county, merged until precise enough, graded, with their outlines."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mobility_analysis.estimation.build import survey_share
from mobility_analysis.estimation.merging import Borders, borders, merge
from mobility_analysis.estimation.propagate import Array
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.framework.tables import Tables
from mobility_analysis.metrics import metric_modules
from mobility_analysis.quality.grading import grade

ALBERS = 5070  # equal area, in meters: borders are measured, and outlines simplified, in it
NAD83 = 4269
SIMPLIFIED = 60.0  # meters: below the width of a line on a page-wide map of a small county
COUNTS = ["numerator", "numerator_se", "denominator", "denominator_se"]
SERIES = ["measure", "county", "geo_vintage", "year", "period", "subgroup", "snapshot"]
# The Census Bureau redraws tracts with each census.
CENSUS_EVERY = 10
Names = NDArray[np.str_]
Counts = NDArray[np.int64]
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


class Outlines:
    """Outlines of tracts by decade of their definition, with who borders on whom, county by county."""

    def __init__(self, boundaries: pd.DataFrame) -> None:
        rows = boundaries.assign(
            decade=boundaries["geo_vintage"] // CENSUS_EVERY,
            county=boundaries["geoid"].str[: Level.COUNTY.width],
        )
        rows = rows.sort_values(["decade", "geoid", "geo_vintage"])
        self.table = rows.drop_duplicates(["decade", "geoid"], keep="last", ignore_index=True)
        self.shapes = gpd.GeoSeries.from_wkb(self.table["geometry"], crs=NAD83).to_crs(ALBERS)
        self._rows = self.table.groupby(["decade", "county"]).indices
        self._geoids = self.table["geoid"].to_numpy(str)
        self._known: dict[tuple[int, str], Borders] = {}

    def of(self, decade: int, county: str) -> tuple[Counts, Names, Borders] | None:
        """(rows of :attr:`table`, geoids, borders) of the county's tracts, if it has outlines."""
        key = (decade, county)
        if key not in self._rows:
            return None
        rows = self._rows[key]
        if key not in self._known:
            self.shapes.iloc[rows] = self.shapes.iloc[rows].simplify_coverage(SIMPLIFIED)
            self._known[key] = borders(self.shapes.iloc[rows].to_numpy())
        return rows, self._geoids[rows], self._known[key]


def small_areas(tables: Tables) -> gpd.GeoDataFrame:
    """Every metric's small areas, latest year: of counties whose tracts have outlines, and listed ones.

    Columns are :data:`COLUMNS`; listed areas (ZIP codes) have no geometry and no tracts.
    """
    found = [_listed(module, tables) for module in metric_modules().values()]
    if "tract_boundaries" in tables and "acs_tracts" in tables:
        found.append(_mapped(tables))
    areas = [rows for rows in found if len(rows)]
    whole = pd.concat(areas, ignore_index=True) if areas else pd.DataFrame(columns=COLUMNS)
    return gpd.GeoDataFrame(whole[COLUMNS], geometry="geometry", crs=ALBERS)


def _mapped(tables: Tables) -> pd.DataFrame:
    outlines = Outlines(tables["tract_boundaries"])
    parts: list[pd.DataFrame] = []
    for module in metric_modules().values():
        if hasattr(module, "small_areas"):
            parts += _tracts_of(module, tables, outlines)
    if not parts:
        return pd.DataFrame(columns=COLUMNS)
    return _estimated(_added_up(pd.concat(parts, ignore_index=True), outlines))[COLUMNS]


def _listed(module: ModuleType, tables: Tables) -> pd.DataFrame:
    """Finished values of areas without outlines, graded as the measure is everywhere."""
    lacking = tables.missing(module.METRIC.inputs)
    values = module.area_values(tables) if hasattr(module, "area_values") and not lacking else ()
    if not len(values):
        return pd.DataFrame(columns=COLUMNS)
    graded = grade(values, module.METRIC.rubrics)
    rows = graded.assign(area=graded["geoid"], tracts=[[]] * len(graded), geometry=None)
    return rows.reindex(columns=COLUMNS)


def _tracts_of(module: ModuleType, tables: Tables, outlines: Outlines) -> list[pd.DataFrame]:
    """Tracts with the number of the area they are merged into (``number``, within their series)."""
    counts = module.small_areas(tables)
    if counts.empty:
        return []
    counts = counts.assign(
        subgroup=counts.get("subgroup", ALL),
        measure=module.SMALL_AREA.id,
        county=counts["geoid"].str[: Level.COUNTY.width],
    )
    newest = counts.groupby("county")["year"].transform("max")
    counts = counts[counts["year"] == newest].sort_values([*SERIES, "geoid"], ignore_index=True)
    numbers = counts[COUNTS].to_numpy(float)
    geoids = counts["geoid"].to_numpy(str)
    found: list[pd.DataFrame] = []
    for keys, rows in counts.groupby(SERIES, sort=False).indices.items():
        fixed = dict(zip(SERIES, keys, strict=True))
        known = outlines.of(int(fixed["geo_vintage"]) // CENSUS_EVERY, str(fixed["county"]))
        merged = known and _merged(geoids[rows], numbers[rows], *known)
        if merged is not None:
            found.append(merged.assign(**fixed))
    return found


def _merged(
    geoids: Names, numbers: Array, rows: Counts, outlined: Names, shared: Borders
) -> pd.DataFrame | None:
    """One county's tracts and their areas; ``None`` where outlines and tracts are not of one census."""
    position = np.searchsorted(outlined, geoids).clip(max=len(outlined) - 1)
    has_outline = outlined[position] == geoids
    if (~has_outline & (numbers[:, 2] > 0)).any():
        return None
    # Water and parks have an outline and no people: areas of nobody, merged into nothing.
    counts = np.zeros((len(outlined), len(COUNTS)))
    counts[position[has_outline]] = np.nan_to_num(numbers[has_outline])
    peopled = counts[:, 2] > 0
    links: Borders = {
        here: {other: length for other, length in near.items() if peopled[other] and peopled[here]}
        for here, near in shared.items()
    }
    return pd.DataFrame(counts, columns=COUNTS).assign(row=rows, number=merge(counts, links))


def _added_up(tracts: pd.DataFrame, outlines: Outlines) -> pd.DataFrame:
    """Areas: counts summed, errors as the handbook says (of zeros only the largest), outlines united."""
    tracts = tracts.join(outlines.table[["geoid", "name"]], on="row")
    is_zero = tracts["numerator"] == 0
    tracts["zero"] = tracts["numerator_se"].where(is_zero, 0.0) ** 2
    tracts["square"] = tracts["numerator_se"].where(~is_zero, 0.0) ** 2
    tracts["whole_square"] = tracts["denominator_se"] ** 2
    groups = tracts.groupby([*SERIES, "number"], sort=False)
    out = groups.agg(
        numerator=("numerator", "sum"),
        denominator=("denominator", "sum"),
        square=("square", "sum"),
        zero=("zero", "max"),
        whole_square=("whole_square", "sum"),
        area=("geoid", "first"),
    ).reset_index()
    out["numerator_se"] = np.sqrt(out["square"] + out["zero"])
    out["denominator_se"] = np.sqrt(out["whole_square"])
    number = groups.ngroup().to_numpy()  # in the order of the rows of `out`
    ends = np.cumsum(np.bincount(number))[:-1]
    members = np.split(np.argsort(number, kind="stable"), ends)
    shapes, geoids, names = (
        outlines.shapes.to_numpy(),
        tracts["geoid"].to_numpy(),
        tracts["name"].to_numpy(),
    )
    rows = tracts["row"].to_numpy()
    out["tracts"] = [list(geoids[each]) for each in members]
    out["name"] = [_name(names[each]) for each in members]
    out["geometry"] = [
        shapes[rows[each[0]]] if len(each) == 1 else shapely.union_all(shapes[rows[each]])
        for each in members
    ]
    return out


def _name(names: Names) -> str:
    shown = sorted(map(str, names), key=float)
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
