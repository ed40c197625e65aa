"""Is a place better, similar or worse than another? Answered by test, or not at all.

How is in :mod:`insights.testing`; tests are corrected for the number of measures compared with the same
place. Never on values graded 3, nor between places that borrow one larger area's
value, nor between a city and the county it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mobility_analysis.insights.findings import Finding, Kind, Method, Verdict, unjudged
from mobility_analysis.insights.overlap import part_of
from mobility_analysis.insights.patterns import say
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
        sentence=say("beside_place_untold", place=reference.words, why=method.words),
        estimate_keys=tuple(v.key for v in (value, other) if v is not None),
    )
    if other is None or method in _UNTOLD:
        return blank
    found = judge(set_beside(blank, value, other, typical), value, other, PLACES, typical)
    return replace(found, sentence=against(found, value, reference.words))


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
