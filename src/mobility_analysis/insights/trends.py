"""Change over time: the last period of a series against the first that may be joined with it.

Periods of one length that do not overlap, of one method and one territory (:meth:`Selection.trend`). A
change across a break of the series, between overlapping periods, in dollars of different years, between
values of different sources or counted by different definitions is refused, and the finding says why. Tested as places are (:mod:`insights.testing`), corrected for the number
of measures that have a trend in the place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mobility_analysis.framework.places import NATION_GEOID
from mobility_analysis.framework.registry import Unit
from mobility_analysis.insights.breaks import last_break, to_know_of_a_change
from mobility_analysis.insights.findings import Finding, Kind, Method, Verdict, unjudged
from mobility_analysis.insights.patterns import say
from mobility_analysis.insights.selection import Selection, Value, period_length
from mobility_analysis.insights.sentences import change_sentence
from mobility_analysis.insights.testing import Verdicts, correct, judge, method_for, set_beside

# A change is stated over at most this many years; the chart also shows earlier values.
LONGEST = 10

TIMES = Verdicts(Verdict.NO_CHANGE, Verdict.IMPROVED, Verdict.WORSENED)


def trends(
    selection: Selection,
    geoid: str,
    measures: Iterable[str],
    typical: dict[str, float] | None = None,
) -> list[Finding]:
    """One finding for each measure of ``geoid`` that has values of more than one year.

    Parameters
    ----------
    typical
        Typical distance between all counties by measure id, for ``standardised`` and for values without
        margins (:mod:`insights.fixed_rule`).
    """
    family = []
    for measure in measures:
        last = selection.latest(measure, geoid)
        if last is None or last.value is None or last.measure.unit is Unit.COUNT:
            continue
        first = selection.earliest(last)
        if first is not None:
            family.append(_change(selection, first, last, (typical or {}).get(measure)))
    return correct(family, TIMES)


def _change(
    selection: Selection,
    first: Value,
    last: Value,
    typical: float | None,
) -> Finding:
    """``first`` is the oldest value there is; the comparison starts where the series does."""
    usable = [
        value
        for value in selection.trend(last)[:-1]
        if value.usable and value.source_ids == last.source_ids
    ]
    recent = [value for value in usable if last.year - value.year <= LONGEST]
    start = (recent or usable[-1:] or [first])[0]
    method, why = _method(start, last) if usable else _refusal(selection, first, last)
    blank = unjudged(
        Kind.TREND,
        last,
        start.period,
        method=method,
        sentence=say("change_untold", first=start.when, why=why),
        estimate_keys=(last.key, start.key),
    )
    if method in _REFUSED:
        return blank
    found = judge(set_beside(blank, last, start, typical), last, start, TIMES, typical)
    nation = _change_of(selection, NATION_GEOID, start, last)
    known = to_know_of_a_change(last.measure.id, start.year, last.year)
    sentence = f"{change_sentence(found, last)} {known}".rstrip()
    return replace(found, nation_difference=nation, sentence=sentence)


def _change_of(selection: Selection, geoid: str, start: Value, last: Value) -> float | None:
    """The change of another place between the same two periods, where both of its values are usable."""
    before, after = selection.beside(start, geoid), selection.beside(last, geoid)
    if before is None or after is None or not (before.usable and after.usable):
        return None
    assert before.value is not None and after.value is not None
    return after.value - before.value


_REFUSED = (
    Method.BREAK,
    Method.DOLLARS,
    Method.GRADE,
    Method.IMPOSSIBLE,
    Method.LARGER_AREA,
    Method.NO_VALUE,
    Method.OPEN_END,
    Method.OVERLAP,
    Method.SOURCES,
    Method.DEFINITIONS,
    Method.NOT_CERTIFIED,
)
# Those of the refusals that lie between two values, whatever each is by itself.
_BREAKS = (Method.BREAK, Method.SOURCES, Method.DEFINITIONS, Method.NOT_CERTIFIED)
# Reasons that say a value is counted by another definition than values without them.
DEFINITIONS = frozenset({"legacy_rape"})
# Votes that news media compiled. Those of 2016 lack 5 of 100 votes of the nation and one in seven of California,
# where ballots are counted for weeks: more than turnout changes between two elections.
NOT_CERTIFIED = "media_compiled"


def how_to_compare(start: Value, last: Value) -> tuple[Method, str]:
    """How any two values of one series can be set beside each other, or why not; with the reason as a sentence.

    The second value must begin after the first has ended, or the periods overlap.
    """
    if last.measure.unit is Unit.DOLLARS:
        return Method.DOLLARS, f"{Method.DOLLARS.words}."
    broken = last_break(last.measure.id, last.geoid, last.year)
    if broken is not None and start.year < broken.first_year:
        return Method.BREAK, f"{Method.BREAK.words}. {broken.why.rstrip()}"
    if start.source_ids != last.source_ids:
        return Method.SOURCES, f"{Method.SOURCES.words}."
    if last.year - start.year < period_length(last.period):
        return Method.OVERLAP, f"{Method.OVERLAP.words}."
    return _method(start, last)


@dataclass(frozen=True)
class Stretch:
    """Values of a series that may be joined by a line, oldest first, and why they do not continue those before."""

    values: tuple[Value, ...]
    why: str = ""


def break_words(found: Sequence[Stretch]) -> dict[str, str]:
    """Where a series breaks, in a sentence or two for each reason."""
    before: dict[str, list[str]] = {}
    for stretch in found[1:]:
        before.setdefault(stretch.why, []).append(stretch.values[0].when)
    return {
        why: say("series_break", when=", ".join(whens), why=f"{why[0].upper()}{why[1:]}")
        for why, whens in before.items()
    }


def stretches(selection: Selection, last: Value) -> list[Stretch]:
    """The series that ends with ``last``, cut at each break: of method, territory, source or definition."""
    runs: list[list[Value]] = []
    reasons: list[str] = []
    for value in selection.over_time(last):
        method, why = how_to_compare(runs[-1][-1], value) if runs else (Method.BREAK, "")
        if method in _BREAKS:
            runs.append([])
            reasons.append(why.removeprefix(f"{Method.BREAK.words}. "))
        runs[-1].append(value)
    return [Stretch(tuple(run), why) for run, why in zip(runs, reasons, strict=True)]


def is_refused(method: Method) -> bool:
    """Whether a method says why nothing is compared."""
    return method in _REFUSED


def _method(start: Value, last: Value) -> tuple[Method, str]:
    method = method_for(last, start)
    if method not in _REFUSED and (last.borrowed_from or start.borrowed_from):
        method = Method.LARGER_AREA
    if method not in _REFUSED and DEFINITIONS & (set(last.reasons) ^ set(start.reasons)):
        method = Method.DEFINITIONS
    if method not in _REFUSED and NOT_CERTIFIED in {*last.reasons, *start.reasons}:
        method = Method.NOT_CERTIFIED
    return method, f"{method.words}."


def _refusal(selection: Selection, first: Value, last: Value) -> tuple[Method, str]:
    """Why no earlier value may be set beside the last one."""
    if last.measure.unit is Unit.DOLLARS:
        return Method.DOLLARS, f"{Method.DOLLARS.words}."
    broken = selection.break_before(last)
    if broken is not None and first.year < broken.first_year:
        why = broken.why.rstrip()
        return Method.BREAK, f"{Method.BREAK.words}. {why}"
    before = selection.trend(last)[:-1]
    if last.usable and any(value.usable for value in before):
        return Method.SOURCES, f"{Method.SOURCES.words}."
    if not last.usable or before:
        return Method.GRADE, f"{Method.GRADE.words}."
    return Method.OVERLAP, f"{Method.OVERLAP.words}."
