"""How old a number is, and what may still be said with it.

Counted from the end of the period that it describes to the day its estimates were built:

* five years and more: at best "use with care", whatever its margin. Half a decade holds a recession or a
  pandemic; a precise number of then is no precise number of now.
* eight years and more: history. It is shown in the trend, and is no part of page one, of a rank or of a
  comparison with a peer, the state or the nation.

A period counts as ended on December 31 of its last year, so a number passes a limit on a January 1 and not
in the middle of a year. Also told is the age from the middle of the period: a value of 2019-2023 speaks of
people asked on average in the middle of 2021.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from mobility_analysis.framework.estimate import STRONG, USE_WITH_CARE

OLD, HISTORY = 5, 8
AGES = ("years_since_end", "years_since_middle")
OLD_REASON, HISTORY_REASON = "older_than_five_years", "older_than_eight_years"


@dataclass(frozen=True)
class Age:
    """Years between a period and the day on which its value is read.

    Attributes
    ----------
    years
        Whole years since the end of the period, never below 0.
    since_middle
        Years since the middle of the period.
    """

    years: int
    since_middle: float

    @property
    def is_old(self) -> bool:
        """Whether the value is at best to be used with care."""
        return self.years >= OLD

    @property
    def is_history(self) -> bool:
        """Whether the value tells of the past only."""
        return self.years >= HISTORY


def age_of(period: str, day: str) -> Age:
    """The age of a value of ``period`` on ``day``.

    Parameters
    ----------
    period
        As in the estimates: ``2022``, ``2019-2023``, or a school year ``2021-2022``.
    day
        ISO date on which the estimates were built.

    Raises
    ------
    ValueError
        There is no year in ``period``, or no date in ``day``.
    """
    years = [int(year) for year in re.findall(r"\d{4}", period)]
    if not years:
        raise ValueError(f"No year in the period {period!r}.")
    read = pd.Timestamp(day)
    now = read.year + (read.dayofyear - 1) / 365.25
    return Age(
        years=max(read.year - years[-1] - 1, 0),
        since_middle=round(max(now - (years[0] + years[-1] + 1) / 2, 0.0), 1),
    )


def with_age(estimates: pd.DataFrame, day: str) -> pd.DataFrame:
    """``estimates`` as they may be used on ``day``: old values at best with care, and why.

    Adds ``years_since_end`` (whole years) and ``years_since_middle`` (one decimal) to the columns of the
    estimates contract; ``grade`` and ``reasons`` of old values change, nothing else.
    """
    periods = pd.Series({each: age_of(each, day) for each in estimates["period"].unique()})
    ages = estimates["period"].map(periods)
    has_value = estimates["value"].notna()
    is_old = ages.map(lambda age: age.is_old).astype(bool) & has_value
    reasons = [
        [*codes, HISTORY_REASON if age.is_history else OLD_REASON] if old else codes
        for codes, age, old in zip(estimates["reasons"], ages, is_old, strict=True)
    ]
    grade = estimates["grade"].mask(is_old & (estimates["grade"] == STRONG), USE_WITH_CARE)
    return estimates.assign(
        grade=grade,
        reasons=pd.Series(reasons, index=estimates.index, dtype="object"),
        years_since_end=ages.map(lambda age: age.years).astype("int64"),
        years_since_middle=ages.map(lambda age: age.since_middle).astype("float64"),
    )
