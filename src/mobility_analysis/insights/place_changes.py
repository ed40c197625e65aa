"""What a new run changed for one place, for its readers: revisions first, then what is new, gone or told otherwise.

Values are matched by the key of the estimates table (:mod:`insights.run_changes`), findings by what they compare. What
only moved within its earlier interval is counted and not listed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from mobility_analysis.framework.registry import registry
from mobility_analysis.framework.subgroups import ALL, ORDER
from mobility_analysis.insights.findings import Finding, Kind, Method, Verdict
from mobility_analysis.insights.run_changes import Change, run_changes
from mobility_analysis.insights.selection import Value, values_of
from mobility_analysis.quality.grading import WORDS, explain

# Of groups and periods so many are named, the others counted.
NAMED = 3


class ChangeKind(StrEnum):
    """What kind of change a line tells of, in the order in which readers need them."""

    REVISED = "Revised: another number for the same years"
    NEW_PERIOD = "New years"
    GRADE = "Another quality for the same years"
    COME = "There now, and not before"
    GONE = "Not there any more"
    VERDICT = "Findings that say something else"
    PEERS = "Places it is compared with"


@dataclass(frozen=True)
class ChangeLine:
    """One change: of which measure (its id; empty for peers), what it is called, and what changed."""

    kind: ChangeKind
    measure: str
    label: str
    words: str


@dataclass(frozen=True)
class PlaceChanges:
    """The reader's note of a place.

    Attributes
    ----------
    before, now
        Days on which the two runs' estimates were built; ``before`` is empty where it is not known.
    within
        Number of values that moved within their earlier interval.
    unknown
        What could not be compared, a sentence each.
    """

    before: str
    now: str
    lines: tuple[ChangeLine, ...]
    within: int = 0
    unknown: tuple[str, ...] = ()

    @property
    def since(self) -> str:
        """The earlier run in words: "the run of 2026-01-05"."""
        return f"the run of {self.before}" if self.before else "an earlier run"

    @property
    def by_kind(self) -> dict[ChangeKind, list[ChangeLine]]:
        """The lines of each kind that has any, in the order of the kinds."""
        found = {kind: [each for each in self.lines if each.kind is kind] for kind in ChangeKind}
        return {kind: lines for kind, lines in found.items() if lines}

    @property
    def summary(self) -> str:
        """How many changes of each kind there are, in a sentence."""
        counted = [f"{kind.value.lower()} ({len(lines)})" for kind, lines in self.by_kind.items()]
        said = "; ".join(counted) if counted else "nothing that a reader would notice"
        return f"Since {self.since}: {said}."


def value_changes(before: pd.DataFrame, now: pd.DataFrame) -> tuple[list[ChangeLine], int]:
    """Lines about a place's values, and how many moved within their earlier interval.

    Parameters
    ----------
    before, now
        The place's rows of the two runs, with their ages (:func:`insights.age.with_age`).
    """
    known = registry().measures
    old, new = (
        {_key(each): each for each in values_of(_known(rows), known)} for rows in (before, now)
    )
    changes = run_changes(_known(before), _known(now))
    by_kind: dict[ChangeKind, dict[str, list[tuple[Value | None, Value | None]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    was_last, is_last = _last_years(old.values()), _last_years(new.values())
    for row in changes.itertuples(index=False):
        key = (str(row.measure), str(row.period), str(row.subgroup), str(row.scheme))
        kind = _kind(str(row.change), old.get(key), new.get(key), (was_last, is_last))
        if kind is not None:
            by_kind[kind][key[0]].append((old.get(key), new.get(key)))
    lines = [
        ChangeLine(kind, name, known[name].label, say(by_kind[kind][name]))
        for kind, say in _WORDS.items()
        for name in known
        if name in by_kind[kind]
    ]
    return lines, int((changes["change"] == Change.WITHIN.value).sum())


def _known(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of measures that this version has; an earlier run may have had others."""
    return rows[rows["measure"].isin(registry().measures)]


def _key(value: Value) -> tuple[str, str, str, str]:
    return value.measure.id, value.period, value.subgroup, value.scheme


def _last_years(values: Iterable[Value]) -> dict[str, int]:
    last: dict[str, int] = {}
    for value in values:
        if value.value is not None:
            last[value.measure.id] = max(value.year, last.get(value.measure.id, 0))
    return last


def _kind(
    change: str,
    old: Value | None,
    new: Value | None,
    last: tuple[dict[str, int], dict[str, int]],
) -> ChangeKind | None:
    """The kind of one row's change; ``last`` has the newest years before and now, by measure."""
    was_last, is_last = last
    if change == Change.BEYOND.value:
        return ChangeKind.REVISED
    if change == Change.GONE.value:
        return ChangeKind.GONE
    if change == Change.NEW.value:
        assert new is not None
        is_newer = new.year > was_last.get(new.measure.id, new.year)
        return ChangeKind.NEW_PERIOD if is_newer else ChangeKind.COME
    # Of years that newer ones have taken the place of, a quality says nothing to a reader.
    is_newest = new is not None and new.year >= is_last.get(new.measure.id, new.year)
    is_regraded = old is not None and new is not None and old.grade != new.grade
    return ChangeKind.GRADE if is_regraded and is_newest else None


Pair = tuple[Value | None, Value | None]


