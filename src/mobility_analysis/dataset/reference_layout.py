"""A file for each metric, level and kind of group in the columns of the Urban Institute's published metric files.

Programs that read those files read these: ``year, state, county`` (or ``place``), for files of groups
``subgroup_type, subgroup``, then for each measure its value and the same name with ``_lb``, ``_ub`` and ``_quality``
(1 strong, 2 marginal, 3 weak). ``NA`` is a missing value. Codes are text: 2 digits of the state, 3 of the county, 5 of the
place. Source of the layout: UI-Research/mobility-from-poverty, final files of 2025.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from mobility_analysis.dataset.columns import NUMBER, TEXT, WHOLE, Field, Table
from mobility_analysis.dataset.tables import arrow_table, write_csv_of
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.registry import Measure, MetricEntry, registry
from mobility_analysis.framework.subgroups import ALL, SubgroupType
from mobility_analysis.insights.selection import period_length

FOLDER = "reference_layout"
# Which kinds of group stand in one file, by the reference's name of it.
_FILES: dict[str, tuple[SubgroupType, ...]] = {
    "race-ethnicity": (SubgroupType.RACE_ETHNICITY,),
    "race-share": (SubgroupType.NEIGHBORHOOD,),
    "income": (
        SubgroupType.INCOME,
        SubgroupType.HOUSEHOLD_INCOME,
        SubgroupType.NEIGHBORHOOD_POVERTY,
    ),
    "age": (SubgroupType.AGE,),
    "gender": (SubgroupType.GENDER,),
    "tenure": (SubgroupType.TENURE,),
    "disability": (SubgroupType.DISABILITY,),
    "industry": (SubgroupType.INDUSTRY,),
    "mothers-education": (SubgroupType.MOTHERS_EDUCATION,),
}
# The reference calls groups of neighborhoods by what their residents are, too.
_TYPE_WORDS = {"race-share": "race-ethnicity"}
_WIDTHS = {Level.COUNTY: 3, Level.PLACE: 5}


def write_reference_layout(estimates: pd.DataFrame, folder: Path) -> dict[str, Table]:
    """Write the files of every metric that has values.

    Returns
    -------
    What each file holds, by its name within ``folder``.
    """
    written = {}
    for level in _WIDTHS:
        at_level = estimates[estimates["level"] == level.value]
        valued = at_level.loc[at_level["value"].notna(), "measure"].unique()
        at_level = at_level[at_level["measure"].isin(valued)]
        for metric in registry().metrics:
            ids = [measure.id for measure in metric.measures]
            rows = _one_period(at_level[at_level["measure"].isin(ids)])
            for name, part, table in _parts(rows, metric, level):
                stem = f"metrics_{metric.id}_{level.value}_{name}_longitudinal"
                content = arrow_table(_wide(part, table, level), table)
                path = write_csv_of(content, table, folder / FOLDER / stem, is_packed=False)
                written[path.relative_to(folder).as_posix()] = table
    return written


def _one_period(rows: pd.DataFrame) -> pd.DataFrame:
    """Of values that end in one year the one of the longest period, which most places have."""
    key = ["measure", "geoid", "year", "subgroup_type", "subgroup"]
    lengths = {period: period_length(period) for period in rows["period"].unique()}
    ordered = rows.assign(length=rows["period"].map(lengths)).sort_values(
        [*key, "length"], kind="stable"
    )
    return ordered.drop_duplicates(key, keep="last").drop(columns="length")


def _parts(
    rows: pd.DataFrame, metric: MetricEntry, level: Level
) -> Iterator[tuple[str, pd.DataFrame, Table]]:
    """Name, rows and columns of each file of a metric; those of groups repeat everyone."""
    everyone = rows[rows["subgroup"] == ALL]
    if len(everyone):
        yield (
            "all",
            everyone.assign(type=ALL),
            _table(_with_rows(metric, everyone), level, is_of_groups=False),
        )
    for name, kinds in _FILES.items():
        of_kind = rows[rows["subgroup_type"].isin([kind.value for kind in kinds])]
        if of_kind.empty:
            continue
        measures = _with_rows(metric, of_kind)
        beside = everyone[everyone["measure"].isin([each.id for each in measures])]
        both = pd.concat(
            [beside.assign(type="all"), of_kind.assign(type=_TYPE_WORDS.get(name, name))]
        )
        yield name, both, _table(measures, level, is_of_groups=True)


def _with_rows(metric: MetricEntry, rows: pd.DataFrame) -> list[Measure]:
    there = set(rows["measure"])
    return [measure for measure in metric.measures if measure.id in there]


def _table(measures: list[Measure], level: Level, *, is_of_groups: bool) -> Table:
    width = _WIDTHS[level]
    of_groups = (
        Field(
            "subgroup_type", TEXT, "Kind of group; all for everyone together.", {"required": True}
        ),
        Field("subgroup", TEXT, "The group; All for everyone together.", {"required": True}),
    )
    key = ["year", "state", level.value, *(each.name for each in of_groups if is_of_groups)]
    fields = [
        Field("year", WHOLE, "The last year of the period.", {"required": True}),
        Field("state", TEXT, "The state's two digits.", {"pattern": "[0-9]{2}"}),
        Field(level.value, TEXT, "The digits of the code after the state's.", {"pattern": f"[0-9]{{{width}}}"}),
        *(of_groups if is_of_groups else ()),
    ]  # fmt: skip
    for measure in measures:
        name = measure.id
        fields += [
            Field(name, NUMBER, measure.label + "."),
            Field(
                f"{name}_lb", NUMBER, "Lower end of its 95 percent interval, or its lowest value."
            ),
            Field(
                f"{name}_ub", NUMBER, "Upper end of its 95 percent interval, or its highest value."
            ),
            Field(f"{name}_quality", WHOLE, "1 strong, 2 marginal, 3 weak.", {"enum": [1, 2, 3]}),
        ]
    return Table(tuple(fields), tuple(key), missing="NA")


def _wide(rows: pd.DataFrame, table: Table, level: Level) -> pd.DataFrame:
    """A row for each year, place and group, a set of columns for each measure; in the reference's order."""
    index = ["year", "geoid", "type", "subgroup"]
    numbers = {"value": "", "lower": "_lb", "upper": "_ub", "grade": "_quality"}
    wide = rows.set_index([*index, "measure"])[list(numbers)].unstack("measure")
    wide.columns = [f"{measure}{numbers[number]}" for number, measure in wide.columns]
    out = wide.reset_index()
    out["state"], out[level.value] = out["geoid"].str[:2], out["geoid"].str[2:]
    out["subgroup_type"] = out["type"]
    order = ["year", "state", level.value, "subgroup_type", "subgroup"]
    return out.sort_values(order, ignore_index=True)[table.names]
