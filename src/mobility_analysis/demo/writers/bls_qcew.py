"""The demonstration state's pay by county, in the layout of the Bureau's data slices.

The slice of all jobs (industry 10) is one file, whichever vintage asks for it. Rows of owners stand beside totals; the smallest county's numbers are withheld and written as 0.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from mobility_analysis.core.errors import MissingInput
from mobility_analysis.demo.pay_and_cost import WITHHELD, hourly_cost, weekly_pay
from mobility_analysis.demo.world import World
from mobility_analysis.framework.source import Vintage
from mobility_analysis.sources.bls.qcew import INDUSTRIES, PUBLIC, WEEKS


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Write the slices of the vintage.

    Raises
    ------
    MissingInput
        The vintage is a partner's extract.
    """
    if vintage.layout not in ("api", "industries"):
        raise MissingInput(
            f"The demonstration does not write {vintage.id}: it is a partner's extract.",
            "Use an annual-industry-10 or annual-industries vintage.",
        )
    table = _rows(world, vintage.year)
    for file in vintage.files:
        code = file.name.removesuffix(".csv").split("-")[1]
        own = table[table["industry_code"] == code]
        own.to_csv(folder / file.name, index=False, quoting=2)
    if vintage.layout == "industries":
        is_part = table["own_code"].isin(OFFICES) | table["industry_code"].isin(INDUSTRIES)
        _record_industries(world, table[is_part])


# Jobs in each high-level industry (of all jobs), and its pay against the average.
JOBS = dict(zip(INDUSTRIES, (0.14, 0.2, 0.02, 0.06, 0.14, 0.15, 0.1, 0.03), strict=True))
PAY = dict(zip(INDUSTRIES, (1.15, 0.85, 1.6, 1.5, 1.25, 0.95, 0.45, 0.7), strict=True))
OFFICES = {"1": (0.01, 1.4), "2": (0.04, 1.1), "3": (0.09, 0.95)}  # federal, state, local
TOTAL, PRIVATE = (1.0, 1.0), (0.86, 0.97)
HIDDEN = ("99015", "1022")  # a county's industry that is withheld


def _rows(world: World, year: int) -> pd.DataFrame:
    """All jobs, and sectors of owners; government stands in the file of all jobs (industry 10)."""
    parts = {("0", "10"): TOTAL, ("5", "10"): PRIVATE}
    parts |= {("5", code): (JOBS[code], PAY[code]) for code in INDUSTRIES}
    parts |= {(owner, "10"): values for owner, values in OFFICES.items()}
    rows = []
    for county, wage in zip(world.counties.itertuples(), weekly_pay(world), strict=True):
        for (owner, code), (share, factor) in parts.items():
            hidden = county.geoid == WITHHELD or (county.geoid, code) == HIDDEN
            jobs = max(round(county.population * 0.44 * share), 1)
            wages = round(jobs * wage * factor * WEEKS)
            rows.append(
                {
                    "area_fips": county.geoid,
                    "own_code": owner,
                    "industry_code": code,
                    "agglvl_code": _aggregation(owner, code),
                    "size_code": "0",
                    "year": year,
                    "qtr": "A",
                    "disclosure_code": "N" if hidden else "",
                    "annual_avg_estabs": max(
                        round(county.population * 0.026 * share), 2 if owner == "0" else 1
                    ),
                    "annual_avg_emplvl": 0 if hidden else jobs,
                    "total_annual_wages": 0 if hidden else wages,
                    "annual_avg_wkly_wage": 0 if hidden else round(wage * factor),
                }
            )
    return pd.DataFrame(rows)


def _aggregation(owner: str, code: str) -> str:
    """The Bureau's level of aggregation: a county's total, by owner, by domain, by supersector."""
    if code == "10":
        return "70" if owner == "0" else "71"
    return "72" if len(code) == 3 else "73"


def _record_industries(world: World, table: pd.DataFrame) -> None:
    needed = hourly_cost(world) * 40
    group = table["industry_code"].map(INDUSTRIES).fillna(PUBLIC)
    shown = table["disclosure_code"] == ""
    sums = (
        table.where(shown)
        .groupby([group, table["area_fips"]])[["annual_avg_emplvl", "total_annual_wages"]]
        .sum()
    )
    weekly = sums["total_annual_wages"] / sums["annual_avg_emplvl"] / WEEKS
    for label, values in weekly.groupby(level=0):
        of_group = values.droplevel(0).dropna()
        truth = (of_group / needed.reindex(of_group.index)).rename("value")
        world.record("ratio_living_wage", truth.rename_axis("geoid").reset_index(), str(label))
