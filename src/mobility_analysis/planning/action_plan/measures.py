"""The measurement plan: for every input, output and outcome what will be looked at, from where, by whom, until when.

Baselines of national measures come from the run. What people own (counts of a program, a survey) they write, with where
it stands; it is never tested.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mobility_analysis.core.errors import UsageError
from mobility_analysis.framework.registry import Direction, Measure, registry
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.insights.claim_text import parse_claim
from mobility_analysis.insights.claims import Form, Ground
from mobility_analysis.insights.numbers import spoken
from mobility_analysis.insights.selection import Value
from mobility_analysis.insights.sentences import margin
from mobility_analysis.planning.action_plan.logic import keys_in
from mobility_analysis.planning.action_plan.targets import read_target
from mobility_analysis.planning.readiness.answers import day_of, printed_day
from mobility_analysis.planning.workbooks.workbook_in import BookRead, Cell, text_of
from mobility_analysis.quality.grading import WORDS, explain

MEASURES, TRACKING = "Measures", "Tracking"
POPULATION, HOW_MUCH, HOW_WELL, BETTER_OFF, SYSTEMS = (
    "population",
    "how much",
    "how well",
    "better off",
    "systems change",
)
KINDS = (POPULATION, HOW_MUCH, HOW_WELL, BETTER_OFF, SYSTEMS)
HIGHER, LOWER = "higher", "lower"
# The cells that are read, of both sheets.
_READ = (
    "elements",
    "kind",
    "says",
    "indicator",
    "wanted",
    "target",
    "by_when",
    "seen",
    "set_by",
    "own_source",
    "own_baseline",
    "own_baseline_on",
    "latest",
    "latest_on",
    "data_by",
    "result_by",
    "rhythm",
)


@dataclass(frozen=True)
class PlannedMeasure:
    """One row of the measurement plan.

    Attributes
    ----------
    elements
        Keys of the logic model that it measures.
    indicator
        The national measure as it was typed; empty where the measure is people's own.
    measure, group
        What that means; ``None`` and everyone where there is none, or it cannot be read (``trouble``).
    baseline
        The place's value in the run, if it has one.
    wanted
        :data:`HIGHER`, :data:`LOWER` or empty.
    target
        In the measure's unit; ``None`` where none is written, or it cannot be read (``trouble``). Of people's own
        measures it stays as it was written (``target_text``).
    acknowledged
        Why people keep a target that the data cannot show.
    """

    key: str
    elements: tuple[str, ...]
    kind: str
    says: str
    indicator: str
    measure: Measure | None
    group: str
    baseline: Value | None
    wanted: str
    target_text: str
    target: float | None
    by_when: date | None
    by_when_text: str
    set_by: str
    acknowledged: str
    own_source: str
    own_baseline: str
    own_baseline_on: str
    latest: str
    latest_on: str
    data_by: str
    result_by: str
    rhythm: str
    trouble: str = ""

    @property
    def has_baseline(self) -> bool:
        """Whether the run has a value that may be built on."""
        return self.baseline is not None and self.baseline.usable

    @property
    def name(self) -> str:
        """What is looked at, in people's words or the measure's."""
        if self.says or self.measure is None:
            return self.says or self.indicator
        of = "" if self.group == ALL else f", {self.group}"
        return f"{self.measure.label}{of}"

    @property
    def target_words(self) -> str:
        """The target as sentences print it."""
        if self.measure is not None and self.target is not None:
            return f"{spoken(self.measure, self.target)}{_every(self.measure)}"
        return self.target_text

    @property
    def by_when_words(self) -> str:
        """The day, or what stands in its place."""
        return printed_day(self.by_when) if self.by_when else self.by_when_text


def value_of(ground: Ground, measure: str, group: str) -> Value | None:
    """The place's value of a measure, for everyone or for one group."""
    if group == ALL:
        return ground.latest.get(measure)
    return ground.group_values(measure).get(group)


# What "+5 points" starts from, by row, measure and group, where that is not the run's own number.
Starts = Mapping[tuple[str, str, str], float]


