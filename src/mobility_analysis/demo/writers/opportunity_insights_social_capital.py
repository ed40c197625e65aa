"""The demonstration state's economic connectedness, in the Social Capital Atlas's layout."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.demo.world import STATE_NAME, World
from mobility_analysis.framework.source import Vintage

HEADER = [
    "county", "county_name", "num_below_p50", "pop2018", "ec_county", "ec_se_county",
    "child_ec_county", "child_ec_se_county", "ec_grp_mem_county", "ec_high_county",
    "ec_high_se_county", "child_high_ec_county", "child_high_ec_se_county", "ec_grp_mem_high_county",
    "exposure_grp_mem_county", "exposure_grp_mem_high_county", "child_exposure_county",
    "child_high_exposure_county", "bias_grp_mem_county", "bias_grp_mem_high_county",
    "child_bias_county", "child_high_bias_county", "clustering_county", "support_ratio_county",
    "volunteering_rate_county", "civic_organizations_county",
]  # fmt: skip
FEWEST_USERS = 100
# Users per resident, and how far one user's connectedness strays from the mean: together they give
# standard errors of the size the publisher prints.
USERS_PER_RESIDENT, SPREAD = 0.12, 0.9


def write(world: World, vintage: Vintage, folder: Path) -> None:
    rng = world.rng("opportunity_insights_social_capital")
    counties = world.counties
    share = world.share(0.40, 0.35)
    world.record("ratio_economic_connectedness", share.assign(value=_ratio(share["value"])))
    users = counties["population"] * USERS_PER_RESIDENT
    se = (SPREAD / np.sqrt(users)).round(5)
    printed = (2 * share["value"] + rng.normal(0, se)).clip(0, 2).round(5)
    enough = users >= FEWEST_USERS
    frame = pd.DataFrame(
        {
            # As numbers: a state code below 10 would lose its zero.
            "county": counties["geoid"].astype(int),
            "county_name": counties["name"].str.replace(" County", "") + f", {STATE_NAME}",
            "num_below_p50": (counties["population"] * 0.05).round(3).where(enough),
            "pop2018": counties["population"],
            "ec_county": printed.where(enough),
            "ec_se_county": se.where(enough),
        }
    ).reindex(columns=HEADER)
    frame.to_csv(folder / vintage.files[0].name, index=False, lineterminator="\n")


def _ratio(share: pd.Series) -> pd.Series:
    return share / (1 - share)
