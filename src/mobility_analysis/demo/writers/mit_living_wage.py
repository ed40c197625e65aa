"""Made-up living wages of the demonstration state, in the layout of the file a user obtains."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.demo.pay_and_cost import FAMILIES, WITHHELD, hourly_cost, weekly_pay
from mobility_analysis.demo.world import World
from mobility_analysis.framework.source import Vintage


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Write one file of counties."""
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
