"""Values from survey records that say only in which area of 100,000 people or more they lie.

Such a value is as weak as the weaker of two things: its sampling error, and how much of the area is
somebody else's.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

# Of two people, the first drawn from the place and the second from the first one's area, both live in
# the place: this often (Urban Institute, Mobility Metrics, geographic allocation quality).
SHARED_STRONG = 0.75
SHARED_CARE = 0.35
# Geocorr's factors have four decimals; a place that is made of whole areas may miss 1 by this.
WHOLE = 0.998

AREA_REASONS: dict[str, str] = {
    "survey_area_whole": "The survey's areas make up this place exactly.",
    "survey_area_shared": (
        "It also counts neighbors outside this place, because the survey's areas are larger."
    ),
    "survey_area_mostly_others": (
        "Most people it counts may live elsewhere: the survey's area is far larger than this place."
    ),
}

Graded = tuple[pd.Series, pd.Series]
Rubric = Callable[[pd.DataFrame], Graded]


def area_reason(fit: pd.Series) -> pd.Series:
    """The reason code for how far survey areas ``fit`` a place (0 to 1; see :data:`SHARED_STRONG`).

    Three classes from two thresholds: a fit above :data:`SHARED_STRONG` that is not whole counts as
    shared, because a value of another area is never the place's own.
    """
    codes = np.select(
        [fit >= WHOLE, fit >= SHARED_CARE],
        ["survey_area_whole", "survey_area_shared"],
        "survey_area_mostly_others",
    )
    return pd.Series(codes, index=fit.index)


def of_survey_areas(precision: Rubric) -> Rubric:
    """``precision`` (a rubric of the sampling error), held down where the area is shared.

    Rows carry one of :data:`AREA_REASONS` from the metric; a value without one is taken as shared.
    """

    def rubric(frame: pd.DataFrame) -> Graded:
        grades, reasons = precision(frame)
        mostly = frame["reasons"].map(lambda codes: "survey_area_mostly_others" in codes)
        whole = frame["reasons"].map(lambda codes: "survey_area_whole" in codes)
        by_area = np.select([mostly, ~whole | frame["borrowed_from"].notna()], [3, 2], 1)
        return pd.Series(np.maximum(grades, by_area), index=frame.index), reasons

    name = (precision.__doc__ or "").strip()
    rubric.__doc__ = f"{name} Never strong where survey areas cross the place's borders."
    return rubric
