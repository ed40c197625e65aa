"""Small areas without outlines where a county has more of them than a strip of marks can hold."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from mobility_analysis.framework.estimate import DO_NOT_ACT
from mobility_analysis.framework.registry import Measure
from mobility_analysis.insights.numbers import tabled
from mobility_analysis.press.inline_svg import Figure
from mobility_analysis.reporting.charts.area_tables import area_table, valued
from mobility_analysis.reporting.charts.histogram import Style, histogram, measure_axis

if TYPE_CHECKING:
    import pandas as pd

    from mobility_analysis.runs.place_data import PlaceData

# With more marks than this a strip is too crowded, and the time to place them grows with their square.
MOST_MARKS = 500


def area_crowd(
    data: PlaceData, measure: Measure, areas: pd.DataFrame, title: str, figure_id: str
) -> Figure:
    """Bars of how many areas have which value, weak ones hatched; the table names areas at both ends.

    Parameters
    ----------
    areas
        Rows of one measure and year as :func:`reporting.area_tables.area_table` reads them, some valued.
    """
    rows = valued(areas)
    is_weak = rows["grade"] >= DO_NOT_ACT
    here = data.latest.get(measure.id)
    known = here.value if here is not None and here.usable else None
    figure = histogram(
        figure_id,
        rows.loc[~is_weak, "value"].to_numpy(float),
        rows.loc[is_weak, "value"].to_numpy(float),
        title=f"{measure.label.lower()} in {data.here.in_words}",
        things="areas",
        style=Style(partial(tabled, measure), partial(measure_axis, measure=measure)),
        reference=(data.here.label, known) if known is not None else None,
    )
    assert figure is not None  # there are values
    return replace(figure, table=area_table(title, measure, rows), title=title)
