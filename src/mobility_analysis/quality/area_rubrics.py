"""Values from survey records that say only in which area of 100,000 people or more they lie.

The grade of such a value is the lower of two: that of its sampling error, and that of the part of the area's people
who live elsewhere.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from mobility_analysis.framework.estimate import Route
from mobility_analysis.quality.precision import Graded, Rubric


def of_survey_areas(precision: Rubric) -> Rubric:
    """``precision`` (a rubric of the sampling error), held down where the area is shared.

    Rows from survey records carry one of the codes ``survey_area_*``; one without is taken as shared. Rows from
    a published table are graded by their precision alone.
    """

    def rubric(frame: pd.DataFrame) -> Graded:
        grades, reasons = precision(frame)
        mostly = frame["reasons"].map(lambda codes: "survey_area_mostly_others" in codes)
        whole = frame["reasons"].map(lambda codes: "survey_area_whole" in codes)
        from_table = frame["route"].eq(Route.ACS_TABLE.value)
        by_area = np.select(
            [from_table, mostly, ~whole | frame["borrowed_from"].notna()], [1, 3, 2], 1
        )
        return pd.Series(np.maximum(grades, by_area), index=frame.index), reasons

    name = (precision.__doc__ or "").strip()
    rubric.__doc__ = f"{name} Never strong where survey areas cross the place's borders."
    return rubric
