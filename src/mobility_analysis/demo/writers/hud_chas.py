"""The demonstration state's housing affordability tables, in HUD's layout (rounded, as HUD does)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.demo.homes import ownership
from mobility_analysis.demo.sampling import ZERO_MARGIN, survey_counts
from mobility_analysis.demo.world import GROUPS, STATE_NAME, World
from mobility_analysis.framework.source import Vintage
from mobility_analysis.sources.hud.chas import cells

LEVELS = ("30", "50", "80")
INCOME_SHARES = {"renter": (0.09, 0.06, 0.08), "owner": (0.06, 0.07, 0.11)}
CHEAPER_IS_RARER = {"30": 0.30, "50": 0.42, "80": 0.62}


def write(world: World, vintage: Vintage, folder: Path) -> None:
    rng = world.rng("hud_chas")
    counties = world.counties
    truth = _true_shares(world)
    _record(world, truth)
    columns: dict[str, dict[str, np.ndarray]] = {}
    names = list(truth)
    matrix = np.column_stack([truth[name] for name in names])
    everything_else = (1 - matrix.sum(axis=1, keepdims=True)).clip(0.01)
    estimates, margins = survey_counts(
        rng, counties["households"].to_numpy(), np.hstack([matrix, everything_else])
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
    columns["9"] = _by_group(world)
    for name, values in columns.items():
        frame = pd.DataFrame(
            {
                "source": vintage.id.split("-county")[0].replace("-", "thru"),
                "sumlevel": "050",
                "geoid": "0500000US" + counties["geoid"],
                "name": counties["name"] + f", {STATE_NAME}",
                "st": counties["geoid"].str[:2],
                "cnty": counties["geoid"].str[2:],
                **values,
            }
        )
        frame.to_csv(folder / f"Table{name}.csv", index=False, encoding="latin-1")


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


# HUD's names of the world's groups; two more of its groups are empty in the state.
NAMES = dict(zip(GROUPS, ("asian", "black", "hispanic", "other", "white"), strict=True))


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
