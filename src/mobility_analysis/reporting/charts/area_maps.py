"""Maps of a county's neighborhoods: single tracts, or tracts merged until their share is precise enough."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import MaxNLocator
from shapely import coverage_union_all

from mobility_analysis.core.missing import Missing
from mobility_analysis.estimation.merging import MARGIN
from mobility_analysis.framework.estimate import DO_NOT_ACT
from mobility_analysis.framework.metric import AreaKind, SmallAreaMeasure
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.registry import Measure, Unit
from mobility_analysis.framework.subgroups import ALL, ORDER
from mobility_analysis.geography.projections import flatten_upright
from mobility_analysis.insights.numbers import plain, scaled
from mobility_analysis.insights.selection import printed_period
from mobility_analysis.press.drawing import (
    LEGEND_EDGE,
    LEGEND_ROW,
    WEAK_AREA_HATCH,
    Drawing,
    MapScale,
    Shade,
)
from mobility_analysis.press.inline_svg import FAINT, GRAY, PAPER, WIDTH, Figure
from mobility_analysis.press.interval_chart import LEAST_SPAN
from mobility_analysis.quality.grading import NO_VALUE, WORDS
from mobility_analysis.reporting.charts.area_crowds import MOST_MARKS, area_crowd
from mobility_analysis.reporting.charts.area_strips import area_strip
from mobility_analysis.reporting.charts.area_tables import (
    area_table,
    ends_in_words,
    named,
    valued,
)

if TYPE_CHECKING:
    import geopandas as gpd

    from mobility_analysis.runs.place_data import PlaceData

BLUES = ("#e3edf8", "#b6d0eb", "#7fadd9", "#4680ba", "#1b4f8f")
CLASSES = len(BLUES)
TALLEST = 2.9  # inches
SMALL = 2.3  # inches: a side of each of several maps, four of which stand side by side on a screen
TAILS = (0.05, 0.95)  # quantiles of the areas; beyond them the classes of dollars are open
# With more areas than this one can hardly be pointed at, and their names would weigh as much as their outlines.
MOST_NAMED = 100
# With more areas than this the lines between them would hide the map; neighbors of one class are drawn as one.
MOST_APART = 600
GRAIN = 5  # units of the picture, half a point: finer than what simplifying leaves
LEGEND, LETTER = 0.32, 0.066  # inches of a legend without words, and of each letter at most
WEAK, EMPTY = -1, -2  # classes beside those of values
HATCHED = " Hatched ones are too uncertain to act on."
NO_OUTLINES = " This run has no outlines of these tracts: each mark is one of them."
BARS = " They are too many for a mark each: bars count them."


@dataclass(frozen=True)
class AreaMaps:
    """The map (one per group) of a metric's small areas.

    With it come the line that explains it and its sources (``source@vintage``).
    """

    figures: tuple[Figure, ...]
    title: str
    line: str
    sources: tuple[str, ...]


def area_maps(data: PlaceData, measure: SmallAreaMeasure, metric_id: str) -> AreaMaps | None:
    """Pictures of the latest year of ``measure`` in this place; ``None`` where it has no small areas."""
    areas = data.areas_by_measure.get(measure.id)
    if areas is None or areas["value"].notna().sum() < 2:
        return None
    areas = areas[areas["year"] == areas["year"].max()]
    figure_id = f"a-{metric_id}-{measure.id}".replace("_", "-")
    outlined = areas[areas.geometry.notna()]
    if outlined.empty:
        return _strip(data, measure, figure_id, areas)
    flat = flatten_upright(outlined)
    groups = sorted(flat["subgroup"].unique(), key=lambda label: ORDER[label])
    figures = tuple(
        _figure(data, measure, figure_id, flat[flat["subgroup"] == group], len(groups) > 1)
        for group in groups
    )
    title = f"Neighborhoods: {measure.label}, {_when(areas)}"
    is_merged = measure.kind is AreaKind.MERGED
    line = _line(areas, len(groups) > 1) if is_merged else measure.note + _without(areas)
    return AreaMaps(figures, title, line, _sources(areas))


def _strip(
    data: PlaceData, measure: SmallAreaMeasure, figure_id: str, areas: gpd.GeoDataFrame
) -> AreaMaps:
    title = f"{measure.label}, {_when(areas)}"
    is_crowd = areas["value"].notna().sum() > MOST_MARKS
    draw = area_crowd if is_crowd else area_strip
    figure = draw(data, measure.measure, areas, title, figure_id)
    what = {Level.COUNTY: "county", Level.AREA: "area"}.get(data.here.level, "city")
    no_map = "" if measure.kind is AreaKind.LISTED else NO_OUTLINES
    how = BARS if is_crowd else no_map
    weak = HATCHED if (areas["grade"].fillna(0) == DO_NOT_ACT).any() else ""
    line = measure.note + how + weak + _without(areas)
    return AreaMaps((figure,), f"Within the {what}: {title}", line, _sources(areas))


def _sources(areas: gpd.GeoDataFrame) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in areas["sources"] for name in names))


def _without(areas: gpd.GeoDataFrame) -> str:
    """How many areas have no value, by the reason the source or the rules give."""
    counts = areas.loc[areas["value"].isna(), "missing_reason"].value_counts()
    return "".join(
        f" {number} more {'has' if number == 1 else 'have'} no value: {_why(reason)}"
        for reason, number in counts.items()
    )


def _why(reason: str) -> str:
    sentence = Missing(reason).sentence
    return sentence[0].lower() + sentence[1:]


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
            f"percentage points: {_how_many(merged, len(peopled), several)}."
        )
    else:
        what = "Census tracts."
    if several:
        what += " Each map has its own scale."
    return what


def _how_many(merged: int, areas: int, several: bool) -> str:
    if merged == areas:
        return "all areas are such groups"
    of_all = " of all maps" if several else ""
    return f"{merged:,} of the {areas:,} areas{of_all} are such groups, the others single tracts"


def _edges(measure: Measure, values: np.ndarray) -> np.ndarray:
    """Round class limits, at most five classes, in printed units (shares in percent).

    Amounts in dollars may lie beyond the limits; they belong to the classes at the ends.
    """
    # A few neighborhoods with far larger amounts would give all others the same color.
    ends = TAILS if measure.unit is Unit.DOLLARS else (0.0, 1.0)
    low, high = (scaled(measure, float(end)) for end in np.quantile(values, ends))
    # Ranks that lie within a few points do not get five classes.
    least = LEAST_SPAN if measure.unit is Unit.INDEX_100 else 1.0
    for number in range(CLASSES, 0, -1):
        # Matplotlib's locator may add a class at an end; then it is asked for fewer.
        locator = MaxNLocator(nbins=number, steps=[1, 2, 2.5, 5, 10])
        ticks = np.asarray(locator.tick_values(low, max(high, low + least)))
        ticks = ticks[: max(int(np.searchsorted(ticks, high)) + 1, 2)]
        if len(ticks) <= CLASSES + 1:
            break
    smallest, largest = measure.unit.range
    return np.unique(np.clip(ticks, scaled(measure, smallest), scaled(measure, largest)))


def _figure(
    data: PlaceData,
    measure: SmallAreaMeasure,
    figure_id: str,
    areas: gpd.GeoDataFrame,
    is_small: bool,
) -> Figure:
    group = str(areas["subgroup"].iloc[0])
    slug = "".join(letter if letter.isalnum() else "-" for letter in group.lower())
    figure_id = f"{figure_id}-{slug}"
    title = f"{measure.label}, {_when(areas)}" if group == ALL else group
    printed, rows = measure.measure, valued(areas)
    alt = (
        f"Map of {len(rows):,} areas of {data.here.in_words}: "
        f"{measure.label.lower()}{'' if group == ALL else f' ({group})'}, "
        f"{ends_in_words(printed, rows)}."
    )
    nobody = "Nobody counted" if measure.kind is AreaKind.MERGED else NO_VALUE
    sheet = _draw(printed, areas, nobody, is_small)
    return Figure(
        figure_id, sheet.svg(figure_id, alt), alt, area_table(title, printed, rows), title
    )


def _draw(measure: Measure, areas: gpd.GeoDataFrame, nobody: str, is_small: bool) -> Drawing:
    edges = _edges(measure, areas["value"].dropna().to_numpy())
    numbers = areas["value"].map(lambda value: scaled(measure, value)).to_numpy(float)
    drawn = np.clip(np.searchsorted(edges, numbers, side="right") - 1, 0, len(edges) - 2)
    is_weak = (areas["grade"].fillna(0) == DO_NOT_ACT).to_numpy()
    drawn = np.where(is_weak, WEAK, np.where(np.isnan(numbers), EMPTY, drawn))
    shades = _shades(measure, edges, numbers, nobody)
    # Classes stay in the legend where nothing is drawn; weak and empty only where something is.
    shown = [shade for number, shade in shades.items() if number >= 0 or number in drawn]
    sheet, place = _sheet(areas.total_bounds, shown, is_small)
    west, _, east, _ = areas.total_bounds
    shapes = areas.geometry.simplify_coverage((east - west) / 150).to_numpy()
    names = np.array(named(measure, areas), dtype=object) if len(areas) <= MOST_NAMED else None
    for number in dict.fromkeys(drawn.tolist()):
        look = shades[number]
        edge = GRAY if look.hatch else PAPER
        rows = drawn == number
        sheet.outlines(
            shapes[rows] if len(areas) <= MOST_APART else [coverage_union_all(shapes[rows])],
            place,
            face=look.face,
            edge=edge,
            width=0.5,
            hatch=look.hatch,
            grain=GRAIN,
            names=() if names is None else names[rows].tolist(),
        )
    return sheet


def _sheet(bounds: np.ndarray, legend: Sequence[Shade], is_small: bool) -> tuple[Drawing, MapScale]:
    """A sheet with its ``legend``, which stands beside a map that leaves room, else below; no larger than shown.

    A picture that a page makes smaller has a legend that nobody can read.
    """
    west, south, east, north = bounds
    wide, tall = (SMALL, SMALL) if is_small else (WIDTH, TALLEST)
    scale = min(wide / (east - west), tall / (north - south))
    across, high = (east - west) * scale, (north - south) * scale
    beside = LEGEND + LETTER * max(len(shade.words) for shade in legend)
    if across + beside <= wide:
        sheet = Drawing(wide, max(high, len(legend) * LEGEND_ROW))
        sheet.legend(legend, sheet.height - LEGEND_ROW / 2, 1, left=across + LEGEND_EDGE * 4)
        return sheet, MapScale(west, south, scale, bottom=sheet.height - high)
    columns = 2 if is_small else 3
    below = -(-len(legend) // columns) * LEGEND_ROW + LEGEND_ROW / 2
    sheet = Drawing(wide, high + below)
    sheet.legend(legend, below - LEGEND_ROW, columns)
    return sheet, MapScale(west, south, scale, bottom=below)


def _shades(
    measure: Measure, edges: np.ndarray, numbers: np.ndarray, nobody: str
) -> dict[int, Shade]:
    """What each class looks like and means, in the order of the legend."""
    words, colors = _classes(measure, edges, numbers), _colors(len(edges) - 1)
    shades = {
        number: Shade(text, color)
        for number, (text, color) in enumerate(zip(words, colors, strict=True))
    }
    weak = Shade(WORDS[DO_NOT_ACT], PAPER, WEAK_AREA_HATCH)
    return {**shades, WEAK: weak, EMPTY: Shade(nobody, FAINT)}


def _colors(number: int) -> list[str]:
    return [BLUES[round(step)] for step in np.linspace(0, CLASSES - 1, number)]


def _classes(measure: Measure, edges: np.ndarray, numbers: np.ndarray) -> list[str]:
    """The classes between ``edges`` in words: "10\u201320%", "$40,000\u2013$60,000"; open ones "under $20,000"."""
    places = next((n for n in range(3) if np.allclose(edges, np.round(edges, n))), 3)
    before = "$" if measure.unit is Unit.DOLLARS else ""
    after = "%" if measure.unit is Unit.SHARE else ""
    ends = [f"{before}{plain(edge, places)}" for edge in edges]
    words = [f"{low}\u2013{high}{after}" for low, high in itertools.pairwise(ends)]
    if np.nanmin(numbers) < edges[0]:
        words[0] = f"under {ends[1]}{after}"
    if np.nanmax(numbers) > edges[-1]:
        words[-1] = f"{ends[-2]}{after} or more"
    return words
