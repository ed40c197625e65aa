"""What became of each adopted measure, in words and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mobility_analysis.insights.progress import Baseline, Outcome, Progress, progress
from mobility_analysis.planning.action_plan.measures import PlannedMeasure
from mobility_analysis.planning.progress.baseline import AdoptedMeasure, Adoption
from mobility_analysis.runs.place_data import PlaceData

COLUMNS = (
    "key", "measure", "of_whom", "kind", "wanted", "target", "by_when", "baseline", "baseline_years", "latest",
    "latest_years", "outcome", "tested", "p_adjusted", "words",
)  # fmt: skip


@dataclass(frozen=True)
class ProgressRow:
    """One adopted measure with what became of it.

    Attributes
    ----------
    latest, latest_on
        The newest number with its years: of the run, or as people reported it.
    """

    adopted: AdoptedMeasure
    progress: Progress
    latest: str
    latest_on: str

    @property
    def outcome(self) -> str:
        """The outcome in words; what rests on a test or a rule says so."""
        found = self.progress
        if found.finding is None:
            return found.outcome.value
        return f"{found.outcome.value} ({'tested' if found.is_tested else 'by a rule'})"

    @property
    def cells(self) -> dict[str, object]:
        """The row of the table, by :data:`COLUMNS`."""
        start, finding = self.progress.baseline, self.progress.finding
        cells = (
            self.adopted.key, self.adopted.name, self.adopted.group, self.adopted.kind, self.adopted.wanted,
            self.adopted.target, self.adopted.by_when, self.adopted.printed, start.period if start else "",
            self.latest, self.latest_on, self.progress.outcome.value, self.progress.is_tested,
            finding.p_adjusted if finding else None, self.progress.words,
        )  # fmt: skip
        return dict(zip(COLUMNS, cells, strict=True))


def progress_rows(
    data: PlaceData, adoption: Adoption, planned: Sequence[PlannedMeasure]
) -> list[ProgressRow]:
    """Every adopted measure, in the order of the plan.

    Parameters
    ----------
    planned
        The measurement plan of today, from which people's own latest numbers are taken.
    """
    national = [each for each in adoption.measures if not each.is_own]
    own_now = [value for value in data.selection.values if value.geoid == data.here.geoid]
    judged = progress(
        [Baseline(each.key, each.value, each.direction) for each in national], own_now, data.typical
    )
    of = {each.key: each for each in judged}
    today = {each.key: each for each in planned}
    return [
        _reported(each, today.get(each.key)) if each.is_own else _judged(each, of[each.key])
        for each in adoption.measures
    ]


def _judged(adopted: AdoptedMeasure, found: Progress) -> ProgressRow:
    newest = found.latest
    return ProgressRow(
        adopted,
        found,
        newest.spoken if newest is not None else "",
        newest.when if newest is not None else "",
    )


def _reported(adopted: AdoptedMeasure, today: PlannedMeasure | None) -> ProgressRow:
    """A measure of people's own: its latest number beside the target, as they wrote both."""
    latest = today.latest if today else ""
    if today is None:
        words = "It is not in the measurement plan any more."
    elif not latest:
        words = "Nobody has written a latest value yet."
    else:
        when = f" ({today.latest_on})" if today.latest_on else ""
        words = f"Reported: {latest}{when}. Target: {adopted.target or 'none written'}."
    outcome = Outcome.GONE if today is None else Outcome.REPORTED
    return ProgressRow(
        adopted, Progress(adopted.key, outcome, words), latest, today.latest_on if today else ""
    )


def summary(rows: Sequence[ProgressRow]) -> str:
    """How many measures ended in each outcome, in a sentence."""
    counted = [
        f"{outcome.value} ({number})"
        for outcome in Outcome
        if (number := sum(row.progress.outcome is outcome for row in rows))
    ]
    return f"Of {len(rows)} measures: {'; '.join(counted)}."
