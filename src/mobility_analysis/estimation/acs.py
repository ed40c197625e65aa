"""Adding up cells of Census tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mobility_analysis.core.missing import Missing
from mobility_analysis.estimation.propagate import se_from_moe90, sum_error

PLACE = ["level", "geoid", "geo_vintage", "year", "period", "snapshot"]


def sum_cells(acs: pd.DataFrame, cells: Sequence[str]) -> pd.DataFrame:
    """Sum of ``cells`` for every place of the tidy ``acs`` (or ``chas``) table.

    Returns :data:`PLACE` columns, ``estimate``, ``se`` (from the 90 percent margins, with the
    handbook's rule for zero cells) and ``missing_reason``: if any cell is missing the sum is missing,
    with that cell's reason.
    """
    rows = acs[acs["cell"].isin(cells)]
    # Once for both: what takes the time is to find the places of the rows.
    both = pd.MultiIndex.from_product([["estimate", "moe"], cells])
    wide = rows.pivot(index=PLACE, columns="cell", values=["estimate", "moe"]).reindex(columns=both)
    numbers = wide.to_numpy(dtype=float)
    estimates, errors = numbers[:, : len(cells)], se_from_moe90(numbers[:, len(cells) :])
    reason = rows.dropna(subset=["reason"]).groupby(PLACE)["reason"].first()
    out = wide.index.to_frame(index=False)
    out["estimate"] = estimates.sum(axis=1)
    out["se"] = sum_error(estimates, errors)
    out["missing_reason"] = reason.reindex(wide.index).to_numpy()
    unexplained = out["estimate"].isna() & out["missing_reason"].isna()
    out["missing_reason"] = out["missing_reason"].astype("object")
    out.loc[unexplained, "missing_reason"] = Missing.NO_SOURCE_ROW.value
    out.loc[out["missing_reason"].notna(), ["estimate", "se"]] = np.nan
    return out


def part_of_whole(acs: pd.DataFrame, part: Sequence[str], whole: Sequence[str]) -> pd.DataFrame:
    """Sums of the two cell lists side by side: ``numerator``, ``denominator`` and their ``_se``."""
    top = sum_cells(acs, part)
    bottom = sum_cells(acs, whole)
    out = top.merge(bottom, on=PLACE, suffixes=("", "_whole"), validate="one_to_one")
    reason = out["missing_reason"].where(out["missing_reason"].notna(), out["missing_reason_whole"])
    return out[PLACE].assign(
        numerator=out["estimate"],
        numerator_se=out["se"],
        denominator=out["estimate_whole"],
        denominator_se=out["se_whole"],
        missing_reason=reason,
    )


@dataclass(frozen=True)
class OpenEnds:
    """What the Census Bureau prints for a median beyond its last class, and the reason codes that say so."""

    low: float
    high: float
    low_code: str
    high_code: str


INCOMES = OpenEnds(2_499, 250_001, "open_interval_low", "open_interval")
HOME_VALUES = OpenEnds(9_999, 2_000_001, "open_interval_home_low", "open_interval_home")


def published_medians(acs: pd.DataFrame, cell: str, ends: OpenEnds) -> pd.DataFrame:
    """One cell of every place as ``value`` and ``se`` (from the 90 percent margin), with ``reasons``.

    The end of an open interval has no second limit, and its error has no meaning.
    """
    values = sum_cells(acs, [cell]).rename(columns={"estimate": "value"})
    high, low = values["value"] >= ends.high, values["value"] <= ends.low
    values.loc[high | low, "se"] = np.nan
    values["reasons"] = [
        [ends.high_code] if top else [ends.low_code] if bottom else []
        for top, bottom in zip(high, low, strict=True)
    ]
    return values
