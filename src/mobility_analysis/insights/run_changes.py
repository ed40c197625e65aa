"""What changed between two runs: values that came, went or moved, and grades that turned.

Rows are matched by the key of the estimates table. A value moved *beyond* what chance allows when it
lies outside the earlier 95 percent interval; where there was none, when it is off by more than a tenth.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import pandas as pd

from mobility_analysis.framework.estimate import KEY

LARGE = 0.10  # of the earlier value, where it had no interval
COMPARED = ["value", "lower", "upper", "grade"]
# Two runs of one computation on two machines may differ in the last digits.
SAME_TO = 1e-9


class Change(StrEnum):
    """How one estimate changed."""

    SAME = "same"
    WITHIN = "changed_within_interval"
    BEYOND = "changed_beyond_interval"
    NEW = "new"
    GONE = "gone"
    ABSENT = "absent_in_both"


def run_changes(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """One row per estimate of either run.

    Parameters
    ----------
    before, now
        Rows of the estimates contract.

    Returns
    -------
    pandas.DataFrame
        The key, ``value``, ``lower``, ``upper``, ``grade`` of now and of before (``..._before``), and
        ``change`` (:class:`Change`).
    """
    columns = KEY + COMPARED
    both = now[columns].merge(
        before[columns], on=KEY, how="outer", suffixes=("", "_before"), validate="1:1"
    )
    return both.assign(change=_change(both)).sort_values(KEY, ignore_index=True)


def _change(both: pd.DataFrame) -> np.ndarray:
    had, has = both["value_before"].notna(), both["value"].notna()
    kept = had & has
    is_same = kept & np.isclose(both["value"], both["value_before"], rtol=SAME_TO, atol=0)
    cases = [
        (~had & ~has, Change.ABSENT),
        (~had, Change.NEW),
        (~has, Change.GONE),
        (is_same, Change.SAME),
        (_is_beyond(both), Change.BEYOND),
    ]
    return np.select(
        [case.to_numpy(bool) for case, _ in cases], [name.value for _, name in cases], Change.WITHIN
    )


def _is_beyond(both: pd.DataFrame) -> pd.Series:
    lower, upper, old = both["lower_before"], both["upper_before"], both["value_before"]
    outside = (both["value"] < lower) | (both["value"] > upper)
    off = (both["value"] - old).abs() > LARGE * old.abs()
    return outside.where(lower.notna() & upper.notna(), off)


def count_changes(changes: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Number of estimates by kind of change, one row per group of ``by``; every kind is a column."""
    counts = changes.groupby([*by, "change"]).size().unstack("change", fill_value=0)
    return counts.reindex(columns=[change.value for change in Change], fill_value=0).reset_index()


def count_grades(changes: pd.DataFrame) -> pd.DataFrame:
    """Grades before (rows) by grades now (columns), of estimates with a value in both runs."""
    kept = changes.dropna(subset=["grade", "grade_before"])
    grades = [1, 2, 3]
    table = pd.crosstab(kept["grade_before"], kept["grade"])
    return table.reindex(index=grades, columns=grades, fill_value=0)
