"""The data dictionary: every column, measure, group and code of the tables, as tables to print."""

from __future__ import annotations

from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.estimate import COLUMNS, MEANINGS
from mobility_analysis.framework.registry import registry
from mobility_analysis.framework.subgroups import SUBGROUPS
from mobility_analysis.quality.reasons import REASONS
from mobility_analysis.reporting.catalogue import DIRECTIONS
from mobility_analysis.reporting.svg import Table

TYPES = {
    "str": "text",
    "Int64": "whole number",
    "float64": "number",
    "object": "texts, joined by semicolons",
}


def dictionary() -> list[Table]:
    """Columns of the estimates, measures in the registry's order, groups, and codes of reasons."""
    return [_columns(), _measures(), _groups(), _reasons(), _absences()]


def _columns() -> Table:
    rows = tuple((name, TYPES[kind], MEANINGS[name]) for name, kind in COLUMNS.items())
    return Table("Columns of the estimates", ("Column", "Type", "What it holds"), rows)


def _measures() -> Table:
    header = ("Measure", "What it is", "Metric", "Unit", "Direction", "Decimals as printed")
    rows = tuple(
        (
            measure.id,
            measure.label,
            registry().metric_of[measure.id].label,
            measure.one_unit,
            DIRECTIONS[measure.direction.value],
            str(measure.decimals),
        )
        for measure in registry().measures.values()
    )
    return Table("Measures", header, rows)


def _groups() -> Table:
    rows = tuple(
        (group.label, group.type.value, group.scheme.value, group.definition) for group in SUBGROUPS
    )
    return Table("Groups", ("Group", "Kind", "Scheme", "Who belongs to it"), rows)


def _reasons() -> Table:
    rows = tuple(REASONS.items())
    return Table("Reasons for a grade or an absence", ("Code", "What a reader sees"), rows)


def _absences() -> Table:
    rows = tuple((reason.value, reason.sentence) for reason in Missing)
    return Table("Kinds of absence", ("Code", "What a reader sees"), rows)
