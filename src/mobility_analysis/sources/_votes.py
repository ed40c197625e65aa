"""Adding reporting units up to counties, states and the nation."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from mobility_analysis.framework.places import NATION_GEOID, Level


def add_up(
    units: pd.DataFrame, by: list[str], without_state_total: Collection[str] = ()
) -> pd.DataFrame:
    """``level``, ``geoid``, ``by``, ``votes``.

    Parameters
    ----------
    units
        Columns ``geoid`` (county; missing where a unit is in no county), ``state`` (FIPS code),
        ``votes`` and ``by``. States and the nation hold the units without a county too.
    without_state_total
        States whose units do not add up to the state's votes.
    """
    parts = []
    for level, geoid in (
        (Level.COUNTY, units["geoid"]),
        (Level.STATE, units["state"].mask(units["state"].isin(without_state_total))),
        (Level.NATION, pd.Series(NATION_GEOID, index=units.index)),
    ):
        keyed = units.assign(geoid=geoid, level=level.value).dropna(subset=["geoid"])
        parts.append(keyed.groupby(["level", "geoid", *by])["votes"].sum().reset_index())
    return pd.concat(parts, ignore_index=True)
