"""Page one: strengths, questions, for whom, trust, comparisons."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.registry import Direction, registry
from mobility_analysis.insights.choose import Choice, choose
from mobility_analysis.insights.compare import difference_words
from mobility_analysis.insights.findings import OF_PLACES
from mobility_analysis.insights.selection import Value
from mobility_analysis.quality.grading import WORDS
from mobility_analysis.reporting.cards import GRADE_CLASS, MISSING_WORDS
from mobility_analysis.reporting.data import DEMONSTRATION, PlaceData, in_words
from mobility_analysis.reporting.maps import locator_map
from mobility_analysis.reporting.templating import render


@dataclass(frozen=True)
class Highlight:
    """One strength or question as page one prints it."""

    choice: Choice
    anchor: str
    label: str
    sentence: str
    difference: str
    method: str
    grade_words: str


@dataclass(frozen=True)
class Trust:
    """How many main values are of which quality."""

    counts: tuple[tuple[str, str, int], ...]  # (css class, words, number)
    total: int

    @property
    def sentence(self) -> str:
        said = {
            "strong": "strong",
            "care": "to use with care",
            "weak": "not to be acted on",
            "missing": "missing",
        }
        parts = [f"{number} {said[css]}" for css, _, number in self.counts if number]
        return f"Of {self.total} values for this place: {', '.join(parts)}."


def trust(data: PlaceData) -> Trust:
    """Count the latest value of every measure computed in this run."""
    latest = [
        data.selection.latest(m.id, data.here.geoid) for x in data.metrics for m in x.measures
    ]
    # A measure of groups only is not a value that this place lacks.
    inapplicable = Missing.NOT_APPLICABLE.value
    values = [v for v in latest if v is None or v.missing_reason != inapplicable]
    tally = Counter(
        value.grade if value is not None and value.value is not None else None for value in values
    )
    counts = tuple(
        (GRADE_CLASS[grade], WORDS[grade] if grade else MISSING_WORDS, tally[grade])
        for grade in (1, 2, 3, None)
    )
    return Trust(counts, len(values))


def highlight(data: PlaceData, choice: Choice) -> Highlight:
    finding = choice.finding
    measure = registry().measures[finding.measure]
    value = data.selection.latest(measure.id, data.here.geoid)
    return Highlight(
        choice=choice,
        anchor=choice.metric.id,
        label=choice.metric.label,
        sentence=finding.sentence,
        difference=difference_words(finding, measure),
        method=finding.method.words,
        grade_words=WORDS[value.grade or 3] if value is not None else MISSING_WORDS,
    )


def page_one(data: PlaceData) -> str:
    chosen = choose(data.findings)
    return render(
        "page_one.html.j2",
        data=data,
        demonstration=DEMONSTRATION if data.record.is_demonstration else "",
        span=data_span(data),
        strengths=[highlight(data, choice) for choice in chosen.strengths],
        questions=[highlight(data, choice) for choice in chosen.questions],
        gaps=[highlight(data, choice) for choice in chosen.gaps],
        trust=trust(data),
        map=locator_map(data),
        nation=in_words(data.nation.name),
        counts=comparison_counts(data),
    )


def comparison_counts(data: PlaceData) -> list[tuple[str, Counter[str]]]:
    """For each reference, how many measures are better, similar, worse, not comparable."""
    names = [(data.nation.geoid, data.nation.name), (data.state.geoid, data.state.name)]
    names += [(peer.geoid, peer.label) for peer in data.peers]
    tallies: dict[str, Counter[str]] = {geoid: Counter() for geoid, _ in names}
    for finding in data.findings:
        if finding.kind not in OF_PLACES:
            continue
        if registry().measures[finding.measure].direction is Direction.NONE:
            continue
        tallies[finding.versus][finding.verdict.value] += 1
    return [(name, tallies[geoid]) for geoid, name in names if tallies[geoid]]


def data_span(data: PlaceData) -> str:
    """The years the shown values cover: "2018-2024"."""
    latest = [
        data.selection.latest(m.id, data.here.geoid) for x in data.metrics for m in x.measures
    ]
    # A measure of groups only is not a value that this place lacks.
    inapplicable = Missing.NOT_APPLICABLE.value
    values = [v for v in latest if v is None or v.missing_reason != inapplicable]
    years = [
        year for value in values if value is not None for year in (value.year, _first_year(value))
    ]
    if not years:
        return "no years"
    return f"{min(years)}\u2013{max(years)}" if min(years) < max(years) else str(years[0])


def _first_year(value: Value) -> int:
    first = value.period[:4]
    return int(first) if first.isdigit() else value.year
