"""Did it move? Measures of a plan since the day on which their baselines were frozen.

A baseline is set beside the newest value that shares no year with it, by the tests of changes over time
(:mod:`insights.trends`), corrected by Holm's method for the number of measures of the plan that are tested. Where the
source has revised the baseline's own years, the newer value is set beside the revised number, and both are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from mobility_analysis.framework.registry import Direction, Unit
from mobility_analysis.insights.differences import difference_words
from mobility_analysis.insights.findings import Finding, Kind, Verdict, unjudged
from mobility_analysis.insights.next_values import due_words, next_value
from mobility_analysis.insights.patterns import capital
from mobility_analysis.insights.run_changes import LARGE, SAME_TO
from mobility_analysis.insights.selection import Value, period_length
from mobility_analysis.insights.testing import Verdicts, correct, judge, set_beside
from mobility_analysis.insights.trends import how_to_compare, is_refused

# A plan's direction may differ from the registry's, so only "higher" and "lower" are asked of the tests.
MOVED = Verdicts(Verdict.NO_CHANGE)


class Outcome(StrEnum):
    """What became of a measure: a closed list."""

    AS_HOPED = "moved as hoped"
    OTHER_WAY = "moved the other way"
    NO_CHANGE = "no clear change"
    OVERLAPS = "newer value overlaps the baseline"
    NO_NEWER = "no newer value"
    NOT_COMPARABLE = "not comparable"
    REVISED = "baseline revised by its source"
    GONE = "gone"
    NO_BASELINE = "no baseline at adoption"
    REPORTED = "as reported, no test"


@dataclass(frozen=True)
class Baseline:
    """A measure as it was adopted.

    Attributes
    ----------
    key
        The row of the measurement plan.
    value
        The frozen value; None where there was none that could be built on.
    wanted
        ``none`` where people named no direction.
    """

    key: str
    value: Value | None
    wanted: Direction = Direction.NONE


@dataclass(frozen=True)
class Progress:
    """What became of one measure.

    Attributes
    ----------
    words
        Why, in a few sentences.
    revised
        The number of today for the baseline's own years, where the source changed it.
    latest
        The newest value that the outcome rests on.
    finding
        The comparison, where one was made; its p-value is corrected for the plan's measures.
    """

    key: str
    outcome: Outcome
    words: str
    baseline: Value | None = None
    revised: Value | None = None
    latest: Value | None = None
    finding: Finding | None = None

    @property
    def is_tested(self) -> bool:
        """Whether the outcome rests on a test, and not on a rule."""
        return self.finding is not None and self.finding.p_value is not None


def progress(
    baselines: Sequence[Baseline], now: Iterable[Value], typical: dict[str, float] | None = None
) -> list[Progress]:
    """What became of each measure, in the order given.

    Parameters
    ----------
    now
        The place's values of today.
    typical
        Typical distance between all counties by measure id, for the rule where no margin is published.
    """
    by_series: dict[tuple[str, str, str], list[Value]] = {}
    for value in now:
        by_series.setdefault(_series(value), []).append(value)
    typical = typical or {}
    found = [
        _begin(each, by_series.get(_series(each.value), []) if each.value else [], typical)
        for each in baselines
    ]
    asked = [each.finding for each in found if each.finding is not None]
    judged = iter(correct(asked, MOVED))
    return [
        _ended(each, next(judged), baseline.wanted) if each.finding is not None else each
        for each, baseline in zip(found, baselines, strict=True)
    ]


def _series(value: Value) -> tuple[str, str, str]:
    return value.measure.id, value.subgroup, value.scheme


def _begin(baseline: Baseline, rows: Sequence[Value], typical: dict[str, float]) -> Progress:
    """A measure with the comparison that is to be judged, or with its outcome where there is none."""
    start = baseline.value
    if start is None or not start.usable:
        return Progress(
            baseline.key, Outcome.NO_BASELINE, "There was no value to build on.", baseline=start
        )
    valued = [row for row in rows if row.value is not None]
    begun = Progress(baseline.key, Outcome.GONE, "", start, _revised(start, valued))
    if not valued:
        newest = max(rows, key=lambda row: row.year, default=None)
        why = newest.missing_sentence if newest else "This run has no row for it."
        return replace(begun, words=why)
    length = period_length(start.period)
    newer = [r for r in valued if r.year > start.year and period_length(r.period) == length]
    if not newer:
        return _without_newer(begun, start, valued)
    free = [row for row in newer if row.year - start.year >= length]
    last = max(free or newer, key=lambda row: row.year)
    begun = replace(begun, outcome=Outcome.NOT_COMPARABLE, latest=last)
    if baseline.wanted is Direction.NONE:
        return replace(begun, words="Nobody wrote whether higher or lower is wanted.")
    return _compared(begun, begun.revised or start, last, typical)


def _revised(start: Value, rows: Iterable[Value]) -> Value | None:
    """Today's number for the baseline's years, where it is another one."""
    assert start.value is not None
    for row in rows:
        if row.period == start.period and row.value is not None:
            is_same = abs(row.value - start.value) <= SAME_TO * abs(start.value)
            return None if is_same else row
    return None


def _is_beyond(start: Value, revised: Value) -> bool:
    """Whether a revision is larger than what the baseline's interval (or a tenth of it) allows."""
    assert start.value is not None and revised.value is not None
    if start.lower is not None and start.upper is not None:
        return not start.lower <= revised.value <= start.upper
    return abs(revised.value - start.value) > LARGE * abs(start.value)


