"""The demonstration state's economic connectedness, in the Social Capital Atlas's layout."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.demo.tracts import tracts_of, walk
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
ZIP_HEADER = [
    "zip", "county", "num_below_p50", "pop2018", "ec_zip", "ec_se_zip", "nbhd_ec_zip",
    "ec_grp_mem_zip", "ec_high_zip", "ec_high_se_zip", "nbhd_ec_high_zip", "ec_grp_mem_high_zip",
    "exposure_grp_mem_zip", "exposure_grp_mem_high_zip", "nbhd_exposure_zip", "bias_grp_mem_zip",
    "bias_grp_mem_high_zip", "nbhd_bias_zip", "nbhd_bias_high_zip", "clustering_zip",
    "support_ratio_zip", "volunteering_rate_zip", "civic_organizations_zip",
]  # fmt: skip
FEWEST_USERS = 100
# Users per resident, and how far one user's connectedness strays from the mean: together they give
# standard errors of the size the publisher prints.
USERS_PER_RESIDENT, SPREAD = 0.12, 0.9


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Write one file of counties and one of ZIP codes."""
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
    zips = _zip_codes(world, share["value"].to_numpy())
    zips.to_csv(folder / vintage.files[1].name, index=False, lineterminator="\n")


def _zip_codes(world: World, share: np.ndarray) -> pd.DataFrame:
    """ZIP codes of about the size of a tract, each around its county's share; small ones are blank."""
    tracts = tracts_of(world)
    rng = world.rng("connectedness of ZIP codes")
    of_county = tracts["county"].map(pd.Series(share, index=world.counties["geoid"])).to_numpy()
    around = 0.5 * walk(world, "connectedness", tracts)
    true = 1 / (1 + np.exp(-(np.log(of_county / (1 - of_county)) + around)))
    users = (tracts["population"] * USERS_PER_RESIDENT).to_numpy(float)
    se = (SPREAD / np.sqrt(np.maximum(users, 1))).round(5)
    enough = users >= FEWEST_USERS
    printed = (2 * true + rng.normal(0, se)).clip(0, 2).round(5)
    return pd.DataFrame(
        {
            "zip": 99_001 + np.arange(len(tracts)),
            "county": tracts["county"].astype(int),
            "num_below_p50": (tracts["population"] * 0.05).round(3),
            "pop2018": tracts["population"],
            "ec_zip": pd.Series(printed).where(enough),
            "ec_se_zip": pd.Series(se).where(enough),
        }
    ).reindex(columns=ZIP_HEADER)


def _ratio(share: pd.Series) -> pd.Series:
    return share / (1 - share)
