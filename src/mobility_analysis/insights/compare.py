"""Is a place better, similar or worse than another? Answered by test, or not at all.

* Both values have standard errors: a two-sided z test of the difference, corrected for the number of
  measures by Holm's method. A county is part of its state and nation; treating them as independent
  makes a found difference rarer, most of all for a county that is a large part of its state, so the
  test errs toward "no clear difference".
* Physicians are counts: an exact test of two Poisson rates, because a ratio's standard error says
  little where a handful of physicians stand behind it.
* Values with lowest and highest possible values (withheld counts): different when these do not overlap
  and the values are apart by the fixed rule's tenth. Bounds hold no chance variation, so not a test.
* No margins: a fixed rule. Apart by more than a tenth of the other value is a difference; it is shown
  as such and marked as no test.
* Never on values graded 3, nor between places that borrow one larger area's value, nor between a city
  and the county it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist

from mobility_analysis.framework.registry import Direction, Measure, Unit
from mobility_analysis.insights.findings import Finding, Kind, Method, Verdict
from mobility_analysis.insights.numbers import distance, plain, rounded, scaled, spoken
from mobility_analysis.insights.selection import Selection, Value
from mobility_analysis.insights.sentences import against

ALPHA = 0.05
Z95 = NormalDist().inv_cdf(0.975)
# Without margins: a difference is one of more than a tenth of the other value.
FIXED_RULE = 0.10


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
    spread: dict[str, float] | None = None,
) -> list[Finding]:
    """All comparisons of ``geoid``, corrected for many tests within each reference.

    Parameters
    ----------
    spread
        Typical distance between counties by measure id, for ``standardised``.
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
            family.append(_compare_pair(value, other, reference, (spread or {}).get(measure)))
        findings += _correct(family)
    return findings


def _compare_pair(
    value: Value, other: Value | None, reference: Reference, spread: float | None
) -> Finding:
    method = Method.SAME_AREA if reference.is_same_territory else _method(value, other)
    blank = Finding(
        kind=reference.kind,
        measure=value.measure.id,
        geoid=value.geoid,
        versus=reference.geoid,
        verdict=Verdict.CANNOT_TELL,
        difference=None,
        lower=None,
        upper=None,
        p_value=None,
        p_adjusted=None,
        standardised=None,
        method=method,
        sentence=f"Cannot be compared with {reference.words}: {method.words}.",
        estimate_keys=tuple(v.key for v in (value, other) if v is not None),
    )
    if other is None or method in (Method.NO_VALUE, Method.GRADE, Method.SAME_AREA):
        return blank
    assert value.value is not None and other.value is not None
    difference = value.value - other.value
    found = replace(
        blank,
        difference=difference,
        standardised=_standardise(difference, spread, other.value),
        sentence=against(value, other, reference.words),
    )
    judge = {
        Method.DIFFERENCE_TEST: _test,
        Method.BOUNDS: _judge_bounds,
        Method.FIXED_RULE: _judge_by_rule,
    }[method]
    return judge(found, value, other)


def _method(value: Value, other: Value | None) -> Method:
    if other is None or value.value is None or other.value is None:
        return Method.NO_VALUE
    if not (value.usable and other.usable):
        return Method.GRADE
    if _share_area(value, other):
        return Method.SAME_AREA
    if value.se is not None and other.se is not None and value.se + other.se > 0:
        return Method.DIFFERENCE_TEST
    if value.interval_kind == other.interval_kind == "suppression_bounds":
        return Method.BOUNDS
    return Method.FIXED_RULE


def _share_area(value: Value, other: Value) -> bool:
    """Whether both values rest on the people of one larger area, wholly or in part.

    ``borrowed_from`` names the areas, joined by "+": one in common is enough, because its people would
    be compared with themselves.
    """
    ours, theirs = (set((each.borrowed_from or each.geoid).split("+")) for each in (value, other))
    return bool(ours & theirs)


def _standardise(difference: float, spread: float | None, reference: float) -> float | None:
    """Difference in typical distances between counties.

    Where too few counties give a distance, a fifth of the reference value stands for one.
    """
    yardstick = spread if spread and spread > 0 else abs(reference) / 5
    return difference / yardstick if yardstick > 0 else None


