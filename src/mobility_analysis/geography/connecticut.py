"""Connecticut's towns and the planning regions they make up, which are its counties since 2022."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from mobility_analysis.core.paths import project_root

STATE = "09"
FIRST_YEAR = 2022  # of the regions in population estimates and surveys


@lru_cache(maxsize=1)
def region_of_town() -> dict[str, str]:
    """Code of the planning region (5 digits) by that of the town (county subdivision, 5 digits).

    The list is ``data/reference/connecticut_towns.csv`` (Census Bureau, 87 FR 34235).
    """
    table = pd.read_csv(project_root() / "data" / "reference" / "connecticut_towns.csv", dtype=str)
    return dict(zip(table["town"], table["region"], strict=True))
