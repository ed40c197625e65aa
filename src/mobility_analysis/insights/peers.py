"""Which places are like this one: a distance over a few stated factors, with reasons in words.

The distance of two places is the weighted root mean square of their distances by factor, each in units
of the distance typical of two places of the nation (``peers.yaml``). A factor unknown for either place is
left out and named; nothing is filled in. Words are made in :mod:`insights.peer_words`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from mobility_analysis.core.errors import UsageError
from mobility_analysis.core.same import Same
from mobility_analysis.geography.projections import EARTH_KM
from mobility_analysis.insights.peer_lenses import (
    DEFAULT_LENS,
    Factor,
    FactorDifference,
    known_factors,
    resolve_weights,
)
from mobility_analysis.insights.peer_words import (
    because,
    differs,
    in_brief,
    nobody_near,
    places_called,
    too_little_known,
)
from mobility_analysis.insights.selection import printed_period

HOW_MANY = 3
# A lens finds no peer by fewer factors than these, nor one as far as a place picked by chance.
FEWEST_FACTORS, FARTHEST = 5, 1.0
NEIGHBORS_KM = 40.0
# Shares of nothing and of all have no finite log-odds.
LEAST_SHARE = 0.005
# Places whose pairs give the typical distance: at most so many, evenly along the list of codes.
SAMPLE = 600


@dataclass(frozen=True)
class Peer:
    """A place beside another: how far it is, why it was taken, what differs.

    ``distance`` is 0 for a twin and about 1 for a place picked by chance; NaN where no factor that
    counts is known of both. ``unknown`` names the factors that count but could not be compared. ``among`` is the
    number of other places of its level that could be compared in all the lens counts and is known of home.
    """

    geoid: str
    label: str
    distance: float
    because: tuple[str, ...]
    differs: tuple[str, ...]
    unknown: tuple[str, ...]
    gaps: tuple[FactorDifference, ...]
    among: int = 0

    @property
    def distance_text(self) -> str:
        """``0.32``; a dash where nothing that counts is known of both. What is below 1 is not printed as 1."""
        if math.isnan(self.distance):
            return "\u2013"
        is_near = self.distance < FARTHEST
        return f"{min(self.distance, FARTHEST - 0.01) if is_near else self.distance:.2f}"

    @property
    def brief(self) -> str:
        """The reasons without numbers: ``alike in population; differs in poverty rate``."""
        return in_brief(self.gaps)


def find_peers(
    factors: pd.DataFrame,
    geoid: str,
    lens: str = DEFAULT_LENS,
    *,
    weights: Mapping[str, float] | None = None,
    how_many: int = HOW_MANY,
    within: str | None = None,
) -> list[Peer]:
    """The places most like ``geoid``, nearest first; of equally near ones the smaller code.

    Parameters
    ----------
    factors
        ``peer_factors.parquet``: one row per place, columns as in ``peers.yaml`` with ``level``,
        ``geoid``, ``label``. Only places of the same level are looked at.
    weights
        Weights in place of the lens's, by factor. They count whatever part of the places is known.
    within
        Code of the state to stay in.

    Returns
    -------
    ``how_many`` peers, or fewer, or none: a place must have every factor that counts and is known of
    ``geoid``, since what is unknown is no likeness. Without ``weights`` of one's own these must be at least
    five (or all that the lens counts), and the place nearer than one picked by chance.

    Raises
    ------
    UsageError
        An unknown place, lens or factor; weights or a number that make no sense.
    """
    if how_many < 1:
        raise UsageError(f"{how_many} peers cannot be found.", "Ask for 1 or more.")
    space = _Space(factors, geoid, lens, weights)
    total, is_comparable = space.totals()
    is_candidate = is_comparable & (space.places["geoid"] != geoid).to_numpy()
    if not weights:
        is_candidate &= space.is_described & (total < FARTHEST)
    if within is not None:
        is_candidate &= space.places["geoid"].str.startswith(within).to_numpy()
    rows = np.flatnonzero(is_candidate).tolist()
    codes = space.places["geoid"].to_numpy()
    nearest = sorted(rows, key=lambda row: (round(float(total[row]), 9), codes[row]))
    return [space.peer(row) for row in nearest[:how_many]]


def why_no_peers(factors: pd.DataFrame, geoid: str, lens: str = DEFAULT_LENS) -> str:
    """Why ``lens`` finds no peer of ``geoid``, in a sentence or two; empty where it finds one.

    Raises
    ------
    UsageError
        An unknown place or lens.
    """
    if find_peers(factors, geoid, lens, how_many=1):
        return ""
    space = _Space(factors, geoid, lens, None)
    kind = places_called(str(space.places["level"].iloc[0]))
    if not space.is_described:
        return too_little_known(*space.known_and_not, space.fewest, kind)
    return nobody_near(kind, int(space.totals()[1].sum()) - 1)


def describe_peers(
    factors: pd.DataFrame,
    geoid: str,
    others: Sequence[str],
    lens: str = DEFAULT_LENS,
    *,
    weights: Mapping[str, float] | None = None,
) -> list[Peer]:
    """The same account of places someone named, in the order given; of another level: no distance.

    Raises
    ------
    UsageError
        As :func:`find_peers`.
    """
    if not others:
        return []
    space = _Space(factors, geoid, lens, weights)
    rows = {code: row for row, code in enumerate(space.places["geoid"])}
    labels = factors.set_index("geoid")["label"]
    return [
        space.peer(rows[other]) if other in rows else _incomparable(other, labels)
        for other in others
    ]


def fact_years(factors: pd.DataFrame, geoid: str) -> str:
    """Of which years the facts about ``geoid`` are: "population 2023; poverty rate 2014-2018".

    Every place of its level is likened by values of the same years, but not every fact is of the same ones. Empty
    for a place without any, such as an area of one's own.
    """
    rows = factors[factors["geoid"] == geoid]
    if rows.empty:
        return ""
    own = rows.iloc[0].to_dict()
    by_years: dict[str, list[str]] = {}
    for factor in known_factors().values():
        years = own.get(factor.period)
        if isinstance(years, str) and all(pd.notna(own[column]) for column in factor.columns):
            by_years.setdefault(printed_period(years), []).append(factor.label)
    return "; ".join(f"{', '.join(labels)} {years}" for years, labels in by_years.items())


def not_compared(peers: Sequence[Peer]) -> tuple[str, ...]:
    """Factors that count and could not be compared with one or more of the peers, each once."""
    return tuple(dict.fromkeys(label for peer in peers for label in peer.unknown))


def peers_frame(peers: Sequence[Peer], lens: str) -> pd.DataFrame:
    """One row per peer, reasons joined by semicolons; ``lens`` is empty where a person named them."""
    rows = [
        {
            "geoid": peer.geoid,
            "name": peer.label,
            "chosen_by": f"lens: {lens}" if lens else "person",
            "distance": peer.distance,
            "because": "; ".join(peer.because),
            "differs": "; ".join(peer.differs),
            "not_compared": "; ".join(peer.unknown),
        }
        for peer in peers
    ]
    columns = ["geoid", "name", "chosen_by", "distance", "because", "differs", "not_compared"]
    return pd.DataFrame(rows, columns=columns)


def set_aside(factors: pd.DataFrame, level: str) -> tuple[str, ...]:
    """Factors that are known of some places of ``level``, but of too few for a lens to count them.

    A place must have every factor that counts, so a list of a few places would leave no other candidates.
    """
    return _level_of(Same(factors), level).aside


def _incomparable(geoid: str, labels: pd.Series) -> Peer:
    if geoid not in labels.index:
        raise UsageError(f"The run knows no place {geoid}.", "See `mobility places`.")
    every = tuple(factor.label for factor in known_factors().values())
    return Peer(geoid, str(labels[geoid]), math.nan, (), (), every, ())


@dataclass(frozen=True, eq=False)
class _Level:
    """What does not depend on whose peers are looked for: the places of a level by their codes, as points."""

    places: pd.DataFrame
    points: Mapping[str, np.ndarray]
    typical: Mapping[str, float]
    aside: tuple[str, ...]


@lru_cache(maxsize=4)
def _level_of(factors: Same, level: str) -> _Level:
    same = factors.table[factors.table["level"] == level]
    places = same.sort_values("geoid", ignore_index=True)
    points = {factor.id: _points(places, factor) for factor in known_factors().values()}
    return _Level(
        places,
        points,
        {name: _typical(points[name], factor) for name, factor in known_factors().items()},
        tuple(
            factor.id
            for factor in known_factors().values()
            if 0 < places[list(factor.columns)].notna().all(axis=1).mean() < factor.enough
        ),
    )


class _Space:
    """The places of one level as points, seen from one of them."""

    def __init__(
        self, factors: pd.DataFrame, geoid: str, lens: str, given: Mapping[str, float] | None
    ) -> None:
        self.asked = resolve_weights(lens, given)
        own = factors.loc[factors["geoid"] == geoid, "level"]
        if own.empty:
            raise UsageError(f"The run knows no place {geoid}.", "See `mobility places`.")
        level = _level_of(Same(factors), str(own.iloc[0]))
        self.places = level.places
        self.home = int(np.flatnonzero(self.places["geoid"] == geoid)[0])
        aside = set(level.aside) - set(given or ())
        self.weights = {name: 0.0 if name in aside else w for name, w in self.asked.items()}
        self.sizes: dict[str, np.ndarray] = {}
        self.scaled: dict[str, np.ndarray] = {}
        for factor in known_factors().values():
            points = level.points[factor.id]
            sizes = _sizes(points, points[self.home], factor)
            self.sizes[factor.id] = sizes
            self.scaled[factor.id] = _stretch(sizes, factor) / level.typical[factor.id]

    @property
    def is_described(self) -> bool:
        """Whether enough of what the lens counts is known of the place to call another one like it."""
        return len(self.known_and_not[0]) >= self.fewest

    @property
    def fewest(self) -> int:
        """How many factors must be known of a place for a peer: five, or all that the lens asks for."""
        return min(FEWEST_FACTORS, sum(weight > 0 for weight in self.asked.values()))

    @property
    def known_and_not(self) -> tuple[list[str], list[str]]:
        """Labels of the factors that the lens asks for: those counted here, and those that cannot be."""
        known: list[str] = []
        unknown: list[str] = []
        for factor in known_factors().values():
            is_counted = self.weights[factor.id] > 0
            is_known = is_counted and not np.isnan(self.scaled[factor.id][self.home])
            if self.asked[factor.id] > 0:
                (known if is_known else unknown).append(factor.label)
        return known, unknown

    def totals(self) -> tuple[np.ndarray, np.ndarray]:
        """(distance of each place from home, whether it has every factor that counts here)."""
        total = np.zeros(len(self.places))
        sum_of_weights = 0.0
        for name, weight in self.weights.items():
            distance = self.scaled[name]
            if weight > 0 and not np.isnan(distance[self.home]):
                total += weight * distance**2
                sum_of_weights += weight
        if not sum_of_weights:
            return np.full(len(self.places), np.nan), np.zeros(len(self.places), dtype=bool)
        return np.sqrt(total / sum_of_weights), ~np.isnan(total)

    def peer(self, row: int) -> Peer:
        gaps, unknown = [], []
        home, other = (self.places.loc[place].to_dict() for place in (self.home, row))
        for factor in known_factors().values():
            distance, weight = float(self.scaled[factor.id][row]), self.weights[factor.id]
            if not math.isnan(distance):
                here, there = (
                    tuple(place[column] for column in factor.columns) for place in (home, other)
                )
                size = float(self.sizes[factor.id][row])
                of = other.get(factor.of)
                of = of if isinstance(of, str) else ""  # unknown, or of a run before it was kept
                gaps.append(FactorDifference(factor, weight, distance, size, here, there, of))
            elif self.asked[factor.id] > 0:
                unknown.append(factor.label)
        counted = sum(gap.weight for gap in gaps)
        square = sum(gap.weight * gap.distance**2 for gap in gaps)
        return Peer(
            geoid=str(other["geoid"]),
            label=str(other["label"]),
            distance=math.sqrt(square / counted) if counted else math.nan,
            because=because(gaps),
            differs=differs(gaps),
            unknown=tuple(unknown),
            gaps=tuple(gaps),
            among=int(self.totals()[1].sum()) - 1,
        )


# ------------------------------------------------------------------ distance by factor


def _points(places: pd.DataFrame, factor: Factor) -> np.ndarray:
    """One row of coordinates per place, NaN where unknown; distances are straight lines between them."""
    values = places[list(factor.columns)]
    if factor.kind in ("ordinal", "category"):
        column = values.iloc[:, 0]
        order = factor.classes or tuple(sorted(column.dropna().unique()))
        return column.map({name: rank for rank, name in enumerate(order)}).to_numpy(float)[:, None]
    numbers = values.to_numpy(float)
    if factor.kind == "log":
        return np.log(np.where(numbers > 0, numbers, np.nan))
    if factor.kind == "logit":
        inside = np.clip(numbers, LEAST_SHARE, 1 - LEAST_SHARE)
        return np.log(inside / (1 - inside))
    if factor.kind == "composition":
        return np.sqrt(numbers / 2)
    east, north = np.radians(numbers[:, :1]), np.radians(numbers[:, 1:])
    across = np.cos(north)
    return np.hstack([across * np.cos(east), across * np.sin(east), np.sin(north)])


def _sizes(points: np.ndarray, home: np.ndarray, factor: Factor) -> np.ndarray:
    """Distance of each place from ``home`` in the factor's own unit."""
    line = np.sqrt(((points - home) ** 2).sum(axis=-1))
    if factor.kind == "category":
        return np.where(np.isnan(line), np.nan, (line > 0).astype(float))
    if factor.kind == "sphere":
        return 2 * EARTH_KM * np.arcsin(np.clip(line / 2, 0, 1))
    return line


def _stretch(sizes: np.ndarray, factor: Factor) -> np.ndarray:
    """Kilometers on a logarithmic scale: the next county and the one behind it are not alike far."""
    return np.log1p(sizes / NEIGHBORS_KM) if factor.kind == "sphere" else sizes


def _typical(points: np.ndarray, factor: Factor) -> float:
    """Median distance over pairs of places; the mean where more than half of the pairs are alike.

    1 where all are alike or fewer than two known: then every distance is 0, and no scale matters.
    """
    known = points[~np.isnan(points).any(axis=1)]
    if len(known) < 2:
        return 1.0
    chosen = known[np.linspace(0, len(known) - 1, min(len(known), SAMPLE)).round().astype(int)]
    first, second = np.triu_indices(len(chosen), k=1)
    apart = _stretch(_sizes(chosen[first], chosen[second], factor), factor)
    return float(np.median(apart)) or float(apart.mean()) or 1.0
