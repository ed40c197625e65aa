"""Tables that fit the width of a notebook: text wraps, what all rows share stands above, amounts stay amounts.

Only what is displayed differs from pandas; nothing in a table is changed or left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import pandas as pd

from mobility_analysis.press.templates import without_formulas

MOST_ROWS = 60  # of a longer table the first and the last are displayed
MOST_SHARED = 60  # letters of a value that stands above the table
# Widths in letters: of a page, of a column of words and of one of sentences, and of the room between two columns.
PAGE, WORDS, SENTENCES, BETWEEN = 200, 18, 30, 3
SHORT = 12  # letters that stay on one line, such as a period
_STYLE = """
:scope table { border-collapse: collapse; font-size: 12px; table-layout: auto; max-width: 100%; margin: 0; }
:scope table th, :scope table td {
  text-align: left !important; vertical-align: top; white-space: normal; line-height: 1.35; padding: 3px 8px; max-width: 26rem;
}
:scope table .number { text-align: right !important; white-space: nowrap; font-variant-numeric: tabular-nums; }
:scope table .short { white-space: nowrap; }
:scope p { font-size: 12px; margin: 4px 8px; color: #5b636d; }
:scope .wide { overflow-x: auto; }
"""


class Table(pd.DataFrame):
    """Rows of a notebook: a pandas table that displays itself within the width of the page.

    Columns that are the same in every row stand above the table. Columns that the page has no room for are named
    below it, and of more than 60 rows the first and last are displayed; all of them are in the table.
    ``pandas.DataFrame(table)`` displays itself as pandas does.

    Examples
    --------
    >>> table = Table({"measure": ["share_employed"] * 2, "period": ["2014-2018", "2019-2023"], "value": [0.8, 0.838]})
    >>> float(table.query("period == '2019-2023'")["value"].iloc[0])
    0.838
    """

    @property
    def _constructor(self) -> type[Table]:
        return Table

    def _repr_html_(self) -> str:
        return table_html(self)


@dataclass(frozen=True)
class _Column:
    """A column as it is displayed."""

    name: str
    cells: tuple[str, ...]
    is_number: bool

    @property
    def shared(self) -> str | None:
        """The text that all of several rows have in common, where it is short."""
        first = self.cells[0] if self.cells else ""
        is_shared = len(self.cells) > 1 and all(cell == first for cell in self.cells)
        return first if is_shared and len(first) <= MOST_SHARED else None

    @property
    def width(self) -> int:
        """Letters that the column needs beside others."""
        longest = max(map(len, self.cells), default=0)
        heading = max(map(len, self.name.split("_")), default=0)
        text = longest if self.is_number or longest <= WORDS else WORDS
        return max(heading, text if longest <= 2 * WORDS else SENTENCES) + BETWEEN

    @property
    def css(self) -> str:
        """The class of its cells, where they are aligned or broken in another way than sentences."""
        is_short = all(len(cell) <= SHORT for cell in self.cells)
        return ' class="number"' if self.is_number else ' class="short"' if is_short else ""


def table_html(frame: pd.DataFrame) -> str:
    """A table of data as HTML that fits into a page, in a style that changes nothing else there."""
    index = frame.index
    is_plain = index.nlevels == 1 and index.name is None and pd.api.types.is_integer_dtype(index)
    columns = [
        _column(name, values)
        for name, values in (frame if is_plain else _with_index(frame)).items()
    ]
    above, empty, beside = _divided(columns if is_plain else [])
    shown, left_out = _fitting(beside if is_plain else columns)
    notes = [
        f"{len(frame):,} rows" if len(frame) > MOST_ROWS or frame.empty else "",
        f"Empty: {', '.join(empty)}" if empty else "",
        f"No room for: {', '.join(left_out)}" if left_out else "",
    ]
    below = ". ".join(filter(None, notes))
    body = without_formulas(
        _line("; ".join(f"{column.name}: {column.shared}" for column in above)),
        f'<div class="wide"><table><thead>{_head(shown)}</thead><tbody>{"".join(_rows(shown))}</tbody></table></div>',
        _line(f"{below}." if below else ""),
    )
    return f'<style>@scope (.mobility-table) {{{_STYLE}}}</style><div class="mobility-table">{body}</div>'


def _with_index(frame: pd.DataFrame) -> pd.DataFrame:
    names = ["" if name is None else name for name in frame.index.names]
    return frame.rename_axis(index=names).reset_index(allow_duplicates=True)


def _column(name: object, values: pd.Series) -> _Column:
    is_number = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    return _Column(str(name), tuple(_plain(value) for value in values.tolist()), is_number)


def _divided(columns: Sequence[_Column]) -> tuple[list[_Column], list[str], list[_Column]]:
    """Columns that stand above the table, the names of empty ones, and those with something of each row."""
    above = [column for column in columns if column.shared]
    empty = [column.name for column in columns if column.shared == ""]
    beside = [column for column in columns if column.shared is None]
    return (above, empty, beside) if beside else ([], [], list(columns))


def _fitting(columns: Sequence[_Column]) -> tuple[list[_Column], list[str]]:
    """Columns that the page has room for, in their order, and the names of the others."""
    room, shown, left_out = PAGE, [], []
    for column in columns:
        if column.width <= room:
            shown.append(column)
            room -= column.width
        else:
            left_out.append(column.name)
    return shown, left_out


def _head(columns: Sequence[_Column]) -> str:
    cells = (f'<th scope="col"{column.css}>{_broken(column.name)}</th>' for column in columns)
    return f"<tr>{''.join(cells)}</tr>"


def _rows(columns: Sequence[_Column]) -> Iterator[str]:
    number = len(columns[0].cells) if columns else 0
    half = MOST_ROWS // 2
    for i in range(number):
        if number > MOST_ROWS and half <= i < number - half:
            if i == half:
                yield f'<tr><td colspan="{len(columns)}">\u2026</td></tr>'
            continue
        cells = (f"<td{column.css}>{_broken(column.cells[i])}</td>" for column in columns)
        yield f"<tr>{''.join(cells)}</tr>"


def _line(text: str) -> str:
    return f"<p>{_broken(text)}</p>" if text else ""


def _plain(value: object) -> str:
    """A value as text: numbers with as many digits as tell them apart, nothing where there is none."""
    if isinstance(value, np.ndarray | list | tuple):
        return ", ".join(_plain(each) for each in value)
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    return _number(float(value)) if isinstance(value, float | np.floating) else str(value)


def _number(value: float) -> str:
    if math.isnan(value):
        return ""
    if value == 0 or not 0.0005 <= abs(value) < 1e15:
        return f"{value:.2g}"
    if value == round(value):
        return f"{value:,.0f}"
    return f"{value:,.{max(0, 3 - math.floor(math.log10(abs(value))))}f}"


def _broken(text: str) -> str:
    """Text that a narrow column may break where ids and addresses have their joints."""
    return escape(text).replace("_", "_<wbr>").replace("|", "|<wbr>").replace("@", "@<wbr>")
