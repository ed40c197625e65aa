"""The demonstration state's fair housing indices by tract, in the layout of HUD's raw data.

Awkward cases: a tract of Birch County without any index, and a tract without households of low income.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.demo.tracts import residents_by_group, tracts_of, walk
from mobility_analysis.demo.world import GROUPS, STATE, STATE_NAME, World
from mobility_analysis.demo.writers.cnt_ht_index import PEOPLE_PER_HOUSEHOLD
from mobility_analysis.framework.source import Vintage
from mobility_analysis.framework.subgroups import ALL

LOW_INCOME = 0.27  # of households, below half of the median
INDICES = {
    "trans_idx": ("index_transit_trips", "transit", 0.9),
    "tcost_idx": ("index_transportation_cost", "cost of transportation", 0.7),
    "haz_idx": ("index_air_hazard", "air toxics", -0.5),
}
WITHOUT_INDEX = "99003000400"
WITHOUT_HOUSEHOLDS = "99007000200"
MAJORITY = 0.60


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Write one file of tracts, one of them without indices."""
    tracts = tracts_of(world)
    people = residents_by_group(world, tracts)
    frame = _households(tracts, people)
    county = tracts["county"].map(
        pd.Series(world.advantage("density").to_numpy(), index=world.counties["geoid"])
    )
    for column, (measure, topic, slope) in INDICES.items():
        logit = slope * county.to_numpy() + 1.6 * walk(world, topic, tracts)
        index = np.round(100 / (1 + np.exp(-logit)))
        known = (tracts["geoid"] != WITHOUT_INDEX).to_numpy()
        weight = tracts["population"] if column == "haz_idx" else frame["hh_lt50ami_all"]
        _record(world, measure, tracts, index, weight=weight.to_numpy(float) * known)
        if column != "haz_idx":
            white = frame["hh_white_lt50ami"] / frame["hh_lt50ami_all"].where(
                frame["hh_lt50ami_all"] > 0
            )
            for label, inside in (
                ("White neighborhoods", white >= MAJORITY),
                ("Neighborhoods of color", white <= 1 - MAJORITY),
            ):
                part = weight.to_numpy(float) * known * inside.to_numpy()
                _record(world, measure, tracts, index, weight=part, subgroup=label)
        frame[column] = [f"{v:.0f}" if k else "" for v, k in zip(index, known, strict=True)]
    frame.to_csv(folder / vintage.files[0].name, index=False)


def _households(tracts: pd.DataFrame, people: np.ndarray) -> pd.DataFrame:
    households = (tracts["population"] / PEOPLE_PER_HOUSEHOLD * LOW_INCOME).round()
    households = households.where(tracts["geoid"] != WITHOUT_HOUSEHOLDS, 0).astype(int)
    shares = people / people.sum(axis=1, keepdims=True)
    counts = np.floor(households.to_numpy()[:, None] * shares).astype(int)
    by_group = dict(zip(GROUPS, counts.T, strict=True))
    return pd.DataFrame(
        {
            "geoid": tracts["geoid"].str.lstrip("0"),
            "state": STATE,
            "state_name": STATE_NAME,
            "county": tracts["county"].str[2:],
            "tract": tracts["geoid"].str[5:],
            "hh_lt50ami_all": households,
            "hh_white_lt50ami": by_group["White, Non-Hispanic"],
            "hh_black_lt50ami": by_group["Black, Non-Hispanic"],
            "hh_hisp_lt50ami": by_group["Hispanic"],
            "hh_ai_pi_lt50ami": by_group["Asian, Non-Hispanic"],
        }
    )


def _record(
    world: World,
    measure: str,
    tracts: pd.DataFrame,
    value: np.ndarray,
    *,
    weight: np.ndarray,
    subgroup: str = ALL,
) -> None:
    sums = pd.DataFrame({"top": value * weight, "bottom": weight}).groupby(tracts["county"]).sum()
    mean = (sums["top"] / sums["bottom"].where(sums["bottom"] > 0)).dropna()
    world.record(measure, mean.rename_axis("geoid").rename("value").reset_index(), subgroup)