def _test(finding: Finding, value: Value, other: Value) -> Finding:
    if value.ci_method == other.ci_method == "poisson_exact_inverted":
        return replace(finding, p_value=_poisson_p_value(value, other))
    assert finding.difference is not None and value.se is not None and other.se is not None
    error = math.hypot(value.se, other.se)
    z = finding.difference / error
    return replace(
        finding,
        lower=finding.difference - Z95 * error,
        upper=finding.difference + Z95 * error,
        p_value=math.erfc(abs(z) / math.sqrt(2)),
    )


def _poisson_p_value(value: Value, other: Value) -> float:
    """Exact conditional test that two counts (the denominators) have one rate per person."""
    from statsmodels.stats.rates import test_poisson_2indep

    assert value.value is not None and value.denominator is not None
    assert other.value is not None and other.denominator is not None
    result = test_poisson_2indep(
        round(value.denominator),
        value.denominator * value.value,
        round(other.denominator),
        other.denominator * other.value,
        method="exact-cond",
    )
    return float(result.pvalue)


def _judge_bounds(finding: Finding, value: Value, other: Value) -> Finding:
    assert value.lower is not None and value.upper is not None
    assert other.lower is not None and other.upper is not None
    lower, upper = value.lower - other.upper, value.upper - other.lower
    apart = (lower > 0 or upper < 0) and _is_beyond_rule(finding, other)
    verdict = _direction(value.measure, finding.difference) if apart else Verdict.SIMILAR
    return replace(finding, lower=lower, upper=upper, verdict=verdict)


def _judge_by_rule(finding: Finding, value: Value, other: Value) -> Finding:
    apart = _is_beyond_rule(finding, other)
    verdict = _direction(value.measure, finding.difference) if apart else Verdict.SIMILAR
    return replace(finding, verdict=verdict)


def _is_beyond_rule(finding: Finding, other: Value) -> bool:
    assert finding.difference is not None and other.value is not None
    return abs(finding.difference) > FIXED_RULE * abs(other.value)


def _direction(measure: Measure, difference: float | None) -> Verdict:
    is_higher = (difference or 0) > 0
    if measure.direction is Direction.NONE:
        return Verdict.HIGHER if is_higher else Verdict.LOWER
    is_better = is_higher == (measure.direction is Direction.HIGHER)
    return Verdict.BETTER if is_better else Verdict.WORSE


def _correct(family: list[Finding]) -> list[Finding]:
    """Holm's correction over the tested findings of one reference; sets their verdicts."""
    from statsmodels.stats.multitest import multipletests

    from mobility_analysis.framework.registry import registry

    tested = [i for i, finding in enumerate(family) if finding.p_value is not None]
    if not tested:
        return family
    p_values = [family[i].p_value for i in tested]
    rejected, adjusted, *_ = multipletests(p_values, alpha=ALPHA, method="holm")
    out = list(family)
    for i, is_different, p_adjusted in zip(tested, rejected, adjusted, strict=True):
        finding = family[i]
        measure = registry().measures[finding.measure]
        verdict = _direction(measure, finding.difference) if is_different else Verdict.SIMILAR
        out[i] = replace(finding, p_adjusted=float(p_adjusted), verdict=verdict)
    return out


def difference_words(finding: Finding, measure: Measure) -> str:
    """The difference and its interval: "3 percentage points higher, between 2 and 4"."""
    if finding.difference is None:
        return ""
    if finding.difference == 0:
        return "The same value"
    measure = _finer(measure, finding)
    side = "higher" if finding.difference > 0 else "lower"
    text = f"{distance(measure, finding.difference)} {side}"
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
    is_found = finding.verdict not in (Verdict.SIMILAR, Verdict.CANNOT_TELL)
    if not (ends and is_found) or rounded(scaled(measure, min(ends)), measure.decimals) > 0:
        return measure
    return measure.model_copy(update={"decimals": measure.decimals + 1})
