"""95 percent intervals. Each returns ``(lower, upper)`` and has a name for ``ci_method``."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from mobility_analysis.estimation.propagate import Z95, Array, as_float

LEVEL = 0.95


def wald(
    value: ArrayLike, se: ArrayLike, low: float = -np.inf, high: float = np.inf
) -> tuple[Array, Array]:
    """Value ± 1.96 standard errors, clipped to the possible range (``wald_clipped``)."""
    value, se = as_float(value), as_float(se)
    return np.clip(value - Z95 * se, low, high), np.clip(value + Z95 * se, low, high)


def wilson(successes: ArrayLike, trials: ArrayLike) -> tuple[Array, Array]:
    """Wilson score interval of a proportion (``wilson``); NaN where there are no trials.

    Never of zero width, and never outside 0-1, unlike the Wald interval that
    vital statistics often print. Source: Wilson (1927), JASA 22; statsmodels' implementation.
    """
    from statsmodels.stats.proportion import proportion_confint

    successes, trials = as_float(successes), as_float(trials)
    usable = np.where(trials > 0, trials, np.nan)
    lower, upper = proportion_confint(successes, usable, alpha=1 - LEVEL, method="wilson")
    return as_float(lower), as_float(upper)


def wilson_from_se(value: ArrayLike, se: ArrayLike) -> tuple[Array, Array]:
    """Wilson interval of a share whose design-based standard error is known (``wilson_effective_n``).

    The effective sample size is p(1 - p)/se², as survey methods texts do for a complex design
    (Korn and Graubard 1998, Survey Methodology 24). NaN where the share is 0 or 1, because the
    effective size is then unknown.
    """
    value, se = as_float(value), as_float(se)
    with np.errstate(divide="ignore", invalid="ignore"):
        effective = np.where(se > 0, value * (1 - value) / se**2, np.nan)
    effective = np.where(effective > 0, effective, np.nan)
    return wilson(value * effective, effective)


def poisson_exact(events: ArrayLike) -> tuple[Array, Array]:
    """Exact (Garwood) limits of a Poisson count (``poisson_exact``).

    Source: Garwood (1936), Biometrika 28; the limits National Vital Statistics Reports print for
    counts below 100.
    """
    events = as_float(events)
    tail = (1 - LEVEL) / 2
    with np.errstate(invalid="ignore"):
        lower = np.where(events > 0, stats.chi2.ppf(tail, 2 * events) / 2, 0.0)
        upper = stats.chi2.ppf(1 - tail, 2 * events + 2) / 2
    return np.where(np.isnan(events), np.nan, lower), upper
