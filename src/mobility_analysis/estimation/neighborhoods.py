"""Measures of who lives among whom: tracts in, counties, states and the nation out.

Both measures select or square noisy tract estimates, so their error is not that of a sum. Each function says how
this is handled; ``benchmarks/coverage.py`` checks it against the demonstration's known truth.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from mobility_analysis.estimation import intervals
from mobility_analysis.estimation.interviews import RESIDENTS_PER_INTERVIEW, interviews_behind
from mobility_analysis.framework.places import NATION_GEOID, Level

DRAWS = 500
EDGE = 0.05  # of the draws; at half of it the 95 percent interval ends at the value
SEED = 20260101
ENOUGH_TRACTS = 15  # for a spread of the county's own
SMALLEST_SPREAD = 0.01
COVERED = 0.99
HIGH_POVERTY = 0.40  # "more than 40 percent", as in the metric's definition
FEWEST_MEMBERS = 30  # of a group; Urban Institute's Mobility Metrics print nothing of fewer


def areas(geoid: pd.Series, people: pd.Series) -> Iterator[tuple[Level, pd.Series]]:
    """For counties, states and the nation: the code of the area that each tract lies in.

    A state, and the nation, is formed only where counties with at least 99 percent of its people have
    tracts in the file; else its tracts' code is missing.

    Parameters
    ----------
    geoid
        Codes of tracts, 11 digits.
    people
        Residents by code of county, of all counties there are in the year.
    """
    county = geoid.str[: Level.COUNTY.width]
    yield Level.COUNTY, county
    has_tracts = people.index.isin(set(county))
    covered = people.where(has_tracts, 0.0).groupby(people.index.str[:2]).sum()
    whole = covered >= COVERED * people.groupby(people.index.str[:2]).sum()
    state = county.str[:2]
    yield Level.STATE, state.where(state.isin(whole[whole].index))
    if covered.sum() >= COVERED * people.sum():
        yield Level.NATION, pd.Series(NATION_GEOID, index=geoid.index)


def posterior_rates(
    rate: np.ndarray, se: np.ndarray, county: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(mean, standard deviation) of each tract's true rate, given its noisy estimate.

    Tracts of a county vary around the county's mean; how much, is estimated over all tracts as their
    observed variance less their sampling variance (method of moments): in a county of 15 tracts and more
    its own, else that of all counties together. The estimate of a tract is drawn
    toward its county in proportion to its error: Fay and Herriot (1979), J. Am. Stat. Assoc. 74:269-277,
    normal model without covariates.
    """
    _, code = np.unique(county, return_inverse=True)
    number = np.bincount(code)
    mean = np.bincount(code, rate) / number
    square = np.bincount(code, (rate - mean[code]) ** 2) / np.maximum(number - 1, 1)
    beyond = square - np.bincount(code, se**2) / number
    several = number > 1
    pooled = np.average(beyond[several], weights=number[several]) if several.any() else 0.0
    between = np.where(number >= ENOUGH_TRACTS, beyond, pooled)
    between = np.maximum(between, SMALLEST_SPREAD**2)[code]
    trust = between / (between + se**2)
    return mean[code] + trust * (rate - mean[code]), np.sqrt(trust) * se


def concentrated_poverty(
    tracts: pd.DataFrame, area: pd.Series, threshold: float = HIGH_POVERTY
) -> pd.DataFrame:
    """Share of people in poverty who live in tracts with a poverty rate above ``threshold``.

    Parameters
    ----------
    tracts
        One row per tract: ``geoid``, ``poor`` and ``poor_se`` (of the group), ``rate`` and ``rate_se``
        (of all people of the tract), standard errors of sampling.
    area
        Code of the area of each tract; missing where it belongs to none.

    Returns
    -------
    One row per area: ``geoid``, ``value``, ``lower``, ``upper``, ``se``, ``numerator``,
    ``denominator``, ``denominator_se``, ``n``, ``at_the_edge``.

    Notes
    -----
    The value is the definition applied to the published estimates. Because a cut is applied to noisy
    rates, the interval comes from draws of the tracts' true rates (:func:`posterior_rates`) and of the
    group's counts: 2.5 and 97.5 percent points of 500 draws, widened to hold the value itself. Where
    hardly a draw reaches the value, it is more likely off than the interval says: ``at_the_edge``.
    """
    inside = area.notna().to_numpy()
    code, names = pd.factorize(area[inside], sort=True)
    poor, poor_se, rate, rate_se = (
        tracts.loc[inside, column].to_numpy(float)
        for column in ("poor", "poor_se", "rate", "rate_se")
    )
    number = len(names)
    flagged = rate > threshold
    total = np.bincount(code, poor, number)
    within = np.bincount(code, poor * flagged, number)
    mean, deviation = posterior_rates(
        rate, rate_se, tracts.loc[inside, "geoid"].str[:5].to_numpy(str)
    )
    rng = np.random.default_rng(SEED)
    draws = np.empty((DRAWS, number))
    for draw in range(DRAWS):
        true_rate = mean + deviation * rng.standard_normal(len(mean))
        people = np.maximum(poor + poor_se * rng.standard_normal(len(poor)), 0)
        high = np.bincount(code, people * (true_rate > threshold), number)
        everyone = np.bincount(code, people, number)
        draws[draw] = np.divide(high, everyone, out=np.zeros(number), where=everyone > 0)
    value = np.divide(within, total, out=np.full(number, np.nan), where=total > 0)
    lower, upper = np.quantile(draws, [0.025, 0.975], axis=0)
    return pd.DataFrame(
        {
            "geoid": names,
            "value": value,
            "at_the_edge": _at_the_edge(draws, value),
            "lower": np.fmin(lower, value),
            "upper": np.fmax(upper, value),
            "se": draws.std(axis=0),
            "numerator": within,
            "denominator": total,
            "denominator_se": np.sqrt(np.bincount(code, poor_se**2, number)),
            "n": _interviews(poor, poor_se, code, number),
        }
    )


