"""Who owns homes in the demonstration state, and what they are worth: one truth for all sources."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mobility_analysis.demo.world import GROUPS, World

# Shifts of each group of GROUPS against its county: of the odds of owning, of the logarithm of value.
OWNS = dict(zip(GROUPS, (0.1, -0.7, -0.4, -0.5, 0.3), strict=True))
VALUE = dict(zip(GROUPS, (0.25, -0.3, -0.2, -0.15, 0.05), strict=True))
OWNERS, MIDDLE_VALUE = 0.64, 270_000


def logistic(base: float, shift: np.ndarray) -> np.ndarray:
    """Shares (0-1): ``base`` moved by ``shift`` on the scale of log-odds."""
    return np.asarray(1 / (1 + np.exp(-(np.log(base / (1 - base)) + shift))))


def ownership(world: World) -> pd.DataFrame:
    """Share of each group's households that own, by county (rows) and group (columns)."""
    advantage = 0.3 * world.advantage("home ownership").to_numpy()
    columns = {group: logistic(OWNERS, advantage + shift) for group, shift in OWNS.items()}
    return pd.DataFrame(columns, index=world.counties["geoid"])


def home_values(world: World) -> pd.DataFrame:
    """Middle value of each group's homes in dollars, by county (rows) and group (columns)."""
    advantage = 0.25 * world.advantage("home ownership").to_numpy()
    columns = {group: MIDDLE_VALUE * np.exp(advantage + shift) for group, shift in VALUE.items()}
    return pd.DataFrame(columns, index=world.counties["geoid"])
