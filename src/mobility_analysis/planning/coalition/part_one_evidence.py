"""Evidence for Part 1 of the coalition's inventory: what the data show of each group and each predictor. Nothing is ticked.

A group is *less well off* on a measure where the gap to everyone else is robust and on the unfavorable side. Of measures
for everyone the place stands beside the nation. A measure without a direction says nothing of better or worse.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mobility_analysis.framework.registry import MetricEntry, Predictor, registry
from mobility_analysis.framework.subgroups import BY_LABEL, SubgroupType
from mobility_analysis.insights.claims import NATION, Claim, Form
from mobility_analysis.insights.findings import OF_PLACES, Certainty, Finding, Kind, Verdict
from mobility_analysis.insights.gap_kinds import is_less_favorable, is_of_people
from mobility_analysis.insights.local_records import ask_locally
from mobility_analysis.planning.claims.rows import Judge
from mobility_analysis.planning.guide import Group, guide
from mobility_analysis.runs.place_data import PlaceData

# A cell with more sentences than these is read by nobody; the report has all of them.
MOST = 6
BETTER, WORSE, MIXED, ALIKE, UNTOLD, NO_VALUE = (
    "better",
    "worse",
    "mixed",
    "no clear difference",
    "cannot tell",
    "no usable value",
)


@dataclass(frozen=True)
class GroupEvidence:
    """What the data show of one group.

    Attributes
    ----------
    speaks
        How many numbers can speak of it.
    less_well_off, suggested
        Sentences: where it is clearly less well off, and where the data only suggest it.
    """

    key: str
    says: str
    speaks: str
    less_well_off: str
    suggested: str
    not_said: str


@dataclass(frozen=True)
class PredictorEvidence:
    """What the data show of one predictor: its numbers, how they compare, the widest gap, the change."""

    key: str
    pillar: str
    says: str
    status: str
    numbers: str
    compared: str
    gap: str
    change: str
    ask: str


def group_evidence(data: PlaceData, judge: Judge) -> list[GroupEvidence]:
    """A row for each group of the guide, and one for each racial or ethnic group that the data name."""
    found = []
    for group in guide().groups:
        found.append(_group(data, judge, group))
        if group.id == "one_group":
            found += [_group(data, judge, each) for each in _races(data)]
    return found


def _races(data: PlaceData) -> list[Group]:
    """Every racial or ethnic group that has a value here, in the order of the alphabet."""
    there = {
        value.subgroup
        for panels in data.groups.values()
        for panel in panels.values()
        for value in panel
        if value.value is not None
    }
    labels = [
        label
        for label, group in BY_LABEL.items()
        if group.type is SubgroupType.RACE_ETHNICITY and label in there
    ]
    return [
        Group(
            id=f"one_group.{label}",
            says=label,
            labels=(label,),
            not_said=BY_LABEL[label].definition,
        )
        for label in sorted(labels)
    ]


def _group(data: PlaceData, judge: Judge, group: Group) -> GroupEvidence:
    gaps = [each for label in group.labels for each in _gaps_of(data, label)]
    sure = [each for each in gaps if each.certainty is Certainty.ROBUST and is_told(each)]
    maybe = [each for each in gaps if each.certainty is Certainty.POSSIBLE and is_told(each)]
    usable = [m for m in group.measures if m in data.latest and data.latest[m].usable]
    worse = [m for m in usable if _verdict(data, m) is Verdict.WORSE]
    said = [_gap_words(judge, each) for each in _widest_first(sure)]
    said += [_words(judge, Claim(Form.COMPARED, m, beside=NATION)) for m in worse]
    told = len([each for each in gaps if each.verdict is not Verdict.CANNOT_TELL]) + len(usable)
    return GroupEvidence(
        f"group.{group.id}",
        group.says,
        _speaks(told, len(sure) + len(worse)),
        _some(said),
        _some([_gap_words(judge, each) for each in _widest_first(maybe)]),
        group.not_said,
    )


def _speaks(told: int, less: int) -> str:
    if not told:
        return "No number here can speak of it."
    numbers = "One number" if told == 1 else f"{told} numbers"
    on = f"on {less} of them it is" if less else "on none of them is it"
    return f"{numbers} can speak of it; {on} clearly less well off."


def _gaps_of(data: PlaceData, label: str) -> Iterator[Finding]:
    return (each for each in data.findings if each.kind is Kind.GROUP_GAP and each.group == label)


def is_told(finding: Finding) -> bool:
    """Whether a gap says that a group of people is less well off."""
    return is_of_people(finding) and is_less_favorable(finding)


def _widest_first(gaps: Iterable[Finding]) -> list[Finding]:
    return sorted(gaps, key=lambda each: -abs(each.standardised or 0.0))


def _gap_words(judge: Judge, finding: Finding) -> str:
    return _words(judge, Claim(Form.GAP, finding.measure, finding.group))


def _words(judge: Judge, claim: Claim) -> str:
    return judge(claim).words


def _some(sentences: Sequence[str]) -> str:
    said = [each for each in sentences if each]
    rest = len(said) - MOST
    more = [f"And {rest} more in the report."] if rest > 0 else []
    return "\n".join([*said[:MOST], *more])


def _verdict(data: PlaceData, measure: str) -> Verdict:
    found = data.findings_of(measure, Kind.VERSUS_NATION)
    return found[0].verdict if found else Verdict.CANNOT_TELL


# ------------------------------------------------------------------ predictors


def predictor_evidence(data: PlaceData, judge: Judge) -> list[PredictorEvidence]:
    """A row for each of the 24 predictors."""
    return [
        _predictor(data, judge, pillar.label, predictor)
        for pillar in registry().pillars
        for predictor in pillar.predictors
    ]


def _predictor(
    data: PlaceData, judge: Judge, pillar: str, predictor: Predictor
) -> PredictorEvidence:
    headlines = [metric.headline.id for metric in predictor.metrics]
    values = [judge(Claim(Form.VALUE, measure)) for measure in headlines]
    beside = [
        judge(Claim(Form.COMPARED, measure, beside=name))
        for measure in headlines
        for name in ("state", NATION)
    ]
    gaps = _widest_first(_robust_gaps(data, predictor.metrics))
    changes = [judge(Claim(Form.CHANGE, measure)) for measure in headlines]
    status = _status(data, headlines)
    return PredictorEvidence(
        f"predictor.{predictor.id}",
        pillar,
        predictor.label,
        status,
        "\n".join(each.words or each.why for each in values),
        "\n".join(each.words for each in beside if each.holds),
        _gap_words(judge, gaps[0]) if gaps else "",
        "\n".join(each.words for each in changes if each.holds),
        "; ".join(ask_locally(metric.id) for metric in predictor.metrics)
        if status in (NO_VALUE, UNTOLD)
        else "",
    )


def _robust_gaps(data: PlaceData, metrics: Sequence[MetricEntry]) -> list[Finding]:
    measures = {measure.id for metric in metrics for measure in metric.measures}
    return [
        each
        for each in data.findings
        if each.kind is Kind.GROUP_GAP
        and each.measure in measures
        and each.certainty is Certainty.ROBUST
        and is_told(each)
    ]


def _status(data: PlaceData, measures: Sequence[str]) -> str:
    """How the headline numbers compare with the nation, the state and the peers, in a word."""
    usable = [m for m in measures if m in data.latest and data.latest[m].usable]
    if not usable:
        return NO_VALUE
    found = {each.verdict for m in usable for each in data.findings_of(m, *OF_PLACES)}
    is_better, is_worse = Verdict.BETTER in found, Verdict.WORSE in found
    if is_better or is_worse:
        return MIXED if is_better and is_worse else BETTER if is_better else WORSE
    return ALIKE if found & {Verdict.SIMILAR, Verdict.HIGHER, Verdict.LOWER} else UNTOLD
