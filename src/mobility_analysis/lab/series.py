"""A measure of one place through the years: which values a line may join, and why others stand apart."""

from __future__ import annotations

from typing import Any

from mobility_analysis.framework.registry import Unit
from mobility_analysis.insights.findings import Method
from mobility_analysis.insights.selection import Selection, Value, period_length
from mobility_analysis.insights.trends import Stretch, stretches
from mobility_analysis.lab.showing import tidy_row

SERIES = [
    "label", "period", "subgroup", "value", "lower", "upper", "grade", "quality", "series", "not_joined", "why", "sources",
]  # fmt: skip
ANOTHER_LENGTH = "the period is longer or shorter than those of the series"


def series_rows(selection: Selection, measure: str, geoid: str, group: str) -> list[dict[str, Any]]:
    """One row for each period, the oldest first, in the columns :data:`SERIES` (:meth:`Place.trend` explains them)."""
    values = sorted(
        selection.history(measure, geoid, group),
        key=lambda value: (value.year, -period_length(value.period)),
    )
    latest = selection.latest(measure, geoid, group)
    has_value = latest is not None and latest.value is not None
    placed = _placed(_cut(selection, latest, values)) if latest is not None and has_value else {}
    return [
        tidy_row(value)
        | {
            "series": placed[value.key][0] if value.key in placed else None,
            "not_joined": _sentence(placed.get(value.key, (0, _apart(value, latest)))[1]),
            "sources": ", ".join(value.sources),
        }
        for value in values
    ]


def _cut(selection: Selection, latest: Value, values: list[Value]) -> list[Stretch]:
    """The stretches that the report draws; amounts of different years are each a stretch of their own."""
    if latest.measure.unit is not Unit.DOLLARS:
        return stretches(selection, latest)
    why = f"{Method.DOLLARS.words}."
    return [Stretch((value,), why) for value in values if value.value is not None]


def _placed(found: list[Stretch]) -> dict[str, tuple[int, str]]:
    """The number of each value's stretch, and for the first of a later one why it is not joined with those before."""
    return {
        value.key: (number, stretch.why if number > 1 and value is stretch.values[0] else "")
        for number, stretch in enumerate(found, 1)
        for value in stretch.values
    }


def _apart(value: Value, latest: Value | None) -> str:
    """Why a value is in no line."""
    if value.value is None or latest is None:
        return ""
    is_as_long = period_length(value.period) == period_length(latest.period)
    return f"{Method.OVERLAP.words if is_as_long else ANOTHER_LENGTH}."


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
