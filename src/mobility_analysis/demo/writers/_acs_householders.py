"""People in households by the race of their householder, tract by tract.

The layout is that of County Health Rankings' extract of the Census API.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.demo.sampling import WORTH, ZERO_MARGIN
from mobility_analysis.demo.tracts import HOUSED, householders, residents_by_group, tracts_of
from mobility_analysis.demo.world import STATE_NAME, World
from mobility_analysis.estimation.propagate import Z90
from mobility_analysis.framework.source import Vintage

MEASURE = "share_exposure_other_householders"
TABLES = {"Black": "B11002B_001", "White": "B11002A_001"}
TOTAL = "B11002_001"


def write(world: World, vintage: Vintage, folder: Path) -> None:
    tracts = tracts_of(world)
    people = residents_by_group(world, tracts)
    groups = householders(people)
    everyone = HOUSED * people.sum(axis=1)
    _record(world, tracts, groups, everyone)
    rng = world.rng("tracts: householders")
    rest = everyone - np.sum(list(groups.values()), axis=0)
    drawn = {name: _drawn(rng, size) for name, size in {**groups, "rest": rest}.items()}
    cells = {TABLES[name]: drawn[name] for name in groups}
    cells = {TOTAL: np.sum(list(drawn.values()), axis=0), **cells}
    _write(folder / vintage.files[0].name, tracts, cells)


def _record(
    world: World, tracts: pd.DataFrame, groups: dict[str, np.ndarray], everyone: np.ndarray
) -> None:
    county = tracts["county"]
    for label, members in groups.items():
        group = pd.Series(members)
        same = (group**2 / everyone).groupby(county).sum() / group.groupby(county).sum()
        truth = (1 - same).rename_axis("geoid").rename("value").reset_index()
        world.record(MEASURE, truth, subgroup=label)


def _drawn(rng: np.random.Generator, people: np.ndarray) -> np.ndarray:
    """Counts of a sample of households: a tract's total is as uncertain as its parts make it."""
    return np.round(rng.poisson(people * WORTH) / WORTH)


def _margin(count: np.ndarray) -> np.ndarray:
    margin = np.maximum(np.round(Z90 * np.sqrt(count / WORTH)), 1)
    return np.where(count == 0, ZERO_MARGIN, margin)


def _write(path: Path, tracts: pd.DataFrame, cells: dict[str, np.ndarray]) -> None:
    geoid, county = tracts["geoid"], tracts["county"]
    frame = pd.DataFrame(
        {
            "GEOID": geoid,
            "fipscode": county,
            "statecode": geoid.str[:2],
            "countycode": county.str[2:],
        }
    )
    frame["NAME"] = "Census Tract " + geoid.str[5:].astype(int).astype(str) + f"; {STATE_NAME}"
    for cell, count in cells.items():
        frame[f"{cell}E"], frame[f"{cell}M"] = count.astype(int), _margin(count).astype(int)
    frame.to_csv(path, index=False, lineterminator="\n")