def _everyone(pairs: Sequence[Pair], *, is_now: bool) -> list[tuple[Value, Pair]]:
    """Values for everyone together of one side, the newest first."""
    found = [(pair[1] if is_now else pair[0], pair) for pair in pairs]
    own = [(value, pair) for value, pair in found if value is not None and value.subgroup == ALL]
    return sorted(own, key=lambda each: -each[0].year)


def _groups(pairs: Sequence[Pair], *, is_now: bool = True) -> str:
    """The groups of which the same is true, some named."""
    values = [pair[1] if is_now else pair[0] for pair in pairs]
    names = {value.subgroup for value in values if value is not None and value.subgroup != ALL}
    if not names:
        return ""
    ordered = sorted(names, key=lambda name: ORDER.get(name, len(ORDER)))
    said = f"For groups: {_some(ordered)}."
    if _everyone(pairs, is_now=is_now):
        return said
    periods = sorted({value.when for value in values if value is not None}, reverse=True)
    return f"{_some(periods)}. {said}"


def _some(names: Sequence[str]) -> str:
    if len(names) <= NAMED + 1:
        return "; ".join(names)
    return f"{'; '.join(names[:NAMED])}; and {len(names) - NAMED} more"


def _revised(pairs: Sequence[Pair]) -> str:
    said = []
    for new, (old, _) in _everyone(pairs, is_now=True):
        assert old is not None
        said.append(f"{new.when}: {old.tabled} before, {new.tabled} now.")
    return " ".join([*said, _groups(pairs)]).strip()


def _new_period(pairs: Sequence[Pair]) -> str:
    said = [f"{new.when}: {new.tabled}." for new, _ in _everyone(pairs, is_now=True)]
    return " ".join([*said, _groups(pairs)]).strip()


def _regraded(pairs: Sequence[Pair]) -> str:
    said = []
    for new, (old, _) in _everyone(pairs, is_now=True):
        assert old is not None
        turned = f"{_quality(old).lower()} before, {_quality(new).lower()} now"
        said += [f"{new.when}: {turned}.", explain(list(new.reasons))]
    return " ".join(filter(None, [*said, _groups(pairs)]))


def _quality(value: Value) -> str:
    return WORDS[value.grade] if value.grade is not None else "not graded"


def _come(pairs: Sequence[Pair]) -> str:
    return _listed(pairs, is_now=True)


def _gone(pairs: Sequence[Pair]) -> str:
    newest = max(
        (new for _, new in pairs if new is not None), key=lambda new: new.year, default=None
    )
    why = newest.missing_sentence if newest is not None else "This run has no row for it."
    return f"{_listed(pairs, is_now=False)} {why}"


def _listed(pairs: Sequence[Pair], *, is_now: bool) -> str:
    own = [f"{value.when} ({value.tabled})" for value, _ in _everyone(pairs, is_now=is_now)]
    groups = _groups(pairs, is_now=is_now)
    if not own:
        return groups
    return f"{_some(own)}. {groups}".strip()


_WORDS: dict[ChangeKind, Callable[[Sequence[Pair]], str]] = {
    ChangeKind.REVISED: _revised,
    ChangeKind.NEW_PERIOD: _new_period,
    ChangeKind.GRADE: _regraded,
    ChangeKind.COME: _come,
    ChangeKind.GONE: _gone,
}


def finding_changes(
    before: Iterable[Finding], now: Iterable[Finding], called: dict[str, str]
) -> list[ChangeLine]:
    """Findings of both runs whose verdict turned, a line for each measure.

    Parameters
    ----------
    called
        What the places that it is compared with are called in a sentence, by code.
    """
    old = {_compared(each): each for each in before}
    turned: dict[str, list[str]] = defaultdict(list)
    for new in now:
        was = old.get(_compared(new))
        # Where a value came or went, the comparison did with it: told as such already.
        if was is None or Method.NO_VALUE in (was.method, new.method):
            continue
        if was.verdict_words != new.verdict_words:
            why = f", since {new.method.words}" if new.verdict is Verdict.CANNOT_TELL else ""
            said = f"{was.verdict_words.lower()} before, {new.verdict_words.lower()} now{why}"
            turned[new.measure].append(f"{_beside(new, called)}: {said}.")
    known = registry().measures
    return [
        ChangeLine(ChangeKind.VERDICT, name, known[name].label, " ".join(said))
        for name, said in turned.items()
    ]


def _compared(finding: Finding) -> tuple[str, str, str, str]:
    versus = "" if finding.kind is Kind.TREND else finding.versus
    return finding.kind.value, finding.measure, finding.group, versus


def _beside(finding: Finding, called: dict[str, str]) -> str:
    if finding.kind is Kind.TREND:
        return "Over time"
    if finding.kind is Kind.GROUP_GAP:
        return f"{finding.group} beside {finding.versus}"
    return f"Beside {called.get(finding.versus, finding.versus)}"


def peer_change(before: Sequence[str], now: Sequence[str]) -> list[ChangeLine]:
    """The line about peers, by their names, where they are others than before."""
    if set(before) == set(now):
        return []
    words = f"{', '.join(before) or 'none'} before; {', '.join(now) or 'none'} now."
    return [ChangeLine(ChangeKind.PEERS, "", "Peers", words)]
