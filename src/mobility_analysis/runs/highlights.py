"""What is said of a place first, in its report and in its plan: highlights, and how far its data can be trusted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.registry import registry
from mobility_analysis.insights.choose import Choice
from mobility_analysis.insights.differences import difference_words
from mobility_analysis.insights.patterns import capital, say
from mobility_analysis.insights.selection import Value
from mobility_analysis.insights.standing import standing_words
from mobility_analysis.quality.grading import GRADE_CLASS, NO_VALUE, WORDS
from mobility_analysis.runs.place_data import PlaceData


@dataclass(frozen=True)
class Highlight:
    """One strength or question as it is printed."""

    choice: Choice
    anchor: str
    label: str
    sentence: str
    difference: str
    method: str
    grade_words: str
    standing: str = ""
    age: str = ""
    how_many: str = ""

    @property
    def fine(self) -> str:
        """The small print of a highlight: standing, difference, method, grade and age of the data."""
        return say(
            "fine_print",
            standing=f"{self.standing}. " if self.standing else "",
            difference=capital(self.difference),
            method=capital(self.method),
            data=", ".join(filter(None, (self.grade_words.lower(), self.age))),
        )


@dataclass(frozen=True)
class Trust:
    """The number of main values of each quality."""

    counts: tuple[tuple[str, str, int], ...]  # (css class, words, number)
    total: int

    @property
    def sentence(self) -> str:
        """How many of the place's values are strong, to use with care, weak and missing."""
        said = {
            "strong": "strong",
            "care": "to use with care",
            "weak": "not to be acted on",
            "missing": "missing",
        }
        parts = [f"{number} {said[css]}" for css, _, number in self.counts if number]
        return say("trust", total=self.total, counts=", ".join(parts))


def latest_values(data: PlaceData) -> list[Value | None]:
    """The latest value of every measure of this run, without measures that exist for groups only."""
    latest = [data.latest.get(m.id) for x in data.metrics for m in x.measures]
    # A measure that exists for groups only is not missing for this place.
    inapplicable = Missing.NOT_APPLICABLE.value
    return [v for v in latest if v is None or v.missing_reason != inapplicable]


def trust(data: PlaceData) -> Trust:
    """Count the latest values by grade."""
    values = latest_values(data)
    tally = Counter(
        value.grade if value is not None and value.value is not None else None for value in values
    )
    counts = tuple(
        (GRADE_CLASS[grade], WORDS[grade] if grade else NO_VALUE, tally[grade])
        for grade in (1, 2, 3, None)
    )
    return Trust(counts, len(values))


def highlight(data: PlaceData, choice: Choice) -> Highlight:
    """Return a chosen finding with its sentence, difference, method and grade."""
    finding = choice.finding
    measure = registry().measures[finding.measure]
    value = data.latest.get(measure.id)
    return Highlight(
        choice=choice,
        anchor=choice.metric.id,
        label=choice.metric.heading(measure),
        sentence=finding.sentence,
        difference=difference_words(finding, measure),
        method=finding.method_words,
        grade_words=WORDS[value.grade or 3] if value is not None else NO_VALUE,
        standing=standing_words(choice.position) if choice.position else "",
        age=value.age_words if value is not None else "",
        how_many=finding.count_sentence,
    )
