"""A place's own records as tables: ``local.csv`` beside the report, a sheet of the workbook, rows of its dictionary; in print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

from mobility_analysis.framework.registry import registry
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.insights.sentences import direction_words
from mobility_analysis.local.grading import AREA, AS_OF
from mobility_analysis.local.measures import LocalMeasure
from mobility_analysis.local.records import LocalRecords, LocalValue
from mobility_analysis.quality.grading import WORDS, explain
from mobility_analysis.reporting.beside.pillar_sheets import number_cell
from mobility_analysis.reporting.beside.worksheet_cells import (
    BOLD,
    NUMBER,
    SOFT,
    TEXT,
    WEAK,
    WEAK_TEXT,
    Cell,
    Column,
    Worksheet,
    number_format,
)
from mobility_analysis.reporting.page.local_blocks import APART, KINDS, LocalBlock
from mobility_analysis.runs.place_data import PlaceData

LOCAL_FILE, SHEET = "local.csv", "Local records"
# Of the estimates' columns, those that say something of a local number.
SHARED = (
    "year", "period", "subgroup_type", "subgroup", "scheme", "value", "lower", "upper", "se", "interval_kind", "ci_method",
    "numerator", "denominator", "n", "grade", "reasons", "years_since_end",
)  # fmt: skip
# Columns that no other table has, with what they hold.
MEANINGS = {
    "local_id": "The place's own name of the measure.",
    "label": "What it is called.",
    "question": "The question that it answers.",
    "metric": "The metric under whose card it stands: an id of the framework.",
    "beside": "The national measure beside which it stands; empty where there is none.",
    "unit": "The unit of the value.",
    "direction": "Which direction is better: higher, lower or none.",
    "kind": "How it came about: administrative, survey, inventory, historical or qualitative count.",
    "collected_by": "Who collects it.",
    "method": "How it is collected.",
    "population_covered": "Who, or what, is counted.",
    "known_limits": "Whom it misses, and what it cannot tell.",
    "url": "Where more about it can be read.",
    "area": "The part of the place; empty for all of it.",
    "as_of": "The day on which it was counted or read.",
}


def local_table(local: LocalRecords) -> pd.DataFrame:
    """Every number that may be published, with what its measure is; all years, groups and parts."""
    about = pd.DataFrame([_about(measure) for measure in local.measures])
    rows = local.rows.rename(columns={"measure": "local_id"})
    numbers = rows[["local_id", AREA, AS_OF, *SHARED]].assign(
        reasons=rows["reasons"].map("; ".join)
    )
    return about.merge(numbers, on="local_id", validate="one_to_many")


def _about(measure: LocalMeasure) -> dict[str, str]:
    return {
        "local_id": measure.id,
        "label": measure.measure.label,
        "question": measure.measure.question,
        "metric": measure.metric_id,
        "beside": measure.beside,
        "unit": measure.measure.unit.value,
        "direction": measure.measure.direction.value,
        "kind": measure.kind,
        "collected_by": measure.collected_by,
        "method": measure.method,
        "population_covered": measure.population_covered,
        "known_limits": measure.known_limits,
        "url": measure.url,
    }


# The last six are for tracing and stay off the paper.
_COLUMNS = (
    Column("Measure", 28),
    Column("Who, and where", 22),
    Column("Value", 12),
    Column("Lowest", 10),
    Column("Highest", 10),
    Column("Unit", 14),
    Column("Period", 11),
    Column("Quality", 13),
    Column("Reasons", 32),
    Column("Collected by", 20),
    Column("Who is counted", 26),
    Column("What it cannot tell", 32),
    Column("How", 38),
    Column("Counted", 12),
    Column("Out of", 12),
    Column("Counted on", 12),
    Column("Stands beside", 34),
    Column("Local id", 22),
)


def local_sheet(data: PlaceData) -> Worksheet:
    """The sheet of a place's own records; each row is complete in itself."""
    rows = tuple(
        _sheet_row(measure, each)
        for measure in data.local.measures
        for each in data.local.values[measure.id]
    )
    title = f"{SHEET}: {data.here.label}"
    return Worksheet(SHEET, title, APART, _COLUMNS, rows, is_list=True, unprinted=6)


def _sheet_row(measure: LocalMeasure, each: LocalValue) -> tuple[Cell, ...]:
    value = each.value
    assert value.grade is not None
    who = "Everyone" if value.subgroup == ALL else value.subgroup
    look, shown = (NUMBER if value.usable else WEAK), number_format(measure.measure)
    return (
        Cell(measure.measure.label, BOLD),
        Cell(f"{who}, {each.area}" if each.area else who),
        number_cell(value),
        Cell(value.lower, look, shown),
        Cell(value.upper, look, shown),
        Cell(measure.measure.one_unit, SOFT),
        Cell(value.when),
        Cell(WORDS[value.grade], TEXT if value.usable else WEAK_TEXT),
        Cell(explain(list(value.reasons))),
        Cell(measure.collected_by),
        Cell(measure.population_covered),
        Cell(measure.known_limits),
        Cell(f"{KINDS[measure.kind]}. {measure.method}".strip()),
        Cell(value.numerator, NUMBER, "#,##0"),
        Cell(value.denominator, NUMBER, "#,##0"),
        Cell(each.as_of),
        Cell(registry().metric(measure.metric_id).label, SOFT),
        Cell(measure.id, SOFT),
    )


def dictionary_cells(local: LocalRecords) -> Iterator[tuple[str, ...]]:
    """A row of the workbook's dictionary for each local measure."""
    for measure in local.measures:
        yield (
            "Measure collected here",
            measure.id,
            measure.measure.label,
            measure.measure.one_unit,
            direction_words(measure.measure),
            measure.measure.question,
            measure.population_covered,
            measure.collected_by,
        )


# A word that is longer than this may be parted in print, so that it does not run over what stands beside it.
LONGEST_WORD = 18
_LONG = re.compile(rf"\S{{{LONGEST_WORD}}}(?=\S)")


def block_in_print(block: LocalBlock) -> dict[str, Any]:
    """A card's block of local records as the print edition's template takes it."""
    lead = block.lead
    return {
        "by": _parted(block.by),
        "title": _parted(block.title),
        "question": _parted(block.question),
        "direction": block.direction,
        "lead": None
        if lead is None
        else {
            "big": lead.big,
            "when": " ".join(filter(None, (lead.unit, lead.when))),
            "class": lead.grade_class,
            "grade": lead.grade_words,
            "reasons": " ".join(lead.reasons),
            "interval": lead.interval,
        },
        "facts": [(heading, _parted(text)) for heading, text in block.facts],
        "url": block.url,
        "address": _parted(block.url),
        "header": block.table.header if block.table else (),
        "rows": [tuple(map(_parted, row)) for row in block.table.rows] if block.table else (),
        "more": len(block.more.rows) if block.more else 0,
        "apart": block.apart,
    }


def _parted(text: str) -> str:
    """``text`` with invisible spaces where a long word may go on in the next line."""
    return _LONG.sub("\\g<0>\u200b", text)
