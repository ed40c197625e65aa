"""Later editions of a made-up place's numbers, with changes that are known to be true.

Each number is drawn anew around its truth, by the chance that its kind has: counts of events and of births as counts,
others by their error. So it can be said how often a true change is found, and how often one that is none.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from mobility_analysis.framework.registry import registry
from mobility_analysis.insights.chance import chance_error
from mobility_analysis.insights.count_tests import EVENTS, SHARES
from mobility_analysis.insights.selection import Value, period_length, values_of

# True changes by measure and group, in the measure's unit.
Changes = Mapping[tuple[str, str], float]
_DRAWN = ("value", "lower", "upper", "se", "numerator", "year", "period")


def drawn(truth: Value, draws: np.random.Generator, change: float = 0.0) -> Value:
    """A value as a source may publish it where ``truth`` (plus ``change``) is true."""
    assert truth.value is not None
    centre = truth.value + change
    if truth.ci_method in (EVENTS, SHARES) and truth.numerator and chance_error(truth) is None:
        return _counted(truth, draws, centre)
    error = chance_error(truth) or truth.se
    value = centre if error is None else draws.normal(centre, error)
    low, high = truth.measure.unit.range
    return _moved(truth, min(max(float(value), low), high))


def _counted(truth: Value, draws: np.random.Generator, centre: float) -> Value:
    """A count of events, or of so many among all, drawn as one."""
    assert truth.value and truth.numerator and truth.denominator is not None
    expected = truth.numerator * centre / truth.value
    if truth.ci_method == SHARES:
        count = float(draws.binomial(round(truth.denominator), expected / truth.denominator))
    else:
        count = float(draws.poisson(expected))
    value = truth.value * count / truth.numerator
    moved = _moved(truth, value)
    error = math.sqrt(max(count, 1.0)) * truth.value / truth.numerator
    return replace(moved, numerator=count, se=error if truth.se is not None else None)


def _moved(value: Value, to: float) -> Value:
    """The value with its interval, moved."""
    assert value.value is not None
    step = to - value.value
    numerator = value.numerator
    if numerator and value.value:
        numerator *= to / value.value
    return replace(
        value,
        value=to,
        numerator=numerator,
        lower=None if value.lower is None else value.lower + step,
        upper=None if value.upper is None else value.upper + step,
    )


def next_edition(truth: Value, draws: np.random.Generator, change: float = 0.0) -> Value:
    """A value of the years that follow those of ``truth`` and share none with them."""
    years = period_length(truth.period)
    period = re.sub(r"\d{4}", lambda year: str(int(year[0]) + years), truth.period)
    return replace(drawn(truth, draws, change), year=truth.year + years, period=period)


def with_later_editions(
    estimates: pd.DataFrame, changes: Changes, draws: np.random.Generator
) -> pd.DataFrame:
    """Estimates with one edition more of every series.

    Parameters
    ----------
    estimates
        Rows of the estimates contract; the newest of each series stand for the truth.
    changes
        What truly changes; whatever is not in it stays as it is.
    """
    keys = ["measure", "level", "geoid", "subgroup", "scheme"]
    valued = estimates[estimates["value"].notna()]
    newest = valued.sort_values("year").groupby(keys, as_index=False).tail(1).reset_index(drop=True)
    made = [
        next_edition(value, draws, changes.get((value.measure.id, value.subgroup), 0.0))
        for value in values_of(newest, registry().measures)
    ]
    later = newest.copy()
    for name in _DRAWN:
        later[name] = pd.Series([getattr(each, name) for each in made]).astype(later[name].dtype)
    return pd.concat([estimates, later], ignore_index=True)
