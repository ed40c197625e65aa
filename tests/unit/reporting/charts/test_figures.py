"""Figures: described, unique, vector, and with the numbers they show."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from mobility_analysis.framework.registry import registry
from mobility_analysis.press.chart_rows import GROUP, Row, table_of
from mobility_analysis.press.inline_svg import Figure
from mobility_analysis.press.interval_chart import interval_chart
from mobility_analysis.reporting.charts.place_map import locator_map
from mobility_analysis.reporting.page import metric_cards
from mobility_analysis.runs.place_data import PlaceData


@pytest.fixture(scope="module")
def figures(alder: PlaceData) -> list[Figure]:
    out = [f for m in alder.metrics for x in m.measures for f in metric_cards.figures_of(alder, x)]
    drawn = locator_map(alder)
    assert drawn is not None
    return [*out, drawn]


def test_every_figure_has_alternative_text_and_a_table(figures: list[Figure]) -> None:
    for figure in figures:
        root = ElementTree.fromstring(figure.svg)
        assert root.get("role") == "img"
        label = root.get("aria-label", "")
        assert 30 < len(label) <= len(figure.alt) + len(figure.title)
        assert label.startswith(figure.alt[:20])
        assert figure.table.rows


def test_ids_are_unique_across_figures_and_references_resolve(figures: list[Figure]) -> None:
    page = "".join(figure.svg for figure in figures)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    references = set(re.findall(r'(?:url\(#|href="#)([^)"]+)', page))
    assert references <= set(ids)


def test_figures_are_vectors_with_real_text(figures: list[Figure]) -> None:
    for figure in figures:
        assert "<image" not in figure.svg
        assert "base64" not in figure.svg
        assert "DejaVu" not in figure.svg
    assert all("<text" in figure.svg for figure in figures if figure.id != "map")


def test_the_same_figure_is_drawn_twice_alike(alder: PlaceData) -> None:
    measure = registry().measures["share_employed"]
    first, second = (metric_cards.figures_of(alder, measure)[0].svg for _ in range(2))
    assert first == second


def test_a_weak_value_is_hatched_and_its_number_held_back(ironwood: PlaceData) -> None:
    measure = registry().measures["share_employed"]
    figure = metric_cards.figures_of(ironwood, measure)[0]
    assert "<pattern" in figure.svg
    assert "do not act on this" in figure.svg
    assert "63%" not in figure.svg
    assert "a value that should not be acted on" in figure.alt


def test_alternative_text_says_the_numbers_of_the_table(alder: PlaceData) -> None:
    measure = registry().measures["share_low_birth_weight"]
    figure = metric_cards.figures_of(alder, measure)[0]
    assert "Alder County, DM: 7.0 percent, between 6.6 and 7.4 percent (strong)." in figure.alt
    label = ElementTree.fromstring(figure.svg).get("aria-label", "")
    assert ": Alder County, DM 7.0%; " in label
    assert figure.table.rows[0][:2] == ("Alder County, DM", "7.00%")


def test_a_table_leaves_out_what_all_its_rows_share(alder: PlaceData) -> None:
    measure = registry().measures["share_low_birth_weight"]
    with_bounds = metric_cards.figures_of(alder, measure)[0].table
    assert with_bounds.header == ("", "Value", "Lowest", "Highest", "Quality")
    value = alder.selection.latest(measure.id, "99001")
    assert value is not None
    bare = replace(value, lower=None, upper=None)
    rows = [Row("here", bare, GROUP), Row("there", None, GROUP)]
    assert table_of(f"A, {value.when}", rows).header == ("", "Value", "Quality")
    older = replace(bare, year=bare.year - 1, period=str(bare.year - 1))
    mixed = table_of(f"A, {value.when}", [*rows, Row("before", older, GROUP)])
    assert mixed.header == ("", "Value", "Period", "Quality")
    assert all(len(row) == 4 for row in mixed.rows)


def test_groups_stand_in_one_order_and_schemes_apart(alder: PlaceData) -> None:
    measure = registry().measures["share_employed"]
    value = alder.selection.latest(measure.id, "99001")
    assert value is not None
    panels = alder.selection.groups(value)
    assert list(panels) == ["residents:race_ethnicity", "residents:gender"]
    labels = [group.subgroup for group in panels["residents:race_ethnicity"]]
    assert labels == sorted(labels)


def test_a_trend_needs_periods_of_one_series(alder: PlaceData) -> None:
    value = alder.selection.latest("share_election_turnout", "99001")
    assert value is not None
    assert [v.period for v in alder.selection.trend(value)] == ["2016", "2020"]
    employed = alder.selection.latest("share_employed", "99001")
    assert employed is not None
    assert [v.period for v in alder.selection.trend(employed)] == ["2014-2018", "2019-2023"]
    income = alder.selection.latest("pctl_income_50", "99001")
    assert income is not None
    assert alder.selection.trend(income) == []


def test_the_latest_value_speaks_and_a_newer_absence_is_told(alder: PlaceData) -> None:
    value = alder.selection.latest("share_election_turnout", "99001")
    assert value is not None
    assert value.period == "2020"
    newer = alder.selection.newer_absence(value)
    assert newer is not None
    assert newer.period == "2024"


def test_a_few_points_of_a_modeled_rank_do_not_fill_the_axis(alder: PlaceData) -> None:
    measure = registry().measures["index_air_hazard"]
    known = next(value for value in alder.selection.values if value.value is not None)
    near = [
        replace(known, measure=measure, value=number, lower=None, upper=None, grade=2)
        for number in (11.0, 14.0)
    ]
    rows = [Row(f"Group {value.value:.0f}", value, GROUP) for value in near]
    figure = interval_chart("g-x", measure, rows, title="Air toxics")
    ticks = {int(text) for text in re.findall(r">(\d+)</text>", figure.svg)} - {11, 14}
    assert max(ticks) - min(ticks) >= 10
