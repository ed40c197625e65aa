"""Economic connectedness: friends of higher status per friend of lower status.

Numerator: the average share, among people below the median, of Facebook friends above it.
Denominator: the share below it. The publisher prints connectedness EC, twice the first share, so with
s = EC / 2 the ratio is s / (1 - s); 1 means as many friends above the median as below. Left out:
people without a Facebook account, or outside ages 25 to 44. Trap: EC (0 to 2), its half (0 to 1) and
this ratio (no upper end) are three scales of one quantity.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from mobility_analysis.estimation.acs import PLACE
from mobility_analysis.estimation.build import published_value
from mobility_analysis.estimation.intervals import wald
from mobility_analysis.estimation.propagate import divide
from mobility_analysis.framework.estimate import IntervalKind, Route
from mobility_analysis.framework.metric import AreaKind, Metric, SmallAreaMeasure
from mobility_analysis.framework.places import NATION_GEOID, Level
from mobility_analysis.framework.tables import Tables

METRIC = Metric(
    id="social_capital_connectedness",
    inputs=("social_capital",),
    rubrics={"ratio_economic_connectedness": "relative_precision"},
    numerator="Share of friends with above-median socioeconomic status, among people below the median",
    denominator="Share of friends with below-median socioeconomic status, among the same people",
    universe="Facebook users ages 25 to 44 with below-median socioeconomic status, May 2022",
    interval=(
        "The publisher's standard errors, carried to the ratio by the delta method; 95 "
        "percent limits carried through the same formula."
    ),
    cites=(
        "Chetty et al. (2022), Social Capital I, Nature 608: https://doi.org/10.1038/s41586-022-04996-4",
        "Social Capital Atlas, data dictionary: https://data.humdata.org/dataset/social-capital-atlas",
        "Boosting Upward Mobility: A Planning Guide for Local Action, Step 2, for the ratio",
    ),
    caveats=(
        "Only Facebook friendships of people ages 25 to 44, as they stood in May 2022.",
        "A model predicts who has higher or lower status, and noise is added to protect privacy.",
        "State and national values are averages over counties that have a value.",
    ),
)

SMALL_AREAS = (
    SmallAreaMeasure(
        id="ratio_economic_connectedness",
        label="Economic connectedness by ZIP code",
        one_unit="friends of higher status per friend of lower status",
        kind=AreaKind.LISTED,
        rubric="relative_precision",
        note=(
            "ZIP codes, under the county the publisher files them; a ZIP code may reach into another. Each "
            "mark is one ZIP code, whatever its size."
        ),
    ),
)
SCALE = 2.0  # EC is the share of friends above the median over the half that parity would give


def estimate(tables: Tables) -> pd.DataFrame:
    """Ratio of high-status to low-status friends of people of low status, from ``social_capital``.

    States and the nation are means weighted by the publisher's number of children of low income.
    """
    counties = tables["social_capital"]
    return _ratios(pd.concat([counties, _averages(counties)], ignore_index=True))


def area_values(tables: Tables) -> pd.DataFrame:
    """Ratios of ZIP codes, as estimates with the ``county`` each belongs to and its ``name``."""
    if "zip_social_capital" not in tables:
        return pd.DataFrame()
    zips = tables["zip_social_capital"].reset_index(drop=True)
    return _ratios(zips).assign(
        county=zips["county"].to_numpy(), name=("ZIP code " + zips["geoid"]).to_numpy()
    )


def _ratios(frame: pd.DataFrame) -> pd.DataFrame:
    share, share_se = frame["connectedness"] / SCALE, frame["se"] / SCALE
    lower, upper = wald(share, share_se, 0.0, 1.0)
    out = frame[PLACE].assign(
        value=to_ratio(share),
        # Delta method: d/ds of s/(1 - s) is 1/(1 - s)^2.
        se=divide(share_se, (1 - share) ** 2),
        # The ends are carried over through the same formula, which keeps them above zero.
        lower=to_ratio(lower),
        upper=to_ratio(upper),
        missing_reason=frame["reason"],
    )
    return published_value(
        out,
        "ratio_economic_connectedness",
        route=Route.MODEL,
        interval_kind=IntervalKind.MODEL,
        ci_method="published_se_ends_transformed",
    )


def to_ratio(share: pd.Series | np.ndarray) -> np.ndarray:
    """Return s / (1 - s); NaN where every friend is above the median."""
    share = np.asarray(share, dtype=float)
    return divide(share, 1 - share)


def _averages(counties: pd.DataFrame) -> pd.DataFrame:
    """Connectedness of states and the nation: means over counties, weighted by low-income people.

    EC is itself a mean over people below the median, so it is averaged before it becomes a ratio. The
    weight is the publisher's number of children from low-income families, the nearest it prints.
    """
    valued = counties.dropna(subset=["connectedness", "se", "n_low_income"])
    parts = []
    for level, codes in (
        (Level.STATE, valued["geoid"].str[:2]),
        (Level.NATION, pd.Series(NATION_GEOID, index=valued.index)),
    ):
        keyed = valued.assign(level=level.value, geoid=codes, w=valued["n_low_income"])
        keyed["top"] = keyed["w"] * keyed["connectedness"]
        keyed["error"] = (keyed["w"] * keyed["se"]) ** 2
        sums = keyed.groupby(PLACE)[["w", "top", "error"]].sum().reset_index()
        parts.append(
            sums[PLACE].assign(
                connectedness=divide(sums["top"], sums["w"]),
                se=divide(np.sqrt(sums["error"]), sums["w"]),
                reason=None,
            )
        )
    return pd.concat(parts, ignore_index=True)
