"""A strip of marks: areas of a county whose outlines are not at hand, such as its ZIP codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mobility_analysis.framework.estimate import DO_NOT_ACT
from mobility_analysis.framework.registry import Measure
from mobility_analysis.press.drawing import Drawing, Scale
from mobility_analysis.press.inline_svg import BLUE, GRAY, POINTS, WIDTH, Figure
from mobility_analysis.press.interval_chart import AXIS_INCHES, SIDE_INCHES
from mobility_analysis.reporting.charts.area_tables import area_table, ends_in_words, named, valued

if TYPE_CHECKING:
    import pandas as pd

    from mobility_analysis.runs.place_data import PlaceData

TALL, CROWDED_TALL = 1.5, 2.4  # inches
HEAD = 0.2  # inches for the words over the county's line
CROWDED = 80  # areas from which marks are drawn smaller
MARK, CROWDED_MARK, EDGE = 5.5, 3.2, 0.8  # points across


def area_strip(
    data: PlaceData, measure: Measure, areas: pd.DataFrame, title: str, figure_id: str
) -> Figure:
    """Marks of the county's areas that have a value, each with its grade.

    Parameters
    ----------
    areas
        Rows of one measure and year as :func:`reporting.area_tables.area_table` reads them.
    """
    rows = valued(areas)
    alt = (
        f"Strip of {len(rows)} areas of {data.here.in_words}: {measure.label.lower()}, "
        f"{ends_in_words(measure, rows)}."
    )
    svg = _draw(data, measure, rows).svg(figure_id, alt)
    return Figure(figure_id, svg, alt, area_table(title, measure, rows), title)


def _draw(data: PlaceData, measure: Measure, rows: pd.DataFrame) -> Drawing:
    is_crowded = len(rows) >= CROWDED
    tall, mark = (CROWDED_TALL, CROWDED_MARK) if is_crowded else (TALL, MARK)
    values = rows["value"].to_numpy(float)
    room = (values.max() - values.min()) * 0.06 or 0.1
    scale = Scale(values.min() - room, values.max() + room, SIDE_INCHES, WIDTH - SIDE_INCHES)
    sheet = Drawing(WIDTH, tall)
    bottom, top = AXIS_INCHES, tall - HEAD
    _mark_county(data, measure, sheet, scale, (bottom, top))
    middle, reach = (bottom + top) / 2, (top - bottom) / 2 - mark / POINTS
    across = np.array([scale.at(value) for value in values])
    aside = np.clip(swarm_offsets(across * POINTS, mark + EDGE) / POINTS, -reach, reach)
    marks = zip(across, middle + aside, rows["grade"], named(measure, rows), strict=True)
    for x, y, grade, name in marks:
        color = GRAY if grade >= DO_NOT_ACT else BLUE
        sheet.mark(float(x), float(y), "o", mark**2, color, grade=int(grade), width=EDGE, name=name)
    sheet.value_axis(scale, measure, bottom)
    return sheet


def swarm_offsets(places: np.ndarray, size: float) -> np.ndarray:
    """How far marks of ``size`` at ``places`` move aside so that none covers another.

    They move as in seaborn's swarm plots; all lengths are in one unit.
    """
    from seaborn.categorical import Beeswarm

    order = np.argsort(places, kind="stable")
    marks = np.column_stack([np.zeros(len(places)), places[order], np.full(len(places), size / 2)])
    offsets = np.empty(len(places))
    offsets[order] = Beeswarm().beeswarm(marks)[:, 0]
    return offsets


def _mark_county(
    data: PlaceData, measure: Measure, sheet: Drawing, scale: Scale, ends: tuple[float, float]
) -> None:
    here = data.latest.get(measure.id)
    if here is None or here.value is None or not here.usable:
        return
    if scale.low <= here.value <= scale.high:
        sheet.reference(scale, here.value, [ends], f"{data.here.label}: {here.short}")
