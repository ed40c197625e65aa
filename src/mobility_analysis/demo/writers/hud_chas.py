"""The demonstration state's housing affordability tables, in HUD's layout (rounded, as HUD does)."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.demo.home_costs import LEVELS
from mobility_analysis.demo.homes import ownership
from mobility_analysis.demo.housing_problems import (
    TENURES,
    housing_problems,
    of_counties,
    record_problems,
)
from mobility_analysis.demo.sampling import ZERO_MARGIN, count_margins, survey_counts
from mobility_analysis.demo.world import GROUPS, STATE_NAME, World
from mobility_analysis.framework.source import Vintage
from mobility_analysis.sources.hud.chas import PROBLEMS, TRACTS, cells

INCOME_SHARES = {"renter": (0.09, 0.06, 0.08), "owner": (0.06, 0.07, 0.11)}
CHEAPER_IS_RARER = {"30": 0.30, "50": 0.42, "80": 0.62}
# HUD's names of the world's groups; two more of its groups are empty in the state.
NAMES = dict(zip(GROUPS, ("asian", "black", "hispanic", "other", "white"), strict=True))
KINDS = ("problems", "no_problems")
_ITEM = re.compile(r"^(occupied|problems|no_problems)_(all|owner|renter)(?:_(\w+))?$")


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Write tables of counties or of tracts, as the vintage declares."""
    tracts, parts = housing_problems(world)
    if vintage.layout == TRACTS:
        record_problems(world, tracts, parts)
        columns = {PROBLEMS: _problems(world.rng("housing problems: tracts"), tracts, parts)}
        places = tracts
    else:
        places = world.counties
        columns = _affordable_homes(world)
        columns["9"] = _by_group(world)
        parts = of_counties(world, tracts, parts)
        record_problems(world, places, parts)
        columns[PROBLEMS] = _problems(world.rng("housing problems"), places, parts)
    for name, values in columns.items():
        whole = [_layout(world, vintage, places), pd.DataFrame(values, index=places.index)]
        frame = pd.concat(whole, axis=1)
        frame.to_csv(folder / f"Table{name}.csv", index=False, encoding="latin-1")


def _layout(world: World, vintage: Vintage, places: pd.DataFrame) -> pd.DataFrame:
    """The columns that say which place a row is."""
    county = places["geoid"].str[:5]
    names = county.map(world.counties.set_index("geoid")["name"]) + f", {STATE_NAME}"
    frame = pd.DataFrame(
        {
            "source": vintage.period.replace("-", "thru"),
            "sumlevel": "050",
            "geoid": "0500000US" + places["geoid"],
            "name": names,
            "st": county.str[:2],
            "cnty": county.str[2:],
        }
    )
    if vintage.layout == TRACTS:
        code = places["geoid"].str[5:]
        number = (code.astype(int) / 100).map("{:g}".format)
        frame = frame.assign(
            sumlevel="140",
            geoid="14000US" + places["geoid"],
            name="Census Tract " + number + ", " + names,
            tract=code,
        )
    return frame


def _affordable_homes(world: World) -> dict[str, dict[str, np.ndarray]]:
    """Tables 8, 17 and 18 by name: homes by what they cost and who lives in them."""
    rng = world.rng("hud_chas")
    truth = _true_shares(world)
    _record(world, truth)
    columns: dict[str, dict[str, np.ndarray]] = {}
    names = list(truth)
    matrix = np.column_stack([truth[name] for name in names])
    everything_else = (1 - matrix.sum(axis=1, keepdims=True)).clip(0.01)
    estimates, margins = survey_counts(
        rng, world.counties["households"].to_numpy(), np.hstack([matrix, everything_else])
    )
    for position, item in enumerate(names):
        rows = cells()[cells()["item"] == item]
        # One cell per structure type and mortgage status; the first holds most of the homes.
        split = (
            np.array([0.7] + [0.3 / (len(rows) - 1)] * (len(rows) - 1)) if len(rows) > 1 else [1.0]
        )
        for row, part in zip(rows.itertuples(index=False), split, strict=True):
            table = columns.setdefault(row.table, {})
            table[f"T{row.table}_est{row.cell}"] = _rounded(estimates[:, position] * part)
            table[f"T{row.table}_moe{row.cell}"] = np.maximum(
                np.round(margins[:, position] * np.sqrt(part)), 4
            ).astype(int)
    return columns


# Parts of the households with and without a problem that are in each class of income, lowest first.
BY_INCOME = np.array([[0.33, 0.25, 0.22, 0.08, 0.12], [0.06, 0.08, 0.14, 0.10, 0.62]])


