"""95 percent intervals. Each returns ``(lower, upper)`` and has a name for ``ci_method``."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

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
    vital statistics often print. Source: Wilson (1927), JASA 22.
    """
    successes, trials = as_float(successes), as_float(trials)
    usable = np.where(trials > 0, trials, np.nan)
    share, square = successes / usable, Z95**2
    whole = 1 + square / usable
    center = (share + square / (2 * usable)) / whole
    arm = Z95 * np.sqrt(share * (1 - share) / usable + square / (4 * usable**2)) / whole
    return np.clip(center - arm, 0, 1), np.clip(center + arm, 0, 1)


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
    # scipy.stats, which has these as quantiles of chi-square, takes a second and more to import.
    from scipy.special import gammaincinv

    events = as_float(events)
    tail = (1 - LEVEL) / 2
    with np.errstate(invalid="ignore"):
        lower = np.where(events > 0, gammaincinv(events, tail), 0.0)
        upper = gammaincinv(events + 1, 1 - tail)
    return np.where(np.isnan(events), np.nan, lower), upper
