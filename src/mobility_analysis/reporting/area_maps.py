"""Maps of a county's neighborhoods: tracts, merged until their share is precise enough."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from mobility_analysis.estimation.merging import MARGIN
from mobility_analysis.framework.estimate import DO_NOT_ACT
from mobility_analysis.framework.metric import SmallAreaMeasure
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.subgroups import ALL, ORDER
from mobility_analysis.insights.numbers import plain
from mobility_analysis.insights.selection import printed_period
from mobility_analysis.quality.grading import WORDS
from mobility_analysis.reporting.area_strips import LISTED, area_strip
from mobility_analysis.reporting.svg import FAINT, GRAY, INK, PAPER, Figure, Table, to_svg

if TYPE_CHECKING:
    import geopandas as gpd

    from mobility_analysis.reporting.data import PlaceData

ALBERS, ALBERS_ALASKA = 5070, 3338
BLUES = ("#e3edf8", "#b6d0eb", "#7fadd9", "#4680ba", "#1b4f8f")
CLASSES = len(BLUES)
WIDTH, TALLEST = 4.5, 5.0  # inches
WEAK_HATCH = "//////"


@dataclass(frozen=True)
class AreaMaps:
    """The map (one per group) of a metric's small areas, with the line that explains it."""

    figures: tuple[Figure, ...]
    title: str
    line: str


def area_maps(data: PlaceData, measure: SmallAreaMeasure, metric_id: str) -> AreaMaps | None:
    """Maps of the latest year of ``measure`` in this place; ``None`` where it has no small areas."""
    areas = data.run.small_areas(data.territory)
    areas = areas[areas["measure"] == measure.id]
    if areas.empty or areas["value"].notna().sum() < 2:
        return None
    areas = areas[areas["year"] == areas["year"].max()]
    if measure.listed:
        return _listed(data, measure, metric_id, areas)
    projection = ALBERS_ALASKA if data.here.geoid[:2] == "02" else ALBERS
    flat = areas.to_crs(projection)
    groups = sorted(flat["subgroup"].unique(), key=lambda label: ORDER[label])
    figures = tuple(
        _figure(data, measure, metric_id, flat[flat["subgroup"] == group]) for group in groups
    )
    title = f"Neighborhoods: {measure.label}, {_when(areas)}"
    return AreaMaps(figures, title, _line(areas, len(groups) > 1))


def _listed(
    data: PlaceData, measure: SmallAreaMeasure, metric_id: str, areas: gpd.GeoDataFrame
) -> AreaMaps:
    title = f"{measure.label}, {_when(areas)}"
    figure = area_strip(data, areas, title, f"a-{metric_id}".replace("_", "-"))
    what = "county" if data.here.level is Level.COUNTY else "city"
    without = int(areas["value"].isna().sum())
    more = f" {without} more {'has' if without == 1 else 'have'} too few people for a value."
    return AreaMaps(
        (figure,), f"Within the {what}: {title}", measure.listed + (more if without else "")
    )


def _when(areas: gpd.GeoDataFrame) -> str:
    return printed_period(str(areas["period"].iloc[0]))


def _line(areas: gpd.GeoDataFrame, several: bool) -> str:
    peopled = areas[areas["value"].notna()]
    single = int((peopled["tracts"].map(len) == 1).sum())
    merged = len(peopled) - single
    points = plain(MARGIN * 100, 0)
    if merged:
        what = (
            f"Neighboring census tracts are put together until the share is known to within {points} "
            f"percentage points: {merged} of the {len(peopled)} areas"
            f"{' of all maps' if several else ''} are such groups, the others single tracts."
        )
    else:
        what = "Census tracts."
    if several:
        what += " Each map has its own scale."
    return what


def _edges(values: np.ndarray) -> np.ndarray:
    """Round class limits, at most five classes, in shares."""
    low, high = float(values.min()) * 100, float(values.max()) * 100
    ticks = MaxNLocator(nbins=CLASSES, steps=[1, 2, 2.5, 5, 10]).tick_values(
        low, max(high, low + 1)
    )
    return np.clip(ticks, 0, 100) / 100


def _figure(
    data: PlaceData,
    measure: SmallAreaMeasure,
    metric_id: str,
    areas: gpd.GeoDataFrame,
) -> Figure:
    group = str(areas["subgroup"].iloc[0])
    slug = "".join(letter if letter.isalnum() else "-" for letter in group.lower())
    figure_id = f"a-{metric_id}-{measure.id}-{slug}".replace("_", "-")
    title = f"{measure.label}, {_when(areas)}" if group == ALL else group
    alt = _words(data, measure, areas, group)
    canvas = _draw(areas, _edges(areas["value"].dropna().to_numpy()))
    return Figure(figure_id, to_svg(canvas, figure_id, alt), alt, _table(title, areas), title)


