"""Made-up living wages of the demonstration state, in the layout of the file a user obtains."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.demo.world import World
from mobility_analysis.demo.writers.bls_qcew import WITHHELD, weekly_pay
from mobility_analysis.framework.source import Vintage

FAMILIES = {("1 Adult", "0 Children"): 17.0, ("1 Adult", "2 Children"): 41.0}


def hourly_cost(world: World) -> pd.Series:
    """Living wage of one adult with two children by county."""
    level = np.exp(0.06 * world.advantage("cost of living").to_numpy())
    hourly = np.round(FAMILIES["1 Adult", "2 Children"] * level, 2)
    return pd.Series(hourly, index=world.counties["geoid"])


def write(world: World, vintage: Vintage, folder: Path) -> None:
    level = np.exp(0.06 * world.advantage("cost of living").to_numpy())
    counties = world.counties
    parts = [
        pd.DataFrame(
            {
                "year": vintage.year - 1,
                "state": counties["geoid"].str[:2],
                "county": counties["geoid"].str[2:],
                "adults": adults,
                "children": children,
                "wage": np.round(wage * level, 2),
            }
        )
        for (adults, children), wage in FAMILIES.items()
    ]
    pd.concat(parts).to_csv(folder / vintage.files[0].name, index=False)
    truth = counties.assign(value=weekly_pay(world) / (hourly_cost(world).to_numpy() * 40))
    world.record("ratio_living_wage", truth[counties["geoid"] != WITHHELD])
