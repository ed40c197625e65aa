"""The estimates of an area of one's own: computed by the metrics themselves, graded by their rubrics."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.estimate import DO_NOT_ACT, KEY, USE_WITH_CARE, conform
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.registry import registry
from mobility_analysis.framework.tables import Tables
from mobility_analysis.metrics import metric_modules
from mobility_analysis.quality.grading import grade
from mobility_analysis.workflow.estimating.area_tables import AreaParts, area_tables, census_of
from mobility_analysis.workflow.estimating.unsourced import lacking_kinds

# Part of an area's people of whom only the land tells on which side of the boundary they live: from the first on a
# value is never strong, from the second it is weak. The same parts as for people who live where a model has no value
# (estimation.tract_means).
DOUBT_SOME, DOUBT_MANY = 0.05, 0.25
WHOLE, CUTS, CUTS_MANY = (
    "boundary_of_whole_tracts",
    "boundary_cuts_tracts",
    "boundary_cuts_many_tracts",
)
# Measures whose values of parts say nothing exact about the whole, and why.
NOT_ADDED_UP: Mapping[str, str] = {
    "pctl_income_20": "middle_of_parts",
    "pctl_income_50": "middle_of_parts",
    "pctl_income_80": "middle_of_parts",
    "index_air_quality_median": "middle_of_parts",
    "share_debt_coll": "parts_without_counts",
    "index_reading_grade_3": "parts_without_counts",
    "ratio_living_wage": "rules_of_counties",
    "ratio_affordable_available_30_ami_four_person": "rules_of_counties",
    "ratio_affordable_available_50_ami_four_person": "rules_of_counties",
    "ratio_affordable_available_80_ami_four_person": "rules_of_counties",
}
SERIES = [name for name in KEY if name not in ("level", "geoid")]
# Reasons of the counties' own rows that also hold for an area in them; of whole counties one more.
_OF_ANY_AREA = frozenset({Missing.NOT_COLLECTED, Missing.NOT_APPLICABLE})
_OF_WHOLE_COUNTIES = _OF_ANY_AREA | {Missing.SUPPRESSED_BY_SOURCE}


def area_estimates(
    tables: Tables,
    parts: AreaParts,
    published: pd.DataFrame,
    doubt: Mapping[int, float] | None = None,
) -> pd.DataFrame:
    """The rows of one area in the estimates' contract, ``level`` "area".

    Parameters
    ----------
    tables
        The tidy tables of the run.
    published
        The run's rows of the counties in which the area lies. Whatever series they have, the area has a row
        of, with a value or with the reason why not.
    doubt
        Of an area laid over tracts by a boundary: for which part of its people only the land tells the side, by
        census.
    """
    of_area = area_tables(tables, parts)
    found = []
    for module in metric_modules().values():
        if lacking_kinds(module.METRIC, of_area):
            continue
        rows = module.estimate(of_area)
        rows = rows[(rows["level"] == Level.COUNTY.value) & (rows["geoid"] == parts.code)]
        if len(rows):
            found.append(grade(rows, module.METRIC.rubrics))
    valued = conform(pd.concat(found, ignore_index=True)) if found else conform(pd.DataFrame())
    valued = valued[valued["value"].notna() | ~valued["measure"].isin(NOT_ADDED_UP)]
    whole = pd.concat([valued, _without_value(valued, published, parts)], ignore_index=True)
    whole = _only_known_series(whole, published).assign(level=Level.AREA.value)
    if doubt is not None:
        whole = _with_boundary(whole, doubt)
    return conform(whole).sort_values(KEY, ignore_index=True)


def _only_known_series(rows: pd.DataFrame, published: pd.DataFrame) -> pd.DataFrame:
    """``rows`` of series that the counties have too, so that a comparison with state and nation is of one thing."""
    known = pd.MultiIndex.from_frame(published[SERIES].drop_duplicates())
    return rows[pd.MultiIndex.from_frame(rows[SERIES]).isin(known)]


def _without_value(valued: pd.DataFrame, published: pd.DataFrame, parts: AreaParts) -> pd.DataFrame:
    """A row with its reason for each series that the counties have and the area does not."""
    present = pd.MultiIndex.from_frame(valued[SERIES])
    lacking = published[~pd.MultiIndex.from_frame(published[SERIES]).isin(present)]
    rows = []
    for _, series in lacking.groupby(SERIES, dropna=False, sort=False, observed=True):
        first = series.iloc[0]
        why, codes = _why(str(first["measure"]), series, parts)
        kept = {name: first[name] for name in (*SERIES, "geo_vintage", "route")}
        kept["sources"] = sorted({source for own in series["sources"] for source in own})
        rows.append(
            kept
            | {
                "level": Level.AREA.value,
                "geoid": parts.code,
                "interval_kind": "none",
                "ci_method": "no_value",
                "missing_reason": why.value,
                "reasons": codes,
            }
        )
    return conform(pd.DataFrame(rows))


def without_values_of(rows: pd.DataFrame, measures: Collection[str]) -> pd.DataFrame:
    """``rows`` of an area in which those of ``measures`` have no value, because a check of them failed."""
    failed = rows["measure"].isin(measures)
    kept = [*SERIES, "level", "geoid", "geo_vintage", "route", "sources"]
    blank = rows.loc[failed, kept].assign(
        interval_kind="none", ci_method="no_value", missing_reason=Missing.CHECK_FAILED.value
    )
    blank["reasons"] = [[] for _ in range(len(blank))]
    whole = pd.concat([conform(rows[~failed]), conform(blank)], ignore_index=True)
    return conform(whole).sort_values(KEY, ignore_index=True)


def _why(measure: str, series: pd.DataFrame, parts: AreaParts) -> tuple[Missing, list[str]]:
    """Why the area has no value of a series, from the rows of its counties."""
    if measure in NOT_ADDED_UP:
        return Missing.NOT_ADDED_UP, [NOT_ADDED_UP[measure]]
    own = set(series["missing_reason"].dropna())
    nobody_has_it = series["value"].isna().all() and len(own) == 1
    shared = _OF_WHOLE_COUNTIES if parts.counties else _OF_ANY_AREA
    if nobody_has_it and (reason := Missing(own.pop())) in shared:
        return reason, []
    if not parts.counties:
        return Missing.NOT_OF_TRACTS, []
    own_values = series["value"].notna() & series["borrowed_from"].isna()
    if set(series.loc[own_values, "geoid"]) == parts.counties:
        return Missing.NOT_ADDED_UP, ["parts_without_counts"]
    return Missing.PARTS_LACKING, []


def _with_boundary(rows: pd.DataFrame, doubt: Mapping[int, float]) -> pd.DataFrame:
    """Every value that rests on a boundary says so, and is graded by how many people it may count wrongly."""
    census = census_of(rows["geo_vintage"])
    part = census.map(dict(doubt)).fillna(0.0)
    has_value = rows["value"].notna() & census.isin(list(doubt))
    code = (
        pd.Series(WHOLE, rows.index)
        .mask(part >= DOUBT_SOME, CUTS)
        .mask(part >= DOUBT_MANY, CUTS_MANY)
    )
    at_best = (part >= DOUBT_SOME) * (USE_WITH_CARE - 1) + (part >= DOUBT_MANY) + 1
    limited = pd.concat([rows["grade"].astype("float"), at_best.astype("float")], axis=1).max(
        axis=1
    )
    reasons = [
        [mark, *codes] if valued else codes
        for mark, codes, valued in zip(code, rows["reasons"], has_value, strict=True)
    ]
    return rows.assign(
        grade=limited.clip(upper=DO_NOT_ACT).where(rows["value"].notna()).astype("Int64"),
        reasons=pd.Series(reasons, index=rows.index, dtype="object"),
    )


def measures_added_up(rows: pd.DataFrame) -> list[str]:
    """The measures of which an area has at least one value, in the registry's order."""
    valued = set(rows.loc[rows["value"].notna(), "measure"])
    return [measure for measure in registry().measures if measure in valued]
