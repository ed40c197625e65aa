"""The fewest interviews that a value may rest on.

A margin of error is itself an estimate, and a bad one if few people answered: the published margin of a median of
three households can be one percent of it. So below a floor a value is weak, however small its margin.

The floor is 30 interviews. The National Center for Health Statistics presents no proportion from fewer
than 30, nominal or effective (Data Presentation Standards for Proportions, Vital and Health Statistics
2(175), 2017); the Urban Institute's Mobility Metrics print nothing below 30. The Census Bureau asks for 50
sampled persons of a group in a place before it publishes its tables for it (ACS Selected Population
Tables), which are about 20 households. The number is ``n`` of the estimate: the interviews counted in
survey records, or those that margins imply (:mod:`estimation.interviews`). For a group whose number is not
known the value is never strong.
"""

from __future__ import annotations

import pandas as pd

from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.quality.precision import MINIMUM_N, Graded, Rubric

FLOOR = MINIMUM_N
# Reasons that praise a small margin are removed below the floor, and where the number is not known.
_COMFORT = "precise"


def with_floor(rubric: Rubric) -> Rubric:
    """``rubric`` with a lower grade where a value rests on fewer than :data:`FLOOR` interviews.

    Values for everyone together with an unknown number are left alone; a group's are never strong.
    """

    def floored(frame: pd.DataFrame) -> Graded:
        grades, reasons = rubric(frame)
        few = frame["n"] < FLOOR
        is_group = frame["subgroup"] != ALL
        unknown = frame["n"].isna() & is_group & (grades == 1)
        grades = grades.mask(few, 3).mask(unknown, 2)
        return grades, pd.Series(
            [
                _with(codes, "few_interviews")
                if is_few
                else _with(codes, "interviews_unknown")
                if is_unknown
                else codes
                for codes, is_few, is_unknown in zip(reasons, few, unknown, strict=True)
            ],
            index=frame.index,
            dtype="object",
        )

    floored.__doc__ = (
        f"{(rubric.__doc__ or '').strip()} Weak below {FLOOR} interviews (``n``); of a group whose number of "
        "interviews is unknown, never strong."
    )
    return floored


def _with(codes: list[str], code: str) -> list[str]:
    return [code, *(other for other in codes if other != _COMFORT)]
