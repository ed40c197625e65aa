"""No line runs through a label, no mark lies on one and none leaves the sheet, whatever the numbers are."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mobility_analysis.framework.registry import registry
from mobility_analysis.insights.selection import Value
from mobility_analysis.insights.trends import Stretch
from mobility_analysis.press.chart_rows import GROUP, HERE, NATION, PEER, STATE, Row
from mobility_analysis.press.drawing import Drawing
from mobility_analysis.press.inline_svg import INK
from mobility_analysis.press.interval_chart import interval_chart
from mobility_analysis.reporting.charts.spine import spine
from mobility_analysis.reporting.charts.trend_chart import trend_chart
from mobility_analysis.reporting.page import metric_cards, sections
from mobility_analysis.runs.place_data import PlaceData

from .geometry import meetings

MEASURES = [
    "share_employed", "rate_injury_death", "ratio_living_wage", "ratio_population_pc_physician",
    "ratio_affordable_available_50_ami",
]  # fmt: skip
LARGEST = {
    "share_employed": 1.0,
    "ratio_living_wage": 3.0,
    "ratio_affordable_available_50_ami": 2.0,
}


@st.composite
def values(draw: st.DrawFn, measure: str, year: int = 2023) -> Value:
    """A value of any size and grade, with or without an interval."""
    most = LARGEST.get(measure, 5000.0)
    value = draw(st.floats(0, most))
    reach = draw(st.one_of(st.none(), st.floats(0, most / 2)))
    return Value(
        measure=registry().measures[measure], level="county", geoid="99001", year=year,
        period=str(year), subgroup="All", scheme="residents", value=value,
        lower=None if reach is None else max(value - reach, 0),
        upper=None if reach is None else min(value + reach, most),
        se=None, interval_kind="none", ci_method="", denominator=None,
        grade=draw(st.sampled_from([1, 2, 3])), reasons=(), missing_reason=None,
        borrowed_from=None, sources=(),
    )  # fmt: skip


@st.composite
def series(draw: st.DrawFn) -> list[Stretch]:
    """Up to twelve years of one measure, cut anywhere."""
    measure = draw(st.sampled_from(MEASURES))
    years = sorted(draw(st.sets(st.integers(2012, 2024), min_size=2, max_size=12)))
    found: list[list[Value]] = [[]]
    for year in years:
        if found[-1] and draw(st.booleans()):
            found.append([])
        found[-1].append(draw(values(measure, year)))
    return [Stretch(tuple(run), "The method changed.") for run in found]


@given(series())
@settings(max_examples=150)
def test_a_trend_of_any_shape(stretches: list[Stretch]) -> None:
    figure = trend_chart("t", stretches, title="Over time")
    assert meetings(figure.svg) == []


@given(series())
@settings(max_examples=50)
def test_a_trend_joins_no_values_across_a_break(stretches: list[Stretch]) -> None:
    """A path begins anew after each break, and each break has its dashed upright."""
    figure = trend_chart("t", stretches, title="Over time")
    svg = figure.svg
    lines = re.search(r'<path d="([^"]+)" fill="none" stroke="#1b4f8f" stroke-width="14"/>', svg)
    assert lines is not None
    assert lines[1].count("M") == len(stretches)
    uprights = re.search(r'<path d="([^"]+)"[^>]*stroke-dasharray="14 14"/>', svg)
    places = set(re.findall(r"M(\d+)", uprights[1])) if uprights else set()
    assert len(places) == len(stretches) - 1
    assert ("Break before" in figure.alt) == (len(stretches) > 1)


@given(st.data())
@settings(max_examples=100)
def test_an_interval_chart_of_any_values(data: st.DataObject) -> None:
    measure = data.draw(st.sampled_from(MEASURES))
    names = [("Los Angeles County, CA", HERE), ("District of Columbia, DC", PEER), ("Ohio", STATE),
             ("United States", NATION), ("Asian and Pacific Islander", GROUP)]  # fmt: skip
    rows = [Row(name, data.draw(values(measure)), role) for name, role in names]
    reference = data.draw(st.one_of(st.none(), values(measure)))
    figure = interval_chart(
        "c", registry().measures[measure], rows, title="x", reference=reference,
        reference_label="Everyone",
    )  # fmt: skip
    assert meetings(figure.svg) == []


@pytest.mark.parametrize("fixture", ["alder", "ironwood"])
def test_every_figure_of_a_report(fixture: str, request: pytest.FixtureRequest) -> None:
    place: PlaceData = request.getfixturevalue(fixture)
    figures = list(spine(place, sections.pillars(place)).figures)
    for metric in place.metrics:
        for measure in metric.measures:
            figures += metric_cards.figures_of(place, measure)
    assert {figure.id: met for figure in figures if (met := meetings(figure.svg))} == {}
    assert len(figures) > 10


def test_a_line_through_words_is_seen() -> None:
    sheet = Drawing(2, 1)
    sheet.words(0.1, 0.5, "Half of them")
    sheet.line([0.3, 0.3], [0, 1], INK, 1)
    sheet.words(1.9, 0.5, "beyond the edge")
    sheet.words(0.2, 0.45, "on top")
    kinds = {meeting.partition(":")[0] for meeting in meetings(sheet.svg("x", "x"))}
    assert kinds == {"line", "edge", "words"}
