"""A measure of one place through the years: which values one line may join, and why others stand apart."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from mobility_analysis.insights.breaks import last_break
from mobility_analysis.insights.findings import Method
from mobility_analysis.insights.selection import Selection, Value, period_length
from mobility_analysis.insights.trends import how_to_compare, is_refused
from mobility_analysis.lab.showing import tidy_row

SERIES = [
    "label", "period", "subgroup", "value", "lower", "upper", "grade", "quality", "why", "series", "not_compared", "sources",
]  # fmt: skip


def series_rows(selection: Selection, measure: str, geoid: str, group: str) -> list[dict[str, Any]]:
    """One row for each period, the oldest first, in the columns :data:`SERIES` (:meth:`Place.trend` says what they hold)."""
    values = sorted(
        selection.history(measure, geoid, group),
        key=lambda value: (value.year, -period_length(value.period)),
    )
    stretches = _stretches(selection, [value for value in values if value.value is not None])
    joined = [value for stretch in stretches for value in stretch]
    before = {value.key: earlier for earlier, value in itertools.pairwise(joined)}
    number = {value.key: i for i, stretch in enumerate(stretches, 1) for value in stretch}
    return [
        tidy_row(value)
        | {
            "series": number.get(value.key),
            "not_compared": _why(value, before, is_joined=value.key in number),
            "sources": ", ".join(value.sources),
        }
        for value in values
    ]


def _stretches(selection: Selection, valued: Sequence[Value]) -> list[list[Value]]:
    """Values that the report joins by a line, and those of each line before it; overlapping ones are in none."""
    rest, found = list(valued), []
    while rest:
        line = selection.trend(rest[-1]) or [rest[-1]]
        found.append(line)
        rest = [value for value in rest if _is_before(value, line[0])]
    return found[::-1]


def _is_before(value: Value, first: Value) -> bool:
    broken = last_break(first.measure.id, first.geoid, first.year)
    is_behind_a_break = broken is not None and value.year < broken.first_year
    is_apart = value.year <= first.year - period_length(first.period)
    return value.year < first.year and (is_behind_a_break or is_apart)


def _why(value: Value, before: dict[str, Value], *, is_joined: bool) -> str:
    if value.value is None:
        return ""
    if not is_joined:
        return f"{Method.OVERLAP.words}."
    earlier = before.get(value.key)
    if earlier is None:
        return ""
    method, why = how_to_compare(earlier, value)
    return why if is_refused(method) else ""
