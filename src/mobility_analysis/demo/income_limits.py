"""Income limits of the demonstration state: one truth for HUD's file and for the survey records."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mobility_analysis.demo.livelihoods import middle_incomes
from mobility_analysis.demo.world import GROUPS, World

POVERTY_GUIDELINE = 30_000  # dollars a year, a family of four
FAMILY_OF_FOUR = 1.15  # its median income over that of all households
LEVELS = {"limit50": 0.5, "limit80": 0.8}
STEP = 50  # HUD rounds up to the next 50 dollars
# One county's limits are of two towns, so many dollars below and above the county's.
TOWNS = {"99003": 1_500}


def income_limits(world: World) -> pd.DataFrame:
    """``geoid`` of the county, ``limit30``, ``limit50``, ``limit80``: dollars a year, four people."""
    shares = world.groups.set_index("geoid")[GROUPS]
    middle = np.exp((middle_incomes(world) * shares).sum(axis=1)) * FAMILY_OF_FOUR
    limits = pd.DataFrame(
        {name: np.ceil(part * middle / STEP) * STEP for name, part in LEVELS.items()}
    )
    third = np.maximum(np.ceil(0.3 * middle / STEP) * STEP, POVERTY_GUIDELINE)
    limits["limit30"] = np.minimum(third, limits["limit50"])
    return limits.rename_axis("geoid").reset_index()
