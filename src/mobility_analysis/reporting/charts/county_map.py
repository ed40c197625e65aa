"""A map of one measure: the counties of a state or of the nation in five shades."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mobility_analysis.framework.estimate import DO_NOT_ACT
from mobility_analysis.framework.places import ALASKA, HAWAII
from mobility_analysis.geography.projections import (
    ALBERS,
    ALBERS_ALASKA,
    ALBERS_HAWAII,
    flatten_upright,
)
from mobility_analysis.press.drawing import WEAK_AREA_HATCH, Drawing, MapScale, Shade
from mobility_analysis.press.inline_svg import GRAY, PALE, PAPER, Figure, Table
from mobility_analysis.quality.grading import NO_VALUE, WORDS
from mobility_analysis.reporting.charts.area_maps import BLUES

if TYPE_CHECKING:
    import geopandas as gpd

MAP_WIDTH, TALLEST, LEGEND, LEGEND_COLUMNS = 6.5, 5.0, 0.5, 4  # inches, inches, inches
# Where Alaska and Hawaii stand below the lower 48: their scale, and the place of their lower left
# corner in parts of the width and height of the lower 48.
INSETS = {ALASKA: (0.35, 0.0, -0.02), HAWAII: (1.0, 0.25, -0.02)}


def county_map(
    figure_id: str,
    shapes: gpd.GeoDataFrame,
    values: pd.DataFrame,
    *,
    title: str,
    write: Callable[[float], str],
) -> Figure | None:
    """Counties shaded by fifths of those that have a value; ``None`` where none has an outline.

    Parameters
    ----------
    shapes
        Outlines in longitude and latitude, with ``geoid``.
    values
        One row per county: ``geoid``, ``value`` (NaN without), ``grade``. Weak values are hatched.
    write
        Prints a value, for the legend, the words and the table.
    """
    flat = _flatten(shapes[shapes["geoid"].isin(values["geoid"])])
    areas = flat.merge(values[["geoid", "value", "grade"]], on="geoid")
    if areas["value"].notna().sum() == 0:
        return None
    edges = _fifths(areas["value"].dropna().to_numpy(float))
    without_outline = int((values["value"].notna() & ~values["geoid"].isin(areas["geoid"])).sum())
    classes = _classes(areas, edges, write)
    alt = _words(title, areas, write, without_outline)
    svg = _draw(areas, edges, write).svg(figure_id, alt)
    table = Table(title, ("Value", "Counties", f"Of these: {WORDS[DO_NOT_ACT].lower()}"), classes)
    return Figure(figure_id, svg, alt, table, title)


def _flatten(shapes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Equal-area outlines: one state upright; of several, Alaska and Hawaii below the lower 48."""
    import geopandas as gpd

    state = shapes["geoid"].str[:2]
    if len(set(state)) == 1 or set(state) <= set(INSETS):
        return flatten_upright(shapes)
    lower = shapes[~state.isin(INSETS)].to_crs(ALBERS)
    parts = [lower]
    west, south, east, north = lower.total_bounds
    for code, (scale, right, up) in INSETS.items():
        inset = shapes[state == code]
        if inset.empty:
            continue
        moved = inset.to_crs(ALBERS_ALASKA if code == ALASKA else ALBERS_HAWAII)
        left, bottom, *_ = moved.total_bounds
        corner = west + right * (east - west), south + up * (north - south)
        shift = [corner[0] - scale * left, corner[1] - scale * bottom]
        geometry = moved.geometry.affine_transform([scale, 0, 0, scale, *shift])
        parts.append(moved.set_geometry(geometry.set_crs(ALBERS, allow_override=True)))
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=ALBERS)


def _fifths(values: np.ndarray) -> np.ndarray:
    """Limits of five classes of equal number; fewer where values repeat."""
    return np.unique(np.quantile(values, np.linspace(0, 1, len(BLUES) + 1)))


def _class_of(values: pd.Series, edges: np.ndarray) -> np.ndarray:
    last = max(len(edges) - 2, 0)
    return np.clip(np.searchsorted(edges, values, side="right") - 1, 0, last)


def _names(edges: np.ndarray, write: Callable[[float], str]) -> list[str]:
    if len(edges) == 1:
        return [write(float(edges[0]))]
    return [f"{write(float(a))} to {write(float(b))}" for a, b in itertools.pairwise(edges)]


def _colors(number: int) -> list[str]:
    return [BLUES[round(step)] for step in np.linspace(0, len(BLUES) - 1, number)]


def _draw(areas: gpd.GeoDataFrame, edges: np.ndarray, write: Callable[[float], str]) -> Drawing:
    west, south, east, north = areas.total_bounds
    scale = min(MAP_WIDTH / (east - west), TALLEST / (north - south))
    sheet = Drawing(MAP_WIDTH, (north - south) * scale + LEGEND)
    place = MapScale(west, south, scale, bottom=LEGEND)
    # Details smaller than a four-hundredth of the width cannot be seen.
    drawn = areas.assign(geometry=areas.geometry.simplify_coverage((east - west) / 400))
    number = _class_of(drawn["value"], edges)
    is_valued = drawn["value"].notna()
    is_weak = is_valued & (drawn["grade"].fillna(0) == DO_NOT_ACT)
    names = _names(edges, write)
    shades = [
        (is_valued & ~is_weak & (number == position), Shade(name, color), PAPER)
        for position, (name, color) in enumerate(zip(names, _colors(len(names)), strict=True))
    ]
    # White, because gray would look like the lightest shade.
    shades.append((~is_valued, Shade(NO_VALUE, PAPER), PALE))
    shades.append((is_weak, Shade(WORDS[DO_NOT_ACT], PAPER, WEAK_AREA_HATCH), GRAY))
    for rows, shade, edge in shades:
        sheet.outlines(
            drawn.geometry[rows], place, face=shade.face, edge=edge, width=0.2, hatch=shade.hatch
        )
    states = drawn.dissolve(drawn["geoid"].str[:2])
    if len(states) > 1:
        sheet.outlines(states.geometry, place, face=None, edge=GRAY, width=0.5)
    shown = [shade for rows, shade, _ in shades if rows.any()]
    sheet.legend(shown, LEGEND - 0.12, LEGEND_COLUMNS)
    return sheet


def _classes(
    areas: gpd.GeoDataFrame, edges: np.ndarray, write: Callable[[float], str]
) -> tuple[tuple[str, ...], ...]:
    """The table of the map: counties in each shade."""
    valued = areas[areas["value"].notna()]
    number = _class_of(valued["value"], edges)
    is_weak = (valued["grade"].fillna(0) == DO_NOT_ACT).to_numpy()
    lines = [
        (name, f"{int((number == i).sum()):,}", f"{int(((number == i) & is_weak).sum()):,}")
        for i, name in enumerate(_names(edges, write))
    ]
    without = len(areas) - len(valued)
    return (*lines, (NO_VALUE, f"{without:,}", "\u2013")) if without else tuple(lines)


def _words(
    title: str, areas: gpd.GeoDataFrame, write: Callable[[float], str], without_outline: int
) -> str:
    values = areas["value"].dropna()
    text = (
        f"Map of {title}: {len(values):,} counties with a value, shaded by fifths from "
        f"{write(float(values.min()))} to {write(float(values.max()))}."
    )
    if without_outline:
        has = "has" if without_outline == 1 else "have"
        text += f" {without_outline:,} more {has} a value and no outline."
    return text
