"""Pay and the cost of living in the demonstration state by county: numerator and denominator of their ratio."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mobility_analysis.demo.world import World

WEEKLY = 1_080.0
WITHHELD = "99017"
FAMILIES = {("1 Adult", "0 Children"): 17.0, ("1 Adult", "2 Children"): 41.0}


def weekly_pay(world: World) -> np.ndarray:
    """Average weekly pay by county in whole dollars, in the order of ``world.counties``."""
    return np.round(WEEKLY * np.exp(0.12 * world.advantage("pay").to_numpy()))


def hourly_cost(world: World) -> pd.Series:
    """Living wage of one adult with two children by county."""
    level = np.exp(0.06 * world.advantage("cost of living").to_numpy())
    hourly = np.round(FAMILIES["1 Adult", "2 Children"] * level, 2)
    return pd.Series(hourly, index=world.counties["geoid"])
