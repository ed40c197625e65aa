"""The demonstration state's income limits in the layout of HUD's workbook.

Awkward cases: Birch County is two towns with limits of their own, and there is a row of a territory.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from mobility_analysis.demo.income_limits import TOWNS, income_limits
from mobility_analysis.demo.workbooks import write_workbook
from mobility_analysis.demo.world import POSTAL, STATE_NAME, World
from mobility_analysis.framework.source import Vintage

WHOLE_COUNTY = "99999"
COLUMNS = {"l50": "limit50", "ELI": "limit30", "l80": "limit80"}
# Limits of other households are these parts of those for four people.
BY_SIZE = (0.7, 0.8, 0.9, 1.0, 1.08, 1.16, 1.24, 1.32)


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Write one workbook of counties and, as in New England, of towns."""
    names = world.counties.set_index("geoid")["name"]
    rows = []
    for county in income_limits(world).to_dict("records"):
        towns = TOWNS.get(county["geoid"])
        shifts = {WHOLE_COUNTY: 0} if towns is None else {"10100": -towns, "10200": towns}
        for town, shift in shifts.items():
            rows.append(_row(county["geoid"] + town, names[county["geoid"]], county, shift))
    rows.append(_row("7200199999", "Adjuntas Municipio", county, 0))
    write_workbook(pd.DataFrame(rows), folder / vintage.files[0].name)


def _row(fips: str, name: str, limits: dict[str, Any], shift: int) -> dict[str, object]:
    sizes = {
        f"{column}_{size}": round((limits[limit] + shift) * part)
        for column, limit in COLUMNS.items()
        for size, part in enumerate(BY_SIZE, start=1)
    }
    return {
        "fips": fips,
        "stusps": POSTAL,
        "County_Name": name,
        "state_name": STATE_NAME,
        "state": int(fips[:2]),
        "county": int(fips[2:5]),
        **sizes,
    }