def _problems(
    rng: np.random.Generator, places: pd.DataFrame, parts: np.ndarray
) -> dict[str, np.ndarray]:
    """Table 1: households by tenure, problems, income and group (``parts`` as in ``housing_problems``).

    Cells of one item are its classes of income; the fourth group of the world has no details in the table.
    """
    people = places["households"].to_numpy(float)
    shares = np.moveaxis(
        parts[..., None] * BY_INCOME, 3, 1
    )  # place, problem, tenure, group, income
    drawn, _ = survey_counts(rng, people, shares.reshape(len(places), -1))
    counts = drawn.reshape(shares.shape)
    found: dict[str, np.ndarray] = {}
    table = cells()[cells()["table"] == PROBLEMS]
    for item, rows in table.groupby("item", sort=False):
        values = _of_item(counts, str(item))
        for column, cell in zip(values.T, rows["cell"], strict=True):
            found[f"T1_est{cell}"] = _rounded(column)
            margins = count_margins(column, people)
            found[f"T1_moe{cell}"] = np.maximum(margins, 4).astype(int)
    return found


def _of_item(counts: np.ndarray, item: str) -> np.ndarray:
    """The households of an item of table 1, a column for each of its cells."""
    [(kind, tenure, group)] = _ITEM.findall(item)
    if kind != "occupied":
        counts = counts[:, [KINDS.index(kind)]]
    if tenure != "all":
        counts = counts[:, :, [TENURES.index(tenure)]]
    if not group:
        return counts.sum(axis=(1, 2, 3, 4))[:, None]
    one = [position for position, label in enumerate(GROUPS) if NAMES[label] == group]
    return counts[:, :, :, one].sum(axis=(1, 2, 3))


def _true_shares(world: World) -> dict[str, np.ndarray]:
    """True share of all households' records in each of HUD's classes, by item."""
    advantage = world.advantage("housing").to_numpy()
    fit = 1 / (1 + np.exp(-0.5 * advantage))  # homes fit incomes better where advantage is high
    out: dict[str, np.ndarray] = {}
    for tenure, shares in INCOME_SHARES.items():
        for income, share in zip(LEVELS, shares, strict=True):
            out[f"households_{tenure}_income{income}"] = np.full(len(advantage), share * 0.5)
            for cost in LEVELS if tenure == "renter" else LEVELS[1:]:
                out[f"units_{tenure}_cost{cost}_income{income}"] = (
                    share * 0.5 * CHEAPER_IS_RARER[cost] * (0.4 + 0.5 * fit) * 0.6
                )
        for cost in LEVELS if tenure == "renter" else LEVELS[1:]:
            out[f"vacant_{tenure}_cost{cost}"] = 0.004 * CHEAPER_IS_RARER[cost] * (1 - 0.4 * fit)
    return out


def _record(world: World, truth: dict[str, np.ndarray]) -> None:
    for position, level in enumerate(LEVELS):
        up_to = LEVELS[: position + 1]
        homes = sum(
            value
            for item, value in truth.items()
            if item.startswith(("units_renter", "vacant_renter"))
            and item.split("_cost")[1][:2] in up_to
            and ("income" not in item or item[-2:] in up_to)
        )
        households = sum(truth[f"households_renter_income{income}"] for income in up_to)
        world.record(
            f"ratio_affordable_available_{level}_ami",
            world.counties.assign(value=homes / households),
            subgroup="Renter",
        )


def _by_group(world: World) -> dict[str, np.ndarray]:
    """Table 9: households by tenure and by the group of the householder."""
    counties = world.counties
    owns = ownership(world).to_numpy()
    shares = world.groups.set_index("geoid").loc[counties["geoid"], GROUPS].to_numpy()
    parts = np.hstack([shares * owns, shares * (1 - owns)])
    estimates, margins = survey_counts(
        world.rng("homeowners"), counties["households"].to_numpy(), parts
    )
    every = (shares * owns).sum(axis=1)
    table: dict[str, np.ndarray] = {}
    for row in cells()[cells()["table"] == "9"].itertuples(index=False):
        _, tenure, name = row.item.split("_")
        table[f"T9_est{row.cell}"] = np.zeros(len(counties), dtype=int)
        table[f"T9_moe{row.cell}"] = np.full(len(counties), ZERO_MARGIN)
        for position, group in enumerate(GROUPS):
            if NAMES[group] == name:
                cell = position + len(GROUPS) * (tenure == "renter")
                table[f"T9_est{row.cell}"] = _rounded(estimates[:, cell])
                table[f"T9_moe{row.cell}"] = np.maximum(margins[:, cell], 4).astype(int)
    for position, group in enumerate(GROUPS):
        truth = counties.assign(value=owns[:, position] / every)
        world.record("ratio_homeowners_households", truth, subgroup=group)
    return table


def _rounded(values: np.ndarray) -> np.ndarray:
    """HUD's rounding: 0 stays, 1 to 7 become 4, the rest go to the nearest 5."""
    nearest = np.round(values / 5) * 5
    return np.where(values < 0.5, 0, np.where(values < 7.5, 4, nearest)).astype(int)