def _at_the_edge(draws: np.ndarray, value: np.ndarray) -> np.ndarray:
    """Whether fewer than one draw in twenty reaches the value, from below or from above.

    The definition is applied to noisy rates, the draws to rates drawn toward their county; where the two
    lie so far apart, noise has put more tracts above the line, or fewer, than there are.
    """
    at_least, at_most = (draws >= value).mean(axis=0), (draws <= value).mean(axis=0)
    return np.minimum(at_least, at_most) <= EDGE


def exposure_to_others(tracts: pd.DataFrame, area: pd.Series) -> pd.DataFrame:
    """Average share, over a group's members, of their tract's residents who belong to other groups.

    One minus the isolation index (Massey and Denton 1988, Social Forces 67:281-315, "P* index").

    Parameters
    ----------
    tracts
        One row per tract: ``group``, ``group_se``, ``total``, and ``total_se`` (0 for a known total).
    area
        Code of the area of each tract; missing where it belongs to none.

    Returns
    -------
    One row per area: ``geoid``, ``value``, ``lower``, ``upper``, ``se``, ``numerator``, ``denominator``,
    ``denominator_se``, ``n``.

    Notes
    -----
    The square of a noisy count is too large by its sampling variance, which would make small groups
    look more isolated than they are; so that variance is taken off. It is that of the group's part of the
    tract by the handbook's formula for proportions: a tract that is all of one group has a noisy count
    and yet no one else in it. Error: by the delta method over the tracts, whose samples are independent,
    in the group's part and the total of each.
    """
    inside = area.notna().to_numpy()
    code, names = pd.factorize(area[inside], sort=True)
    group, se, total, total_se = (
        tracts.loc[inside, column].to_numpy(float)
        for column in ("group", "group_se", "total", "total_se")
    )
    number = len(names)
    part = np.divide(group, total, out=np.zeros(len(group)), where=total > 0)
    within = se**2 - (part * total_se) ** 2
    # Margins are estimates too. Where nothing is left, households count as if drawn independently of group.
    within = np.where(within < 0, part * (1 - part) * total_se**2, within)
    # An estimate of zero has no sampling variance of its own: its margin is a convention.
    noise = np.where(group > 0, within, 0.0)
    square = np.divide(group**2 - noise, total, out=np.zeros(len(group)), where=total > 0)
    members = np.bincount(code, group, number)
    same = np.maximum(np.bincount(code, square, number), 0.0)
    share = np.divide(same, members, out=np.full(number, np.nan), where=members > 0)
    of_part = (2 * part - share[code]) ** 2 * within
    of_total = (part * (part - share[code]) * total_se) ** 2
    variance = np.bincount(code, of_part + of_total, number)
    error = np.divide(np.sqrt(variance), members, out=np.full(number, np.nan), where=members > 0)
    lower, upper = intervals.wilson_from_se(1 - share, error)
    plain_lower, plain_upper = intervals.wald(1 - share, error, 0.0, 1.0)
    lower, upper = (
        np.where(np.isnan(bound), plain, bound)
        for bound, plain in ((lower, plain_lower), (upper, plain_upper))
    )
    return pd.DataFrame(
        {
            "geoid": names,
            "value": 1 - share,
            "lower": lower,
            "upper": upper,
            "se": error,
            "numerator": members - same,
            "denominator": members,
            "denominator_se": np.sqrt(np.bincount(code, se**2, number)),
            "n": _interviews(group, se, code, number),
        }
    )


def _interviews(people: np.ndarray, error: np.ndarray, code: np.ndarray, number: int) -> np.ndarray:
    """Interviews behind the people of each area; the margin of a tract without any is a convention."""
    known = np.where(people > 0, error, 0.0)
    of_area = np.sqrt(np.bincount(code, known**2, number))
    return interviews_behind(np.bincount(code, people, number), of_area, RESIDENTS_PER_INTERVIEW)
