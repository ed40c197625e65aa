"""The numbers behind a picture of small areas, and its ends in words."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from mobility_analysis.framework.estimate import DO_NOT_ACT, IntervalKind
from mobility_analysis.framework.registry import Measure
from mobility_analysis.insights.numbers import brief, open_end, short, spoken, with_unit
from mobility_analysis.insights.selection import WEAK_MARK
from mobility_analysis.press.inline_svg import Table
from mobility_analysis.quality.grading import NO_VALUE, WORDS

LISTED = 5  # areas at either end of the table, where a county has more than twice as many
INTERVALS = {IntervalKind.SUPPRESSION_BOUNDS.value: "Fewest to most possible"}


def valued(areas: pd.DataFrame) -> pd.DataFrame:
    """Areas with a value, highest first, without their outlines."""
    values, names = areas["value"].tolist(), areas["area"].tolist()
    known = [place for place, value in enumerate(values) if not math.isnan(value)]
    known.sort(key=lambda place: (-values[place], names[place]))
    columns = [name for name in areas.columns if name != "geometry"]
    return pd.DataFrame({name: areas[name] for name in columns}).iloc[known]


def area_table(title: str, measure: Measure, rows: pd.DataFrame) -> Table:
    """Name, value, interval and grade of areas; of many only both ends.

    Parameters
    ----------
    rows
        Those :func:`valued` of one measure and year, with ``name``, ``value``, ``lower``, ``upper``,
        ``interval_kind``, ``grade``, ``reasons``.
    """
    between = len(rows) - 2 * LISTED
    if between > 1:
        rest = f"{between} areas between (all stand in small_areas.csv)"
        lines = [
            *_lines(measure, rows.iloc[:LISTED]),
            (rest, "", "", ""),
            *_lines(measure, rows.iloc[-LISTED:]),
        ]
    else:
        lines = _lines(measure, rows)
    kind = str(rows["interval_kind"].mode().iloc[0])
    interval = INTERVALS.get(kind, "95 percent interval")
    return Table(title, ("Area", "Value", interval, "Grade"), tuple(lines))


def named(measure: Measure, areas: pd.DataFrame) -> list[str]:
    """What is shown where an area of a picture is pointed at: "Tract 5021.01: 83%"."""
    columns = ["name", "value", "grade", "reasons"]
    rows = zip(*(areas[column].tolist() for column in columns), strict=True)
    return [
        f"{name}: {NO_VALUE.lower()}"
        if np.isnan(value)
        else f"{name}: {_marked(short(measure, value, open_end(reasons)), grade)}"
        for name, value, grade, reasons in rows
    ]


def _lines(measure: Measure, rows: pd.DataFrame) -> list[tuple[str, ...]]:
    columns = ["name", "value", "lower", "upper", "grade", "reasons"]
    return [
        (
            str(name),
            _marked(short(measure, value, open_end(reasons)), grade),
            _interval(measure, lower, upper),
            WORDS[int(grade)],
        )
        for name, value, lower, upper, grade, reasons in zip(
            *(rows[column].tolist() for column in columns), strict=True
        )
    ]


def _marked(number: str, grade: int) -> str:
    """``number``, a weak one marked so."""
    return f"{number} {WEAK_MARK}" if grade >= DO_NOT_ACT else number


def _interval(measure: Measure, lower: float, upper: float) -> str:
    if np.isnan(lower) or np.isnan(upper):
        return "none published"
    return with_unit(measure, f"{brief(measure, lower)} to {brief(measure, upper)}")


def ends_in_words(measure: Measure, rows: pd.DataFrame) -> str:
    """The range of :func:`valued` areas, "from 8 percent (Tract 3) to 31 percent (Tract 7)"."""
    high, low = rows.iloc[0], rows.iloc[-1]
    start, end = (
        f"{_marked(with_unit(measure, spoken(measure, row['value'], open_end(row['reasons']))), row['grade'])} ({row['name']})"
        for row in (low, high)
    )
    return f"from {start} to {end}"
