"""Where a place stands among all places of its level in the nation, measure by measure.

A rank is read from the quantiles that the estimate stage wrote (:mod:`estimation.distribution`), with
ties in the middle of their stretch. It is turned so that a high rank is good; a measure without a
direction, or a count of the police where agencies are silent, keeps its raw position. Interval ends become ranks too: they hold the place's own
uncertainty, not that of the places around it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mobility_analysis.framework.places import Level
from mobility_analysis.framework.registry import Direction, Measure, MetricEntry
from mobility_analysis.insights.numbers import OpenEnd, plain
from mobility_analysis.insights.patterns import say
from mobility_analysis.insights.peer_words import places_called
from mobility_analysis.insights.selection import Selection, Value

# A nation is not described by fewer places than these, nor by a smaller part of its places. Whether a place has
# a value is seldom chance: small counts are withheld, monitors stand in cities, agencies report if they like.
# With three fifths of the places a rank among them is at most 40 points from that among all.
FEWEST_PLACES = 5
SMALLEST_PART = 0.6
# Half of a normal distribution lies within so many standard deviations.
IQR_OF_NORMAL = 1.349

Series = tuple[str, str, int, str]  # measure, level, year, period


@dataclass(frozen=True)
class Distribution:
    """The usable values of one series: ``n`` of ``places``, as 101 quantiles in ascending order."""

    n: int
    places: int
    quantiles: tuple[float, ...]

    @property
    def is_national(self) -> bool:
        """Whether enough places have a value for a rank among them to mean something."""
        return self.n >= max(FEWEST_PLACES, SMALLEST_PART * self.places)

    @property
    def median(self) -> float:
        """The value that half of the places are above and half below."""
        return self.quantiles[50]

    @property
    def is_complete(self) -> bool:
        """Whether so few places lack a value that a rank among the others is one among all."""
        return self.places - self.n < self.places / 100

    @property
    def typical_distance(self) -> float | None:
        """Standard deviation that the middle half of the places tells; None where it is of one value."""
        quarter = (len(self.quantiles) - 1) // 4
        middle = self.quantiles[3 * quarter] - self.quantiles[quarter]
        return middle / IQR_OF_NORMAL if middle > 0 else None

    def rank(self, value: float) -> float:
        """Percent of the places below ``value``, 0 to 100; places with the same value count half."""
        left = int(np.searchsorted(self.quantiles, value, side="left"))
        right = int(np.searchsorted(self.quantiles, value, side="right"))
        if left < right:
            return (left + right - 1) / 2
        if left in (0, len(self.quantiles)):
            return 0.0 if left == 0 else 100.0
        below, above = self.quantiles[left - 1], self.quantiles[left]
        return left - 1 + (value - below) / (above - below)

    def tied(self, value: float) -> int:
        """Percent of the places that have exactly ``value``."""
        left = int(np.searchsorted(self.quantiles, value, side="left"))
        right = int(np.searchsorted(self.quantiles, value, side="right"))
        return max(right - left - 1, 0)


Distributions = dict[Series, Distribution]


def read_distributions(frame: pd.DataFrame) -> Distributions:
    """The rows of ``distribution.parquet`` by series."""
    return {
        (row.measure, row.level, int(row.year), row.period): Distribution(
            int(row.n), int(row.places), tuple(map(float, row.quantiles))
        )
        for row in frame.itertuples(index=False)
    }


@dataclass(frozen=True)
class Standing:
    """One measure's value of a place, and its rank where it has one.

    Attributes
    ----------
    among
        The places compared, also where they are too few for a rank.
    rank, low, high
        0 to 100, right is better (or higher, without a direction); ends of the interval, if any.
    peers, nation
        Ranks of the values beside it, among the same places; ``None`` for one that is not usable.
    tied
        Percent of the places with exactly this value.
    is_older
        A newer value exists for the place, with too few other places to stand among.
    """

    metric: MetricEntry
    measure: Measure
    value: Value | None
    among: Distribution | None = None
    rank: float | None = None
    low: float | None = None
    high: float | None = None
    peers: tuple[float | None, ...] = ()
    nation: float | None = None
    tied: int = 0
    is_older: bool = False

    @property
    def is_judged(self) -> bool:
        """Whether right is better: not without a direction, nor for counts with silent agencies."""
        is_incomplete = self.value is not None and self.value.is_incomplete
        return self.measure.direction is not Direction.NONE and not is_incomplete

    @property
    def label(self) -> str:
        """What stands over the value, as on its card."""
        return self.metric.heading(self.measure)


def standing(
    selection: Selection,
    distributions: Distributions,
    metric: MetricEntry,
    geoid: str,
    *,
    peers: tuple[str, ...],
    nation: str,
) -> Standing:
    """Where ``geoid`` stands on a metric's headline, or on what it has beside a headline without value."""
    measures = sorted(metric.measures, key=lambda measure: not measure.headline)
    latest = [(measure, selection.latest(measure.id, geoid)) for measure in measures]
    measure, newest = next(
        ((m, v) for m, v in latest if v is not None and v.value is not None), latest[0]
    )
    value = _with_company(selection, distributions, newest)
    places = _distribution(distributions, value)
    found = position_of(distributions, value)
    if value is None or places is None or found is None:
        return Standing(metric, measure, value, places)

    def rank_of(other: str) -> float | None:
        return rank_beside(places, value, selection.beside(value, other))

    return Standing(
        metric,
        measure,
        value,
        places,
        rank=found.rank,
        low=found.low,
        high=found.high,
        peers=tuple(rank_of(peer) for peer in peers),
        nation=rank_of(nation),
        tied=found.tied,
        is_older=value is not newest,
    )


