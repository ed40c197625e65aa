"""A place's own count of its elected officials, as a block under the card of the metric that no source fills.

It stands apart from the national data and enters no comparison with other places: each place asks its officials in its own
way, and on its own day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mobility_analysis.insights.representation import (
    SELF_IDENTIFIED,
    WITH_STATEMENTS,
    Representation,
    answers_grade,
)
from mobility_analysis.insights.representation_words import (
    HEADINGS,
    NONE,
    bodies_words,
    boxes_words,
    counted_words,
    day_words,
    notes,
    row_words,
    statements_words,
)
from mobility_analysis.press.inline_svg import Table
from mobility_analysis.quality.grading import GRADE_CLASS, WORDS
from mobility_analysis.quality.reasons import REASONS
from mobility_analysis.runs.own_officials import METRIC, beside_residents
from mobility_analysis.runs.place_data import PlaceData

RATIO, RANGE = HEADINGS.index("Ratio"), HEADINGS.index("Possible range")
HEADER = (*HEADINGS[:RATIO], "Ratio (possible range)", *HEADINGS[RANGE + 1 :])
BASES = {SELF_IDENTIFIED: "said it themselves", WITH_STATEMENTS: "with public statements"}
APART = (
    "Asked and counted here and not part of the national data, so it enters no comparison with other places. Answers are "
    "the officials' own; no names leave the place's closed folder."
)


@dataclass(frozen=True)
class CountTable:
    """One count: how good it is, and its groups beside residents."""

    line: str
    grade_words: str
    grade_class: str
    reason: str
    table: Table


@dataclass(frozen=True)
class OwnCountBlock:
    """What a template prints of a place's own count.

    Attributes
    ----------
    counted
        The count of those who said it themselves.
    stated
        The count with public statements, where there is one.
    notes
        What a reader of the table must know.
    """

    title: str
    counted: CountTable
    stated: CountTable | None
    notes: tuple[str, ...]
    apart: str = APART


def own_count_block(data: PlaceData, metric_id: str) -> OwnCountBlock | None:
    """The block under the card of a metric: none under any other, nor where the place has made no count."""
    own = data.local.officials
    if own is None or metric_id != METRIC:
        return None
    shown = beside_residents(data, own)
    stated = beside_residents(data, own, WITH_STATEMENTS)
    return OwnCountBlock(
        title=f"Your own count, {day_words(own.as_of)}",
        counted=_count(counted_words(own), shown),
        stated=_count(statements_words(stated), stated) if stated else None,
        notes=tuple(
            filter(None, (" ".join(notes(own, shown)), *bodies_words(own), boxes_words(own)))
        ),
    )


def _count(line: str, shown: Sequence[Representation]) -> CountTable:
    grade, reason = answers_grade(shown[0].count)
    return CountTable(
        line=line,
        grade_words=WORDS[grade],
        grade_class=GRADE_CLASS[grade],
        reason=REASONS[reason],
        table=Table(
            f"Elected officials and residents by group, {BASES[shown[0].count.basis]}",
            HEADER,
            tuple(map(_row, shown)),
        ),
    )


def _row(each: Representation) -> tuple[str, ...]:
    """A row of the card's table, which has one column for the ratio and its range."""
    cells = row_words(each)
    ratio, ends = cells[RATIO], cells[RANGE]
    both = f"{ratio} ({ends})" if NONE not in (ratio, ends) else ends if ratio == NONE else ratio
    return (*cells[:RATIO], both, *cells[RANGE + 1 :])
