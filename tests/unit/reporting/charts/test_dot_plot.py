"""Small pictures of page one: every word on the sheet, none on a line or on another, and the same numbers in words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.reporting.charts.geometry import meetings

from mobility_analysis.framework.registry import Measure, registry
from mobility_analysis.insights.numbers import tabled
from mobility_analysis.press.chart_rows import HERE, NATION, PEER
from mobility_analysis.reporting.charts.dot_plot import Dot, dots
from mobility_analysis.reporting.page.page_one import page_one_content
from mobility_analysis.runs.place_data import PlaceData

RATE = "rate_injury_death"
NAMES = st.sampled_from(["Alder County", "St. Mary of the Lake Planning Region", "Ivy"])
MEASURES = st.sampled_from([RATE, "share_digital_access", "share_low_birth_weight"])


def _measure(name: str) -> Measure:
    return registry().measures[name]


@given(
    measure=MEASURES,
    name=NAMES,
    numbers=st.lists(st.floats(0.01, 0.99), min_size=6, max_size=6),
)
@settings(max_examples=60)
def test_no_word_leaves_the_sheet_or_meets_another(
    measure: str, name: str, numbers: list[float]
) -> None:
    here, there, low, high, *peers = numbers
    figure = dots(
        "d-x",
        _measure(measure),
        [
            Dot(name, here, max(0.0, here - 0.02), here + 0.02, HERE),
            Dot("Demonstration nation", there, None, None, NATION),
            *(Dot("Birch", peer, None, None, PEER) for peer in peers),
        ],
        title="x",
        band=(min(low, high), max(low, high)),
        band_words="the middle half of counties",
    )
    assert meetings(figure.svg) == []


@pytest.mark.parametrize("kind", ["strengths", "questions", "gaps", "trends"])
def test_the_pictures_of_page_one_say_what_its_sentences_say(alder: PlaceData, kind: str) -> None:
    for item in getattr(page_one_content(alder), kind):
        assert item.picture is not None
        assert meetings(item.picture.svg) == []
        assert item.picture.alt.endswith(".") and len(item.picture.table.rows) >= 2


def test_a_group_has_the_interval_of_the_very_estimate_that_the_gap_rests_on(
    alder: PlaceData,
) -> None:
    gaps = page_one_content(alder).gaps
    assert gaps
    for item in gaps:
        assert item.picture is not None
        finding, (_, _, low, high, _) = item.choice.finding, item.picture.table.rows[0]
        own = next(
            value
            for value in alder.selection.values
            if value.key in finding.estimate_keys and value.subgroup == finding.group
        )
        assert own.value == finding.value
        ends = [
            "\u2013" if end is None else tabled(own.measure, end) for end in (own.lower, own.upper)
        ]
        assert [low, high] == ends