def read_measures(
    book: BookRead | None, ground: Ground, starts: Starts | None = None
) -> list[PlannedMeasure]:
    """The measures in a workbook that was read; without one, none.

    Parameters
    ----------
    starts
        Baselines of an adopted plan: a target in points goes on from them when new data come.
    """
    if book is None:
        return []
    tracked = book.cells_of(TRACKING)
    rows = book.sheets[MEASURES].rows if MEASURES in book.sheets else []
    return [
        _read(row.key, {**tracked.get(row.key, {}), **row.cells}, ground, starts or {})
        for row in rows
        if _is_begun(row.cells)
    ]


def _is_begun(cells: Mapping[str, Cell]) -> bool:
    return any(text_of(cells, name).strip() for name in ("elements", "says", "indicator", "target"))


def _read(key: str, cells: Mapping[str, Cell], ground: Ground, starts: Starts) -> PlannedMeasure:
    text = {name: text_of(cells, name).strip() for name in _READ}
    measure, group, target, trouble = None, ALL, None, ""
    baseline = None
    try:
        if text["indicator"]:
            claim = parse_claim(text["indicator"])
            if claim.form is not Form.VALUE:
                raise UsageError(
                    f"\u201c{text['indicator']}\u201d is a claim, not a measure.",
                    "Write the measure alone, such as share_employed or share_employed/Female.",
                )
            measure, group = registry().measures[claim.measure], claim.group
            baseline = value_of(ground, measure.id, group)
            if baseline is None and group != ALL:
                known = ", ".join(ground.group_values(measure.id)) or "none"
                raise UsageError(
                    f"The run has no number of {group!r} for {measure.id} here.",
                    f"Groups with one: {known}.",
                )
        if measure is not None and text["target"]:
            today = baseline.value if baseline and baseline.usable else None
            start = starts.get((key, measure.id, group), today)
            target = read_target(cells.get("target"), measure, start)
    except UsageError as error:
        trouble = f"{error.what} {error.next_step}".strip()
    return PlannedMeasure(
        key=key,
        elements=keys_in(text["elements"]),
        kind=text["kind"].casefold(),
        says=text["says"],
        indicator=text["indicator"],
        measure=measure,
        group=group,
        baseline=baseline,
        wanted=text["wanted"].casefold() or _direction(measure),
        target_text=text["target"],
        target=target,
        by_when=day_of(cells.get("by_when")),
        by_when_text=text["by_when"],
        set_by=text["set_by"],
        acknowledged=text["seen"],
        own_source=text["own_source"],
        own_baseline=text["own_baseline"],
        own_baseline_on=text["own_baseline_on"],
        latest=text["latest"],
        latest_on=text["latest_on"],
        data_by=text["data_by"],
        result_by=text["result_by"],
        rhythm=text["rhythm"],
        trouble=trouble,
    )


def _direction(measure: Measure | None) -> str:
    if measure is None:
        return ""
    return {Direction.HIGHER: HIGHER, Direction.LOWER: LOWER}.get(measure.direction, "")


def is_past(each: PlannedMeasure) -> bool:
    """Whether the number of today lies beyond the target in the wanted direction."""
    value = each.baseline
    if each.target is None or value is None or value.value is None or not value.usable:
        return False
    if each.wanted == HIGHER:
        return value.value > each.target
    return each.wanted == LOWER and value.value < each.target


def baseline_words(each: PlannedMeasure) -> str:
    """The baseline as it is printed: number, interval, period; of people's own measures what they wrote."""
    value = each.baseline
    if value is None:
        return ", ".join(filter(None, (each.own_baseline, each.own_baseline_on)))
    if value.value is None:
        return value.missing_sentence
    if not value.usable:
        return f"Too weak to begin from: {explain(list(value.reasons))}"
    number = spoken(value.measure, value.value, value.open_end)
    of = "" if each.group == ALL else f" of {each.group}"
    return f"{number}{_every(value.measure)}{margin(value)}{of}, {value.dated}"


def _every(measure: Measure) -> str:
    """Of how many a ratio is said, as in sentences: "75 for every 100"."""
    return f" for every {measure.for_every}" if measure.for_every > 1 else ""


def quality_words(each: PlannedMeasure) -> str:
    """The grade of the baseline with its reasons."""
    value = each.baseline
    if value is None or value.grade is None:
        return ""
    why = explain(list(value.reasons)) if value.reasons else ""
    return f"{WORDS[value.grade]}. {why}".strip()