def _without_newer(begun: Progress, start: Value, valued: Sequence[Value]) -> Progress:
    due = _due(start)
    if begun.revised is not None and _is_beyond(start, begun.revised):
        return replace(
            begun,
            outcome=Outcome.REVISED,
            words=f"{_both(start, begun.revised)} There is no newer value. {due}".strip(),
        )
    if any(row.period == start.period for row in valued):
        return replace(begun, outcome=Outcome.NO_NEWER, words=due)
    return replace(
        begun, words="The years of the baseline are not in the run any more, and no later ones."
    )


def _compared(begun: Progress, start: Value, last: Value, typical: dict[str, float]) -> Progress:
    assert begun.baseline is not None
    note = "" if begun.revised is None else f"{_both(begun.baseline, begun.revised)} "
    if last.measure.unit is Unit.COUNT:
        words = "A plain count grows with the place, so a change of it is not tested."
        return replace(begun, words=f"{note}{words}")
    if start.is_incomplete or last.is_incomplete:
        words = "Not all police agencies reported, so fewer reports need not be fewer crimes."
        return replace(begun, words=f"{note}{words}")
    if last.year - start.year < period_length(last.period) and start.source_ids == last.source_ids:
        words = f"{last.when} shares years with {start.when}. {_due(start)}"
        return replace(begun, outcome=Outcome.OVERLAPS, words=f"{note}{words}".strip())
    method, why = how_to_compare(start, last)
    if is_refused(method):
        return replace(begun, words=f"{note}{capital(why)}")
    blank = unjudged(
        Kind.TREND,
        last,
        start.period,
        method=method,
        sentence="",
        estimate_keys=(last.key, start.key),
    )
    far = typical.get(last.measure.id)
    beside = set_beside(blank, last, start, far)
    return replace(begun, words=note, finding=judge(beside, last, start, MOVED, far))


def _ended(begun: Progress, found: Finding, wanted: Direction) -> Progress:
    """A measure with its comparison judged."""
    outcome = _went(found.verdict, wanted) or Outcome.NO_CHANGE
    assert begun.latest is not None and begun.baseline is not None
    start = begun.revised or begun.baseline
    words = f"{start.spoken} in {start.when}, {begun.latest.spoken} in {begun.latest.when}."
    size = difference_words(found, begun.latest.measure)
    rule = f"{capital(found.method.words)}." if found.p_value is None else ""
    parts = (
        begun.words.strip(),
        words,
        f"{capital(size)}." if size else "",
        _suggested(found, wanted),
        rule,
    )
    return replace(begun, outcome=outcome, finding=found, words=" ".join(filter(None, parts)))


def _went(verdict: Verdict | None, wanted: Direction) -> Outcome | None:
    """The outcome of a change that was found; None where none was."""
    if verdict not in (Verdict.HIGHER, Verdict.LOWER):
        return None
    is_hoped = (verdict is Verdict.HIGHER) == (wanted is Direction.HIGHER)
    return Outcome.AS_HOPED if is_hoped else Outcome.OTHER_WAY


def _suggested(found: Finding, wanted: Direction) -> str:
    outcome = _went(found.suggested, wanted)
    if outcome is None:
        return ""
    return f"Alone it would count as {outcome.value}; beside the plan's other measures it may be chance."


def _both(start: Value, revised: Value) -> str:
    return f"The source has revised the baseline of {start.when}: {start.tabled} at adoption, {revised.tabled} now."


def _due(start: Value) -> str:
    coming, why = next_value(start)
    return due_words(coming) if coming is not None else why
