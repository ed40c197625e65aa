"""The parts of a worksheet: cells with their style, columns, a sheet, and the formats of numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from mobility_analysis.framework.registry import Measure, Unit
from mobility_analysis.insights.selection import WEAK_MARK

TEXT, BOLD, SOFT = "text", "bold", "soft"
NUMBER, WEAK, WEAK_TEXT = "number", "weak", "weak text"
BETTER, WORSE = "better", "worse"
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
    is_bar: bool = False  # numbers from 0 to 100 with a bar behind them


@dataclass(frozen=True)
class BarChart:
    """A chart of lying bars beside a table: the first column names them, ``columns`` are their parts.

    ``highest`` is the end of the axis where that is known.
    """

    title: str
    columns: tuple[int, ...]
    highest: int | None = None


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
    chart: BarChart | None = None


@lru_cache(maxsize=64)
def number_format(measure: Measure) -> str:
    """The format of a measure's cells: as exact as the report's tables."""
    if measure.unit is Unit.SHARE:
        return f"0.{'0' * (measure.decimals + 1)}%"
    if measure.unit is Unit.DOLLARS:
        return '"$"#,##0'
    return f"#,##0.{'0' * (measure.decimals + 1)}" if measure.decimals else "#,##0"


# ------------------------------------------------------------------ heights

LINE = 12.75  # points, of Arial of 10 points
ROOM = 3.0
HIGHEST = 409.0  # the most points that Excel gives a row
# The width of a column counts digits. Arial's words are narrower than as many digits, bold ones a little.
_PLAIN_LETTERS, _BOLD_LETTERS = 1.1, 1.03


def row_height(texts: Iterable[tuple[str, float]]) -> float:
    """The points of a row in which each text has its lines.

    Spreadsheet programs find a row's height only when somebody edits it, each in its own way, so that rows of a file
    nobody opened yet overlap. ``texts`` are with the letters that fit their column (:func:`letters`).
    """
    lines = max((_lines(text, room) for text, room in texts), default=1)
    return min(lines * LINE + ROOM, HIGHEST)


def letters(column: Column, look: str) -> float:
    """How many letters of a text fit a line of the column."""
    is_bold = look in (BOLD, BETTER, WORSE)
    return column.width * (_BOLD_LETTERS if is_bold else _PLAIN_LETTERS)


@lru_cache(maxsize=20_000)
def _lines(text: str, room: float) -> int:
    if len(text) <= room and "\n" not in text:
        return 1
    number = 0
    for paragraph in text.split("\n"):
        number, used = number + 1, 0.0
        for word in paragraph.split(" "):
            size = len(word)
            if used and used + 1 + size > room:
                number, used = number + 1, 0.0
            # A word longer than the line is parted.
            while size > room:
                number, size = number + 1, size - int(room)
            used += size + (1 if used else 0)
    return number
