"""Do the numbers of one row of the estimates fit together? One column ``ok_…`` a question."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mobility_analysis.framework.registry import Direction, Unit, registry
from mobility_analysis.quality.plausible import value_limits

COUNTS = ["numerator", "denominator", "n", "se"]
# A value is computed from its own numerator and denominator and may differ by rounding errors only.
ARITHMETIC = 1e-6
# A standard error is compared with the interval where neither end is near a limit of possible values: where
# two standard errors fit on both sides, or three of those that the interval implies (of half a dozen
# households of 0.5 +- 0.48 the error is 0.9). There the intervals of the national data are 0.7 to 2.1 times
# 1.96 standard errors wide; a lost square root, or a percent for a share, is ten times off.
ROOM, ROOM_BY_INTERVAL, LEAST_WIDTH, MOST_WIDTH = 2.0, 3.0, 1 / 3, 3.0
Z95 = 1.959964


def number_checks(frame: pd.DataFrame) -> dict[str, pd.Series]:
    """Return a boolean series per check, by the name of its column; false where a row breaks it."""
    return {
        "ok_counts_not_negative": ~(frame[COUNTS] < 0).any(axis=1),
        "ok_part_of_its_whole": _part_of_whole(frame),
        "ok_value_is_ratio": _value_is_ratio(frame),
        "ok_se_fits": _se_fits(frame),
    }


def is_relative(measure: str) -> bool:
    """Whether the measure sets a group's share of something against its share of people."""
    entry = registry().measures.get(measure)
    return entry is not None and entry.unit is Unit.RATIO and entry.direction is Direction.NONE


def by_measure(frame: pd.DataFrame, numbers: dict[str, float], otherwise: float) -> pd.Series:
    """One number for each row, by its measure."""
    known = {name: numbers.get(name, otherwise) for name in frame["measure"].cat.categories}
    return frame["measure"].map(known).astype("float64")


def _part_of_whole(frame: pd.DataFrame) -> pd.Series:
    """A share's numerator is at most its denominator; turnout's, at most as much as its value can be.

    Rows without a value are not checked: their numbers may contradict each other, such as a few commuters in
    one table and no workers in another.
    """
    most = {
        name: value_limits(entry)[1]
        for name, entry in registry().measures.items()
        if entry.unit is Unit.SHARE
    }
    limit = frame["denominator"] * by_measure(frame, most, np.inf)
    return frame["value"].isna() | ~(frame["numerator"] > limit * (1 + ARITHMETIC))


def _value_is_ratio(frame: pd.DataFrame) -> pd.Series:
    per = {name: entry.unit.per for name, entry in registry().measures.items()}
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = frame["numerator"] / frame["denominator"] * by_measure(frame, per, 1.0)
    relative = {name: 1.0 for name in registry().measures if is_relative(name)}
    is_its_own = by_measure(frame, relative, 0.0) == 0
    off = (frame["value"] - ratio).abs() > ARITHMETIC * np.maximum(ratio.abs(), ARITHMETIC)
    return ~(off & is_its_own & np.isfinite(ratio))


def _se_fits(frame: pd.DataFrame) -> pd.Series:
    value, error = frame["value"], frame["se"]
    half = (frame["upper"] - frame["lower"]) / (2 * Z95)
    ranges = {name: entry.unit.range for name, entry in registry().measures.items()}
    least = by_measure(frame, {name: pair[0] for name, pair in ranges.items()}, -np.inf)
    most = by_measure(frame, {name: pair[1] for name, pair in ranges.items()}, np.inf)
    room = np.minimum(value - least, most - value)
    has_room = (room > ROOM * error) | (room > ROOM_BY_INTERVAL * half)
    narrow, wide = half < LEAST_WIDTH * error, half > MOST_WIDTH * error
    return ~((narrow | wide) & has_room & (error > 0) & (half > 0))
