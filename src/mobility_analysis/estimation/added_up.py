"""Adding up the parts of an area: counts with their errors, and means weighted by people.

A sum is formed only where every part is there with a number: a sum without one of its parts is no number of the
whole. Errors are combined as the Census handbook adds up places (:func:`estimation.propagate.sum_error`): samples of
different counties and tracts are drawn independently, so covariances are taken as zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from mobility_analysis.estimation.propagate import divide

# Columns that tell rows of one place apart.
LABELS = (
    "geo_vintage", "year", "period", "snapshot", "subgroup", "item", "cell", "scale", "grade",
)  # fmt: skip


def labels_of(frame: pd.DataFrame) -> list[str]:
    """The columns of ``frame`` that tell rows of one place apart."""
    return [column for column in LABELS if column in frame.columns]


def of_all_parts(frame: pd.DataFrame, parts: int, needed: Sequence[str]) -> pd.DataFrame:
    """The rows of ``frame`` whose series has a row with every ``needed`` number in each of the ``parts``.

    ``frame`` has one row per ``geoid`` and :func:`labels_of`.
    """
    whole = frame[frame[list(needed)].notna().all(axis=1)]
    counted = whole.groupby(labels_of(whole), dropna=False, observed=True)["geoid"]
    return whole[counted.transform("nunique") == parts]


def sums(
    frame: pd.DataFrame, counts: Sequence[str], errors: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """One row per series: the sums of ``counts`` over its places.

    Parameters
    ----------
    frame
        Rows of places: :func:`labels_of`, ``counts`` and the columns of ``errors``.
    errors
        Name of the column with the error of a count, by that count. Errors may be standard errors or margins
        of 90 percent, as long as all are alike; of zero counts only the largest enters (handbook, chapter 8).

    Returns
    -------
    The labels, ``counts`` and the columns of errors. A sum with a missing number is missing.
    """
    labels = labels_of(frame)
    columns = [*labels, *counts, *(errors or {}).values()]
    if not len(frame):
        return frame[columns]
    work = frame[labels].copy()
    for count in counts:
        work[count] = frame[count].astype(float)
    for count, error in (errors or {}).items():
        square = frame[error].astype(float) ** 2
        is_zero = work[count] == 0
        work[f"{error}_square"] = square.where(~is_zero, square * 0.0)
        work[f"{error}_zero"] = square.where(is_zero, square * 0.0)
    grouped = work.groupby(labels, dropna=False, observed=True, sort=True)
    out = grouped[list(counts)].agg(_whole_sum).reset_index()
    for error in (errors or {}).values():
        square = grouped[f"{error}_square"].agg(_whole_sum).to_numpy(float)
        largest = grouped[f"{error}_zero"].max().to_numpy(float)
        out[error] = np.sqrt(square + largest)
    return out[columns]


def _whole_sum(values: pd.Series) -> float:
    return float(values.sum(skipna=False))


def weighted_means(frame: pd.DataFrame, value: str, error: str, weight: str) -> pd.DataFrame:
    """One row per series: the mean of ``value`` weighted by ``weight``, its standard error, the weights' sum.

    The means of the places are independent of each other and their weights are known: the error is the root of
    the sum of the squared products of weight and error, over the sum of the weights.
    """
    labels = labels_of(frame)
    weights = frame[weight].astype(float)
    work = frame[labels].assign(
        top=frame[value] * weights, square=(frame[error] * weights) ** 2, weight=weights
    )
    found = work.groupby(labels, dropna=False, observed=True).sum().reset_index()
    return found[labels].assign(
        **{
            value: divide(found["top"], found["weight"]),
            error: divide(np.sqrt(found["square"]), found["weight"]),
            weight: found["weight"],
        }
    )
