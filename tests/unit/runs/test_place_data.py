"""What a place's data computes once, cards and page one read, and ask the selection no more."""

from __future__ import annotations

from copy import copy

import pytest

from mobility_analysis.insights.choose import StandsOut
from mobility_analysis.insights.findings import Verdict
from mobility_analysis.insights.patterns import say
from mobility_analysis.insights.selection import Selection, Value
from mobility_analysis.insights.standing import Distribution, Position
from mobility_analysis.reporting.page import metric_cards, page_one
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.run_data import RunData

PLACES = Distribution(486, 486, tuple(float(x) for x in range(101)))


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


def test_a_city_that_is_a_county_is_ranked_among_counties_where_too_few_cities_have_a_value(
    alder: PlaceData, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert alder.witnesses is alder.positions
    monkeypatch.setattr(RunData, "county_of", {alder.here.geoid: "99001"})
    city = copy(alder)
    own = dict.fromkeys(list(alder.positions)[:2], Position(50, None, None, 0, PLACES, "cities"))
    vars(city)["positions"] = own
    assert city.witnesses == alder.positions | own
    assert {each.kind for each in city.witnesses.values()} == {"cities", "counties"}


def test_where_nothing_stands_out_page_one_says_how_many_are_better_or_worse(
    alder: PlaceData,
) -> None:
    quiet = copy(alder)
    vars(quiet)["stands_out"] = StandsOut((), ())
    one = page_one.page_one_content(quiet)
    counts = dict(one.counts)[alder.nation.name]
    better, worse = counts[Verdict.BETTER.value], counts[Verdict.WORSE.value]
    assert better > 1 and worse > 1
    nation = alder.nation.name.replace("Demonstration", "the Demonstration", 1)
    assert one.strengths_none == say("no_strengths_but", number=better, nation=nation)
    assert one.questions_none == say("no_questions_but", number=worse, nation=nation)
