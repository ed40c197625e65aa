"""The demonstration state's cities in the layout of Urban's list."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from mobility_analysis.demo.world import STATE, STATE_NAME, World
from mobility_analysis.demo.writers.census_pep import GROWTH
from mobility_analysis.framework.source import Vintage

FIRST_YEAR = 2014


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Write one file of cities, a row per year."""
    rows = [
        {
            "year": year,
            "state": STATE,
            "place": place.geoid[2:],
            "state_name": STATE_NAME,
            "place_name": place.name,
            "population": round(place.population * (1 - GROWTH) ** (vintage.year - year)),
        }
        for year in range(FIRST_YEAR, vintage.year + 1)
        for place in world.places.itertuples()
    ]
    pd.DataFrame(rows).to_csv(folder / vintage.files[0].name, index=False, lineterminator="\n")
