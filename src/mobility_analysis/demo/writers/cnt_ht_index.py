"""Made-up transport of the demonstration state's tracts, in the layout of the file a user obtains.

Awkward case: a tract without households, whose figures are empty.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.demo.tracts import tracts_of, walk
from mobility_analysis.demo.world import World
from mobility_analysis.framework.source import Vintage

PEOPLE_PER_HOUSEHOLD = 2.53
WITHOUT_HOUSEHOLDS = "99007000300"
FIGURES = {
    "pct_transit_commuters_80ami": ("share_transit_commuter", "transit", 0.05, 0.9),
    "t_80ami": ("share_transportation_cost", "cost of transportation", 0.24, -0.35),
}


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Write one file of tracts, one of them without households."""
    tracts = tracts_of(world)
    households = (tracts["population"] / PEOPLE_PER_HOUSEHOLD).round().astype(int)
    households = households.where(tracts["geoid"] != WITHOUT_HOUSEHOLDS, 0)
    density = pd.Series(world.advantage("density").to_numpy(), index=world.counties["geoid"])
    frame = pd.DataFrame(
        {
            # The producer's files hold the code with quotation marks of its own.
            "tract": '"' + tracts["geoid"] + '"',
            "cbsa": '"Demonstration, DM"',
            "blkgrps": 4,
            "population": tracts["population"],
            "households": households,
        }
    )
    for column, (measure, topic, base, slope) in FIGURES.items():
        logit = np.log(base / (1 - base)) + slope * (
            0.4 * tracts["county"].map(density).to_numpy() + walk(world, topic, tracts)
        )
        percent = np.round(100 / (1 + np.exp(-logit)))
        sums = (
            pd.DataFrame({"top": percent / 100 * households, "bottom": households})
            .groupby(tracts["county"])
            .sum()
        )
        truth = (sums["top"] / sums["bottom"]).rename_axis("geoid").rename("value").reset_index()
        world.record(measure, truth)
        frame[column] = [
            f"{value:.0f}" if many else "" for value, many in zip(percent, households, strict=True)
        ]
    frame.to_csv(folder / vintage.files[0].name, index=False, quoting=csv.QUOTE_MINIMAL)
