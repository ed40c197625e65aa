"""Small counts stay out of what is published, and so does a second one where the total would give the first away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from mobility_analysis.framework.subgroups import SubgroupType
from mobility_analysis.local.folder import VALUES
from mobility_analysis.local.remarks import LocalRemark
from mobility_analysis.local.values import LocalRow

_NEAR_WHOLE = 1e-6  # a count that was computed from a share is a whole number but for its rounding


def masked(rows: Sequence[LocalRow], smallest: int) -> tuple[list[LocalRow], list[LocalRemark]]:
    """The rows that may be published, and a remark on each public one that may not.

    Parameters
    ----------
    smallest
        A count below it, other than 0, is published neither by itself nor as a part of a share; nor are those whom a
        share leaves over. Rows that are not public stay as they are.
    """
    small = {row.number for row in rows if row.measure.is_public and _is_small(row, smallest)}
    remarks = [_small(row, smallest) for row in rows if row.number in small]
    second = _given_away(rows, small)
    remarks += [_second(row) for row in second]
    gone = small | {row.number for row in second}
    return [row for row in rows if row.number not in gone], remarks


def _is_small(row: LocalRow, smallest: int) -> bool:
    return any(_NEAR_WHOLE < count < smallest - _NEAR_WHOLE for count in row.counts)


def _given_away(rows: Sequence[LocalRow], small: set[int]) -> list[LocalRow]:
    """The smallest other group of each set in which one group alone was held back, while everyone has a row."""
    sets: dict[tuple[str, ...], list[LocalRow]] = defaultdict(list)
    totals = set()
    for row in rows:
        at = row.measure.id, row.area.casefold(), row.period
        if row.group.type is SubgroupType.ALL:
            totals.add(at)
        else:
            sets[*at, row.group.type.value, row.group.scheme.value].append(row)
    found = []
    for key, groups in sets.items():
        held = [row for row in groups if row.number in small]
        others = [row for row in groups if row.number not in small and row.counts]
        if len(held) == 1 and key[:3] in totals and others:
            found.append(min(others, key=lambda row: (min(row.counts), row.number)))
    return found


def _small(row: LocalRow, smallest: int) -> LocalRemark:
    what = (
        f"A count below {smallest} (publish.smallest_count in plan.yaml), or so few left over, may tell who is meant, "
        "so the row is not published. Put groups or years together, or mark the measure coalition or team."
    )
    return LocalRemark(VALUES, row.number, "numerator", "", what)


def _second(row: LocalRow) -> LocalRemark:
    what = (
        "One group of this measure has a count that is too small to publish, and it could be computed from the total "
        "and this row, so this row is not published either. Put groups together, or leave out the row for everyone."
    )
    return LocalRemark(VALUES, row.number, "subgroup", row.group.label, what)
