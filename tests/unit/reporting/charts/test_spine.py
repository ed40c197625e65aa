"""The spine chart: where marks stand, what is said of rows without one."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from mobility_analysis.core.paths import RunPaths
from mobility_analysis.framework.registry import registry
from mobility_analysis.insights.selection import Value
from mobility_analysis.insights.standing import Distribution, Standing
from mobility_analysis.lab.place import Place
from mobility_analysis.reporting.charts.spine import Spine, position_words, row_label, spine
from mobility_analysis.reporting.page import sections
from mobility_analysis.runs.place_data import PlaceData

LINE = Distribution(3144, 3144, tuple(float(x) for x in range(101)))


@pytest.fixture(scope="module")
def drawn(alder: PlaceData) -> Spine:
    return spine(alder, sections.pillars(alder))


@pytest.fixture
def value(alder: PlaceData) -> Value:
    found = alder.selection.latest("share_employed", "99001")
    assert found is not None
    return found


def _row(value: Value, measure: str = "share_employed", **more: object) -> Standing:
    entry = registry().metric_of[measure]
    return Standing(entry, registry().measures[measure], value, LINE, **more)


def test_every_pillar_has_a_figure_and_every_metric_a_row(alder: PlaceData, drawn: Spine) -> None:
    assert [figure.title for figure in drawn.figures] == [p.label for p in sections.pillars(alder)]
    assert sum(len(figure.table.rows) for figure in drawn.figures) == len(alder.metrics)
    for figure in drawn.figures:
        root = ElementTree.fromstring(figure.svg)
        assert next(iter(root)).text == figure.alt
        assert all(len(row) == len(figure.table.header) for row in figure.table.rows)


def test_the_best_of_eight_counties_is_ahead_of_all(drawn: Spine) -> None:
    """Alder's employment lies six standard errors above the nation, farther than any other's."""
    figure = next(f for f in drawn.figures if f.title == "Rewarding work")
    row = next(row for row in figure.table.rows if row[0].startswith("Employment"))
    assert row[4].endswith("\u2013100 in 100")
    assert row[5] == "7 of 8"  # Ironwood's is weak
    assert (
        "Employment among people ages 25 to 54 (2019–2023, among 7 of 8 counties): 84 percent, ahead of"
        in figure.alt
    )


def test_weak_values_are_named_and_not_placed(ironwood: PlaceData) -> None:
    found = spine(ironwood, sections.pillars(ironwood))
    assert found.figures == ()
    assert {why for _, why in found.unranked} == {"do not act on this", "no value"}


@pytest.mark.parametrize(
    ("ranks", "words"),
    [
        ({"rank": 93.2}, "ahead of 93 in 100"),
        ({"rank": 93.2, "low": 88.0, "high": 96.4}, "ahead of 88\u201396 in 100"),
        ({"rank": 93.2, "low": 93.1, "high": 93.3}, "ahead of 93 in 100"),
        ({"rank": 99.8}, "ahead of 99 in 100"),
        ({"rank": 0.3}, "ahead of 1 in 100"),
        ({"rank": 100.0}, "ahead of all"),
        ({"rank": 0.0}, "behind all"),
        ({"rank": 60.0, "tied": 80}, "the same as 80 in 100"),
    ],
)
def test_positions_in_words(value: Value, ranks: dict, words: str) -> None:
    assert position_words(_row(value, **ranks)) == words


def test_without_direction_right_is_only_higher_and_the_row_says_so(value: Value) -> None:
    row = _row(value, "share_exposure_other_groups", rank=40.0)
    assert position_words(row) == "above 40 in 100"
    assert row_label(row).endswith("(2019\u20132023, neither way is better)")


def test_borrowed_and_older_values_are_marked(value: Value) -> None:
    row = _row(replace(value, borrowed_from="99-pool"), rank=40.0, is_older=True)
    assert row_label(row).endswith("(2019\u20132023, of a larger area)")


def test_a_place_of_jupyter_shows_the_same(run_folder: RunPaths, drawn: Spine) -> None:
    place = Place("99001", peers=["99003", "99005"], run="demo", root=run_folder.root)
    assert place.spine().figures == drawn.figures
