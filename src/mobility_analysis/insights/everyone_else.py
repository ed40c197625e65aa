"""Whom a group is compared with: everyone else in the place, never the whole, never one group as the norm.

In this order, because each next way knows less:

1. Two groups that are everyone together (women and men, owners and renters): the other group.
2. Everyone minus the group, where both come from one source with the number of people behind them.
3. The other groups added up, where they and the group are everyone together, in one source.
4. Everyone together, the group included, where the source does not say how many people are in the group
   (incomes, learning rates). It lies between the group and the others, so no gap to it means no gap to
   them, and a gap to it understates theirs. The two share people, so their errors move together; taking
   them as independent makes the error larger than it is, and the test careful.
5. One, by definition, for a group's share of something per its share of households or residents.

Otherwise nothing is compared, and the reason is said. Schemes are never mixed: everyone is everyone in each
of them, and only groups of one scheme are added up. Neighborhoods are compared with all other
neighborhoods, if the number of people in them is known; never by way 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt

from mobility_analysis.core.missing import Missing
from mobility_analysis.estimation.everyone_else import others_error, others_value, pooled
from mobility_analysis.framework.estimate import DO_NOT_ACT
from mobility_analysis.framework.registry import Direction, Unit
from mobility_analysis.framework.subgroups import Scheme
from mobility_analysis.insights.count_tests import EVENTS, SHARES
from mobility_analysis.insights.findings import Method
from mobility_analysis.insights.selection import Value
from mobility_analysis.insights.testing import fits

EVERYONE_ELSE = "everyone else"
EVERYONE = "everyone"

_FOUR_RACES = {
    "Black, Non-Hispanic",
    "Hispanic",
    "Other Races and Ethnicities",
    "White, Non-Hispanic",
}
# Groups that hold everyone once; a set inside a larger panel counts too.
PARTITIONS: tuple[frozenset[str], ...] = tuple(
    map(
        frozenset,
        (
            {"Female", "Male"},
            {"Owner", "Renter"},
            {"Age 45 and Over", "Under Age 45"},
            {"With Disability", "Without Disability"},
            {"Economically Disadvantaged", "Not Economically Disadvantaged"},
            _FOUR_RACES,
            _FOUR_RACES | {"Asian, Non-Hispanic"},
        ),
    )
)


@dataclass(frozen=True)
class Others:
    """Those a group is compared with.

    Attributes
    ----------
    value
        Their value, as an estimate that no table holds.
    versus
        ``everyone else``, ``everyone``, or the label of the only other group.
    method
        Set where not the usual: compared with everyone together.
    behind
        The published estimates it is made of.
    """

    value: Value
    versus: str
    behind: tuple[Value, ...]
    method: Method | None = None


def everyone_else(group: Value, whole: Value | None, panel: Sequence[Value]) -> Others | Method:
    """Those outside ``group``, or why they cannot be known.

    Parameters
    ----------
    whole
        Everyone's value for the same place and period.
    panel
        All groups of the same kind and scheme, the group among them.
    """
    if group.value is None:
        return Method.NO_VALUE
    if not group.usable:
        return Method.GRADE
    if group.borrowed_from:
        return Method.LARGER_AREA
    if is_relative(group, whole):
        return Others(_one(group), EVERYONE, ())
    return _known_others(group, whole, panel)


def _known_others(group: Value, whole: Value | None, panel: Sequence[Value]) -> Others | Method:
    others = _rest_of_partition(group, panel)
    has_whole = whole is not None and whole.value is not None
    # What follows adds and subtracts counts, so those of everyone must be possible, too.
    if not all(fits(value) for value in (group, *([whole] if whole else []), *others)):
        return Method.IMPOSSIBLE
    if len(others) == 1:
        return _checked(others, Others(others[0], others[0].subgroup, others))
    if whole is not None and has_whole and _sources(whole) == _sources(group):
        return _checked((whole,), _from_whole(group, whole))
    added_up = _checked(others, _added_up(others)) if others else Method.NO_SIZES
    if added_up is not Method.NO_SIZES:
        return added_up
    return Method.OTHER_SOURCE if has_whole else Method.NO_VALUE


def is_relative(group: Value, whole: Value | None) -> bool:
    """Whether the measure sets a group's share against its share of people, so that everyone has 1."""
    return (
        group.measure.unit is Unit.RATIO
        and group.measure.direction is Direction.NONE
        and whole is not None
        and whole.missing_reason == Missing.NOT_APPLICABLE.value
    )


