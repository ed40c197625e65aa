"""A strip of marks, one per small area without outlines, with the county among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import seaborn as sns
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from mobility_analysis.framework.estimate import DO_NOT_ACT
from mobility_analysis.framework.registry import Measure
from mobility_analysis.reporting.area_tables import area_table, ends_in_words, valued
from mobility_analysis.reporting.sheet import Scale, round_ticks, tick_labels
from mobility_analysis.reporting.svg import (
    BLUE,
    FONT_SIZE,
    GRAY,
    PAPER,
    STYLE,
    WIDTH,
    Figure,
    to_svg,
)

if TYPE_CHECKING:
    import pandas as pd

    from mobility_analysis.reporting.data import PlaceData

TALL, CROWDED_TALL = 1.5, 2.4  # inches
CROWDED = 80  # areas from which marks are drawn smaller


def area_strip(
    data: PlaceData, measure: Measure, areas: pd.DataFrame, title: str, figure_id: str
) -> Figure:
    """Marks of the county's areas that have a value; of weak ones only the outline.

    Parameters
    ----------
    areas
        Rows of one measure and year as :func:`reporting.area_tables.area_table` reads them.
    """
    rows = valued(areas)
    alt = (
        f"Strip of {len(rows)} areas of {data.here.label}: {measure.label.lower()}, "
        f"{ends_in_words(measure, rows)}."
    )
    svg = to_svg(_draw(data, measure, rows), figure_id, alt)
    return Figure(figure_id, svg, alt, area_table(title, measure, rows), title)


def _draw(data: PlaceData, measure: Measure, rows: pd.DataFrame) -> Canvas:
    crowded = len(rows) >= CROWDED
    with rc_context(sns.axes_style("ticks") | STYLE):
        canvas = Canvas(figsize=(WIDTH, CROWDED_TALL if crowded else TALL))
        axes = canvas.add_axes((0.015, 0.2, 0.97, 0.66))
        low, high = rows["value"].min(), rows["value"].max()
        room = (high - low) * 0.06 or 0.1
        axes.set_xlim(low - room, high + room)
        is_weak = rows["grade"] >= DO_NOT_ACT
        for part, face in ((rows[~is_weak], BLUE), (rows[is_weak], PAPER)):
            if len(part):
                sns.swarmplot(
                    x=part["value"].to_numpy(float),
                    ax=axes,
                    size=3.2 if crowded else 5.5,
                    color=face,
                    edgecolor=BLUE if face == BLUE else GRAY,
                    linewidth=0.8,
                    warn_thresh=1.0,  # marks that overlap at the edge still stand at their value
                )
        _mark_county(data, measure, axes)
        axes.set(xlabel="", ylabel="")
        finish_axes(axes, measure)
        return canvas


def finish_axes(axes: Axes, measure: Measure) -> None:
    """A value axis below, with round ticks in the measure's unit, and nothing else."""
    sns.despine(ax=axes, left=True)
    axes.set_yticks([])
    ticks = round_ticks(Scale(*axes.get_xlim(), 0.0, 1.0), measure)
    axes.set_xticks(ticks, tick_labels(measure, ticks))
    axes.tick_params(axis="x", length=3, width=0.8, pad=3)


def _mark_county(data: PlaceData, measure: Measure, axes: object) -> None:
    here = data.selection.latest(measure.id, data.here.geoid)
    if here is None or here.value is None or not here.usable:
        return
    axes.axvline(here.value, color=GRAY, linewidth=1, dashes=(3, 2), zorder=1)  # type: ignore[attr-defined]
    low, high = axes.get_xlim()  # type: ignore[attr-defined]
    is_left = (here.value - low) / (high - low) < 0.5
    axes.annotate(  # type: ignore[attr-defined]
        f"{data.here.label}: {here.short}",
        (here.value, 1),
        xycoords=("data", "axes fraction"),
        xytext=(3 if is_left else -3, 4),
        textcoords="offset points",
        ha="left" if is_left else "right",
        color=GRAY,
        fontsize=FONT_SIZE - 0.6,
    )
