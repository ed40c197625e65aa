"""The demonstration state's pay by county, in the layout of the Bureau's data slices.

Rows of owners stand beside totals; the smallest county's numbers are withheld and written as 0.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.core.errors import MissingInput
from mobility_analysis.demo.world import World
from mobility_analysis.framework.source import Vintage

WEEKLY = 1_080.0
WITHHELD = "99017"
OWNERS = (("0", "70", 1.0), ("1", "71", 1.3), ("5", "71", 0.97))


def weekly_pay(world: World) -> np.ndarray:
    return np.round(WEEKLY * np.exp(0.12 * world.advantage("pay").to_numpy()))


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Write the totals and two owners of each county.

    Raises
    ------
    MissingInput
        The vintage is a partner's extract.
    """
    if vintage.layout != "api":
        raise MissingInput(
            f"The demonstration does not write {vintage.id}: it is a partner's extract.",
            "Use an annual-industry-10 vintage.",
        )
    wages = weekly_pay(world)
    rows = []
    for county, wage in zip(world.counties.itertuples(), wages, strict=True):
        for owner, level, factor in OWNERS:
            hidden = county.geoid == WITHHELD
            pay = 0 if hidden else round(wage * factor)
            rows.append(
                {
                    "area_fips": county.geoid,
                    "own_code": owner,
                    "industry_code": "10",
                    "agglvl_code": level,
                    "size_code": "0",
                    "year": vintage.year,
                    "qtr": "A",
                    "disclosure_code": "N" if hidden else "",
                    "annual_avg_estabs": max(round(county.population * 0.026), 2),
                    "annual_avg_emplvl": 0 if hidden else round(county.population * 0.44),
                    "total_annual_wages": 0
                    if hidden
                    else round(county.population * 0.44 * pay * 52),
                    "annual_avg_wkly_wage": pay,
                    "avg_annual_pay": pay * 52,
                }
            )
    pd.DataFrame(rows).to_csv(folder / vintage.files[0].name, index=False, quoting=2)
