"""What a place's data computes once, cards and page one read, and ask the selection no more."""

from __future__ import annotations

from copy import copy
from dataclasses import replace

import pytest

from mobility_analysis.insights.choose import StandsOut
from mobility_analysis.insights.findings import Verdict
from mobility_analysis.insights.patterns import say
from mobility_analysis.insights.selection import Selection, Value
from mobility_analysis.insights.standing import Distribution
from mobility_analysis.reporting.page import metric_cards, page_one
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.run_data import RunData

CITIES = Distribution(486, 486, tuple(float(x) for x in range(101)))


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
    """The same values as a city's: no list of cities has them, but for one measure."""
    assert alder.ranked_among() == "counties"
    one, *others = alder.positions
    place = {measure: replace(value, level="place") for measure, value in alder.latest.items()}
    series = (one, "place", place[one].year, place[one].period)
    monkeypatch.setattr(RunData, "distributions", alder.run.distributions | {series: CITIES})

    def positions_of(county_of: dict[str, str]) -> dict[str, str]:
        monkeypatch.setattr(RunData, "county_of", county_of)
        city = copy(alder)
        vars(city).pop("positions", None)
        vars(city)["latest"] = place
        return {measure: each.kind for measure, each in city.positions.items()}

    assert positions_of({}) == {one: "cities"}
    assert positions_of({"99001": "99001"}) == {one: "cities"} | dict.fromkeys(others, "counties")


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


def test_the_band_of_the_small_pictures_is_named_after_the_places_it_is_of(
    alder: PlaceData,
) -> None:
    one = page_one.page_one_content(alder)
    assert one.ranked_among == "counties"
    first = one.strengths[0]
    assert first.choice.position is not None
    moved = replace(first.choice, position=replace(first.choice.position, kind="cities"))
    both = replace(one, strengths=(replace(first, choice=moved),))
    assert both.dots_key.endswith("The gray band is the middle half of all cities or counties.")
    assert "gray band" not in replace(one, strengths=(), questions=()).dots_key
    assert "circles are peers" in one.dots_key
    assert "circles" not in replace(one, peers=()).dots_key  # a place without peers has none drawn
