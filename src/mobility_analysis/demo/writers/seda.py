"""The demonstration state's test scores, in the layout of the Stanford archive.

Both its files of counties and its files of school districts are written.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.demo.world import POSTAL, STATE, World
from mobility_analysis.framework.source import Vintage
from mobility_analysis.sources.stanford.seda import GRADES, GROUPS

YEARS = range(2009, 2020)
SPREAD = 3.0  # grade levels between pupils of one grade: one standard deviation
TESTED = 0.9
# Part of the pupils in a group, and how much faster (grade levels a year) it learns.
PARTS = {
    "asn": ("Asian, Non-Hispanic", 0.05),
    "blk": ("Black, Non-Hispanic", -0.03),
    "hsp": ("Hispanic", 0.02),
    "wht": ("White, Non-Hispanic", 0.0),
}
FEWEST_SHOWN = 20


DISTRICTS_DIFFER = 0.05  # grade levels a year, between districts of a county


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Write one file of counties or of school districts, as the vintage declares."""
    if vintage.layout.startswith("district"):
        _write_districts(world, folder / vintage.files[0].name)
        return
    rng = world.rng("seda")
    counties = world.counties
    slope = 1.0 + 0.06 * world.advantage("learning").to_numpy()
    start = 3.0 + 0.4 * world.advantage("early reading").to_numpy()
    shares = world.groups.set_index("geoid")
    pupils = counties["students"].to_numpy() / 13 * TESTED
    members = {
        "all": (np.ones(len(counties)), 0.0),
        "fem": (np.full(len(counties), 0.49), 0.01),
        "mal": (np.full(len(counties), 0.51), -0.01),
        "ecd": (np.full(len(counties), 0.46), -0.02),
        "nec": (np.full(len(counties), 0.54), 0.02),
        "nam": (np.zeros(len(counties)), 0.0),
        **{suffix: (shares[group].to_numpy(), more) for suffix, (group, more) in PARTS.items()},
    }
    for suffix, (_, more) in members.items():
        truth = counties.assign(value=slope + more)
        world.record("rate_learning", truth, subgroup=GROUPS[suffix])
    places = pd.DataFrame({"sedacounty": counties["geoid"], "sedacountyname": counties["name"]})
    table = _table(rng, places, (start, slope, pupils), members)
    table.to_csv(folder / vintage.files[0].name, index=False)


def _write_districts(world: World, path: Path) -> None:
    rng = world.rng("seda districts")
    districts = world.districts
    county = pd.Index(world.counties["geoid"])
    of_county = county.get_indexer(districts["county"])
    own = rng.normal(scale=DISTRICTS_DIFFER, size=len(districts))
    slope = 1.0 + 0.06 * world.advantage("learning").to_numpy()[of_county] + own
    start = 3.0 + 0.4 * world.advantage("early reading").to_numpy()[of_county]
    world.record("rate_learning", districts.assign(geoid=districts["leaid"], value=slope))
    pupils = districts["students"].to_numpy() / 13 * TESTED
    nobody = {suffix: (np.zeros(len(districts)), 0.0) for suffix in GROUPS}
    places = pd.DataFrame({"sedalea": districts["leaid"], "sedaleaname": districts["name"]})
    members = nobody | {"all": (np.ones(len(districts)), 0.0)}
    _table(rng, places, (start, slope, pupils), members).to_csv(path, index=False)


def _table(
    rng: np.random.Generator,
    places: pd.DataFrame,
    line: tuple[np.ndarray, np.ndarray, np.ndarray],
    members: dict[str, tuple[np.ndarray, float]],
) -> pd.DataFrame:
    cells = [(s, g, y) for y in YEARS for g in GRADES for s in ("mth", "rla")]
    return pd.concat([_rows(rng, places, cell, line, members) for cell in cells])


def _rows(
    rng: np.random.Generator,
    places: pd.DataFrame,
    cell: tuple[str, int, int],
    line: tuple[np.ndarray, np.ndarray, np.ndarray],
    members: dict[str, tuple[np.ndarray, float]],
) -> pd.DataFrame:
    subject, grade, year = cell
    start, slope, pupils = line
    table = pd.DataFrame({"fips": int(STATE), "stateabb": POSTAL}, index=places.index)
    table = table.join(places).assign(subject=subject, grade=grade, year=year)
    for suffix, (share, more) in members.items():
        tests = np.round(pupils * share).astype(int)
        error = SPREAD / np.sqrt(np.maximum(tests, 1))
        mean = start + (slope + more) * (grade - 3) + rng.normal(size=len(places)) * error
        shown = tests >= FEWEST_SHOWN
        table[f"gcs_mn_{suffix}"] = np.where(shown, mean.round(6).astype(str), "")
        table[f"gcs_mn_se_{suffix}"] = np.where(shown, error.round(6).astype(str), "")
        table[f"tot_asmt_{suffix}"] = np.where(shown, tests.astype(str), "")
    return table
