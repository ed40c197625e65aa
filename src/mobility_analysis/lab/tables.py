"""Tables that fit the width of a notebook: text wraps, what all rows share stands above, amounts stay amounts.

Only what is displayed differs from pandas; the numbers in a table are never rounded.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from mobility_analysis.press.templates import without_formulas

MOST_ROWS = 100  # of a longer table the first and the last are shown
MOST_SHARED = 60  # characters of a value that stands above the table
_STYLE = """
table { border-collapse: collapse; font-size: 12px; table-layout: auto; width: auto; max-width: 100%; margin: 0; }
th, td { text-align: left; vertical-align: top; white-space: normal; padding: 3px 8px; min-width: 2.5em; }
td { max-width: 26rem; overflow-wrap: break-word; }
td.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
th.number { text-align: right; }
p { font-size: 12px; margin: 4px 8px; color: #5b636d; }
div { overflow-x: auto; }
"""


class Table(pd.DataFrame):
    """Rows of a notebook: a pandas table that displays itself within the width of the page.

    Columns that are the same in every row stand above the table, not in it; of more than 100 rows the first and last
    are displayed. ``pandas.DataFrame(table)`` displays itself as pandas does.

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


def table_html(frame: pd.DataFrame) -> str:
    """A table of data as HTML that fits into a page, in a style that changes nothing else there."""
    index = frame.index
    is_plain = index.nlevels == 1 and index.name is None and pd.api.types.is_integer_dtype(index)
    rows = frame if is_plain else _with_index(frame)
    shared = _shared(rows) if is_plain else {}
    shown = rows.drop(columns=list(shared))
    above = "; ".join(f"{name}: {_cell(value)}" for name, value in shared.items())
    body = without_formulas(
        f"<p>{above}</p>" if above else "",
        f"<div><table><thead>{_head(shown)}</thead><tbody>{''.join(_lines(shown))}</tbody></table></div>",
        f"<p>{len(rows):,} rows</p>" if len(rows) > MOST_ROWS or rows.empty else "",
    )
    return f'<style>@scope (.mobility-table) {{{_STYLE}}}</style><div class="mobility-table">{body}</div>'


def _with_index(frame: pd.DataFrame) -> pd.DataFrame:
    names = ["" if name is None else name for name in frame.index.names]
    return frame.rename_axis(index=names).reset_index(allow_duplicates=True)


def _shared(rows: pd.DataFrame) -> dict[str, Any]:
    """Columns whose value is the same and short in all of several rows; the rest stays beside the rows."""
    if len(rows) < 2:
        return {}
    found = {}
    for position, name in enumerate(rows.columns):
        texts = rows.iloc[:, position].map(_plain)
        if (texts == texts.iloc[0]).all() and len(texts.iloc[0]) <= MOST_SHARED:
            found[name] = rows.iloc[0, position]
    return found if len(found) < len(rows.columns) else {}


def _head(rows: pd.DataFrame) -> str:
    cells = (
        f'<th scope="col"{_kind(rows.iloc[:, i])}>{_broken(str(name))}</th>'
        for i, name in enumerate(rows.columns)
    )
    return f"<tr>{''.join(cells)}</tr>"


def _lines(rows: pd.DataFrame) -> Iterator[str]:
    kinds = [_kind(rows.iloc[:, i]) for i in range(len(rows.columns))]
    is_long = len(rows) > MOST_ROWS
    for number, row in enumerate(rows.itertuples(index=False, name=None)):
        if is_long and number == MOST_ROWS // 2:
            yield f'<tr><td colspan="{len(kinds)}">\u2026</td></tr>'
        if not is_long or number < MOST_ROWS // 2 or number >= len(rows) - MOST_ROWS // 2:
            cells = (
                f"<td{kind}>{_cell(value)}</td>" for kind, value in zip(kinds, row, strict=True)
            )
            yield f"<tr>{''.join(cells)}</tr>"


def _kind(column: pd.Series) -> str:
    is_number = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
    return ' class="number"' if is_number else ""


def _cell(value: object) -> str:
    return _broken(_plain(value))


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
    if not math.isfinite(value) or abs(value) >= 1e15:
        return str(value)
    if value == round(value):
        return f"{value:,.0f}"
    digits = max(0, 3 - math.floor(math.log10(abs(value))))
    return f"{value:,.{min(digits, 8)}f}"


def _broken(text: str) -> str:
    """Text that a narrow column may break where ids and addresses have their joints."""
    return escape(text).replace("_", "_<wbr>").replace("|", "|<wbr>").replace("@", "@<wbr>")
