"""What homes cost by the month in the demonstration's survey records, and how many are affordable.

The truth is computed by integrals over incomes and costs, not from the records.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from mobility_analysis.demo.homes import home_values, ownership
from mobility_analysis.demo.income_limits import income_limits
from mobility_analysis.demo.livelihoods import INCOME_SPREAD, middle_incomes
from mobility_analysis.demo.world import GROUPS, World

# Middle cost of owners and of renters, over a month of the county's middle income.
BURDEN = {"Owner": 0.22, "Renter": 0.26}
COST_SPREAD, LIKENESS = (
    0.45,
    0.5,
)  # of costs on the log scale; correlation with the income of who lives there
CONTRACT = 0.85  # rent without utilities, over gross rent
NO_CASH_RENT = 0.05  # of renters
# Homes for sale: what a buyer pays a month, over the price; as in the methods of Mobility Metrics.
COST_OF_PRICE = 0.00726994
VALUE_SPREAD = 0.55
ON_MARKET = {"Owner": 2 / 7, "Renter": 2 / 7}  # of vacant homes
AFFORDABLE = 0.3
LEVELS = ("30", "50", "80")


def middle_costs(world: World) -> pd.DataFrame:
    """Logarithm of the middle monthly cost by county (rows) and tenure (columns)."""
    shares = world.groups.set_index("geoid")[GROUPS]
    month = (middle_incomes(world) * shares).sum(axis=1) - np.log(12)
    return pd.DataFrame({tenure: month + np.log(part) for tenure, part in BURDEN.items()})


def monthly_dollars(world: World, homes: pd.DataFrame, adjust: pd.Series) -> pd.DataFrame:
    """``SMOCP``, ``GRNTP``, ``RNTP`` of each home in dollars of its interview, missing where nothing is paid.

    ``homes`` has ``county``, ``kind``, ``owns``, ``other_tenure`` and ``vacancy`` (the survey's codes) and
    ``standing``, how far its income is from its group's middle, in standard deviations; ``adjust`` makes
    dollars of the last year of those of the interview.
    """
    own = world.rng("census_pums costs").normal(size=len(homes))
    is_home, is_vacant = homes["kind"] == "home", homes["kind"] == "vacant"
    together = LIKENESS * homes["standing"] + np.sqrt(1 - LIKENESS**2) * own
    deviation = COST_SPREAD * together.where(is_home, pd.Series(own, index=homes.index))
    middle = middle_costs(world)
    cost = {
        tenure: np.exp(homes["county"].map(middle[tenure]) + deviation) / adjust
        for tenure in BURDEN
    }
    pays_rent = is_home & ~homes["owns"] & (homes["other_tenure"] == "3")
    is_rental = pays_rent | (is_vacant & homes["vacancy"].isin(["1", "2"]))
    return pd.DataFrame(
        {
            "SMOCP": cost["Owner"].where(homes["owns"]),
            "GRNTP": cost["Renter"].where(pays_rent),
            "RNTP": (CONTRACT * cost["Renter"]).where(is_rental),
        }
    )


def record_affordability(world: World, vacant: float) -> None:
    """Truth of the homes per household at HUD's limits for four people, by tenure and together.

    ``vacant``: vacant homes of all kinds per household. A city is as its county is.
    """
    limits = income_limits(world).set_index("geoid")
    for level in LEVELS:
        supply, demand = _homes_and_households(world, limits[f"limit{level}"], vacant)
        groups = {"Owner": ["Owner"], "Renter": ["Renter"], "All": ["Owner", "Renter"]}
        for label, tenures in groups.items():
            truth = supply[tenures].sum(axis=1) / demand[tenures].sum(axis=1)
            for frame, county in (
                (world.counties, world.counties["geoid"]),
                (world.places, world.places["county"]),
            ):
                world.record(
                    f"ratio_affordable_available_{level}_ami_four_person",
                    frame.assign(value=county.map(truth)),
                    subgroup=label,
                )


def _homes_and_households(
    world: World, limit: pd.Series, vacant: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(homes affordable and available, households at or below the limit) per household of the county."""
    shares = world.groups.set_index("geoid")[GROUPS]
    owns, incomes, costs = ownership(world), middle_incomes(world), middle_costs(world)
    values = np.log(home_values(world))
    dollars = np.log(AFFORDABLE * limit / 12)
    supply = pd.DataFrame(0.0, index=limit.index, columns=list(BURDEN))
    demand = supply.copy()
    for tenure in BURDEN:
        to_cost = (dollars - costs[tenure]) / COST_SPREAD
        pays = 1.0 if tenure == "Owner" else 1 - NO_CASH_RENT
        for group in GROUPS:
            part = shares[group] * (owns[group] if tenure == "Owner" else 1 - owns[group])
            to_income = (np.log(limit) - incomes[group]) / INCOME_SPREAD
            demand[tenure] += part * stats.norm.cdf(to_income)
            both = [_both_below(a, b) for a, b in zip(to_income, to_cost, strict=True)]
            supply[tenure] += part * pays * both
        if tenure == "Renter":
            fits = pd.Series(stats.norm.cdf(to_cost), index=limit.index)
        else:
            price = dollars - np.log(COST_OF_PRICE)
            fits = sum(
                shares[group] * stats.norm.cdf((price - values[group]) / VALUE_SPREAD)
                for group in GROUPS
            )
        supply[tenure] += vacant * ON_MARKET[tenure] * fits
    return supply, demand


def _both_below(income: float, cost: float) -> float:
    """Chance that two correlated standard normals lie below these, by the trapezoid rule."""
    z = np.linspace(-9, income, 2_001)
    inner = stats.norm.cdf((cost - LIKENESS * z) / np.sqrt(1 - LIKENESS**2))
    return float(np.trapezoid(stats.norm.pdf(z) * inner, z))
