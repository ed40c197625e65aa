"""The level, the period and (for the map) the state of an audit, each checked against the estimates."""

from __future__ import annotations

import pandas as pd

from mobility_analysis.core.errors import UsageError
from mobility_analysis.core.near_names import choose_from, nearest
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.geography.universe import Universe, states
from mobility_analysis.insights.selection import period_length

# Levels an audit can be of, and what their places are called.
SEVERAL = {Level.COUNTY: "counties", Level.PLACE: "cities", Level.STATE: "states"}


def known_level(
    estimates: pd.DataFrame, measure: str, level: str, *, is_release: bool = False
) -> Level:
    """The level of that name, or :class:`UsageError` with those that ``estimates`` hold."""
    there = [each.value for each in SEVERAL if (estimates["level"] == each.value).any()]
    if not there and is_release:
        raise UsageError(
            f"The release holds nothing of {measure}.",
            "Its LICENSES.md names what was left out because its sources may not be passed on. A run of your own may "
            "have it.",
        )
    if not there:
        raise UsageError(
            f"No file of this run holds anything of {measure}.",
            "See what the metric needs with `mobility metrics`.",
        )
    if level not in there:
        raise UsageError(
            f"{measure} has no values of level {level!r} in this run.", choose_from(level, there)
        )
    return Level(level)


def known_period(estimates: pd.DataFrame, measure: str, period: str | None) -> str:
    """The period named, or :class:`UsageError` with those that ``estimates`` of one level hold.

    Without a name, the latest of the periods in which at least half as many places have a value as in
    the best covered one; of two of one year the shorter.
    """
    everyone = estimates[estimates["subgroup"] == ALL]
    valued = everyone.groupby(["year", "period"])["value"].count()
    there = [str(name) for _, name in valued.index]
    if period is None:
        covered = valued[valued >= valued.max() / 2].index
        return str(max(covered, key=lambda each: (each[0], -period_length(each[1])))[1])
    if period not in there:
        raise UsageError(f"{measure} has no period {period!r}.", choose_from(period, there))
    return period


def known_state(universe: Universe, text: str) -> tuple[str, str]:
    """(code, name) of the state with that postal code, name or code; else :class:`UsageError`."""
    known = states()[states()["fips"].isin(universe.state_codes)]
    for row in known.itertuples(index=False):
        if text.casefold() in (row.fips, row.postal.casefold(), row.name.casefold()):
            return row.fips, row.name
    names = dict(zip(known["name"], known["postal"], strict=True))
    near = " or ".join(f"{name} ({names[name]})" for name in nearest(text, names))
    raise UsageError(
        f"No state is called {text!r}.",
        f"Did you mean {near}?" if near else f"There are: {', '.join(names.values())}.",
    )
