"""The reason why places outside a file of a part of the nation have no value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.places import Level
from mobility_analysis.sources import source_module


def files_of_a_part(sources: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Codes of the places covered, by ``source@vintage``, of the vintages that declare it."""
    vintages = (
        (f"{source_id}@{vintage_id}", source_module(source_id).SOURCE.vintage(vintage_id))
        for source_id, ids in sources.items()
        for vintage_id in ids
    )
    return {name: vintage.covers for name, vintage in vintages if vintage.covers}


def name_uncovered(estimates: pd.DataFrame, covered: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    """``estimates`` in which places outside a file have that as the reason why they have no value.

    A row's first source gives its value; the others give only weights. A file covers a state if it has all of
    it, a city if it has any part of the city's state, and never the nation.
    """
    lacking = estimates.loc[
        estimates["missing_reason"] == Missing.NO_SOURCE_ROW.value, ["level", "geoid", "sources"]
    ]
    first = lacking["sources"].map(lambda names: names[0] if len(names) else "")
    outside: list[object] = []
    for name, rows in lacking[first.isin(list(covered))].groupby(first):
        is_city = rows["level"] == Level.PLACE.value
        codes = rows["geoid"].mask(is_city, rows["geoid"].str[: Level.STATE.width])
        parts = covered[str(name)]
        states = tuple(code[: Level.STATE.width] for code in parts)
        inside = codes.str.startswith(parts) | (is_city & codes.str.startswith(states))
        outside += list(rows.index[~inside])
    reason = estimates["missing_reason"].copy()
    reason.loc[outside] = Missing.OUTSIDE_THE_FILE.value
    return estimates.assign(missing_reason=reason)
