"""The demonstration state as County Health Rankings' release of 2016 would have it.

Codes have lost their zeros, numbers of a thousand and more carry commas, the first row is the state, and
the columns have the names that R makes. Ten years before the other files the truth was another one: fewer
babies of low weight and fewer deaths, more associations, and people per physician a tenth higher.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.demo.world import STATE, STATE_NAME, World
from mobility_analysis.demo.writers.cdc_wonder_mortality import RATE as DEATHS_PER_RESIDENT
from mobility_analysis.demo.writers.census_cbp import PER_RESIDENT as ASSOCIATIONS_PER_RESIDENT
from mobility_analysis.demo.writers.hrsa_ahrf import NO_PHYSICIAN, PEOPLE_PER_PHYSICIAN

FEWEST_SHOWN = 10
SMALL = 2_000  # residents: larger counties without a physician are left blank
BIRTH_YEARS, DEATH_YEARS = 7, 5
LOW_WEIGHT = 0.078


def write_2016(world: World, path: Path) -> None:
    """Write the state and its counties; records the truth of four measures."""
    rng = world.rng("chr 2016")
    counties = world.counties.set_index("geoid")
    people = counties["population"]
    low = world.share(LOW_WEIGHT, -0.25).set_index("geoid")["value"]
    rate = pd.Series(
        0.8 * DEATHS_PER_RESIDENT * np.exp(-0.25 * world.advantage("injuries").to_numpy()),
        index=people.index,
    )
    advantage = pd.Series(world.advantage("physicians").to_numpy(), index=people.index)
    each = PEOPLE_PER_PHYSICIAN * 1.1 * np.exp(-0.3 * advantage)
    associations = pd.Series(1.2 * ASSOCIATIONS_PER_RESIDENT, index=people.index)
    births = pd.Series(rng.poisson(counties["births"] * BIRTH_YEARS), index=people.index)
    doctors = pd.Series(rng.poisson(people / each), index=people.index)
    doctors[NO_PHYSICIAN] = 0
    counts = {
        "Low.birthweight": (rng.binomial(births, low), births),
        "Primary.care.physicians": (doctors, people),
        "Social.associations": (rng.poisson(people * associations), people),
        "Injury.deaths": (rng.poisson(people * DEATH_YEARS * rate), people * DEATH_YEARS),
    }
    _record(world, "share_low_birth_weight", low)
    _record(world, "rate_injury_death", rate * 1e5)
    _record(world, "ratio_population_pc_physician", each.drop(NO_PHYSICIAN))
    _record(world, "count_membership_associations_per_10k", associations * 1e4)
    tables = [
        _columns(stem, pd.DataFrame({"n": n, "d": d}, people.index))
        for stem, (n, d) in counts.items()
    ]
    _save(pd.concat(tables, axis=1), counties["name"], path)


def _record(world: World, measure: str, truth: pd.Series) -> None:
    world.record(measure, truth.rename("value").rename_axis("geoid").reset_index())


def _columns(stem: str, both: pd.DataFrame) -> pd.DataFrame:
    """Text of the state's and the counties' numerator and denominator, blank where they are left out."""
    whole = pd.concat([both.sum().to_frame().T.set_axis([f"{STATE}000"]), both])
    if stem == "Primary.care.physicians":
        hidden = (whole["n"] == 0) & (whole["d"] > SMALL)
    else:
        hidden = (whole["n"] < FEWEST_SHOWN) & (stem != "Social.associations")
    text = whole.astype(int).map("{:,}".format).mask(hidden, "")
    return text.set_axis([f"{stem}.Numerator", f"{stem}.Denominator"], axis=1)


def _save(table: pd.DataFrame, names: pd.Series, path: Path) -> None:
    codes = table.index.to_series()
    head = pd.DataFrame(
        {
            "STATECODE": codes.str[:2].astype(int),
            "COUNTYCODE": codes.str[2:].astype(int),
            "State": STATE_NAME,
            "County": names.reindex(table.index).fillna(STATE_NAME),
        }
    )
    pd.concat([head, table], axis=1).to_csv(path, index=False, lineterminator="\n")
