"""The demonstration state's physicians and residents, in HRSA's layout.

Columns end in two-digit years, of which the file holds two; a territory and a county code that no
longer exists are listed; a county has no physician at all.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.demo.world import POSTAL, STATE_NAME, World
from mobility_analysis.framework.source import Vintage

PEOPLE_PER_PHYSICIAN = 1_310
NO_PHYSICIAN = "99015"


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Write one file of counties, one of them without a physician."""
    rng = world.rng("hrsa_ahrf")
    counties = world.counties
    expected = (
        counties["population"] / PEOPLE_PER_PHYSICIAN * np.exp(0.3 * world.advantage("physicians"))
    )
    this_year, year_before = rng.poisson(expected), rng.poisson(expected)
    none = (counties["geoid"] == NO_PHYSICIAN).to_numpy()
    this_year[none] = 0
    truth = counties.assign(value=counties["population"] / expected)[~none]
    world.record("ratio_population_pc_physician", truth)
    year = vintage.year % 100
    physicians = {
        f"phys_nf_prim_care_pc_exc_rsdt_{year:02d}": this_year,
        f"phys_nf_prim_care_pc_exc_rsdt_{year - 1:02d}": year_before,
    }
    people = {
        f"popn_est_{year + 1:02d}": (counties["population"] * 1.004).round().astype(int).to_numpy(),
        f"popn_est_{year:02d}": counties["population"].to_numpy(),
    }
    for file, columns in zip(vintage.files, (physicians, people), strict=True):
        frame = pd.concat([_header(counties), pd.DataFrame(columns)], axis=1)
        frame = pd.concat([frame, _elsewhere(frame)], ignore_index=True)
        frame.to_csv(folder / file.name, index=False, encoding="latin-1", lineterminator="\r\n")


def _header(counties: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "fips_st_cnty": counties["geoid"],
            "st_name": STATE_NAME,
            "st_name_abbrev": POSTAL,
            "cnty_name": counties["name"].str.removesuffix(" County"),
        }
    )


def _elsewhere(frame: pd.DataFrame) -> pd.DataFrame:
    """A territory, which is left out, and a retired code, which HRSA keeps with empty cells."""
    numbers = [column for column in frame.columns if column[-3] == "_" and column[-2:].isdigit()]
    territory = ["72001", "Puerto Rico", "PR", "Demonstración", *[7] * len(numbers)]
    retired = ["51515", "Virginia", "VA", "Bedford City", *[""] * len(numbers)]
    return pd.DataFrame([territory, retired], columns=frame.columns)
