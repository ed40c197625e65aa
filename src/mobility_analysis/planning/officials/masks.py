"""Which groups' counts are withheld, so that nobody's answer can be worked out from what is published.

A count is *small* where it is above zero and below the limit; it is *protected* where one of those it counts did not
agree to being recognized. Withheld groups are published as one sum.

**Why that is enough.** The rule looks at counts alone and treats all groups alike: exchanging the answers of two
withheld groups changes nothing that is published. So a reader, even one who knows the rule, cannot tell which of them
has which count; and since every withheld set has at least two different counts in each table with a protected one,
each protected count has at least two possible values. `tests/property/test_masks.py` tries every small roster.
"""

from __future__ import annotations

from collections.abc import Sequence

# Counts of one table by group, all tables with the same groups in the same order.
Counts = Sequence[int]


def withheld(
    tables: Sequence[Counts], protected: Sequence[Sequence[bool]]
) -> frozenset[int] | None:
    """Positions of the groups that no table shows.

    Parameters
    ----------
    tables
        Counts by table and group; the first table is the sum of the others, where there are others.
    protected
        Whether a count is small and somebody in it did not agree, by table and group.

    Returns
    -------
    ``None`` where no choice of groups would do: then only the first table may be published, or no other.
    """
    size = len(tables[0])
    chosen = {g for g in range(size) if any(row[g] for row in protected)}
    if not chosen:
        return frozenset()
    guarded = [table for table, row in zip(tables, protected, strict=True) if any(row)]
    while not _is_ambiguous(guarded, chosen):
        following = _next(tables[0], chosen)
        if not following:
            break
        chosen |= following
    if len(chosen) == size - 1:
        # A single group left over would tell withheld sets apart that must look the same.
        chosen = set(range(size))
    if len(tables) > 1 and not _is_ambiguous(guarded, chosen):
        return None
    return frozenset(chosen)


def _is_ambiguous(guarded: Sequence[Counts], chosen: set[int]) -> bool:
    return all(len({table[g] for g in chosen}) > 1 for table in guarded)


def _next(total: Counts, chosen: set[int]) -> set[int]:
    """The groups with the smallest count not yet withheld, all of them; those without anybody come last."""
    rest = [g for g in range(len(total)) if g not in chosen]
    if not rest:
        return set()
    smallest = min(total[g] or float("inf") for g in rest)
    return {g for g in rest if (total[g] or float("inf")) == smallest}


def limits(total: int, groups: int, all_groups: int) -> tuple[int, int]:
    """The fewest and the most that a withheld group can have, from what is published.

    Parameters
    ----------
    total
        The sum of the withheld groups.
    groups
        How many groups are withheld, of ``all_groups``. Groups without anybody are withheld only where all are.
    """
    if groups == all_groups:
        return 0, total
    return 1, total - groups + 1
