"""Counts withheld to protect few people: what they are at least, at most, and taken for."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.subgroups import ALL

# A withheld count is 0, 1 or 2: counted as 1 (Urban Institute, technical notes).
WITHHELD, WITHHELD_MOST = 1.0, 2.0
# With so few withheld districts in a state, one of them may be a larger count that is withheld only to
# keep the other from being worked out from the state's total.
COMPLEMENTARY_MOST = 2


def bound_withheld(students: pd.DataFrame) -> pd.DataFrame:
    """``students`` with ``value``, ``lower`` and ``upper`` of each count, and ``withheld``.

    Bounds come from the **published** counts, before any withheld count is replaced:

    * everyone: at most 2, unless the state withholds only one or two districts; then one of them can
      be as large as the smallest count the state publishes;
    * a race: at most what the district's total leaves over, because races are withheld in pairs to
      keep one of them from being worked out. That is often more than 2.
    """
    out = students[students["reason"].isna() | is_withheld(students)].copy()
    out["withheld"] = is_withheld(out)
    out["state"] = out["leaid"].str[:2]
    by_group = out.groupby(["state", "year", "subgroup"])
    few = by_group["withheld"].transform("sum") <= COMPLEMENTARY_MOST
    smallest = by_group["count"].transform("min")
    most = np.where(few, np.fmax(smallest, WITHHELD_MOST), WITHHELD_MOST)
    out["upper"] = out["count"].where(~out["withheld"], most)
    race = out["withheld"] & (out["subgroup"] != ALL)
    left_over = _left_over(out)
    out.loc[race, "upper"] = left_over[race].where(left_over[race].notna(), out["upper"][race])
    out["lower"] = out["count"].where(~out["withheld"], 0.0)
    out["value"] = out["count"].where(~out["withheld"], np.minimum(WITHHELD, out["upper"]))
    return out


def is_withheld(students: pd.DataFrame) -> pd.Series:
    """Whether each count is withheld by the agency, not merely absent."""
    return students["reason"] == Missing.SUPPRESSED_BY_SOURCE.value


def _left_over(students: pd.DataFrame) -> pd.Series:
    """For each row, the district's total (at most) less its published races; NaN if unknown."""
    key = ["leaid", "year"]
    total = students[students["subgroup"] == ALL].set_index(key)["upper"]
    races = students[students["subgroup"] != ALL].groupby(key)["count"].sum()
    rest = total.sub(races, fill_value=0.0).where(lambda left: left >= 0)
    rest = rest[rest.index.isin(total.index)]
    index = pd.MultiIndex.from_frame(students[key])
    return pd.Series(rest.reindex(index).to_numpy(dtype=float), index=students.index)
