"""A nation of the real one's margins in which every place, group and year has the same true value.

Each number of a finished run is drawn again around one truth per measure (the nation's newest value): counts
of events by Poisson's law, shares of complete counts by the binomial one, counts that scatter more by their measured
scatter, all others by the normal law with their own published errors. A group's number is drawn given everyone's, so that
groups add up to everyone as published ones do. Numbers without margins have no chance in them and equal the truth.
Grades, periods, sources and what is missing stay as they are.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from mobility_analysis.core.io import read_parquet
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.estimation.distribution import distributions
from mobility_analysis.estimation.intervals import poisson_exact, wilson, wilson_from_se
from mobility_analysis.framework.places import NATION_GEOID, Level
from mobility_analysis.framework.registry import Unit, registry
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.insights.chance import SCATTER
from mobility_analysis.insights.count_tests import EVENTS, PHYSICIANS, SHARES
from mobility_analysis.insights.peer_lenses import DEFAULT_LENS
from mobility_analysis.insights.standing import Distributions, read_distributions
from mobility_analysis.insights.testing import Z95
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.read_place import read_place
from mobility_analysis.runs.run_data import RunData

MARGIN_NOISE = (
    0.05  # a published margin is rounded and approximate: its error is off by about this part
)
BOUNDS = "suppression_bounds"
SERIES = ["measure", "level", "geoid", "year", "period"]
PANEL = ["measure", "year", "period", "subgroup_type", "scheme"]
FEW_LEFT = 0.01  # a part of everyone too small to be drawn as a group of its own


class NullRun(RunData):
    """A finished run whose numbers are drawn again (``world``: everyone's rows, all places)."""

    def __init__(self, paths: RunPaths, seed: int) -> None:
        super().__init__(paths)
        rows = read_parquet(self.files.estimates)
        rows = rows[(rows["subgroup"] == ALL) & (rows["level"] != Level.PLACE.value)]
        self.truth = truths(rows)
        self.world = drawn(rows, self.truth, np.random.default_rng(seed))
        self._spread = read_distributions(distributions(self.world))
        self._numbers = self.world.dropna(subset="value").set_index(SERIES)[NUMBERS]

    @property
    def distributions(self) -> Distributions:
        """How the drawn places are spread over each measure: by chance alone."""
        return self._spread

    def place(self, geoid: str, seed: int) -> PlaceData:
        """One place and the peers that a report finds for it, with drawn numbers and no others' groups."""
        peers = tuple(peer.geoid for peer in self.find_peers(self.find(geoid), DEFAULT_LENS))
        real = read_place(self, geoid, peers, DEFAULT_LENS)
        rng = np.random.default_rng(seed)
        rows = real.estimates[real.estimates["measure"].isin(self.truth.index)]
        everyone = rows[rows["subgroup"] == ALL]
        everyone = _with_numbers(everyone, self._numbers)
        groups = rows[(rows["subgroup"] != ALL) & (rows["geoid"] == geoid) & rows["value"].notna()]
        own = everyone[everyone["geoid"] == geoid].dropna(subset="value").set_index(PANEL[:3])
        parts = [
            _groups(
                panel, own.loc[[key[:3]]] if key[:3] in own.index else None, self.truth[key[0]], rng
            )
            for key, panel in groups.groupby(PANEL)
        ]
        return replace(real, run=self, estimates=pd.concat([everyone, *parts], ignore_index=True))


NUMBERS = ["value", "se", "lower", "upper", "numerator", "denominator"]


def truths(rows: pd.DataFrame) -> pd.Series:
    """One true value per measure: the nation's newest, or that of the middle county."""
    known = rows.dropna(subset="value")
    newest = known.sort_values("year")
    nation = newest[newest["geoid"] == NATION_GEOID].groupby("measure")["value"].last()
    counties = known[known["level"] == Level.COUNTY.value]
    return nation.combine_first(counties.groupby("measure")["value"].median())


def drawn(rows: pd.DataFrame, truth: pd.Series, rng: np.random.Generator) -> pd.DataFrame:
    """``rows`` with other numbers around ``truth``; rows without a value as they are."""
    out = rows.copy()
    has_value = out["value"].notna() & out["measure"].isin(truth.index)
    for (measure, method), part in out[has_value].groupby(["measure", "ci_method"], dropna=False):
        out.loc[part.index, NUMBERS] = _numbers(
            part, str(measure), str(method), float(truth[measure]), rng
        )[NUMBERS]
    return out


def _numbers(
    part: pd.DataFrame, measure: str, method: str, truth: float, rng: np.random.Generator
) -> pd.DataFrame:
    has_counts = part["numerator"].notna().all() and (part["denominator"] > 0).all()
    if measure in SCATTER and has_counts:
        return _scattered(part, measure, truth, rng)
    if method == SHARES and has_counts:
        people = part["denominator"].round()
        return _shares(part, pd.Series(rng.binomial(people.astype(int), truth), part.index))
    if method == EVENTS and has_counts:
        expected = truth * part["denominator"] / _per(part)
        return _events(part, pd.Series(rng.poisson(expected), part.index))
    if method == PHYSICIANS and has_counts:
        people = part["value"] * part["denominator"]
        count = pd.Series(rng.poisson(people / truth), part.index).clip(lower=1)
        low, high = poisson_exact(count)
        value = people / count
        return part.assign(
            value=value, denominator=count, lower=people / high, upper=people / low,
            se=value / np.sqrt(count),
        )  # fmt: skip
    if part["se"].notna().all():
        error = _errors(part, measure, truth)
        return _surveyed(part, measure, rng.normal(truth, error), error, rng)
    return _shifted(part, truth)


def _per(part: pd.DataFrame) -> pd.Series:
    """How many people a rate counts by; 100,000 where there was no event to tell it."""
    return (part["value"] * part["denominator"] / part["numerator"]).where(
        part["numerator"] > 0, 1e5
    )


def _shifted(part: pd.DataFrame, truth: float) -> pd.DataFrame:
    """The truth itself, within bounds as wide as they were."""
    move = truth - part["value"]
    return part.assign(value=truth, lower=part["lower"] + move, upper=part["upper"] + move)


def _scattered(
    part: pd.DataFrame, measure: str, truth: float, rng: np.random.Generator
) -> pd.DataFrame:
    per = _per(part).where(part["numerator"] > 0, 1.0 if measure.startswith("share") else 1e5)
    expected = (truth * part["denominator"] / per).clip(lower=1e-9)
    is_large = part["level"].isin([Level.NATION.value, Level.STATE.value])
    scatter = SCATTER[measure]
    spread = (
        scatter.times * expected + (np.where(is_large, 0.0, scatter.part) * expected) ** 2
    ) ** 0.5
    # A gamma mixture of Poisson counts would do as well; what is tested is the mean and the variance.
    count = pd.Series(rng.normal(expected, spread), part.index).round().clip(lower=0)
    value = count / part["denominator"] * per
    move = value - part["value"]
    error = spread / part["denominator"] * per
    bounds = {"lower": part["lower"] + move, "upper": part["upper"] + move}
    if (part["interval_kind"] != BOUNDS).any():
        bounds = {"lower": value - Z95 * error, "upper": value + Z95 * error}
    return part.assign(value=value, numerator=count, **bounds)


def _shares(part: pd.DataFrame, hits: pd.Series) -> pd.DataFrame:
    people = part["denominator"].round()
    value = hits / people
    low, high = wilson(hits, people)
    error = np.sqrt(value * (1 - value) / people)
    return part.assign(value=value, numerator=hits, se=error, lower=low, upper=high)


def _events(part: pd.DataFrame, events: pd.Series) -> pd.DataFrame:
    scale = _per(part) / part["denominator"]
    low, high = poisson_exact(events)
    error = (np.sqrt(events) * scale).where(events > 0)
    return part.assign(
        value=events * scale, numerator=events, se=error, lower=low * scale, upper=high * scale
    )


def _errors(part: pd.DataFrame, measure: str, truth: float) -> np.ndarray:
    """The published errors as they would be at the truth: of a share by p(1 - p), else in proportion."""
    value = part["value"].to_numpy(float)
    if registry().measures[measure].unit is Unit.SHARE:
        inside = np.clip(value, 0.01, 0.99)
        times = np.sqrt(truth * (1 - truth) / (inside * (1 - inside)))
    else:
        times = np.abs(truth) / np.maximum(np.abs(value), 1e-9)
    return part["se"].to_numpy(float) * np.clip(times, 0.2, 5)


def _surveyed(
    part: pd.DataFrame, measure: str, value: np.ndarray, error: np.ndarray, rng: np.random.Generator
) -> pd.DataFrame:
    low, high = registry().measures[measure].unit.range
    value = np.clip(value, low, high)
    printed = error * np.exp(rng.normal(0, MARGIN_NOISE, len(value)))
    lower, upper = value - Z95 * printed, value + Z95 * printed
    if registry().measures[measure].unit is Unit.SHARE:
        lower, upper = wilson_from_se(value, printed)
    numerator = part["numerator"].where(part["numerator"].isna(), value * part["denominator"])
    return part.assign(value=value, se=printed, lower=lower, upper=upper, numerator=numerator)


def _with_numbers(rows: pd.DataFrame, numbers: pd.DataFrame) -> pd.DataFrame:
    """``rows`` with the numbers of the drawn world, where it has any."""
    key = pd.MultiIndex.from_frame(rows[SERIES])
    found = numbers[~numbers.index.duplicated()].reindex(key).set_axis(rows.index)
    is_drawn = found["value"].notna()
    out = rows.copy()
    out.loc[is_drawn, NUMBERS] = found.loc[is_drawn, NUMBERS]
    return out


# ------------------------------------------------------------------ groups, given everyone


def _groups(
    panel: pd.DataFrame, whole: pd.DataFrame | None, truth: float, rng: np.random.Generator
) -> pd.DataFrame:
    """The groups of one kind, drawn so that they and the rest are everyone (``whole``: one row)."""
    measure, method = str(panel["measure"].iloc[0]), str(panel["ci_method"].iloc[0])
    if whole is None or len(whole) != 1 or len(set(panel["ci_method"])) > 1:
        return _numbers(panel, measure, method, truth, rng)
    everyone = whole.iloc[0]
    sizes = panel["denominator"].to_numpy(float)
    is_part = bool(np.isfinite(sizes).all() and sizes.sum() <= 1.001 * everyone["denominator"])
    if method in (SHARES, EVENTS) and everyone["ci_method"] == method and is_part:
        return _split(panel, everyone, method, rng)
    if panel["se"].isna().any():
        return _numbers(panel, measure, method, truth, rng)
    error = _errors(panel, measure, truth)
    value = rng.normal(truth, error)
    if pd.notna(everyone["se"]):
        weights = _weights(sizes, error, everyone, is_part=is_part)
        left = 1 - weights.sum()
        if left > FEW_LEFT:  # those of no group
            weights, error = (
                np.append(weights, left),
                np.append(error, everyone["se"] / np.sqrt(left)),
            )
            value = np.append(value, rng.normal(truth, error[-1]))
        value = _given(value, error, weights, float(everyone["value"]))[: len(panel)]
        error = error[: len(panel)]
    return _surveyed(panel, measure, value, error, rng)


def _split(
    panel: pd.DataFrame, everyone: pd.Series, method: str, rng: np.random.Generator
) -> pd.DataFrame:
    """Everyone's count over groups by their sizes: no group has more than its part but by chance."""
    sizes = np.append(panel["denominator"].round(), 0.0)
    sizes[-1] = max(round(everyone["denominator"]) - sizes.sum(), 0.0)
    count = round(everyone["numerator"])
    if method == SHARES:
        found = rng.multivariate_hypergeometric(sizes.astype(int), min(count, int(sizes.sum())))
    else:
        found = rng.multinomial(count, sizes / sizes.sum())
    hits = pd.Series(found[:-1], panel.index)
    return _shares(panel, hits) if method == SHARES else _events(panel, hits)


def _weights(
    sizes: np.ndarray, error: np.ndarray, everyone: pd.Series, *, is_part: bool
) -> np.ndarray:
    """Each group's part of everyone: as printed, or as its error implies."""
    if is_part:
        return sizes / everyone["denominator"]
    implied = 1 / np.maximum(error, 1e-12) ** 2
    return implied / implied.sum()


def _given(
    value: np.ndarray, error: np.ndarray, weights: np.ndarray, everyone: float
) -> np.ndarray:
    """Independent normal values, given that together they are everyone's printed value."""
    missing = everyone * weights.sum() - weights @ value
    return value + missing * weights * error**2 / ((weights * error) ** 2).sum()
