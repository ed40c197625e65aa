"""What stands out at a place: strengths, questions, trends and gaps, chosen by a fixed rule.

The rule, with its reasons and how often each measure is chosen, is in ``docs/page-one.md``.

**Strengths and questions** need two findings that agree:

1. a difference that was found (by test, or for values without margins by the fixed rule) from the
   yardstick: the typical place where the nation's value is not typical (:mod:`insights.typical`), else the
   nation, else the state;
2. the standing among all places of the kind: 60 or more of 100 places behind for a strength, at most 40
   behind for a question, and the interval's nearer end on the same side of the middle. Where most of the
   peers that can be told apart say the opposite, there is no second witness.

A number short of what its measure has as enough (``sufficient``) is no strength: pay below the cost of living is none.

Of an area of one's own, which has no standing, a difference of a fifth of the typical distance is the second witness.
How far a place stands out is measured by its standing, which means the same for every measure: the number
of places in 100 between the middle and the cautious end of its interval. One candidate per metric, tested
ones first, then the farthest; first one per pillar, then the rest.

**Trends**: the clearest change for better and the clearest for worse that a corrected test finds and that
goes beyond the nation's own change between the same periods, by how far it goes beyond, in typical distances
between places. A change that happened everywhere says nothing about this place.

**Gaps** between groups ("For whom"): robust ones of outcomes, from the side of the group that has the less
favorable value, at least a fifth of the typical distance between places; by the cautious end of the
difference. Each time first those of another kind of group than the ones before, then of another pillar.

Values that are history (:mod:`insights.age`) never stand out, nor do shares of who lives here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from mobility_analysis.framework.registry import MetricEntry, Pillar, registry
from mobility_analysis.framework.subgroups import BY_LABEL
from mobility_analysis.insights.findings import Certainty, Finding, Kind, Method, Verdict
from mobility_analysis.insights.gap_kinds import is_less_favorable, is_of_people
from mobility_analysis.insights.questions import question_of
from mobility_analysis.insights.standing import Position

HOW_MANY = 3
AHEAD, BEHIND, MIDDLE = 60.0, 40.0, 50.0
SMALLEST_STANDARDISED = 0.2
YARDSTICKS = (Kind.VERSUS_TYPICAL, Kind.VERSUS_NATION, Kind.VERSUS_STATE)
TOLD = (Method.DIFFERENCE_TEST, Method.BOUNDS, Method.FIXED_RULE)


@dataclass(frozen=True)
class Choice:
    """A finding that stands out, with its metric and pillar.

    Attributes
    ----------
    question
        What to ask, of a shortfall.
    position
        Where the place stands in this among all places; of strengths and questions only.
    """

    finding: Finding
    metric: MetricEntry
    pillar: Pillar
    question: str
    position: Position | None = None


@dataclass(frozen=True)
class StandsOut:
    """What stands out at a place.

    ``trends`` holds at most one change for better and one for worse.
    """

    strengths: tuple[Choice, ...]
    questions: tuple[Choice, ...]
    trends: tuple[Choice, ...] = ()
    gaps: tuple[Choice, ...] = ()


def choose(
    findings: Sequence[Finding],
    positions: Mapping[str, Position] | None,
    history: Iterable[str] = (),
) -> StandsOut:
    """Choose what stands out, at most one finding per metric in each list.

    Parameters
    ----------
    findings
        All findings of the place.
    positions
        By measure id, where the place stands among all of its kind; ``None`` of an area of one's own.
    history
        Ids of measures whose newest value is too old to stand out.
    """
    past = set(history)
    current = [finding for finding in findings if finding.measure not in past]
    found = {
        verdict: [
            finding
            for finding in _by_yardstick(current)
            if finding.verdict is verdict
            and _agrees(verdict, finding, positions)
            and not _peers_object(verdict, finding.measure, current)
            and not (verdict is Verdict.BETTER and _is_short(finding))
        ]
        for verdict in (Verdict.BETTER, Verdict.WORSE)
    }

    def picked(verdict: Verdict) -> tuple[Choice, ...]:
        def order(finding: Finding) -> tuple[bool, float, str]:
            size = _distance(verdict, finding, positions)
            return not finding.method.is_tested, -size, finding.measure

        chosen = _spread_over(_one_per_metric(found[verdict], order), _pillar_of)
        return tuple(_choice(finding, positions) for finding in chosen)

    return StandsOut(
        strengths=picked(Verdict.BETTER),
        questions=picked(Verdict.WORSE),
        trends=tuple(_choice(finding) for finding in _trends(current)),
        gaps=tuple(
            _choice(finding)
            for finding in _spread_over(
                _one_per_metric(_gaps(current), _widest), _kind_of_group, _pillar_of
            )
        ),
    )


# ------------------------------------------------------------------ the two witnesses


def _by_yardstick(findings: Sequence[Finding]) -> list[Finding]:
    """For each measure the comparison that counts: the first of :data:`YARDSTICKS` that could be made."""
    first: dict[str, Finding] = {}
    told = [finding for finding in findings if finding.method in TOLD]
    for kind in YARDSTICKS:
        for finding in told:
            if finding.kind is kind:
                first.setdefault(finding.measure, finding)
    return list(first.values())


def _agrees(verdict: Verdict, finding: Finding, positions: Mapping[str, Position] | None) -> bool:
    if positions is None:
        return finding.method.is_tested and _size(finding) >= SMALLEST_STANDARDISED
    if (position := positions.get(finding.measure)) is None:
        return False
    if verdict is Verdict.BETTER:
        return position.rank >= AHEAD and _cautious(verdict, position) >= MIDDLE
    return position.rank <= BEHIND and _cautious(verdict, position) <= MIDDLE


def _is_short(finding: Finding) -> bool:
    measure, value = registry().measures[finding.measure], finding.value
    return value is not None and not measure.is_enough(value)


def _cautious(verdict: Verdict, position: Position) -> float:
    """The rank of the interval's end that lies nearer to the middle; without an interval the rank."""
    end = position.low if verdict is Verdict.BETTER else position.high
    return position.rank if end is None else end