def _draw(areas: gpd.GeoDataFrame, edges: np.ndarray) -> Canvas:
    west, south, east, north = areas.total_bounds
    scale = min(WIDTH / (east - west), TALLEST / (north - south))
    height = (north - south) * scale
    legend = 0.55
    canvas = Canvas(figsize=(WIDTH, height + legend))
    axes = canvas.add_axes((0.0, legend / (height + legend), 1.0, height / (height + legend)))
    axes.set_axis_off()
    axes.set_aspect("equal")
    shapes = areas.assign(geometry=areas.geometry.simplify_coverage((east - west) / 300))
    drawn = np.clip(np.searchsorted(edges, shapes["value"], side="right") - 1, 0, len(edges) - 2)
    colors = _colors(len(edges) - 1)
    fill = [
        FAINT if np.isnan(value) else colors[number]
        for number, value in zip(drawn, shapes["value"], strict=True)
    ]
    shapes.plot(ax=axes, color=fill, edgecolor=PAPER, linewidth=0.5)
    weak = shapes[shapes["grade"].fillna(0) == DO_NOT_ACT]
    if len(weak):
        weak.plot(ax=axes, facecolor="none", edgecolor=GRAY, linewidth=0.0, hatch=WEAK_HATCH)
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    _legend(canvas, colors, edges, bool(len(weak)), bool(shapes["value"].isna().any()))
    return canvas


def _colors(number: int) -> list[str]:
    return [BLUES[round(step)] for step in np.linspace(0, CLASSES - 1, number)]


def _legend(
    canvas: Canvas, colors: list[str], edges: np.ndarray, has_weak: bool, has_empty: bool
) -> None:
    marks = [Patch(facecolor=color, edgecolor=GRAY, linewidth=0.4) for color in colors]
    words = [
        f"{plain(low * 100, _places(edges))}\u2013{plain(high * 100, _places(edges))}%"
        for low, high in itertools.pairwise(edges)
    ]
    if has_weak:
        marks.append(Patch(facecolor=PAPER, edgecolor=GRAY, linewidth=0.4, hatch=WEAK_HATCH))
        words.append(WORDS[DO_NOT_ACT])
    if has_empty:
        marks.append(Patch(facecolor=FAINT, edgecolor=GRAY, linewidth=0.4))
        words.append("Nobody counted")
    canvas.legend(
        marks,
        words,
        loc="lower left",
        ncols=min(len(words), 4),
        frameon=False,
        fontsize=7.4,
        labelcolor=INK,
        handlelength=1.3,
        columnspacing=1.1,
        handletextpad=0.5,
        borderaxespad=0.1,
    )


def _places(edges: np.ndarray) -> int:
    return 0 if np.allclose(edges * 100, np.round(edges * 100)) else 1


def _percent(value: float) -> str:
    return f"{plain(value * 100, 0)}%"


def _table(title: str, areas: gpd.GeoDataFrame) -> Table:
    rows = areas[areas["value"].notna()].sort_values(["value", "area"], ascending=[False, True])
    lines = [
        (
            row.name_,
            _percent(row.value),
            "none" if np.isnan(row.lower) else f"{_percent(row.lower)} to {_percent(row.upper)}",
            WORDS[int(row.grade)],
        )
        for row in rows.rename(columns={"name": "name_"}).itertuples()
    ]
    if len(lines) > 2 * LISTED + 1:
        between = f"{len(lines) - 2 * LISTED} areas between (all stand in small_areas.csv)"
        lines = [*lines[:LISTED], (between, "", "", ""), *lines[-LISTED:]]
    return Table(title, ("Area", "Share", "95 percent interval", "Grade"), tuple(lines))


def _words(data: PlaceData, measure: SmallAreaMeasure, areas: gpd.GeoDataFrame, group: str) -> str:
    rows = areas[areas["value"].notna()]
    high, low = rows.loc[rows["value"].idxmax()], rows.loc[rows["value"].idxmin()]
    of_group = "" if group == ALL else f" ({group})"
    return (
        f"Map of {len(rows)} areas of {data.here.label}: {measure.label.lower()}{of_group}, from "
        f"{_percent(low['value'])} ({low['name']}) to {_percent(high['value'])} ({high['name']})."
    )
