"""Census tracts merged with their neighbors until a share is precise enough; graded, with outlines."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pandas as pd
import shapely

from mobility_analysis.estimation.build import survey_share
from mobility_analysis.estimation.merging import Borders, merge
from mobility_analysis.estimation.propagate import Array
from mobility_analysis.framework.metric import AreaKind, SmallAreaMeasure
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.framework.tables import Tables
from mobility_analysis.metrics import metric_modules
from mobility_analysis.quality.grading import grade
from mobility_analysis.workflow.estimating.tract_outlines import (
    CENSUS_EVERY,
    Counts,
    Names,
    Outlines,
)

COUNTS = ["numerator", "numerator_se", "denominator", "denominator_se"]
SERIES = ["measure", "county", "geo_vintage", "year", "period", "subgroup", "snapshot"]
YEAR = SERIES.index("year")
FOUND = [
    "value",
    "lower",
    "upper",
    "se",
    "interval_kind",
    "grade",
    "reasons",
    "missing_reason",
]


def merged_tracts(tables: Tables, outlines: Outlines) -> pd.DataFrame:
    """Every metric's shares of merged tracts, of counties and the latest year whose tracts have outlines.

    Columns of :data:`workflow.small_areas.COLUMNS` and more; empty where no county has any.
    """
    parts: list[pd.DataFrame] = []
    rubric_of: dict[str, str] = {}
    for module in metric_modules().values():
        for measure in getattr(module, "SMALL_AREAS", ()):
            if measure.kind is AreaKind.MERGED and not tables.missing(measure.inputs):
                parts += _tracts_of(module, measure, tables, outlines)
                rubric_of[measure.id] = measure.rubric
    if not parts:
        return pd.DataFrame()
    return _estimated(_added_up(pd.concat(parts, ignore_index=True), outlines), rubric_of)


def _tracts_of(
    module: ModuleType, measure: SmallAreaMeasure, tables: Tables, outlines: Outlines
) -> list[pd.DataFrame]:
    """Tracts with the number of the area they are merged into (``number``, within their series)."""
    counts = module.small_areas(tables)
    if counts.empty:
        return []
    counts = counts.assign(
        subgroup=counts.get("subgroup", ALL),
        measure=measure.id,
        county=counts["geoid"].str[: Level.COUNTY.width],
    )
    counts = counts.sort_values([*SERIES, "geoid"], ignore_index=True)
    numbers = counts[COUNTS].to_numpy(float)
    geoids = counts["geoid"].to_numpy(str)
    found: list[tuple[Array, Counts, Counts]] = []
    of_series: list[tuple[object, ...]] = []
    drawn: dict[str, int] = {}  # year of a county's areas
    series = counts.groupby(SERIES, sort=False).indices
    # From the newest year back, because the tracts of the newest year may have no outlines.
    for keys in sorted(series, key=lambda keys: -int(keys[YEAR])):
        fixed, rows = dict(zip(SERIES, keys, strict=True)), series[keys]
        decade, county = int(fixed["geo_vintage"]) // CENSUS_EVERY, str(fixed["county"])
        if drawn.get(county, fixed["year"]) != fixed["year"]:
            continue
        known = outlines.of(decade, county)
        if known is None:
            continue
        merged = _merged(geoids[rows], numbers[rows], *known, outlines.borders(decade, county))
        if merged is not None:
            found.append(merged)
            of_series.append(keys)
            drawn[county] = fixed["year"]
    if not found:
        return []
    # One table at the end: three thousand small ones took longer than to merge the tracts.
    added, row, number = (np.concatenate(arrays) for arrays in zip(*found, strict=True))
    fixed_of = pd.DataFrame(of_series, columns=SERIES).astype(counts[SERIES].dtypes)
    repeated = np.repeat(np.arange(len(found)), [len(rows) for _, rows, _ in found])
    areas = pd.DataFrame(added, columns=COUNTS).assign(row=row, number=number)
    return [areas.join(fixed_of.take(repeated).reset_index(drop=True))]


def _merged(
    geoids: Names, numbers: Array, rows: Counts, outlined: Names, shared: Borders
) -> tuple[Array, Counts, Counts] | None:
    """One county's tracts: counts, their outlines' rows, numbers of their areas; ``None`` where outlines and tracts are not of one census."""
    position = np.searchsorted(outlined, geoids).clip(max=len(outlined) - 1)
    has_outline = outlined[position] == geoids
    if (~has_outline & (numbers[:, 2] > 0)).any():
        return None
    # Water and parks have an outline and no people; they are merged with no area.
    counts = np.zeros((len(outlined), len(COUNTS)))
    counts[position[has_outline]] = np.nan_to_num(numbers[has_outline])
    peopled = counts[:, 2] > 0
    links: Borders = {
        here: {other: length for other, length in near.items() if peopled[other] and peopled[here]}
        for here, near in shared.items()
    }
    return counts, rows, merge(counts, links)


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


def _estimated(frame: pd.DataFrame, rubric_of: dict[str, str]) -> pd.DataFrame:
    """Shares and intervals by the rules of every other survey share, grades by the margin."""
    rows = frame.assign(level=Level.TRACT.value, geoid=frame["area"])
    out = frame.copy()
    for measure, part in rows.groupby("measure"):
        estimates = survey_share(part, str(measure))
        graded = grade(estimates, {str(measure): rubric_of[str(measure)]}).set_axis(part.index)
        for column in FOUND:
            out.loc[part.index, column] = graded[column]
    out["sources"] = out["snapshot"].map(lambda name: [name])
    return out
