"""Commuters by race as percentages of a subject table, in the layout of the wide extract of counties.

As in the real file the percentages are printed to one decimal, and not at all of a count of zero.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.demo.sampling import count_margins, survey_counts
from mobility_analysis.demo.world import GROUPS, STATE_NAME, World
from mobility_analysis.estimation.propagate import proportion_error
from mobility_analysis.framework.source import Vintage

MEASURE = "share_commute_transit"
WORKERS, TRANSIT = "S0802_C01", "S0802_C04"
# Line of the table and label of each group of the world, in its order; the fourth has neither.
LINES = {
    0: ("015", "Asian"),
    1: ("013", "Black"),
    2: ("019", "Hispanic (any race)"),
    4: ("020", "White (not Hispanic)"),
}
NOBODY = "014"  # no one in the state is American Indian or Alaska Native alone
# Odds of taking public transportation against those of all workers.
ODDS = np.array([1.4, 2.2, 1.3, 1.0, 0.6])


def write(world: World, vintage: Vintage, folder: Path) -> None:
    counties = world.counties
    people = counties["ages_25_54"].to_numpy(float)
    members = world.groups.set_index("geoid").loc[counties["geoid"], GROUPS].to_numpy(float)
    riding = _shares(world, members)
    for position, (_, label) in LINES.items():
        world.record(MEASURE, counties.assign(value=riding[:, position]), subgroup=label)
    cells = np.hstack([members * riding, members * (1 - riding)])
    counts, _ = survey_counts(world.rng("commuters by race"), people, cells)
    riders, others = np.hsplit(counts, 2)
    frame = pd.DataFrame(
        {"stco_code": counties["geoid"], "stco_name": counties["name"] + f", {STATE_NAME}"}
    )
    for column, of_group in ((WORKERS, riders + others), (TRANSIT, riders)):
        frame = frame.join(_printed(column, of_group, people))
    frame.to_csv(folder / vintage.files[0].name, index=False, lineterminator="\n")


def _shares(world: World, members: np.ndarray) -> np.ndarray:
    """Each group's true share, so that together they make the county's (``census_acs``)."""
    whole = _of_everyone(world)[:, None]
    riding = ODDS * whole
    return riding * whole / (members * riding).sum(axis=1, keepdims=True)


def _of_everyone(world: World) -> np.ndarray:
    logit = np.log(0.05 / 0.95) + 0.7 * world.advantage("density").to_numpy()
    return 1 / (1 + np.exp(-logit))


def _printed(column: str, of_group: np.ndarray, people: np.ndarray) -> pd.DataFrame:
    """A count, and the percentages of it that each group is, with their margins."""
    total = of_group.sum(axis=1)
    margin = np.where(total == people, 1, count_margins(total, people))
    out = {f"{column}_001E": total, f"{column}_001M": margin}
    none = np.zeros(len(total))
    for line, count in [(NOBODY, none), *((LINES[p][0], of_group[:, p]) for p in LINES)]:
        with np.errstate(divide="ignore", invalid="ignore"):
            percent = 100 * count / total
        error = 100 * proportion_error(count, count_margins(count, people), total, margin)
        out[f"{column}_{line}E"] = np.round(percent, 1)
        out[f"{column}_{line}M"] = np.maximum(np.round(error, 1), 0.1)
    return pd.DataFrame(out)
