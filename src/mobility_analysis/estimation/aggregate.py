"""Adding counties up to states and the nation, where the source has no row for them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mobility_analysis.framework.places import NATION_GEOID, Level


def add_states_and_nation(
    frame: pd.DataFrame,
    counts: Sequence[str],
    *,
    errors: Sequence[str] = (),
    by: Sequence[str] = (),
) -> pd.DataFrame:
    """``frame`` of counties, followed by the sums of their states and of the nation.

    Parameters
    ----------
    frame
        County rows with ``level``, ``geoid``, ``geo_vintage``, ``year``, ``period``, ``snapshot``; states
        that have a row of their own keep it, and enter the nation with it.
    counts
        Columns to add up. A missing count is left out of the sum, as its county is.
    errors
        Standard errors of counts: combined as the root of the sum of squares. County estimates are
        controlled to totals, so this overstates the error of the sum a little, never understates.
    by
        Further columns that identify a row, such as ``subgroup``.

    Rows that lack any of the counts do not enter a sum, so that numerator and denominator cover the
    same counties.
    """
    fixed = ["geo_vintage", "year", "period", "snapshot", *by]
    complete = frame.dropna(subset=list(counts))
    county = complete[complete["level"] == Level.COUNTY.value]
    of_states = county.assign(level=Level.STATE.value, geoid=county["geoid"].str[:2])
    summed = _sums(of_states, fixed, counts, errors)
    own = frame[frame["level"] == Level.STATE.value]
    summed = summed[~_keys(summed, fixed).isin(_keys(own, fixed))]
    states = pd.concat([complete[complete["level"] == Level.STATE.value], summed])
    whole = states.assign(level=Level.NATION.value, geoid=NATION_GEOID)
    nation = _sums(whole, fixed, counts, errors)
    return pd.concat([frame, summed, nation], ignore_index=True)


def _keys(rows: pd.DataFrame, fixed: Sequence[str]) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(rows[["geoid", *fixed]])


def _sums(
    rows: pd.DataFrame, fixed: Sequence[str], counts: Sequence[str], errors: Sequence[str]
) -> pd.DataFrame:
    squared = rows.assign(**{name: rows[name] ** 2 for name in errors})
    groups = squared.groupby(["level", "geoid", *fixed], dropna=False, observed=True)
    summed = groups[[*counts, *errors]].sum().reset_index()
    summed[list(errors)] = np.sqrt(summed[list(errors)])
    return summed


def complete_counts(
    frame: pd.DataFrame, counts: Sequence[str], by: Sequence[str] = ()
) -> pd.DataFrame:
    """``frame`` with sums for the nation and for states without a row, for snapshots without a nation.

    Rows that lack any of the ``counts`` enter no sum. Snapshots with a row of their own for the nation
    are left alone.
    """
    has_nation = frame.loc[frame["level"] == Level.NATION.value, "snapshot"].unique()
    lacking = ~frame["snapshot"].isin(has_nation)
    if not lacking.any():
        return frame
    summed = add_states_and_nation(frame[lacking], counts, by=by)
    return pd.concat([frame[~lacking], summed], ignore_index=True)


def complete_levels(counts: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """States and nation added up from counties, for snapshots whose files hold counties only.

    ``counts`` has ``numerator``, ``denominator`` and their ``_se`` columns beside those of
    :func:`add_states_and_nation`. Snapshots with rows of their own for the nation are left alone.
    """
    have_nation = counts.loc[counts["level"] == Level.NATION.value, "snapshot"].unique()
    lacking = ~counts["snapshot"].isin(have_nation)
    if not lacking.any():
        return counts
    summed = add_states_and_nation(
        counts[lacking],
        ["numerator", "denominator"],
        errors=["numerator_se", "denominator_se"],
        by=by,
    )
    return pd.concat([counts[~lacking], summed], ignore_index=True)
