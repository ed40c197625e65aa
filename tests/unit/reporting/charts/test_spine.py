"""The spine chart: where marks stand, what is said of rows without one."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from mobility_analysis.core.paths import RunPaths
from mobility_analysis.framework.registry import registry
from mobility_analysis.insights.findings import Verdict
from mobility_analysis.insights.selection import Value
from mobility_analysis.insights.standing import Distribution, Standing
from mobility_analysis.lab.place import Place
from mobility_analysis.reporting.charts.spine import Spine, spine, standings
from mobility_analysis.reporting.charts.spine_words import change_of, position_words, row_label
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
        assert root.get("aria-label") == figure.alt
        assert all(len(row) == len(figure.table.header) for row in figure.table.rows)


def test_the_best_of_eight_counties_is_ahead_of_all(drawn: Spine) -> None:
    """Alder's employment lies six standard errors above the nation, farther than any other's."""
    figure = next(f for f in drawn.figures if f.title == "Rewarding work")
    row = next(row for row in figure.table.rows if row[0].startswith("Employment"))
    assert row[5].endswith("\u2013100 in 100")
    assert row[6] == "7 of 8"  # Ironwood's is weak
    assert (
        "Employment among people ages 25 to 54 (2019–2023, among 7 of 8 counties): 84 percent, ahead of"
        in figure.alt
    )


def test_a_change_of_has_an_arrow_and_the_words_of_its_card(alder: PlaceData, drawn: Spine) -> None:
    changed = 0
    for pillar, figure in zip(sections.pillars(alder), drawn.figures, strict=True):
        for row, line in zip(standings(alder, pillar), figure.table.rows, strict=True):
            change = change_of(alder, row)
            if change is None:
                assert line[4] == "\u2013"
                continue
            changed += 1
            assert change.p_value is not None, "no test, no arrow"
            assert row.value is not None and change.estimate_keys[0] == row.value.key
            assert line[4].startswith(f"{change.verdict_words} since ")
            assert f">{line[4]}</text>" in figure.svg
            assert f"{line[4]}." in figure.alt
    assert changed > 0


def test_an_arrow_points_where_the_number_went(alder: PlaceData, drawn: Spine) -> None:
    """Up is toward smaller heights in a picture; the arrow is the only line of its width."""
    found = [
        (change, figure)
        for pillar, figure in zip(sections.pillars(alder), drawn.figures, strict=True)
        for row in standings(alder, pillar)
        if (change := change_of(alder, row)) is not None
    ]
    for figure in {figure.id: figure for _, figure in found}.values():
        drawings = re.findall(
            r'd="([^"]+)" fill="none" stroke="#1f2328" stroke-width="12"', figure.svg
        )
        shafts = [run for data in drawings for run in data.split("M")[1::2]]
        rises = [0 if "h" in run else -int(re.findall(r"-?\d+", run)[3]) for run in shafts]
        expected = [
            0 if change.verdict is Verdict.NO_CHANGE else (change.difference or 0)
            for change, of in found
            if of.id == figure.id
        ]
        assert [np.sign(rise) for rise in rises] == [np.sign(size) for size in expected]


def test_marks_of_others_are_named_where_they_are_pointed_at(
    alder: PlaceData, drawn: Spine
) -> None:
    names = [title.text or "" for figure in drawn.figures
             for title in ElementTree.fromstring(figure.svg).iter("{http://www.w3.org/2000/svg}title")]  # fmt: skip
    ranked = {
        peer.label
        for pillar in sections.pillars(alder)
        for row in standings(alder, pillar)
        for peer, rank in zip(alder.peers, row.peers, strict=False)
        if rank is not None
    }
    for label in (*ranked, alder.nation.name):
        assert any(re.fullmatch(rf"{label}: (ahead of|above) \d+ in 100", each) for each in names)


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
