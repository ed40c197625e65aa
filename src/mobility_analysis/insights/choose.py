"""What stands on page one: up to three strengths and three questions, by a fixed rule.

1. Candidates are comparisons with the nation (with the state, where the nation has no value to compare
   with) of measures for which higher or lower is better, both values graded strong or use with care.
2. A difference must have been found, and be at least a fifth of the typical distance between counties:
   in a large county even a trifle passes a test.
3. One candidate per metric: its headline measure, or else the one furthest from the nation.
4. Tested differences go before those found by the fixed rule; then the largest, in typical distances
   between counties. First at most one per pillar, then the rest by the same order.

Better than the nation is a strength; worse is a question about systems, never about people.

Gaps between groups do not enter these: a question compares the place with elsewhere, a gap compares
people within it, and a place can do better than the nation while one group is left out of it. They stand
in a section of their own, "For whom", up to three, chosen so:

1. Robust gaps only, of measures for which higher or lower is better, from the side of the group that has
   the less favorable value (the other side says the same again), at least a fifth of the typical distance
   between counties. Kinds of jobs and of homes are left out: they are not groups of people.
2. One per metric: its headline measure, or else the widest. Then the widest first, in typical distances
   between counties; first at most one per pillar, then the rest by the same order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from mobility_analysis.core.io import read_yaml
from mobility_analysis.framework.registry import Direction, MetricEntry, Pillar, registry
from mobility_analysis.framework.subgroups import BY_LABEL, SubgroupType
from mobility_analysis.insights.findings import Certainty, Finding, Kind, Method, Verdict

HOW_MANY = 3
SMALLEST_STANDARDISED = 0.2
NOT_OF_PEOPLE = (SubgroupType.INDUSTRY, SubgroupType.TENURE)
QUESTIONS_FILE = Path(__file__).with_name("questions.yaml")


@dataclass(frozen=True)
class Choice:
    """A finding on page one, with its metric and pillar and, for a shortfall, the question to ask."""

    finding: Finding
    metric: MetricEntry
    pillar: Pillar
    question: str


@dataclass(frozen=True)
class StandsOut:
    """What page one says of a place: strengths, questions to ask, and gaps between groups."""

    strengths: tuple[Choice, ...]
    questions: tuple[Choice, ...]
    gaps: tuple[Choice, ...] = ()


@lru_cache(maxsize=1)
def questions() -> dict[str, str]:
    """The question that each metric's shortfall raises.

    By metric id, and by measure id where a measure is of another matter than the headline.
    """
    return read_yaml(QUESTIONS_FILE, dict)


def question_of(measure: str) -> str:
    """The question that a shortfall in ``measure`` raises."""
    asked = questions()
    return asked.get(measure) or asked[registry().metric_of[measure].id]


def choose(findings: Sequence[Finding]) -> StandsOut:
    """Choose what stands out, at most one finding per metric in each list."""
    candidates = _one_per_metric(_candidates(findings))
    return StandsOut(
        strengths=_pick([f for f in candidates if f.verdict is Verdict.BETTER]),
        questions=_pick([f for f in candidates if f.verdict is Verdict.WORSE]),
        gaps=_pick(_one_per_metric(_gaps(findings))),
    )


def _candidates(findings: Sequence[Finding]) -> list[Finding]:
    comparable = [
        f
        for f in findings
        if f.method in (Method.DIFFERENCE_TEST, Method.BOUNDS, Method.FIXED_RULE)
    ]
    with_nation = {f.measure for f in comparable if f.kind is Kind.VERSUS_NATION}
    return [
        finding
        for finding in comparable
        if (
            finding.kind is Kind.VERSUS_NATION
            or (finding.kind is Kind.VERSUS_STATE and finding.measure not in with_nation)
        )
        and finding.verdict in (Verdict.BETTER, Verdict.WORSE)
        and _size(finding) >= SMALLEST_STANDARDISED
    ]


def _gaps(findings: Sequence[Finding]) -> list[Finding]:
    return [
        finding
        for finding in findings
        if finding.kind is Kind.GROUP_GAP
        and finding.certainty is Certainty.ROBUST
        and _is_less_favorable(finding)
        and BY_LABEL[finding.group].type not in NOT_OF_PEOPLE
        and _size(finding) >= SMALLEST_STANDARDISED
    ]


def _is_less_favorable(finding: Finding) -> bool:
    direction = registry().measures[finding.measure].direction
    if direction is Direction.NONE:
        return False
    return (finding.verdict is Verdict.HIGHER) == (direction is Direction.LOWER)


def _size(finding: Finding) -> float:
    return abs(finding.standardised or 0.0)


def _rank(finding: Finding) -> tuple[bool, float, str]:
    return (not finding.method.is_tested, -_size(finding), finding.measure)


def _one_per_metric(findings: Sequence[Finding]) -> list[Finding]:
    best: dict[str, Finding] = {}
    headlines_first = sorted(
        findings, key=lambda f: (not registry().measures[f.measure].headline, *_rank(f))
    )
    for finding in headlines_first:
        best.setdefault(registry().metric_of[finding.measure].id, finding)
    return sorted(best.values(), key=_rank)


def _pick(findings: Sequence[Finding]) -> tuple[Choice, ...]:
    choices = [_choice(finding) for finding in findings]
    seen: set[str] = set()
    first: list[Choice] = []
    later: list[Choice] = []
    for choice in choices:
        (later if choice.pillar.id in seen else first).append(choice)
        seen.add(choice.pillar.id)
    return tuple((first + later)[:HOW_MANY])


def _choice(finding: Finding) -> Choice:
    metric = registry().metric_of[finding.measure]
    pillar = registry().pillar_of(metric.id)
    return Choice(finding, metric, pillar, question_of(finding.measure))
