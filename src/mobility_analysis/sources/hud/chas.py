"""Comprehensive Housing Affordability Strategy (CHAS) data: homes by what households can afford.

HUD's special tabulation of the American Community Survey. One row of an agency table is a place; its
columns are cells ``T8_est3`` with 90 percent margins ``T8_moe3``. Which cell means what is in HUD's
data dictionary; the cells we use are in ``chas_cells.csv`` with the dictionary's wording, so that a
new vintage is compared before it is used.

Income classes are shares of HUD's area median family income (HAMFI), adjusted for household size;
rent classes (RHUD) and home-value classes (VHUD) are what a household at that income can afford,
adjusted for bedrooms. HUD has no home-value class for 30 percent of the median.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pandas as pd

from mobility_analysis.core.io import (
    find_raw,
    read_delimited,
    require_codes,
    require_unique,
    to_number,
)
from mobility_analysis.framework.places import CENSUS_SUMMARY_LEVELS, TERRITORIES, Level
from mobility_analysis.framework.source import US_GOV_WORK, RemoteFile, Source, Vintage, by_id

CELLS_FILE = Path(__file__).with_name("chas_cells.csv")


@lru_cache(maxsize=1)
def cells() -> pd.DataFrame:
    """``table``, ``cell`` number, ``item`` (ours): several cells with one item are added up."""
    return pd.read_csv(CELLS_FILE, dtype=str)


def _vintage(first: int, last: int) -> Vintage:
    url = f"https://www.huduser.gov/portal/datasets/cp/{first}thru{last}-050-csv.zip"
    return Vintage(
        id=f"{first}-{last}-county-050",
        year=last,
        period=f"{first}-{last}",
        geo_vintage=last,
        files=tuple(
            RemoteFile(f"Table{table}.csv", url, member=f"050/Table{table}.csv")
            for table in cells()["table"].unique()
        ),
    )


SOURCE = Source(
    id="hud_chas",
    agency="U.S. Department of Housing and Urban Development",
    title="CHAS: Comprehensive Housing Affordability Strategy data",
    landing_page="https://www.huduser.gov/portal/datasets/cp.html",
    citation="HUD Office of Policy Development and Research, CHAS special tabulation of the ACS",
    licence=US_GOV_WORK,
    each_row_is="a county",
    provides=("chas",),
    vintages=by_id(*(_vintage(last - 4, last) for last in range(2018, 2023))),
    warnings=("Counts are rounded, most to the nearest 5; margins of error are 90 percent.",),
)


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Text tables ``Table8``, ``Table17B`` …, with HUD's column names."""
    found = {}
    for table in cells()["table"].unique():
        numbers = cells().loc[cells()["table"] == table, "cell"]
        columns = [
            "geoid",
            "name",
            *(f"T{table}_{kind}{number}" for kind in ("est", "moe") for number in numbers),
        ]
        path = find_raw(raw, f"Table{table}.csv")
        found[f"Table{table}"] = read_delimited(path, encoding="latin-1", columns=columns)
    return found


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``chas``: one row per place and cell: ``item``, ``cell``, ``estimate``, ``moe`` (90
    percent), ``reason`` (never filled: HUD withholds nothing, it rounds)."""
    parts = []
    for name, table in tables.items():
        split = table["geoid"].str.extract(r"^(\d{7})US(\d+)$")
        places = pd.DataFrame(
            {
                "level": split[0].map(
                    {code: level.value for code, level in CENSUS_SUMMARY_LEVELS.items()}
                ),
                "geoid": split[1],
            }
        )
        ours = places["level"].notna() & ~places["geoid"].str[:2].isin(TERRITORIES)
        require_codes(places.loc[ours, "geoid"], Level.COUNTY.width, f"{vintage.id} {name}")
        require_unique(places[ours], ["geoid"], f"{vintage.id} {name}")
        used = cells()[cells()["table"] == name.removeprefix("Table")]
        for row in used.itertuples(index=False):
            estimate, moe = f"T{row.table}_est{row.cell}", f"T{row.table}_moe{row.cell}"
            parts.append(
                places[ours].assign(
                    item=row.item,
                    cell=f"T{row.table}_{row.cell}",
                    estimate=to_number(table.loc[ours, estimate], estimate),
                    moe=to_number(table.loc[ours, moe], moe),
                    reason=None,
                )
            )
    out = pd.concat(parts, ignore_index=True)
    out["geo_vintage"], out["year"], out["period"] = (
        vintage.geo_vintage,
        vintage.year,
        vintage.period,
    )
    return {"chas": out}
