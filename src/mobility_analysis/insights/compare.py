"""Is a place better, similar or worse than another? Answered by test, or not at all.

How is in :mod:`insights.testing`; tests are corrected for the number of measures compared with the same
place. Never on values graded 3, nor between places that borrow one larger area's
value, nor between a city and the county it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mobility_analysis.framework.registry import Measure, Unit
from mobility_analysis.insights.findings import Finding, Kind, Method, Verdict, unjudged
from mobility_analysis.insights.numbers import distance, plain, rounded, scaled, spoken
from mobility_analysis.insights.overlap import part_of
from mobility_analysis.insights.selection import Selection, Value
from mobility_analysis.insights.sentences import against
from mobility_analysis.insights.testing import Verdicts, correct, judge, method_for, set_beside

NEARLY_ALL = 0.999  # of a state's people: then the place is the state
PLACES = Verdicts(Verdict.SIMILAR, Verdict.BETTER, Verdict.WORSE)


@dataclass(frozen=True)
class Reference:
    """Something a place is compared with, and what to call it in a sentence.

    ``is_same_territory``: the city is that county, so whatever differs is a matter of counting.
    """

    kind: Kind
    geoid: str
    words: str
    is_same_territory: bool = False


def compare(
    selection: Selection,
    geoid: str,
    references: Sequence[Reference],
    measures: Iterable[str],
    typical: dict[str, float] | None = None,
) -> list[Finding]:
    """All comparisons of ``geoid``, corrected for many tests within each reference.

    Parameters
    ----------
    typical
        Typical distance between all counties by measure id, for ``standardised`` and for values without
        margins (:mod:`insights.fixed_rule`).
    """
    ids = list(measures)
    findings: list[Finding] = []
    for reference in references:
        family = []
        for measure in ids:
            value = selection.latest(measure, geoid)
            if value is None:
                continue
            other = selection.beside(value, reference.geoid)
            family.append(_compare_pair(value, other, reference, (typical or {}).get(measure)))
        findings += correct(family, PLACES)
    return findings


def _compare_pair(
    value: Value,
    other: Value | None,
    reference: Reference,
    typical: float | None,
) -> Finding:
    method = Method.SAME_AREA if reference.is_same_territory else _method(value, other, typical)
    blank = unjudged(
        reference.kind,
        value,
        reference.geoid,
        method=method,
        sentence=f"Cannot be compared with {reference.words}: {method.words}.",
        estimate_keys=tuple(v.key for v in (value, other) if v is not None),
    )
    if other is None or method in _UNTOLD:
        return blank
    found = set_beside(blank, value, other, typical, against(value, other, reference.words))
    return judge(found, value, other, PLACES, typical)


_UNTOLD = (
    Method.NO_VALUE,
    Method.GRADE,
    Method.HISTORY,
    Method.SAME_AREA,
    Method.OPEN_END,
    Method.IMPOSSIBLE,
)


def _method(value: Value, other: Value | None, typical: float | None) -> Method:
    method = method_for(value, other, typical)
    if other is None or method in (Method.NO_VALUE, Method.GRADE):
        return method
    if value.is_history:
        return Method.HISTORY
    is_same = _share_area(value, other) or part_of(value, other) > NEARLY_ALL
    return Method.SAME_AREA if is_same else method


def _share_area(value: Value, other: Value) -> bool:
    """Whether both values rest on the people of one larger area, wholly or in part.

    ``borrowed_from`` names the areas, joined by "+": one in common is enough, because its people would
    be compared with themselves.
    """
    ours, theirs = (set((each.borrowed_from or each.geoid).split("+")) for each in (value, other))
    return bool(ours & theirs)


def difference_words(finding: Finding, measure: Measure) -> str:
    """The difference and its interval: "3 percentage points higher, between 2 and 4"."""
    if finding.difference is None:
        return ""
    if finding.difference == 0:
        return "The same value"
    measure = _finer(measure, finding)
    side = "higher" if finding.difference > 0 else "lower"
    least = "at least " if finding.is_at_least else ""
    text = f"{least}{distance(measure, finding.difference)} {side}"
    if finding.lower is None or finding.upper is None or finding.lower * finding.upper <= 0:
        return text
    low, high = (_end(measure, end) for end in sorted((abs(finding.lower), abs(finding.upper))))
    return text if low == high else f"{text}, between {low} and {high}"


def _end(measure: Measure, size: float) -> str:
    if measure.unit is Unit.SHARE:
        return plain(scaled(measure, size), measure.decimals)
    return spoken(measure, size)


def _finer(measure: Measure, finding: Finding) -> Measure:
    """One decimal more where a found difference would otherwise start at a printed zero."""
    ends = [abs(end) for end in (finding.lower, finding.upper) if end is not None]
    unfound = (Verdict.SIMILAR, Verdict.NO_CHANGE, Verdict.CANNOT_TELL)
    is_found = finding.verdict not in unfound
    if not (ends and is_found) or rounded(scaled(measure, min(ends)), measure.decimals) > 0:
        return measure
    return measure.model_copy(update={"decimals": measure.decimals + 1})
