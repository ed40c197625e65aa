"""What a place's data computes once, cards and page one read, and ask the selection no more."""

from __future__ import annotations

import pytest

from mobility_analysis.insights.selection import Selection, Value
from mobility_analysis.reporting.page import metric_cards, page_one
from mobility_analysis.runs.place_data import PlaceData


def test_the_latest_values_are_those_of_the_selection(alder: PlaceData) -> None:
    assert len(alder.latest) > 10
    for measure, value in alder.latest.items():
        assert value is alder.selection.latest(measure, "99001")
        assert alder.groups[measure] == alder.selection.groups(value)


def test_cards_and_page_one_do_not_look_for_the_latest_value_again(
    alder: PlaceData, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert alder.groups and alder.findings  # what is read here is computed once

    def asked_again(self: Selection, *asked: str) -> Value:
        raise AssertionError(asked)

    monkeypatch.setattr(Selection, "latest", asked_again)
    monkeypatch.setattr(Selection, "groups", asked_again)
    cards = [metric_cards.card(alder, metric) for metric in alder.metrics]
    assert len(cards) == len(alder.metrics)
    assert page_one.trust(alder).total > 10
    assert page_one.data_span(alder)
