"""Counts behind the percentages of a subject table."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mobility_analysis.estimation.acs import PLACE
from mobility_analysis.estimation.added_up import labels_of, of_all_parts, sums
from mobility_analysis.estimation.propagate import Z90, divide, product_error, se_from_moe90

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


def percent_of_parts(acs: pd.DataFrame, whole: str, percent: str, parts: int) -> pd.DataFrame:
    """What percent of the parts' ``whole`` together are of the group of ``percent``, as a cell of the table.

    The counts behind the percentages (:func:`count_behind`) are added up, and their error is turned back into
    that of a percentage, so that :func:`count_behind` of the sums gives the sum of the counts and its error.

    Parameters
    ----------
    acs
        Rows of the parts, one for each cell.
    parts
        How many there are; a file that lacks the count of one of them gives nothing.

    Returns
    -------
    ``cell``, ``estimate`` and ``moe`` (90 percent), percentages, and the other labels of a row.
    """
    counts = count_behind(acs, whole, percent).assign(cell=percent)
    wholes = acs[acs["cell"] == whole].assign(cell=percent)
    top = sums(of_all_parts(counts, parts, ["count", "se"]), ["count"], {"count": "se"})
    bottom = sums(of_all_parts(wholes, parts, ["estimate"]), ["estimate"], {"estimate": "moe"})
    both = top.merge(bottom, on=labels_of(top), validate="one_to_one")
    share = divide(both["count"], both["estimate"])
    of_whole = (share * se_from_moe90(both["moe"])) ** 2
    error = divide(np.sqrt(np.clip(both["se"] ** 2 - of_whole, 0, None)), both["estimate"])
    return both[labels_of(top)].assign(estimate=100 * share, moe=100 * error * Z90)
