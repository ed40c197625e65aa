"""The demonstration state's households with broadband by household income (table B28004).

They are the households of table B28002, classed: for each place both tables add up to the same counts.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from mobility_analysis.demo.livelihoods import INCOME_MIDDLE, INCOME_SLOPE, INCOME_SPREAD
from mobility_analysis.demo.sampling import add_up, count_margins, survey_counts
from mobility_analysis.demo.world import STATE, World

TABLE = "B28004"
# Upper ends of the table's income classes, and how much more often a household of each has broadband than
# the average one, on the logit scale.
ENDS = (10_000, 20_000, 35_000, 50_000, 75_000, np.inf)
SHIFTS = np.array([-1.4, -1.1, -0.6, -0.1, 0.4, 1.2])
CLASSES_UNDER_50_000 = 4
GROUPS = {
    "Less than $50,000": slice(None, CLASSES_UNDER_50_000),
    "$50,000 or More": slice(CLASSES_UNDER_50_000, None),
}


def broadband(world: World, everyone: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Cells of the table by level; ``everyone``: table B28002 as drawn, and so are the totals here."""
    rng = world.rng("census_acs broadband by income")
    out = {}
    for level, frame in (("county", world.counties), ("place", world.places)):
        classes = _classes(world, level)
        overall = world.truth["share_digital_access"].query("subgroup == 'All'")
        share = frame["geoid"].map(overall.set_index("geoid")["value"]).to_numpy(float)
        shares = _shares(classes, share)
        _record(world, frame, classes, shares)
        parts = np.hstack([classes * shares, classes * (1 - shares)])
        drawn, _ = survey_counts(rng, frame["households"].to_numpy(), parts)
        number = len(ENDS)
        halves = [
            _in_proportion(half, everyone[level][f"B28002_{line}"].to_numpy(float))
            for half, line in ((drawn[:, :number], "004"), (drawn[:, number:], "013"))
        ]
        out[level] = _cells(frame["geoid"], halves[0], halves[0] + halves[1])
    counts = [column for column in out["county"] if column[-1].isdigit()]
    state = pd.Series(STATE, index=out["county"].index)
    out["state"] = add_up(out["county"], state, counts, [f"{column}M" for column in counts])
    out["us"] = out["state"].assign(geoid="1")
    return out


def _classes(world: World, level: str) -> np.ndarray:
    """Share of households in each income class, shape (places, classes)."""
    middle = INCOME_MIDDLE + INCOME_SLOPE * world.advantage("income", level=level).to_numpy()
    below = stats.norm.cdf((np.log(ENDS) - middle[:, None]) / INCOME_SPREAD)
    return np.diff(below, prepend=0.0, axis=1)


def _shares(classes: np.ndarray, overall: np.ndarray) -> np.ndarray:
    """Share with broadband in each class, such that the classes together have ``overall``."""
    low, high = np.full(len(overall), -20.0), np.full(len(overall), 20.0)
    for _ in range(60):
        middle = (low + high) / 2
        shares = 1 / (1 + np.exp(-(middle[:, None] + SHIFTS)))
        above = (classes * shares).sum(axis=1) > overall
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return np.asarray(shares)


def _record(world: World, frame: pd.DataFrame, classes: np.ndarray, shares: np.ndarray) -> None:
    for group, chosen in GROUPS.items():
        part = classes[:, chosen]
        value = (part * shares[:, chosen]).sum(axis=1) / part.sum(axis=1)
        world.record("share_digital_access", frame.assign(value=value), subgroup=group)


def _in_proportion(drawn: np.ndarray, total: np.ndarray) -> np.ndarray:
    """Whole numbers in proportion to ``drawn`` that add up to ``total``.

    The largest remainders are rounded up. Where nothing was drawn, all are in the highest class.
    """
    nothing = drawn.sum(axis=1) == 0
    weights = drawn.copy()
    weights[nothing, -1] = 1
    exact = weights / weights.sum(axis=1, keepdims=True) * total[:, None]
    whole = np.floor(exact)
    rank = np.argsort(np.argsort(whole - exact, axis=1, kind="stable"), axis=1)
    return whole + (rank < (total - whole.sum(axis=1))[:, None])


def _cells(geoid: pd.Series, with_it: np.ndarray, households: np.ndarray) -> pd.DataFrame:
    people = households.sum(axis=1, keepdims=True)
    table = pd.DataFrame({"geoid": geoid})
    for number in range(len(ENDS)):
        for line, counts in ((2 + 4 * number, households), (4 + 4 * number, with_it)):
            table[f"{TABLE}_{line:03d}"] = counts[:, number]
            margins = count_margins(counts[:, [number]], people)
            table[f"{TABLE}_{line:03d}M"] = margins[:, 0]
    return table
