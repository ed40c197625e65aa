"""The demonstration state's census tracts in the layout of the Opioid Environment Policy Scan."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.demo.sampling import survey_counts
from mobility_analysis.demo.tracts import tracts_of
from mobility_analysis.demo.world import World
from mobility_analysis.demo.writers._acs_tracts import HOUSEHOLDS_PER_PERSON, logit_share
from mobility_analysis.framework.source import Vintage

FILE = "EC05_T.csv"
# Of homes without a subscription, those that have access without one.
OTHER_ACCESS = 0.2


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Households by subscription to the internet, and in percent; with a park in every county."""
    tracts = tracts_of(world)
    homes = np.maximum((tracts["population"] * HOUSEHOLDS_PER_PERSON).round(), 1).to_numpy(float)
    share = logit_share(world, tracts, "internet", 0.84)
    world.record("share_internet_subscription", tracts.assign(value=share))
    kinds = np.column_stack([share, OTHER_ACCESS * (1 - share), (1 - OTHER_ACCESS) * (1 - share)])
    counts, _ = survey_counts(world.rng("tracts: internet"), homes, kinds)
    frame = pd.DataFrame(counts.astype(int), columns=["IntSub", "IntNoSub", "noInt"])
    frame.insert(0, "GEOID", tracts["geoid"])
    frame.insert(1, "total", frame[["IntSub", "IntNoSub", "noInt"]].sum(axis=1))
    frame = pd.concat([frame, _parks(frame)], ignore_index=True)
    for name, percent in (
        ("IntSub", "IntSubPct"),
        ("IntNoSub", "IntNoSubPct"),
        ("noInt", "NoIntPct"),
    ):
        frame[percent] = (100 * frame[name] / frame["total"].where(frame["total"] > 0)).round(2)
    frame["year"] = vintage.year
    frame.to_csv(folder / FILE, index=False, lineterminator="\n")


def _parks(frame: pd.DataFrame) -> pd.DataFrame:
    """A tract without homes in every county, numbered as the Census Bureau numbers parks."""
    codes = sorted({f"{geoid[:5]}980000" for geoid in frame["GEOID"]})
    return pd.DataFrame(0, index=range(len(codes)), columns=frame.columns).assign(GEOID=codes)
