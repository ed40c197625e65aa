"""The demonstration state's votes, in the layouts of the files compiled from news sites.

The 2016 file numbers its rows, writes votes as decimals, has lost the zeros of its codes, was taken
before all ballots were counted, and repeats Alaska's total in each of Alaska's rows. Later files have
Alaska by election district, under made-up codes or real boroughs'. Alaska has only a few votes here, so
that the nation's sum is close to the demonstration state's. The District of Columbia's wards are left out, because
they would be a county outside the demonstration. The smallest county has more votes than adults.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.demo.world import POSTAL, STATE_NAME, World
from mobility_analysis.demo.writers.census_pep import GROWTH
from mobility_analysis.demo.writers.mit_election_lab import (
    CANDIDATES,
    LATEST_POPULATION,
    MORE_VOTES_THAN_ADULTS,
)
from mobility_analysis.framework.source import Vintage

MEASURE = "share_election_turnout"
NOT_YET_COUNTED = {"2016": 0.05}  # share of ballots lacking when the file was taken
ALASKA_CODES = {
    "2016": ("02013", "02016", "02020"),
    "2020": ("02901", "02902", "02903"),
    "2024": ("02001", "02013", "02020"),
}
ALASKA_VOTES = 30
REPEATED = "2016"  # the layout whose Alaska rows are all the state's total


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Write the votes of one election, in the layout that the vintage declares."""
    rng = world.rng("county_presidential")
    turnout = world.share(0.62, 0.35)
    if MEASURE not in world.truth:  # the same in every election
        world.record(MEASURE, turnout[turnout["geoid"] != MORE_VOTES_THAN_ADULTS])
    units = pd.concat(
        [_alaska(vintage.layout), _counties(world, rng, turnout["value"], vintage)],
        ignore_index=True,
    )
    won = rng.multinomial(units["total_votes"], [share for _, _, share in CANDIDATES])
    if vintage.layout == REPEATED:
        won[units["postal"] == "AK"] = won[0]
    units["votes_gop"], units["votes_dem"] = won[:, 0], won[:, 1]
    frame = _layout_2016(units) if vintage.layout == "2016" else _layout_2020(units)
    if vintage.layout == "2024":
        frame["diff"] = frame["diff"].astype(float)
    path = folder / vintage.files[0].name
    frame.to_csv(path, index=vintage.layout == "2016", encoding="utf-8", lineterminator="\n")


def _counties(
    world: World, rng: np.random.Generator, turnout: pd.Series, vintage: Vintage
) -> pd.DataFrame:
    counties = world.counties
    adults = (counties["adults"] * (1 - GROWTH) ** (LATEST_POPULATION - vintage.year)).round()
    votes = rng.binomial(adults.astype(int), turnout)
    votes -= rng.binomial(votes, NOT_YET_COUNTED.get(vintage.layout, 0.0))
    votes[(counties["geoid"] == MORE_VOTES_THAN_ADULTS).to_numpy()] = int(adults.min()) + 3
    return pd.DataFrame(
        {
            "state": STATE_NAME,
            "postal": POSTAL,
            "code": counties["geoid"],
            "county_name": counties["name"],
            "total_votes": votes,
        }
    )


def _alaska(layout: str) -> pd.DataFrame:
    """Three reporting units, which in 2016 all show the state's total."""
    repeated = layout == REPEATED
    return pd.DataFrame(
        {
            "state": "Alaska",
            "postal": "AK",
            "code": ALASKA_CODES[layout],
            "county_name": ["Alaska" if repeated else f"District {n}" for n in range(1, 4)],
            "total_votes": ALASKA_VOTES if repeated else ALASKA_VOTES // 3,
        }
    )


def _layout_2016(units: pd.DataFrame) -> pd.DataFrame:
    """Decimals, percent signs, thousands' commas, and codes as numbers."""
    gap = (units["votes_gop"] - units["votes_dem"]).abs()
    return pd.DataFrame(
        {
            "votes_dem": units["votes_dem"].astype(float),
            "votes_gop": units["votes_gop"].astype(float),
            "total_votes": units["total_votes"].astype(float),
            "per_dem": (units["votes_dem"] / units["total_votes"]).round(12),
            "per_gop": (units["votes_gop"] / units["total_votes"]).round(12),
            "diff": gap.map("{:,}".format),
            "per_point_diff": (gap / units["total_votes"]).map("{:.2%}".format),
            "state_abbr": units["postal"],
            "county_name": units["county_name"],
            "combined_fips": units["code"].astype(int),
        }
    )


def _layout_2020(units: pd.DataFrame) -> pd.DataFrame:
    gap = units["votes_gop"] - units["votes_dem"]
    return pd.DataFrame(
        {
            "state_name": units["state"],
            "county_fips": units["code"],
            "county_name": units["county_name"],
            "votes_gop": units["votes_gop"],
            "votes_dem": units["votes_dem"],
            "total_votes": units["total_votes"],
            "diff": gap,
            "per_gop": units["votes_gop"] / units["total_votes"],
            "per_dem": units["votes_dem"] / units["total_votes"],
            "per_point_diff": gap / units["total_votes"],
        }
    )
