"""A place's own count of its elected officials beside its residents: shares, their ratio and its bounds.

The officials are a complete list, so chance has no part in their count. What is open is how those identify who did
not answer, which groups' counts are withheld, and the margin of the residents' share. With N officials in office, K
of them known, k of these in the group and residents' share r, the ratio is (k/K)/r; it cannot be less than
(k/N)/r_high nor more than ((k + N - K)/N)/r_low.

Source: Urban Institute, Boosting Upward Mobility: A Planning Guide for Local Action, Step 2 (ratio of shares).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mobility_analysis.framework.estimate import DO_NOT_ACT, STRONG, USE_WITH_CARE, IntervalKind
from mobility_analysis.insights.selection import Value

SELF_IDENTIFIED, WITH_STATEMENTS = "self_identified", "with_public_statements"
# Of those in office this share said themselves how they identify.
NEARLY_ALL, MOST = 0.95, 0.80


@dataclass(frozen=True)
class GroupCount:
    """Officials of one group.

    Attributes
    ----------
    basis
        Whether officials said it themselves, or some of them are known from public statements.
    body
        One elected body; empty for all together.
    in_office, known
        Officials, and those of them whose group is known.
    at_least, at_most
        How many are in the group; two different numbers where the count is withheld.
    """

    basis: str
    body: str
    subgroup: str
    in_office: int
    known: int
    at_least: int
    at_most: int

    @property
    def is_withheld(self) -> bool:
        """Whether the count is not shown."""
        return self.at_least != self.at_most

    @property
    def unknown(self) -> int:
        """Officials of whom nothing is known."""
        return self.in_office - self.known


@dataclass(frozen=True)
class OwnCount:
    """A place's own count of its elected officials, as it may be published.

    Attributes
    ----------
    scope
        ``own``: the place's own government alone; ``all``: every government in it.
    vacant, appointed
        Seats that nobody holds (not counted); officials appointed to an elected seat (counted).
    boxes
        How many marked each box of the form, alone or with others; empty where that cannot be told.
    """

    scope: str
    as_of: date
    vacant: int
    appointed: int
    groups: tuple[GroupCount, ...]
    boxes: tuple[tuple[str, int], ...] = ()

    def of(self, basis: str = SELF_IDENTIFIED, body: str = "") -> tuple[GroupCount, ...]:
        """The groups of one count; none where there is no such count."""
        return tuple(each for each in self.groups if (each.basis, each.body) == (basis, body))

    @property
    def bodies(self) -> tuple[str, ...]:
        """The bodies that are shown by themselves."""
        return tuple(dict.fromkeys(each.body for each in self.groups if each.body))


class SeatStanding(StrEnum):
    """How a group's seats stand to its share of residents, counted in whole seats."""

    FEWER = "fewer seats than its share"
    MORE = "more seats than its share"
    NEAR = "as near to its share as whole seats come"
    OPEN = "cannot be told"


@dataclass(frozen=True)
class Representation:
    """One group's officials beside its residents.

    Attributes
    ----------
    share
        Share of the known officials; ``None`` where the count is withheld or nobody is known.
    at_parity
        Officials in office who would match the residents' share; ``None`` where that share is not known.
    ratio
        Share of officials over share of residents; ``None`` where ``why_no_ratio`` says why.
    lower, upper
        Least and greatest ratio possible; ``None`` where the end is open or there is no ratio.
    """

    count: GroupCount
    residents: Value | None
    share: float | None
    at_parity: float | None
    ratio: float | None
    lower: float | None
    upper: float | None
    interval_kind: str
    grade: int | None
    reasons: tuple[str, ...]
    why_no_ratio: str = ""

    @property
    def standing(self) -> SeatStanding | None:
        """What can be said whatever the unknown officials would answer; nothing of a weak value.

        A group has fewer seats than its share where another seat would still not be too many.
        """
        count, residents = self.count, self.residents
        if self.grade is None or self.grade >= DO_NOT_ACT or residents is None:
            return None
        low, high = (count.in_office * share for share in _ends(residents))
        fewest, most = count.at_least, count.at_most + count.unknown
        if most + 1 <= low:
            return SeatStanding.FEWER
        if fewest - 1 >= high:
            return SeatStanding.MORE
        return SeatStanding.NEAR if fewest + 1 > high and most - 1 < low else SeatStanding.OPEN