def _distance(
    verdict: Verdict, finding: Finding, positions: Mapping[str, Position] | None
) -> float:
    if positions is None:
        return _size(finding)
    return abs(_cautious(verdict, positions[finding.measure]) - MIDDLE)


def _peers_object(verdict: Verdict, measure: str, findings: Sequence[Finding]) -> bool:
    """Whether more peers are found on the other side than on this one."""
    beside = [
        finding.verdict
        for finding in findings
        if finding.kind is Kind.VERSUS_PEER and finding.measure == measure
    ]
    return beside.count(verdict.opposite) > beside.count(verdict)


# ------------------------------------------------------------------ changes and gaps


def _trends(findings: Sequence[Finding]) -> list[Finding]:
    """The clearest change for better, then the clearest for worse, where there are any."""
    chosen = []
    for verdict in (Verdict.IMPROVED, Verdict.WORSENED):
        changes = [
            finding
            for finding in findings
            if finding.kind is Kind.TREND
            and finding.verdict is verdict
            and finding.method.is_tested
            and _beyond_nation(finding) >= SMALLEST_STANDARDISED
        ]
        chosen += _one_per_metric(changes, lambda f: (False, -_beyond_nation(f), f.measure))[:1]
    return chosen


def _beyond_nation(finding: Finding) -> float:
    """How far a change goes beyond the nation's in its direction, by the end of its interval nearer to it.

    In typical distances between places; where the nation's change is not known, beyond none.
    """
    difference = finding.difference or 0.0
    if not difference or finding.standardised is None:
        return 0.0
    sign = 1.0 if difference > 0 else -1.0
    ends = [end * sign for end in (finding.lower, finding.upper) if end is not None]
    nation = (finding.nation_difference or 0.0) * sign
    beyond = min(ends, default=abs(difference)) - max(nation, 0.0)
    return beyond * abs(finding.standardised / difference)


def _gaps(findings: Sequence[Finding]) -> list[Finding]:
    return [
        finding
        for finding in findings
        if finding.kind is Kind.GROUP_GAP
        and finding.certainty is Certainty.ROBUST
        and is_less_favorable(finding)
        and is_of_people(finding)
        and _size(finding) >= SMALLEST_STANDARDISED
    ]


def _size(finding: Finding) -> float:
    """The difference by the end of its interval that is nearer to none, in typical distances."""
    whole, difference = abs(finding.standardised or 0.0), abs(finding.difference or 0.0)
    if finding.lower is None or finding.upper is None or not difference:
        return whole
    nearer = (
        0.0 if finding.lower * finding.upper <= 0 else min(abs(finding.lower), abs(finding.upper))
    )
    return whole * nearer / difference


def _widest(finding: Finding) -> tuple[bool, float, str]:
    return not finding.method.is_tested, -_size(finding), finding.measure


# ------------------------------------------------------------------ one per metric, spread out


def _one_per_metric(
    findings: Sequence[Finding], order: Callable[[Finding], tuple[bool, float, str]]
) -> list[Finding]:
    """The headline's finding of each metric, or else the first in ``order``; in that order."""
    best: dict[str, Finding] = {}
    headlines_first = sorted(
        findings, key=lambda f: (not registry().measures[f.measure].headline, *order(f))
    )
    for finding in headlines_first:
        best.setdefault(registry().metric_of[finding.measure].id, finding)
    return sorted(best.values(), key=order)


def _pillar_of(finding: Finding) -> str:
    return registry().pillar_of(registry().metric_of[finding.measure].id).id


def _kind_of_group(finding: Finding) -> str:
    return BY_LABEL[finding.group].type.value


def _spread_over(
    findings: Sequence[Finding], *sides: Callable[[Finding], str]
) -> tuple[Finding, ...]:
    """The first few: each time one that is new by the first of ``sides``, or else by the next, in order."""
    left, chosen = list(findings), list[Finding]()
    while left and len(chosen) < HOW_MANY:
        seen = [{side(each) for each in chosen} for side in sides]
        repeats = [
            tuple(side(each) in known for side, known in zip(sides, seen, strict=True))
            for each in left
        ]
        chosen.append(left.pop(repeats.index(min(repeats))))
    return tuple(chosen)


def _choice(finding: Finding, positions: Mapping[str, Position] | None = None) -> Choice:
    metric = registry().metric_of[finding.measure]
    pillar = registry().pillar_of(metric.id)
    position = (positions or {}).get(finding.measure)
    return Choice(finding, metric, pillar, question_of(finding.measure), position)
