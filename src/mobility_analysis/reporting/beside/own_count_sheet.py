"""A place's own count of its elected officials as a sheet of the workbook and as the print edition's template takes it."""

from __future__ import annotations

from typing import Any

from mobility_analysis.framework.estimate import DO_NOT_ACT
from mobility_analysis.insights.patterns import capital
from mobility_analysis.insights.representation import OwnCount, Representation
from mobility_analysis.insights.representation_words import (
    counted_words,
    day_words,
    officials_words,
    said_words,
)
from mobility_analysis.quality.grading import WORDS, explain
from mobility_analysis.reporting.beside.worksheet_cells import (
    BOLD,
    NUMBER,
    TEXT,
    WEAK,
    WEAK_TEXT,
    Cell,
    Column,
    Worksheet,
)
from mobility_analysis.reporting.page.own_count import BASES, CountTable, OwnCountBlock
from mobility_analysis.runs.own_officials import beside_residents
from mobility_analysis.runs.place_data import PlaceData

SHEET = "Elected officials"
_COLUMNS = (
    Column("Group", 32),
    Column("Known from", 18),
    Column("Officials", 12),
    Column("Known", 10),
    Column("In office", 10),
    Column("Share of officials", 12),
    Column("Share of residents", 12),
    Column("Ratio", 10),
    Column("Lowest", 10),
    Column("Highest", 10),
    Column("Seats that would match", 12),
    Column("What can be said", 30),
    Column("Quality", 13),
    Column("Reasons", 40),
)


def own_count_sheet(data: PlaceData, own: OwnCount) -> Worksheet:
    """The sheet of the place's own count."""
    rows = tuple(_row(each) for basis in BASES for each in beside_residents(data, own, basis))
    title = f"{SHEET}: own count of {data.here.label}, {day_words(own.as_of)}"
    return Worksheet(SHEET, title, counted_words(own), _COLUMNS, rows, is_list=True)


def _row(each: Representation) -> tuple[Cell, ...]:
    count, residents = each.count, each.residents
    is_weak = each.grade == DO_NOT_ACT
    look = WEAK if is_weak else NUMBER
    return (
        Cell(count.subgroup, BOLD),
        Cell(capital(BASES[count.basis])),
        Cell(officials_words(count) if count.is_withheld else count.at_least, NUMBER, "0"),
        Cell(count.known, NUMBER, "0"),
        Cell(count.in_office, NUMBER, "0"),
        Cell(each.share, look, "0%"),
        Cell(residents.value if residents is not None else None, NUMBER, "0.0%"),
        Cell(each.ratio, look, "0.00"),
        Cell(each.lower, look, "0.00"),
        Cell(each.upper, look, "0.00"),
        Cell(each.at_parity, NUMBER, "0.0"),
        Cell(said_words(each)),
        Cell(WORDS.get(each.grade or 0, ""), WEAK_TEXT if is_weak else TEXT),
        Cell(explain(list(each.reasons))),
    )


def own_count_in_print(block: OwnCountBlock) -> dict[str, Any]:
    """The card's block as the print edition's template takes it."""
    return {
        "title": block.title,
        "counts": [_in_print(each) for each in (block.counted, block.stated) if each is not None],
        "notes": block.notes,
        "apart": block.apart,
    }


def _in_print(count: CountTable) -> dict[str, Any]:
    return {
        "line": count.line,
        "class": count.grade_class,
        "grade": count.grade_words,
        "reason": count.reason,
        "header": count.table.header,
        "rows": count.table.rows,
    }
