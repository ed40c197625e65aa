"""No set of published counts lets a reader work out a protected one, even one who knows the rule by heart.

Every small roster is tried: rosters that give the same publication are put together, and a protected count must not
be the same in all of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility_analysis.planning.officials.masks import limits, withheld

GROUPS = 7


def _ways(people: int, groups: int) -> Iterator[tuple[int, ...]]:
    """Every way in which so many people can be spread over groups."""
    if groups == 1:
        yield (people,)
        return
    for first in range(people + 1):
        for rest in _ways(people - first, groups - 1):
            yield (first, *rest)


def _publication(
    tables: Sequence[Sequence[int]], hidden: frozenset[int]
) -> tuple[tuple[int | None, ...], ...]:
    """What a reader sees: shown counts, and the sum of the withheld ones as the last entry of each table."""
    seen = []
    for table in tables:
        shown = [None if g in hidden else count for g, count in enumerate(table)]
        seen.append((*shown, sum(table)))
    return tuple(seen)


@pytest.mark.parametrize("smallest", [3, 4])
@pytest.mark.parametrize("people", range(1, 15))
def test_a_protected_count_has_at_least_two_possible_values(people: int, smallest: int) -> None:
    told: dict[object, list[tuple[int, ...]]] = defaultdict(list)
    guarded: dict[object, set[int]] = defaultdict(set)
    for counts in _ways(people, GROUPS):
        small = [0 < count < smallest for count in counts]
        hidden = withheld([counts], [small])
        assert hidden is not None
        seen = _publication([counts], hidden)
        told[seen].append(counts)
        guarded[seen] |= {g for g in range(GROUPS) if small[g]}
    for seen, rosters in told.items():
        for group in guarded[seen]:
            values = {counts[group] for counts in rosters}
            assert len(values) > 1, seen


def test_who_agreed_to_be_recognized_gives_nobody_else_away() -> None:
    """With four groups, every spread and every choice of groups that agreed."""
    groups, smallest = 4, 3
    for people in range(1, 12):
        told: dict[object, list[tuple[int, ...]]] = defaultdict(list)
        guarded: dict[object, set[int]] = defaultdict(set)
        for counts in _ways(people, groups):
            for agreed in product((False, True), repeat=groups):
                protected = [
                    0 < count < smallest and not yes
                    for count, yes in zip(counts, agreed, strict=True)
                ]
                hidden = withheld([counts], [protected])
                assert hidden is not None
                seen = _publication([counts], hidden)
                told[seen].append(counts)
                guarded[seen] |= {g for g in range(groups) if protected[g]}
        for seen, rosters in told.items():
            for group in guarded[seen]:
                assert len({counts[group] for counts in rosters}) > 1, seen


@pytest.mark.parametrize(("first", "second"), [(a, b) for a in range(1, 6) for b in range(1, 6)])
def test_two_bodies_and_their_sum_do_not_give_each_other_away(first: int, second: int) -> None:
    groups, smallest = 4, 3
    told: dict[object, list[tuple[tuple[int, ...], ...]]] = defaultdict(list)
    for one in _ways(first, groups):
        for other in _ways(second, groups):
            tables = (tuple(a + b for a, b in zip(one, other, strict=True)), one, other)
            small = [[0 < count < smallest for count in table] for table in tables]
            hidden = withheld(tables, small)
            if hidden is not None:
                told[_publication(tables, hidden)].append(tables)
    for seen, rosters in told.items():
        for table, group in product(range(3), range(groups)):
            if any(0 < each[table][group] < smallest for each in rosters):
                assert len({each[table][group] for each in rosters}) > 1, seen


@given(st.lists(st.integers(0, 40), min_size=GROUPS, max_size=GROUPS), st.integers(3, 11))
def test_what_is_published_is_true_and_leaves_two_values_open(
    counts: list[int], smallest: int
) -> None:
    small = [0 < count < smallest for count in counts]
    hidden = withheld([counts], [small])
    assert hidden is not None
    assert {g for g in range(GROUPS) if small[g]} <= hidden
    assert len(hidden) != 1 and len(hidden) != GROUPS - 1
    total = sum(counts[g] for g in hidden)
    fewest, most = limits(total, len(hidden), GROUPS)
    assert all(fewest <= counts[g] <= most for g in hidden)
    assert not hidden or fewest < most


def test_nothing_small_withholds_nothing_and_agreement_shows_a_small_count() -> None:
    counts = [5, 0, 2, 0, 0, 0, 9]
    assert withheld([counts], [[False] * GROUPS]) == frozenset()
    assert withheld([counts], [[count == 2 for count in counts]]) == {0, 2}


def test_two_different_small_counts_hide_each_other() -> None:
    counts = [1, 2, 4, 0, 0, 0, 9]
    assert withheld([counts], [[0 < count < 3 for count in counts]]) == {0, 1}
    assert limits(3, 2, GROUPS) == (1, 2)
