"""Learning rates: how fast mean scores rise with the grade, following cohorts from grade 3 to 8."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

LAST_GRADE = 8
FEWEST_GRADES = 2


def learning_rates(scores: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Slope of mean scores on grade for each cohort of each place and group.

    Weighted least squares with the number of tests as weights, in closed form. A cohort is named after
    the spring in which it is in grade 8.

    Parameters
    ----------
    scores
        ``by`` columns, ``grade``, ``year`` (spring), ``score``, ``se``, ``tests``.
    by
        Columns that identify a place and group.

    Returns
    -------
    ``by`` columns, ``cohort``, ``value`` (score units per grade), ``se``, ``grades`` (how many),
    ``fewest`` (the smallest number of tests), ``tests`` (their sum). Of a single grade there is no slope.

    Notes
    -----
    The standard error carries the published errors of the means through the slope, and is widened where
    the scores lie farther from the line than these errors allow (by the root of chi-square over degrees
    of freedom; Birge 1932, Physical Review 40:207), as they do when a state changes its test.
    """
    rows = scores.assign(cohort=scores["year"] - scores["grade"] + LAST_GRADE)
    keys = [*by, "cohort"]
    grouped = rows.groupby(keys, sort=True, observed=True, dropna=False)
    code = grouped.ngroup().to_numpy()
    number = int(code.max()) + 1 if len(code) else 0
    weight, grade, score, se = (
        rows[column].to_numpy(float) for column in ("tests", "grade", "score", "se")
    )

    def total(values: np.ndarray) -> np.ndarray:
        return np.bincount(code, values, number)

    all_weight = total(weight)
    centred = grade - (total(weight * grade) / all_weight)[code]
    mean = total(weight * score) / all_weight
    spread = total(weight * centred**2)
    grades = np.bincount(code, minlength=number)
    usable = (grades >= FEWEST_GRADES) & (spread > 0)
    safe = np.where(usable, spread, 1.0)
    slope = total(weight * centred * (score - mean[code])) / safe
    error = np.sqrt(total((weight * centred * se) ** 2)) / safe
    residual = score - mean[code] - slope[code] * centred
    freedom = grades - 2
    misfit = np.divide(total((residual / se) ** 2), freedom, out=np.ones(number), where=freedom > 0)
    out = grouped.size().index.to_frame(index=False)
    return out.assign(
        value=np.where(usable, slope, np.nan),
        se=np.where(usable, error * np.sqrt(np.maximum(misfit, 1.0)), np.nan),
        grades=grades,
        fewest=grouped["tests"].min().to_numpy(),
        tests=all_weight,
    )
