"""Completing estimates: one row for every place of the universe, the absent ones with their reason."""

from __future__ import annotations

from collections.abc import Set
from typing import Any

import pandas as pd

from mobility_analysis.core.errors import EstimateError
from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.places import Level
from mobility_analysis.geography.universe import Universe


def complete(estimates: pd.DataFrame, universe: Universe, levels: list[Level]) -> pd.DataFrame:
    """One row for every place of the universe, the absent ones with their reason.

    The universe is that of the source's own county list (``geo_vintage``). A county of today that
    this list does not know gets a row too, for ``geography_changed``. Where a source gives no city at
    all, every city's row says so; a source of cities only is silent about counties and larger areas.

    Files of places hold thousands of small ones. Those outside the list of cities are left out.

    Raises
    ------
    EstimateError
        If an estimate is for a county outside the universe of its year: a join that would lose it; or
        if no place of the estimates is a city of the list, which means that the codes are wrong.
    """
    estimates = _only_listed_cities(estimates, universe)
    series = ["measure", "year", "period", "geo_vintage", "subgroup_type", "subgroup", "scheme"]
    parts = [estimates[estimates["level"].isin([level.value for level in levels])]]
    for keys, group in estimates.groupby(series, dropna=False, sort=False):
        fixed = dict(zip(series, keys, strict=True))
        given = {str(level): set(rows) for level, rows in group.groupby("level")["geoid"]}
        for level in [Level.PLACE] if set(given) == {Level.PLACE.value} else levels:
            known = universe.codes(level, int(fixed["geo_vintage"]))
            present = given.get(level.value, set())
            outside = sorted(present - known)
            if outside:
                raise EstimateError(
                    f"{fixed['measure']} {fixed['year']}: {len(outside)} {level.value} codes are not "
                    f"in the list of {fixed['geo_vintage']}: {', '.join(outside[:5])}.",
                    "Correct the vintage's geo_vintage, or add the change to "
                    "data/reference/county_changes.yaml or city_changes.yaml.",
                )
            lacking = Missing.NO_SOURCE_ROW
            if level is Level.PLACE and level.value not in given:
                lacking = Missing.COUNTIES_ONLY
            new = universe.codes(level, universe.latest_year) - known
            parts.append(_absent_rows(fixed, level, known - present, lacking, group))
            parts.append(_absent_rows(fixed, level, new, Missing.GEOGRAPHY_CHANGED, group))
    return pd.concat([part for part in parts if len(part)], ignore_index=True)


def _only_listed_cities(estimates: pd.DataFrame, universe: Universe) -> pd.DataFrame:
    is_place = estimates["level"] == Level.PLACE.value
    if not is_place.any():
        return estimates
    listed = universe.of(Level.PLACE, universe.latest_year)["geoid"]
    is_listed = estimates["geoid"].isin(listed)
    if len(listed) and not (is_place & is_listed).any():
        raise EstimateError(
            f"{estimates['measure'].iloc[0]}: none of its place codes, such as "
            f"{estimates.loc[is_place, 'geoid'].iloc[0]}, is in the list of cities.",
            "Codes of places are two digits of the state and five of the place.",
        )
    return estimates[~is_place | is_listed]


def _absent_rows(
    fixed: dict[str, Any], level: Level, geoids: Set[str], reason: Missing, group: pd.DataFrame
) -> pd.DataFrame:
    if not geoids:
        return group.iloc[:0]
    first = group.iloc[0]
    sources = _shared_sources(group)
    return pd.DataFrame(
        {
            "geoid": sorted(geoids),
            **fixed,
            "level": level.value,
            "missing_reason": reason.value,
            "interval_kind": "none",
            "ci_method": "no_value",
            "route": first["route"],
            "sources": [sources] * len(geoids),
        }
    ).reindex(columns=group.columns)


def _shared_sources(group: pd.DataFrame) -> list[str]:
    """The tables that all rows of a series rest on, and in which an absent place is missing.

    Tables that only some places use say nothing about others. If none is common to all, those of the first row.
    """
    first = list(group["sources"].iloc[0])
    kinds = set(group["sources"].map(tuple))
    return [name for name in first if all(name in kind for kind in kinds)] or first
