"""A place's rank among others when every value has a margin: from which place to which it may stand.

The value is tested against that of each other place, and the tests are corrected for their number (Holm 1979). Places
that are clearly lower stand below it and those clearly higher above it; among the rest it may stand anywhere. Such a
range holds the place's true rank in at least 95 of 100 cases (Klein, Wright and Wieczorek 2020, "A joint confidence
region for an overall ranking of populations", *Journal of the Royal Statistical Society* C 69:589-606; Mogstad, Romano,
Shaikh and Wilhelm 2024, "Inference for ranks", *Review of Economic Studies* 91:476-518). A published table sorted by
its values is no such range: the lowest of fifty values is seldom known to be the lowest place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mobility_analysis.insights.findings import Finding, Kind, Method, Verdict, unjudged
from mobility_analysis.insights.selection import Value
from mobility_analysis.insights.testing import Verdicts, correct, judge, method_for, set_beside

# A superlative needs others to be one among, and nearly all of them.
FEWEST_OTHERS = 5
SMALLEST_PART = 0.9
# "Among the lowest": nobody clearly lower, and so many of the others clearly higher.
AMONG = 0.75
SIDES = Verdicts(Verdict.SIMILAR)
_UNTOLD = (Method.NO_VALUE, Method.GRADE, Method.OPEN_END, Method.IMPOSSIBLE)


@dataclass(frozen=True)
class Rank:
    """Where a value stands among others.

    Attributes
    ----------
    others
        Other places of the set, and of them ``usable`` with a value of the same source and period that may be compared.
    lower, higher
        How many of these are clearly lower, clearly higher.
    is_ruled
        Some are told apart by a rule, since no margins are published.
    """

    others: int
    usable: int
    lower: int
    higher: int
    is_ruled: bool

    @property
    def of(self) -> int:
        """The places compared, itself among them."""
        return self.usable + 1

    @property
    def is_enough(self) -> bool:
        """Whether there are others enough for a superlative to mean something."""
        return self.usable >= FEWEST_OTHERS and self.usable >= SMALLEST_PART * self.others

    def range_from_below(self) -> tuple[int, int]:
        """From which place to which, counted from the lowest."""
        return 1 + self.lower, self.of - self.higher

    def range_from_above(self) -> tuple[int, int]:
        """The same, counted from the highest."""
        return 1 + self.higher, self.of - self.lower


def rank_among(value: Value, others: Sequence[Value | None], typical: float | None) -> Rank:
    """The rank of ``value`` among ``others``.

    Parameters
    ----------
    others
        The same measure, group and period of each other place; ``None`` for one that has none.
    typical
        Typical distance between counties, for values without margins (:mod:`insights.fixed_rule`).
    """
    own = [other for other in others if other is not None and _is_comparable(value, other)]
    family = correct([_beside(value, other, typical) for other in own], SIDES)
    told = [each for each in family if each.method not in _UNTOLD]
    # A verdict is of the value: it is lower than a place that is higher.
    return Rank(
        len(others),
        len(own),
        sum(each.verdict is Verdict.HIGHER for each in told),
        sum(each.verdict is Verdict.LOWER for each in told),
        any(each.method in (Method.FIXED_RULE, Method.BOUNDS) for each in told),
    )


def _is_comparable(value: Value, other: Value) -> bool:
    """A usable value of the other place's own, from the same source."""
    return other.usable and not other.borrowed_from and other.source_ids == value.source_ids


def _beside(value: Value, other: Value, typical: float | None) -> Finding:
    method = method_for(value, other, typical)
    blank = unjudged(
        Kind.VERSUS_PEER, value, other.geoid, method=method, sentence="", estimate_keys=()
    )
    if method in _UNTOLD:
        return blank
    return judge(set_beside(blank, value, other, typical), value, other, SIDES, typical)
