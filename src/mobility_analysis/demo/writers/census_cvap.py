"""The demonstration state's citizens of voting age, in the Census Bureau's layout.

Codes carry their summary level before ``US``; a line for everyone stands beside lines of groups;
estimates are rounded to the nearest 5; a territory is in the file of states.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.demo.sampling import add_up, survey_counts
from mobility_analysis.demo.world import CITIZENS_OF_ADULTS, STATE, STATE_NAME, World
from mobility_analysis.demo.writers.census_pep import GROWTH
from mobility_analysis.demo.writers.mit_election_lab import LATEST_POPULATION
from mobility_analysis.framework.source import Vintage

LINES = ((1, "Total"), (2, "Not Hispanic or Latino"), (13, "Hispanic or Latino"))
HISPANIC = 0.12
PREFIX = {
    "State.csv": "0400000US",
    "County.csv": "0500000US",
    "Place.csv": "1600000US",
    "Nation.csv": "0100000US",
}


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Write the nation, states, counties and places, one file each."""
    rng = world.rng("census_cvap")
    then = (1 - GROWTH) ** (LATEST_POPULATION - vintage.year)
    adults = (world.counties["adults"] * then).to_numpy()
    counties = _sample(rng, world.counties["geoid"], adults)
    places = _sample(rng, world.places["geoid"], world.places["adults"].to_numpy())
    by_state = pd.Series(STATE, index=counties.index)
    state = add_up(counties, by_state, ["cvap_est"], ["cvap_moe"])
    tables = {
        "Nation.csv": state.assign(geoid="", geoname="United States"),
        "State.csv": pd.concat(
            [
                state.assign(geoname=STATE_NAME),
                state.assign(geoid="72", geoname="Puerto Rico"),
            ]
        ),
        "County.csv": counties.assign(geoname="A county, " + STATE_NAME),
        "Place.csv": places.assign(geoname="A city, " + STATE_NAME),
    }
    for name, table in tables.items():
        _with_lines(table.assign(geoid=PREFIX[name] + table["geoid"])).to_csv(
            folder / name, index=False, encoding="latin-1"
        )


def _sample(rng: np.random.Generator, geoid: pd.Series, adults: np.ndarray) -> pd.DataFrame:
    shares = np.tile([CITIZENS_OF_ADULTS, 1 - CITIZENS_OF_ADULTS], (len(adults), 1))
    estimates, margins = survey_counts(rng, adults, shares)
    return pd.DataFrame(
        {
            "geoid": geoid.to_numpy(),
            "cvap_est": np.round(estimates[:, 0] / 5) * 5,
            "cvap_moe": np.maximum(margins[:, 0], 1),
        }
    )


def _with_lines(table: pd.DataFrame) -> pd.DataFrame:
    parts = []
    for number, title in LINES:
        part = {1: 1.0, 2: 1 - HISPANIC, 13: HISPANIC}[number]
        count = (table["cvap_est"] * part / 5).round() * 5
        parts.append(
            pd.DataFrame(
                {
                    "geoname": table["geoname"],
                    "lntitle": title,
                    "geoid": table["geoid"],
                    "lnnumber": number,
                    "cit_est": (count * 1.3).round().astype(int),
                    "cit_moe": table["cvap_moe"].astype(int),
                    "cvap_est": count.astype(int),
                    "cvap_moe": table["cvap_moe"].astype(int),
                }
            )
        )
    return pd.concat(parts).sort_values(["geoid", "lnnumber"], ignore_index=True)
