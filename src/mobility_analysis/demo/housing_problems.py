"""Who has a housing problem in the demonstration state: one truth for counties and their tracts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mobility_analysis.demo.homes import logistic, ownership
from mobility_analysis.demo.tracts import residents_by_group, tracts_of, walk
from mobility_analysis.demo.world import GROUPS, World
from mobility_analysis.framework.subgroups import ALL

MEASURE = "share_housing_problems"
TENURES = ("owner", "renter")
WITH_PROBLEM = {"owner": 0.22, "renter": 0.47}
# Shifts of each group of GROUPS: of the odds of having a problem.
ODDS = dict(zip(GROUPS, (0.1, 0.25, 0.35, 0.15, -0.15), strict=True))


def housing_problems(world: World) -> tuple[pd.DataFrame, np.ndarray]:
    """Tracts (``geoid``, ``county``, ``households``) and the true part of each one's households.

    Parts have the shape (tracts, tenures, groups, has a problem or none) and add up to 1 in each tract.
    """
    tracts = tracts_of(world)
    people = residents_by_group(world, tracts)
    shares = people / people.sum(axis=1, keepdims=True)
    owns = ownership(world).loc[tracts["county"], GROUPS].to_numpy()
    by_tenure = np.stack([shares * owns, shares * (1 - owns)], axis=1)
    of_county = pd.Series(world.advantage("housing problems").to_numpy(), world.counties["geoid"])
    shift = walk(world, "housing problems", tracts) - 0.3 * tracts["county"].map(of_county)
    each = shift.to_numpy()[:, None] + np.array([ODDS[group] for group in GROUPS])
    has = np.stack([logistic(WITH_PROBLEM[tenure], each) for tenure in TENURES], axis=1)
    households = (tracts["population"] * 0.395).round().clip(lower=1).astype(int)
    parts = np.stack([by_tenure * has, by_tenure * (1 - has)], axis=-1)
    return tracts.assign(households=households), parts


def of_counties(world: World, tracts: pd.DataFrame, parts: np.ndarray) -> np.ndarray:
    """The same parts of the counties' households, in the order of ``world.counties``."""
    households = tracts["households"].to_numpy(float)
    flat = pd.DataFrame(parts.reshape(len(tracts), -1) * households[:, None])
    sums = flat.groupby(tracts["county"]).sum().loc[world.counties["geoid"]].to_numpy()
    return (sums / sums.sum(axis=1, keepdims=True)).reshape(-1, *parts.shape[1:])


def record_problems(world: World, places: pd.DataFrame, parts: np.ndarray) -> None:
    """The truth of ``places`` (``geoid``): of everyone, by tenure and by group."""
    every = parts.sum(axis=(1, 2))
    by_tenure, by_group = parts.sum(axis=2), parts.sum(axis=1)
    truths = {ALL: every}
    truths |= {name.capitalize(): by_tenure[:, n] for n, name in enumerate(TENURES)}
    truths |= {group: by_group[:, n] for n, group in enumerate(GROUPS)}
    for label, both in truths.items():
        share = both[:, 0] / both.sum(axis=1)
        world.record(MEASURE, places.assign(value=share), subgroup=label)
