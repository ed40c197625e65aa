"""Gaps between groups: each group against everyone else in the place (:mod:`insights.everyone_else`).

A gap is sorted by how sure it is:

* **robust**: a tested gap, p < 0.05 after correction for all group gaps tested in the place, and both
  values graded strong. Both, because a value to use with care has doubts that no test sees.
* **possible**: p < 0.05 without the correction, or robust but for a value to use with care; or, where a
  source publishes no margins, apart by a fixed rule (:mod:`insights.fixed_rule`).
* **cannot tell**: all others. That is not "no gap".

A reader is told what each rests on (``Finding.certainty_words``): a possible gap is one that "the data suggest"
(the test without correction), is to be used with care (the values are), or is apart by a rule; of a test that
finds nothing the two are "similar".

The correction is Holm's, over all gaps of the place. A reader takes each robust line for a fact, so the
chance that a page has any false one is what must be small; a false discovery rate (Benjamini and
Hochberg) would allow one in twenty of them, and needs tests that do not pull against each other, while a
group and those beside it do. Two groups that are everyone together are one test seen from both sides.

A verdict is "higher" or "lower", never "better" or "worse": it describes what people were offered.
Shares of the whole (who lives here) and plain counts are no outcome of a group and are not compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from mobility_analysis.framework.estimate import STRONG
from mobility_analysis.framework.registry import Direction, Unit, registry
from mobility_analysis.insights.everyone_else import (
    EVERYONE,
    EVERYONE_ELSE,
    Others,
    everyone_else,
    is_relative,
)
from mobility_analysis.insights.findings import (
    ALPHA,
    Certainty,
    Finding,
    Kind,
    Method,
    Verdict,
    unjudged,
)
from mobility_analysis.insights.group_names import beside_in_words, group_in_words
from mobility_analysis.insights.how_many import how_many, how_many_sentence
from mobility_analysis.insights.patterns import say
from mobility_analysis.insights.selection import Selection, Value
from mobility_analysis.insights.sentences import gap_sentence
from mobility_analysis.insights.testing import (
    Verdicts,
    holm,
    judge,
    method_for,
    set_beside,
)

SIDES = Verdicts(Verdict.SIMILAR)


def group_gaps(
    selection: Selection,
    geoid: str,
    measures: Iterable[str],
    typical: dict[str, float] | None = None,
) -> list[Finding]:
    """The gap of every group of ``geoid`` in the period its measure is shown for.

    Parameters
    ----------
    typical
        Typical distance between all counties by measure id, for ``standardised`` and for values without
        margins (:mod:`insights.fixed_rule`).
    """
    family: list[tuple[Finding, bool]] = []
    for measure in measures:
        whole = selection.latest(measure, geoid)
        if whole is None:
            continue
        for panel in selection.groups(whole).values():
            family += [
                _gap(group, whole, panel, (typical or {}).get(measure))
                for group in panel
                if _is_outcome(group, whole)
            ]
    return _sort(family)


def _is_outcome(group: Value, whole: Value) -> bool:
    if group.measure.unit is Unit.COUNT:
        return False
    return group.measure.direction is not Direction.NONE or is_relative(group, whole)


def _gap(
    group: Value,
    whole: Value,
    panel: Sequence[Value],
    typical: float | None,
) -> tuple[Finding, bool]:
    """A finding before correction, and whether both values are strong."""
    found = everyone_else(group, whole, panel)
    method = _method(group, found, typical)
    blank = unjudged(
        Kind.GROUP_GAP,
        group,
        found.versus if isinstance(found, Others) else EVERYONE_ELSE,
        method=method,
        sentence=say(
            "gap_untold", group=group_in_words(group.subgroup, group.measure), why=method.words
        ),
        estimate_keys=(group.key,),
        group=group.subgroup,
        certainty=Certainty.CANNOT_TELL,
    )
    if not isinstance(found, Others):
        return blank, False
    other = found.value
    if method in (Method.OPEN_END, Method.IMPOSSIBLE):
        return blank, False
    finding = replace(
        set_beside(blank, group, other, typical),
        estimate_keys=(group.key, *(value.key for value in found.behind)),
    )
    judged = judge(finding, group, other, SIDES, typical)
    told = replace(judged, sentence=gap_sentence(judged, group))
    return _counted(told, group), group.grade == other.grade == STRONG


def _counted(finding: Finding, group: Value) -> Finding:
    """``finding`` with how many people it is about, where a count allows to say so."""
    if finding.difference is None or finding.is_at_least:
        return finding
    found = how_many(group, finding.difference, finding.lower, finding.upper)
    if found is None:
        return finding
    return replace(
        finding,
        count_change=found.change,
        count_lower=found.lower,
        count_upper=found.upper,
        count_sentence=how_many_sentence(
            group, found, beside_in_words(group.subgroup, finding.versus, group.measure)
        ),
    )


def _method(group: Value, found: Others | Method, typical: float | None) -> Method:
    if isinstance(found, Method):
        return found
    method = method_for(group, found.value, typical)
    return found.method or method if method is Method.DIFFERENCE_TEST else method


def _sort(family: list[tuple[Finding, bool]]) -> list[Finding]:
    """Corrected p-values, verdicts and how sure each gap is."""
    tests = {
        _test_of(finding): finding.p_value for finding, _ in family if finding.p_value is not None
    }
    adjusted = dict(zip(tests, holm(list(tests.values())), strict=True))
    return [_sorted(finding, strong, adjusted.get(_test_of(finding))) for finding, strong in family]


def _test_of(finding: Finding) -> tuple[str, ...]:
    """What tells one test from another: a pair of groups is one test, whoever stands first."""
    is_pair = finding.versus not in (EVERYONE_ELSE, EVERYONE)
    return tuple(sorted(finding.estimate_keys)) if is_pair else finding.estimate_keys


def _sorted(finding: Finding, both_strong: bool, p_adjusted: float | None) -> Finding:
    if finding.p_value is None or p_adjusted is None:
        by_rule = finding.verdict in (Verdict.HIGHER, Verdict.LOWER)
        return replace(finding, certainty=Certainty.POSSIBLE if by_rule else Certainty.CANNOT_TELL)
    certainty = _certainty(finding.p_value, p_adjusted, both_strong)
    is_found = certainty is not Certainty.CANNOT_TELL
    measure = registry().measures[finding.measure]
    verdict = SIDES.of(measure, finding.difference) if is_found else SIDES.same
    return replace(finding, p_adjusted=p_adjusted, certainty=certainty, verdict=verdict)


def _certainty(p_value: float, p_adjusted: float, both_strong: bool) -> Certainty:
    if p_adjusted < ALPHA and both_strong:
        return Certainty.ROBUST
    return Certainty.POSSIBLE if p_value < ALPHA else Certainty.CANNOT_TELL