def _sources(value: Value) -> set[str]:
    """Products behind a value; files of one product and period fit together."""
    return {name.partition("@")[0] for name in value.sources}


def _checked(behind: Sequence[Value], others: Others | Method) -> Others | Method:
    if any(value.value is None for value in behind):
        return Method.NO_VALUE
    if not all(value.usable for value in behind):
        return Method.GRADE
    if any(value.borrowed_from for value in behind):
        return Method.LARGER_AREA
    is_made_up = isinstance(others, Others) and others.value not in behind
    if is_made_up and any(value.open_end for value in behind):
        return Method.OPEN_END  # an end cannot be added up or taken away
    return others


def _rest_of_partition(group: Value, panel: Sequence[Value]) -> tuple[Value, ...]:
    """The groups that make up everyone together with ``group``, from its source; none if not all."""
    mates = {row.subgroup: row for row in panel if _sources(row) == _sources(group)}
    found = [labels for labels in PARTITIONS if group.subgroup in labels and labels <= mates.keys()]
    if not found:
        return ()
    # Of two partitions the one with more groups is used; both hold everyone.
    labels = max(found, key=len)
    return tuple(row for row in panel if row.subgroup in labels - {group.subgroup})


def _from_whole(group: Value, whole: Value) -> Others | Method:
    if _is_part(group, whole):
        return Others(_minus(group, whole), EVERYONE_ELSE, (whole,))
    if group.scheme == Scheme.NEIGHBORHOODS.value:
        return Method.NO_SIZES
    # Without margins there is no test whose error could be careful; the fixed rule says so itself.
    method = Method.TEST_WITH_EVERYONE if group.se is not None and whole.se is not None else None
    return Others(whole, EVERYONE, (whole,), method)


def _is_part(group: Value, whole: Value) -> bool:
    """Whether denominators are people (or homes) that add up, not the cost of living for all alike."""
    return (
        group.denominator is not None
        and whole.denominator is not None
        and 0 < group.denominator < whole.denominator
        and group.denominator / whole.denominator > 0
    )


def _minus(group: Value, whole: Value) -> Value:
    assert group.value is not None and whole.value is not None
    assert group.denominator is not None and whole.denominator is not None
    weight = group.denominator / whole.denominator
    people = whole.denominator - group.denominator
    has_counts = group.numerator is not None and whole.numerator is not None
    numerator = (whole.numerator or 0.0) - (group.numerator or 0.0) if has_counts else None
    low, high = whole.measure.unit.range
    value = min(high, max(low, others_value(group.value, whole.value, weight)))
    se = None
    if group.se is not None and whole.se is not None:
        se = others_error(group.se, whole.se, weight)
    if group.ci_method in (SHARES, EVENTS) and numerator is not None:
        se = _count_error(value, numerator, people, group.ci_method)
    return _derived(whole, value, se, numerator, people)


def _count_error(value: float, numerator: float, people: float, ci_method: str) -> float | None:
    if ci_method == SHARES:
        return sqrt(value * (1 - value) / people)
    return value / sqrt(numerator) if numerator > 0 else None


def _added_up(others: tuple[Value, ...]) -> Others | Method:
    sizes = [other.denominator or 0.0 for other in others]
    if min(sizes) <= 0 or any(other.value is None for other in others):
        return Method.NO_SIZES
    value, se = pooled([other.value or 0.0 for other in others], [o.se for o in others], sizes)
    numerators = [other.numerator for other in others]
    total = None if None in numerators else sum(number or 0.0 for number in numerators)
    worst = max(others, key=lambda other: other.grade or DO_NOT_ACT)
    return Others(_derived(worst, value, se, total, sum(sizes)), EVERYONE_ELSE, others)


def _derived(
    like: Value, value: float, se: float | None, numerator: float | None, people: float
) -> Value:
    return replace(
        like,
        subgroup=EVERYONE_ELSE,
        value=value,
        se=se,
        lower=None,
        upper=None,
        interval_kind="none",
        numerator=numerator,
        denominator=people,
    )


def _one(group: Value) -> Value:
    return replace(
        group, subgroup=EVERYONE, value=1.0, se=0.0, lower=1.0, upper=1.0, grade=1, numerator=None
    )
