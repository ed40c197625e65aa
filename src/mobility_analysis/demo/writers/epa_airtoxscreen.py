"""The demonstration state's air toxics in the layout of EPA's AirToxScreen workbooks.

Totals are printed with one significant figure, as EPA prints them; the groups of sources keep their
digits. Awkward cases: rows of totals, and a tract of Birch County that only one workbook has.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.demo.tracts import poor_by_group, residents_by_group, tracts_of, walk
from mobility_analysis.demo.workbooks import write_workbook
from mobility_analysis.demo.world import POSTAL, World
from mobility_analysis.estimation.neighborhoods import HIGH_POVERTY
from mobility_analysis.framework.source import Vintage
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.sources.epa.airtoxscreen import HAZARDS

# Printed name of the total, and what is typical of a tract.
TOTALS = {
    "cancer": ("Total Cancer Risk (per million)", 28.0),
    "respiratory": ("Total Respiratory (hazard quotient)", 0.33),
    "neurological": ("Total Neurological (hazard quotient)", 0.02),
}
GROUPS = {"Point": 0.15, "Nonpoint": 0.35, "Onroad": 0.2, "Secondary": 0.3}
WITHOUT_NERVES = "99003000400"


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Write one workbook for each hazard."""
    tracts = tracts_of(world)
    density = pd.Series(world.advantage("density").to_numpy(), index=world.counties["geoid"])
    crowd = tracts["county"].map(density).to_numpy()
    total = np.zeros(len(tracts))
    parts: dict[str, np.ndarray] = {}
    for number, hazard in enumerate(HAZARDS):
        typical = TOTALS[hazard][1]
        shared, own = walk(world, "air toxics", tracts), walk(world, f"air toxics {hazard}", tracts)
        size = typical * np.exp(0.25 * crowd + 0.4 * shared + 0.2 * own)
        rng = world.rng(f"sources of {hazard} {number}")
        mix = rng.dirichlet(40 * np.array(list(GROUPS.values())), len(tracts))
        parts[hazard] = np.array([[float(f"{v:.6g}") for v in row] for row in size[:, None] * mix])
        value = parts[hazard].sum(axis=1)
        known = tracts["geoid"].to_numpy() != WITHOUT_NERVES
        total += (value - value[known].mean()) / value[known].std(ddof=1)
    _record(world, tracts, total)
    for hazard, file in zip(HAZARDS, vintage.files, strict=True):
        table = _table(world, tracts, hazard, parts[hazard])
        if hazard == "neurological":
            table = table[table["Tract"] != WITHOUT_NERVES]
        write_workbook(table, folder / file.name)


def _record(world: World, tracts: pd.DataFrame, dirty: np.ndarray) -> None:
    """Each county's mean rank: how many of the other tracts are worse, counted one by one.

    It is given for all tracts, and for those that are truly, or are truly not, high-poverty
    neighborhoods.
    """
    known = (tracts["geoid"] != WITHOUT_NERVES).to_numpy()
    others = dirty[known]
    rank = np.array([100 * (others > own).sum() / (len(others) - 1) for own in dirty])
    people = residents_by_group(world, tracts)
    is_high = poor_by_group(world, tracts, people).sum(axis=1) >= HIGH_POVERTY * people.sum(axis=1)
    for group, chosen in ((ALL, known), ("High-Poverty", is_high), ("Not High-Poverty", ~is_high)):
        weight = tracts["population"].to_numpy(float) * (known & chosen)
        sums = (
            pd.DataFrame({"top": rank * weight, "bottom": weight}).groupby(tracts["county"]).sum()
        )
        mean = (sums["top"] / sums["bottom"].where(sums["bottom"] > 0)).dropna()
        truth = mean.rename_axis("geoid").rename("value").reset_index()
        world.record("index_air_hazard", truth, subgroup=group)


def _table(world: World, tracts: pd.DataFrame, hazard: str, parts: np.ndarray) -> pd.DataFrame:
    names = world.counties.set_index("geoid")["name"]
    people = tracts["population"].to_numpy(float)
    body = pd.DataFrame(
        {
            "State": POSTAL,
            "EPA Region": "11",
            "County": tracts["county"].map(names),
            "FIPS": tracts["county"],
            "Tract": tracts["geoid"],
            "Population": tracts["population"],
        }
    )
    rows = [_with_risks(body, hazard, parts)]
    for county, inside in tracts.groupby("county").indices.items():
        mean = np.average(parts[inside], axis=0, weights=np.maximum(people[inside], 1))
        whole = body.iloc[inside[:1]].assign(
            Tract=f"{county}000000", Population=int(people[inside].sum())
        )
        rows.append(_with_risks(whole, hazard, mean[None, :]))
    return pd.concat(rows, ignore_index=True)


def _with_risks(rows: pd.DataFrame, hazard: str, parts: np.ndarray) -> pd.DataFrame:
    rounded = [float(f"{value:.1g}") for value in parts.sum(axis=1)]
    out = rows.assign(**{TOTALS[hazard][0]: rounded})
    for number, group in enumerate(GROUPS):
        out[f"{group} {TOTALS[hazard][0].removeprefix('Total ')}"] = parts[:, number]
    return out