@dataclass(frozen=True)
class Position:
    """Where one value lies among the places of a level, 0 to 100 with right as better.

    ``low`` and ``high`` are the ranks of the ends of its interval, ``None`` without one; ``kind`` what the
    places are, in the plural.
    """

    rank: float
    low: float | None
    high: float | None
    tied: int
    among: Distribution
    kind: str


def position_of(distributions: Distributions, value: Value | None) -> Position | None:
    """The position of a value among the places of its level.

    ``None`` where it is weak, too old, or too few places have a value.
    """
    places = among(distributions, value)
    if value is None or places is None or not value.usable or value.is_history:
        return None
    assert value.value is not None
    rank = _rank(places, value, value.value)
    assert rank is not None
    low, high = (_rank(places, value, end) for end in _ends(value))
    return Position(
        rank=rank,
        low=low if low is None or high is None else min(low, high),
        high=high if low is None or high is None else max(low, high),
        tied=places.tied(value.value),
        among=places,
        kind=places_called(value.level),
    )


def rank_beside(among: Distribution, own: Value, other: Value | None) -> float | None:
    """The rank of another place's value among the places that ``own`` is ranked among; ``None`` without a usable one."""
    return _rank(among, own, other.value) if other is not None and other.usable else None


def standing_words(position: Position) -> str:
    """Where a value lies that more or less of is better: "Ahead of 92 in 100 counties (89 to 94)".

    Where part of the places have no value, it is said of how many the rank is.
    """
    middle = in_100(position.rank)
    number = plain(position.among.n, 0)
    places = f" {position.kind}"
    if not position.among.is_complete:
        places = say("standing_among_some", number=number, places=position.kind)
    ends = [in_100(end) for end in (position.low, position.high) if end is not None]
    if len(set(ends)) < 2:
        return say("standing", rank=middle, places=places)
    return say("standing_within", rank=middle, low=ends[0], high=ends[1], places=places)


def in_100(rank: float) -> str:
    """A rank as a whole number; only the very ends are 0 and 100."""
    return plain(rank if rank in (0, 100) else min(max(rank, 1), 99), 0)


def _distribution(distributions: Distributions, value: Value | None) -> Distribution | None:
    if value is None:
        return None
    return distributions.get((value.measure.id, value.level, value.year, value.period))


def among(distributions: Distributions, value: Value | None) -> Distribution | None:
    """The places that a value is ranked among; ``None`` where too few have one."""
    found = _distribution(distributions, value)
    return found if found is not None and found.is_national else None


def typical_distance(distributions: Distributions, value: Value) -> float | None:
    """How far apart counties typically are in the measure, year and period of ``value``, in its unit.

    Of counties for cities too: one scale for a measure. None where too few counties have a value.
    """
    found = distributions.get((value.measure.id, Level.COUNTY.value, value.year, value.period))
    return found.typical_distance if found is not None and found.n >= FEWEST_PLACES else None


def _with_company(
    selection: Selection, distributions: Distributions, newest: Value | None
) -> Value | None:
    """``newest``, or the newest usable value of a year in which the nation's places have values."""
    if newest is None or newest.value is None or among(distributions, newest):
        return newest
    older = [
        value
        for value in selection.history(newest.measure.id, newest.geoid)
        if value.usable
        and not value.is_history
        and value.year < newest.year
        and among(distributions, value)
    ]
    return max(older, key=lambda value: value.year, default=newest)


def _ends(value: Value) -> tuple[float | None, float | None]:
    """The interval; of an open value all that lies at or beyond it."""
    if value.open_end is OpenEnd.MORE:
        return value.value, float("inf")
    if value.open_end is OpenEnd.LESS:
        return float("-inf"), value.value
    return value.lower, value.upper


def _rank(among: Distribution, own: Value, number: float | None) -> float | None:
    """The rank of ``number`` beside the place's ``own`` value, which says whether right is better."""
    if number is None:
        return None
    rank = among.rank(number)
    is_turned = own.is_judged and own.measure.direction is Direction.LOWER
    return 100 - rank if is_turned else rank
