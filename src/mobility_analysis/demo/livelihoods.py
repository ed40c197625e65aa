"""Work and income in the demonstration state by group: what its survey records are drawn from."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mobility_analysis.demo.homes import logistic
from mobility_analysis.demo.world import GROUPS, World

# As in the tables of the census_acs writer: employed shares by sex, spread of log incomes.
EMPLOYED = {"Male": 0.84, "Female": 0.74}
INCOME_MIDDLE, INCOME_SLOPE, INCOME_SPREAD = 11.15, 0.16, 0.85
# Shifts of each group of GROUPS: of the odds of working, of the logarithm of income. The first and the
# fourth are one group of the survey's four, so they are alike.
WORK = dict(zip(GROUPS, (-0.05, -0.25, -0.05, -0.05, 0.1), strict=True))
INCOME = dict(zip(GROUPS, (0.08, -0.22, -0.15, 0.08, 0.06), strict=True))
DISABILITY = {"With Disability": -1.4, "Without Disability": 0.16}
AGES = np.arange(25, 55)
QUANTILES = {"pctl_income_20": -0.8416, "pctl_income_50": 0.0, "pctl_income_80": 0.8416}


def disabled_share(age: np.ndarray) -> np.ndarray:
    """Made-up share (0-1) of people with a disability, by ``age`` in years."""
    return np.asarray(0.04 + 0.003 * age)


def employed_shares(world: World) -> dict[tuple[str, str], pd.DataFrame]:
    """By sex and disability: share employed at 25 to 54, by county (rows) and group (columns)."""
    county = 0.3 * world.advantage("employment").to_numpy()
    return {
        (sex, label): pd.DataFrame(
            {group: logistic(base, county + more + shift) for group, shift in WORK.items()},
            index=world.counties["geoid"],
        )
        for sex, base in EMPLOYED.items()
        for label, more in DISABILITY.items()
    }


def middle_incomes(world: World) -> pd.DataFrame:
    """Logarithm of each group's median household income, by county (rows) and group (columns)."""
    county = INCOME_MIDDLE + INCOME_SLOPE * world.advantage("income").to_numpy()
    columns = {group: county + shift for group, shift in INCOME.items()}
    return pd.DataFrame(columns, index=world.counties["geoid"])


def record_livelihoods(world: World, four: dict[str, str]) -> None:
    """Truth of counties, and of cities, which are as their county is; ``four``: the survey's groups."""
    shares = world.groups.set_index("geoid")[GROUPS]
    of_survey = pd.Series(four)
    disabled = float(disabled_share(AGES).mean())
    parts = {"With Disability": disabled, "Without Disability": 1 - disabled}
    rates = employed_shares(world)
    by_disability = {
        label: (rates["Male", label] + rates["Female", label]) / 2 for label in DISABILITY
    }
    rate = sum(by_disability[label] * part for label, part in parts.items())
    of_group = (shares * rate).T.groupby(of_survey).sum().T / shares.T.groupby(of_survey).sum().T
    truths = {("share_employed", str(group)): of_group[group] for group in of_group}
    for label, table in by_disability.items():
        truths["share_employed", label] = (shares * table).sum(axis=1)
    middle = middle_incomes(world)
    for group, label in four.items():
        for measure, z in QUANTILES.items():
            truths[measure, label] = np.exp(middle[group] + INCOME_SPREAD * z)
    for (measure, label), values in truths.items():
        for frame, county in (
            (world.counties, world.counties["geoid"]),
            (world.places, world.places["county"]),
        ):
            world.record(measure, frame.assign(value=county.map(values)), subgroup=label)
