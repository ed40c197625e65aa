"""From answers to counts by group that may be published: no names, no ids, nobody to be worked out.

What somebody answered is protected; what somebody said in public, with its address, is public already. So the groups
that are withheld follow from the answers alone, and are the same in both counts: the one of those who answered, and
the one that adds public statements.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from mobility_analysis.insights.representation import (
    SELF_IDENTIFIED,
    WITH_STATEMENTS,
    GroupCount,
    OwnCount,
)
from mobility_analysis.planning.officials.answers import Answers, Identity
from mobility_analysis.planning.officials.categories import (
    BY_ID,
    GROUPS,
    STANDARDS,
    asked,
    group_of,
)
from mobility_analysis.planning.officials.masks import limits, withheld
from mobility_analysis.planning.officials.roster import Official, Roster

# A body with fewer known officials is not shown by itself, nor all others together where they are fewer.
SMALLEST_BODY = 10


@dataclass(frozen=True)
class _Table:
    """Counts of one set of officials by group, and which of them are protected."""

    in_office: int
    counts: tuple[int, ...]
    protected: tuple[bool, ...]

    @property
    def known(self) -> int:
        return sum(self.counts)


def _table(
    officials: Iterable[Official], identities: Mapping[str, Identity], smallest: int
) -> _Table:
    members = list(officials)
    known = [identities[each.id] for each in members if each.id in identities]
    counts = Counter(group_of(each.marks) for each in known)
    unwilling = {group_of(each.marks) for each in known if not each.is_recognizable}
    return _Table(
        len(members),
        tuple(counts[group] for group in GROUPS),
        tuple(0 < counts[group] < smallest and group in unwilling for group in GROUPS),
    )


def tally(roster: Roster, answers: Answers, *, scope: str, as_of: date, smallest: int) -> OwnCount:
    """The counts that may be published.

    Parameters
    ----------
    smallest
        Counts below it (and above zero) are withheld unless everybody in them agreed to being recognized.
    """
    officials = roster.officials
    whole = _table(officials, answers.said, smallest)
    hidden = withheld([whole.counts], [whole.protected])
    assert hidden is not None  # one table alone can always be published
    rows = _rows(whole, hidden, SELF_IDENTIFIED, "")
    for body, table in _bodies(officials, answers.said, smallest, whole, hidden):
        rows += _rows(table, hidden, SELF_IDENTIFIED, body)
    if answers.stated:
        # What was said in public needs no consent: only the groups withheld above are.
        added = _table(officials, {**answers.said, **answers.stated}, 0)
        rows += _rows(added, hidden, WITH_STATEMENTS, "")
    return OwnCount(
        scope=scope,
        as_of=as_of,
        vacant=roster.vacant,
        appointed=roster.appointed,
        groups=tuple(rows),
        boxes=tuple(_boxes(answers, smallest)) if not hidden else (),
    )


def _rows(table: _Table, hidden: frozenset[int], basis: str, body: str) -> list[GroupCount]:
    together = sum(table.counts[position] for position in hidden)
    fewest, most = limits(together, len(hidden), len(GROUPS))
    return [
        GroupCount(
            basis=basis,
            body=body,
            subgroup=group,
            in_office=table.in_office,
            known=table.known,
            at_least=fewest if position in hidden else count,
            at_most=most if position in hidden else count,
        )
        for position, (group, count) in enumerate(zip(GROUPS, table.counts, strict=True))
    ]


def _bodies(
    officials: Iterable[Official],
    said: Mapping[str, Identity],
    smallest: int,
    whole: _Table,
    hidden: frozenset[int],
) -> list[tuple[str, _Table]]:
    """Bodies that can be shown by themselves without withholding anything more of the whole."""
    members: dict[str, list[Official]] = {}
    for each in officials:
        members.setdefault(each.body, []).append(each)
    tables = {body: _table(people, said, smallest) for body, people in members.items()}
    by_size = sorted(tables, key=lambda body: -tables[body].known)
    shown = [body for body in by_size if tables[body].known >= SMALLEST_BODY]
    # The others together follow from the whole, so they are a table too.
    while shown:
        rest = [each for body in members if body not in shown for each in members[body]]
        others = _table(rest, said, smallest)
        if others.known == 0 or others.known >= SMALLEST_BODY:
            break
        shown.pop()
    if not shown or len(members) == 1:
        return []
    parts = [*(tables[body] for body in shown), others]
    found = withheld(
        [whole.counts, *(each.counts for each in parts)],
        [whole.protected, *(each.protected for each in parts)],
    )
    return [(body, tables[body]) for body in members if body in shown] if found == hidden else []


def _boxes(answers: Answers, smallest: int) -> list[tuple[str, int]]:
    """How many marked each box, alone or with others; nothing where it would tell of fewer than ``smallest``.

    Of each box three numbers follow from what is published: who marked it, who of these counts with another group,
    and who counts with its group without having marked it.
    """
    if len(answers.standards) != 1:
        return []  # two forms do not have the same boxes
    (standard,) = answers.standards
    people = [(each.marks, group_of(each.marks), each) for each in answers.said.values()]
    found = []
    for box in asked(standard if standard in STANDARDS else ""):
        group = BY_ID[box.id].group
        marked = [one for marks, _, one in people if box.id in marks]
        elsewhere = [one for marks, where, one in people if box.id in marks and where != group]
        without = [one for marks, where, one in people if box.id not in marks and where == group]
        if not all(_may_be_told(part, smallest) for part in (marked, elsewhere, without)):
            return []
        found.append((box.label, len(marked)))
    return found


def _may_be_told(people: list[Identity], smallest: int) -> bool:
    return not people or len(people) >= smallest or all(each.is_recognizable for each in people)
