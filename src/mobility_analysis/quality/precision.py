"""The parts of all rubrics: precision of shares, amounts and counts, and how grades follow from it.

Grades are 1 strong, 2 use with care, 3 do not act on it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

# Shares. National Center for Health Statistics, Data Presentation Standards for Proportions,
# Vital and Health Statistics 2(175), 2017: unreliable when the 95% interval is 0.30 wide or more,
# or wider than 0.05 and more than 130% of the share.
SHARE_WIDTH_UNRELIABLE = 0.30
SHARE_WIDTH_ALWAYS_SHOWN = 0.05
SHARE_RELATIVE_WIDTH_UNRELIABLE = 1.30
# The same 130% for what a share leaves over (the standard asks for both) and for shares of any width: an
# interval of 0.001 to 2.9 percent is narrow, yet tells of 0.06 percent little more than its order.
# Our choice: "8 percent, plus or minus 5 points" still supports a statement; a wider interval needs care.
SHARE_WIDTH_STRONG = 0.10

# Amounts, ratios, rates. Esri, "Vintages and reliability of American Community Survey data": CV up to
# 12% high, up to 40% medium, above low reliability; the 10-12% line is from the National Research
# Council (2007), Using the American Community Survey, p. 72.
CV_STRONG = 0.12
CV_UNRELIABLE = 0.40

# Fewer sampled or counted cases than this are not published (Urban Institute, Mobility Metrics).
MINIMUM_N = 30
# Counted events: below this a rate is unstable (NCHS practice).
EVENTS_STABLE = 20
EVENTS_CV = (
    EVENTS_STABLE**-0.5
)  # the chance variation of as many events, where only a rate is printed

# Reasons from a metric that lower the grade even if the coefficient of variation is small.
DEMOTING = frozenset({"open_interval_low", "open_interval_home_low", "siblings_imprecise"})


Graded = tuple[pd.Series, pd.Series]
Rubric = Callable[[pd.DataFrame], Graded]


def reasons_of(frame: pd.DataFrame, *steps: tuple[pd.Series | bool, str]) -> pd.Series:
    """For each row, the codes whose condition holds, in order."""
    lists: list[list[str]] = [[] for _ in range(len(frame))]
    for condition, code in steps:
        flags = np.broadcast_to(np.asarray(condition, dtype=bool), len(frame))
        for position in np.flatnonzero(flags):
            lists[position].append(code)
    return pd.Series(lists, index=frame.index, dtype="object")


def pick(frame: pd.DataFrame, bad: pd.Series, care: pd.Series) -> pd.Series:
    """Grades of the rows of ``frame``: 3 where ``bad``, else 2 where ``care``, else 1."""
    return pd.Series(np.select([bad, care], [3, 2], 1), index=frame.index)


def has(frame: pd.DataFrame, *codes: str) -> pd.Series:
    """Whether the ``reasons`` of each row hold one of ``codes``."""
    return frame["reasons"].map(lambda own: bool(set(codes) & set(own)))


def share_precision(frame: pd.DataFrame) -> Graded:
    """Shares with an interval: by its width, also beside the rarer of the two sides (NCHS standards)."""
    width = frame["upper"] - frame["lower"]
    # A share of zero is infinitely less precise than its width; the same holds for what a share of one
    # leaves over.
    at_edge = frame["value"].isin([0.0, 1.0])
    relative = (width / frame["value"].where(frame["value"] > 0)).mask(at_edge, np.inf)
    bad = (width >= SHARE_WIDTH_UNRELIABLE) | (
        (width > SHARE_WIDTH_ALWAYS_SHOWN) & (relative > SHARE_RELATIVE_WIDTH_UNRELIABLE)
    )
    controlled = width.isna() & (frame["se"] == 0)
    unknown = width.isna() & ~controlled
    wide = width > SHARE_WIDTH_STRONG
    rarer = np.minimum(frame["value"], 1 - frame["value"])
    few = width > SHARE_RELATIVE_WIDTH_UNRELIABLE * rarer
    care = wide | few | unknown
    return pick(frame, bad, care), reasons_of(
        frame,
        (controlled, "controlled"),
        (bad, "too_imprecise"),
        (wide & ~bad, "wide_interval"),
        (few & ~wide & ~bad, "rarer_side_imprecise"),
        (~bad & ~care & ~controlled, "precise"),
        (unknown, "no_margin_published"),
    )


def relative_precision(frame: pd.DataFrame) -> Graded:
    """Amounts, ratios and rates with a standard error: by the coefficient of variation."""
    cv = (frame["se"] / frame["value"].abs()).where(frame["value"] != 0, np.inf)
    unknown = frame["se"].isna()
    own = frame["reasons"].map(lambda codes: bool(DEMOTING.intersection(codes)))
    bad = ((cv > CV_UNRELIABLE) & ~unknown) | own
    care = (cv > CV_STRONG) | unknown
    return pick(frame, bad, care), reasons_of(
        frame,
        (bad & ~own, "too_imprecise"),
        (care & ~bad & ~unknown, "wide_interval"),
        (~bad & ~care, "precise"),
        (unknown, "no_margin_published"),
    )


def counted_events(frame: pd.DataFrame) -> Graded:
    """Rates of counted events: below 20 events unreliable (NCHS); then by the chance variation."""
    cv = frame["se"] / frame["value"].where(frame["value"] != 0)
    few = (frame["numerator"] < EVENTS_STABLE) | (frame["numerator"].isna() & (cv > EVENTS_CV))
    care = (cv > CV_STRONG) & ~few
    return pick(frame, few, care), reasons_of(
        frame,
        (few, "few_events"),
        (care, "wide_interval"),
        (~few & ~care, "complete_count"),
        (frame["period"].astype(str).str.contains("-"), "pooled_years"),
    )


def no_margin(frame: pd.DataFrame) -> Graded:
    """Sample-based values whose source publishes neither margin nor sample size: never strong."""
    return pd.Series(2, index=frame.index), reasons_of(frame, (True, "no_margin_published"))