NOBODY_KNOWN = "Nobody's group is known."
NO_RESIDENTS = "The group's share of residents is not known."
BELOW_ONE = "The group's share of residents comes to less than one official, so no whole number could match it."
WITHHELD = "The count is withheld, so that nobody can be recognized in it."


def represent(count: GroupCount, residents: Value | None) -> Representation:
    """One group's officials beside its residents.

    Parameters
    ----------
    residents
        The group's share of residents, from the run.
    """
    known_share = residents if residents is not None and residents.value is not None else None
    at_parity = None if known_share is None else count.in_office * (known_share.value or 0.0)
    share = None
    if count.known and not count.is_withheld:
        share = count.at_least / count.known
    why = _why_none(count, at_parity)
    if why:
        return Representation(
            count,
            residents,
            share,
            at_parity,
            None,
            None,
            None,
            IntervalKind.NONE.value,
            None,
            (),
            why,
        )
    assert known_share is not None and known_share.value is not None
    low, high = _ends(known_share)
    lower = count.at_least / count.in_office / high
    most = (count.at_most + count.unknown) / count.in_office
    upper = most / low if low > 0 else None
    is_open = count.is_withheld or count.unknown > 0
    has_range = is_open or known_share.has_interval
    kind = IntervalKind.SUPPRESSION_BOUNDS.value if is_open else known_share.interval_kind
    grade, reasons = _graded(count, known_share)
    return Representation(
        count=count,
        residents=residents,
        share=share,
        at_parity=at_parity,
        ratio=None if share is None else share / known_share.value,
        lower=lower if has_range else None,
        upper=upper if has_range else None,
        interval_kind=kind if has_range else IntervalKind.NONE.value,
        grade=grade,
        reasons=reasons,
        why_no_ratio="" if share is not None else WITHHELD,
    )


def _ends(residents: Value) -> tuple[float, float]:
    """The ends of a share of residents; twice the share where it has no margin."""
    share = residents.value or 0.0
    return (
        share if residents.lower is None else residents.lower,
        share if residents.upper is None else residents.upper,
    )


def _why_none(count: GroupCount, at_parity: float | None) -> str:
    if count.known == 0:
        return NOBODY_KNOWN
    if at_parity is None:
        return NO_RESIDENTS
    return BELOW_ONE if at_parity < 1 else ""


_ANSWERED = {
    STRONG: "officials_nearly_all",
    USE_WITH_CARE: "officials_most",
    DO_NOT_ACT: "officials_too_few",
}


def answers_grade(count: GroupCount) -> tuple[int, str]:
    """How good a count is whatever the group, and the code of the reason: by the share of officials who answered.

    One that rests on public statements is always weak.
    """
    if count.basis == WITH_STATEMENTS:
        return DO_NOT_ACT, "officials_from_public_sources"
    rate = count.known / count.in_office
    grade = STRONG if rate >= NEARLY_ALL else USE_WITH_CARE if rate >= MOST else DO_NOT_ACT
    return grade, _ANSWERED[grade]


def _graded(count: GroupCount, residents: Value) -> tuple[int, tuple[str, ...]]:
    """The worse of what the answers and what the residents' share bear, and why."""
    grade, why = answers_grade(count)
    reasons = [why]
    theirs = DO_NOT_ACT if residents.grade is None else residents.grade
    if theirs > grade:
        reasons.append("residents_share_imprecise")
    if count.is_withheld:
        reasons.append("officials_withheld")
    return max(grade, theirs), tuple(reasons)


def represented(
    own: OwnCount, residents: Sequence[Value], basis: str = SELF_IDENTIFIED
) -> tuple[Representation, ...]:
    """All groups of one count beside their residents, in the order of printing."""
    shares = {value.subgroup: value for value in residents}
    return tuple(represent(count, shares.get(count.subgroup)) for count in own.of(basis))
