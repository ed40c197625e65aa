"""Maps of small areas: classes, holes, weak areas, and what stands in for a map without outlines."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from shapely import box

from mobility_analysis.framework.metric import AreaKind, SmallAreaMeasure
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.registry import Unit
from mobility_analysis.reporting.charts.area_maps import MOST_APART, _classes, _edges, area_maps

INDEX = SmallAreaMeasure(
    id="index_transit_trips",
    label="Transit trips index",
    one_unit="percentile points",
    kind=AreaKind.TRACTS,
    rubric="modeled_tracts",
    note="A model's.",
)
HOMES = SmallAreaMeasure(
    id="pctl_home_50", label="Home value", one_unit="dollars", unit=Unit.DOLLARS
)


def _areas(values: list[float], *, outlined: bool = True) -> gpd.GeoDataFrame:
    shapes = [box(place, 0, place + 1, 1) if outlined else None for place in range(len(values))]
    return gpd.GeoDataFrame(
        {
            "measure": INDEX.id,
            "area": [f"990010001{place:02d}" for place in range(len(values))],
            "name": [f"Tract 1.{place:02d}" for place in range(len(values))],
            "tracts": [["x"]] * len(values),
            "year": 2016,
            "period": "2012-2016",
            "subgroup": "All",
            "value": values,
            "lower": np.nan,
            "upper": np.nan,
            "interval_kind": "none",
            "reasons": [[]] * len(values),
            "sources": [["hud_affh@1"]] * len(values),
            "grade": [None if np.isnan(value) else 2 for value in values],
            "missing_reason": ["no_source_row" if np.isnan(value) else None for value in values],
        },
        geometry=shapes,
        crs=4269,
    )


def _data(areas: gpd.GeoDataFrame) -> Any:
    return SimpleNamespace(
        here=SimpleNamespace(
            label="Alder County, DM", in_words="Alder County, DM", geoid="99001", level=Level.COUNTY
        ),
        territory="99001",
        areas_by_measure=dict(iter(areas.groupby("measure"))),
        latest={},
    )


def test_a_map_of_single_tracts_says_whose_values_they_are_and_which_are_absent() -> None:
    maps = area_maps(_data(_areas([10.0, np.nan, 95.0])), INDEX, "transit")
    assert maps is not None
    [figure] = maps.figures
    assert maps.sources == ("hud_affh@1",)
    assert maps.line == "A model's. 1 more has no value: the source has no entry for this place."
    assert figure.svg.count("#e9ecf0") >= 1, "the hole has a color of its own"
    assert "No value" in figure.svg
    assert "from 10 (Tract 1.00) to 95 (Tract 1.02)" in figure.alt
    assert [row[:3] for row in figure.table.rows] == [
        ("Tract 1.02", "95", "none published"),
        ("Tract 1.00", "10", "none published"),
    ]


def test_of_very_many_areas_neighbors_of_one_class_are_one_outline() -> None:
    outlines = {}
    for number in (MOST_APART, MOST_APART + 1):
        areas = _areas([10.0] * 300 + [95.0] * (number - 300))
        squares = [
            box(place % 25, place // 25, place % 25 + 1, place // 25 + 1) for place in range(number)
        ]
        maps = area_maps(_data(areas.set_geometry(squares, crs=4269)), INDEX, "transit")
        assert maps is not None
        assert f"Map of {number} areas" in maps.figures[0].alt
        outlines[number] = maps.figures[0].svg.count("z")
    swatches = outlines[MOST_APART] - MOST_APART
    assert 0 < swatches < 10
    assert outlines[MOST_APART + 1] == 2 + swatches


def test_without_outlines_the_tracts_stand_in_a_strip_that_says_so() -> None:
    maps = area_maps(_data(_areas([10.0, 95.0], outlined=False)), INDEX, "transit")
    assert maps is not None
    assert "has no outlines of these tracts" in maps.line
    assert maps.figures[0].alt.startswith("Strip of 2 areas")


def test_more_tracts_than_a_strip_holds_are_counted_in_bars() -> None:
    values = [*np.linspace(10.0, 95.0, 600), np.nan]
    areas = _areas(values, outlined=False)
    areas["grade"] = areas["grade"].mask(areas["value"] > 90, 3)
    maps = area_maps(_data(areas), INDEX, "transit")
    assert maps is not None
    [figure] = maps.figures
    assert "bars count them. Hatched ones are too uncertain to act on. 1 more" in maps.line
    assert "1 more has no value" in maps.line
    assert figure.alt.startswith("Histogram of transit trips index in Alder County, DM. 600 areas:")
    weak = int((areas["value"] > 90).sum())
    assert f"{weak} of them should not be acted on and are hatched" in figure.alt
    assert figure.table.rows[0][:2] == ("Tract 1.599", "95 (weak)"), (
        "the table names areas, not bars"
    )
    assert len(figure.svg) < 60_000


def test_one_value_alone_is_no_picture() -> None:
    assert area_maps(_data(_areas([10.0, np.nan])), INDEX, "transit") is None


def test_a_few_points_of_a_rank_do_not_fill_five_classes() -> None:
    assert len(_edges(INDEX.measure, np.array([41.0, 44.0]))) - 1 == 1
    assert len(_edges(HOMES.measure, np.array([33.0, 58.0]))) - 1 <= 5, (
        "one color would stand twice"
    )
    whole = _edges(INDEX.measure, np.array([3.0, 99.0]))
    assert (whole[0], whole[-1]) == (0, 100)


@pytest.mark.parametrize(
    ("area", "edges", "words"),
    [
        (INDEX, [0.0, 20.0, 40.0], ["0\u201320", "20\u201340"]),
        (HOMES, [100_000.0, 150_000.0], ["$100,000\u2013$150,000"]),
        (SmallAreaMeasure("share_x", "X", "percent"), [0.0, 2.5, 5.0], ["0.0\u20132.5%", "2.5\u20135.0%"]),
    ],
)  # fmt: skip
def test_classes_carry_their_unit(
    area: SmallAreaMeasure, edges: list[float], words: list[str]
) -> None:
    assert _classes(area.measure, np.array(edges), np.array([edges[0], edges[-1]])) == words


def test_few_large_amounts_do_not_leave_all_others_one_color() -> None:
    values = np.array([40_000.0, 52_000.0, 61_000.0, 75_000.0, 88_000.0] * 8 + [250_001.0])
    edges = _edges(HOMES.measure, values)
    words = _classes(HOMES.measure, edges, values)
    assert len(words) >= 3
    assert words[-1].endswith(" or more")
    assert words[0].startswith("$40,000")
