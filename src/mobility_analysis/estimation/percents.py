"""Counts behind the percentages of a subject table."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mobility_analysis.estimation.acs import PLACE
from mobility_analysis.estimation.propagate import divide, product_error, se_from_moe90

STEP = 0.1  # percentages and their margins are printed to one decimal
ROUNDING = STEP / np.sqrt(12)  # standard deviation of what rounding to a step adds


def count_behind(acs: pd.DataFrame, whole: str, percent: str) -> pd.DataFrame:
    """The count that ``percent`` of ``whole`` are, in every place that has both.

    Parameters
    ----------
    acs
        The tidy table of cells, with 90 percent margins.
    whole, percent
        Cells: a count, and what percent of it (0 to 100) are of a group.

    Returns
    -------
    :data:`PLACE`, ``count``, ``se`` (sampling: the margin of a product, ACS handbook, chapter 8) and
    ``rounding`` (standard deviation of what rounding the percentage adds to the count). Where the whole is
    zero no percentage is printed: the group's count is zero too, and as uncertain as all of it.
    """
    counts, percents = (
        acs[acs["cell"] == cell].set_index(PLACE)[["estimate", "moe"]].astype(float)
        for cell in (whole, percent)
    )
    both = counts.join(percents, rsuffix="_percent", how="inner")
    part, part_error = both["estimate_percent"] / 100, se_from_moe90(both["moe_percent"]) / 100
    error = se_from_moe90(both["moe"])
    no_one = (both["estimate"] == 0) & part.isna()
    product = product_error(both["estimate"], error, part, part_error)
    return pd.DataFrame(
        {
            "count": (both["estimate"] * part).mask(no_one, 0.0),
            "se": np.where(no_one, error, product),
            "rounding": both["estimate"] * ROUNDING / 100,
        }
    ).reset_index()


def share_of_group(part: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """Two counts behind percentages (:func:`count_behind`) as ``numerator`` and ``denominator`` of a share.

    The samples overlap, since the part is inside the whole, but each percentage was rounded by itself: so
    the error of rounding both is part of ``numerator_se``; the formula for proportions does not cover it.
    """
    out = part.merge(whole, on=PLACE, suffixes=("", "_whole"), validate="one_to_one")
    share = divide(out["count"], out["count_whole"])
    rounding = np.hypot(out["rounding"], np.nan_to_num(share) * out["rounding_whole"])
    return out[PLACE].assign(
        numerator=out["count"],
        numerator_se=np.hypot(out["se"], rounding),
        denominator=out["count_whole"],
        denominator_se=out["se_whole"],
    )
