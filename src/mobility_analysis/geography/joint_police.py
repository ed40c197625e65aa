"""Counties whose police are one department of a larger area, which reports once for all of it.

A file of counties divides the department's counts by population, so that all its counties have the same rate. That
rate is the larger area's value (``data/reference/police_of_several_counties.csv``).
"""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from mobility_analysis.core.io import read_delimited, require_codes, require_unique
from mobility_analysis.core.paths import reference_table
from mobility_analysis.framework.places import Level

COLUMNS = ["county", "area", "agency", "name"]


@lru_cache(maxsize=1)
def areas_of_joint_police() -> pd.Series:
    """Code of the larger area by code of county, for the counties that have no police of their own."""
    path = reference_table("police_of_several_counties.csv")
    table = read_delimited(path, columns=COLUMNS)
    require_codes(table["county"], Level.COUNTY.width, path.name)
    require_unique(table, ["county"], path.name)
    return table.set_index("county")["area"]
