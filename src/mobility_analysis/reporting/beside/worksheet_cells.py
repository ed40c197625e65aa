"""The parts of a worksheet: cells with their style, columns, a sheet, and the formats of numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from mobility_analysis.framework.registry import Measure, Unit
from mobility_analysis.insights.selection import WEAK_MARK

TEXT, BOLD, SOFT, INDENT, INDENT_MORE = "text", "bold", "soft", "indent", "indent more"
NUMBER, WEAK, WEAK_TEXT = "number", "weak", "weak text"
# Shown behind a number that should not be acted on; the cell still holds the number alone.
WEAK_WORDS = f'" {WEAK_MARK}"'


@dataclass(frozen=True)
class Cell:
    """A value with its look (one of the names above) and, for a number, its format."""

    value: str | float | None = None
    look: str = TEXT
    format: str = "General"


@dataclass(frozen=True)
class Column:
    """A column of a sheet: its heading and its width in characters."""

    name: str
    width: int


@dataclass(frozen=True)
class Worksheet:
    """One sheet: a title, a line below it, and one table.

    Attributes
    ----------
    is_list
        Each row is complete in itself, so that readers may sort and filter.
    unprinted
        How many columns at the right are for tracing and stay off the paper.
    """

    name: str
    title: str
    line: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    is_list: bool = False
    unprinted: int = 0


@lru_cache(maxsize=64)
def number_format(measure: Measure) -> str:
    """The format of a measure's cells: as exact as the report's tables."""
    if measure.unit is Unit.SHARE:
        return f"0.{'0' * (measure.decimals + 1)}%"
    if measure.unit is Unit.DOLLARS:
        return '"$"#,##0'
    return f"#,##0.{'0' * (measure.decimals + 1)}" if measure.decimals else "#,##0"
