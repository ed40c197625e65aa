"""Another language's words, numbers, dates, plural forms and names; one without a catalogue is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility_analysis.core.errors import UsageError
from mobility_analysis.framework.registry import Measure, registry
from mobility_analysis.insights.numbers import OpenEnd, short, spoken, with_unit
from mobility_analysis.press.translation import (
    ENGLISH,
    find_language,
    find_languages,
    languages,
)

SPANISH = find_language("es")
MEASURES = registry().measures


def test_a_language_without_a_catalogue_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError) as caught:
        find_language("tlh")
    assert "'tlh'" in caught.value.what
    assert ", ".join(languages()) in caught.value.next_step
    assert "es" in languages()


def test_a_language_asked_for_twice_is_taken_once() -> None:
    assert [each.code for each in find_languages(["es", "es"])] == ["es"]


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "0 fortalezas"), (1, "1 fortaleza"), (2, "2 fortalezas"), (1200, "1,200 fortalezas")],
)
def test_plural_forms_are_those_of_the_language(number: int, said: str) -> None:
    assert SPANISH.count("{n} strength", "{n} strengths", number) == said


@pytest.mark.parametrize(
    ("number", "said"), [("1", "punto"), ("-1", "punto"), ("1.5", "puntos"), ("0.4", "puntos")]
)
def test_a_number_with_decimals_takes_the_plural(number: str, said: str) -> None:
    text = SPANISH.count(
        "Difference: {number} percentage point{range}.",
        "Difference: {number} percentage points{range}.",
        Decimal(number),
        number=number,
        range="",
    )
    assert f" {said} porcentual" in text.replace("puntos porcentuales", "puntos porcentual")


def test_days_are_written_out() -> None:
    assert SPANISH.date("2026-11-29") == "29 de noviembre de 2026"
    assert SPANISH.date("2026-05-01") == "1 de mayo de 2026"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("United States", "Estados Unidos"),
        ("New York", "Nueva York"),
        ("Ohio", "Ohio"),
        ("Summit County", "condado de Summit"),
        ("Summit County, OH", "condado de Summit, OH"),
        ("Capitol Planning Region, CT", "región de planificación de Capitol, CT"),
        ("Bethel Census Area", "área censal de Bethel"),
        ("Juneau City and Borough", "ciudad y borough de Juneau"),
        ("District of Columbia, DC", "Distrito de Columbia, DC"),
        ("Columbus city", "ciudad de Columbus"),
        ("Carson City", "Carson City"),
        ("Nashville-Davidson metropolitan government (balance)",) * 2,
    ],
)
def test_places_are_called_by_their_kind_in_that_language(name: str, said: str) -> None:
    assert SPANISH.place(name) == said
    assert ENGLISH.place(name) == name


def test_numbers_have_the_marks_of_united_states_spanish() -> None:
    assert SPANISH.number(MEASURES["share_low_birth_weight"], 0.0914) == "9.1%"
    assert SPANISH.number(MEASURES["share_employed"], 0.004) == "<1%"
    income = MEASURES["pctl_income_50"]
    assert SPANISH.number(income, 75_432.0) == "$75,400"
    assert SPANISH.number(income, 250_000.0, OpenEnd.MORE) == "$250,000 o más"
    assert SPANISH.number(income, 2_500.0, OpenEnd.LESS) == "$2,500 o menos"
    assert SPANISH.spoken(MEASURES["share_employed"], 0.996) == "más de 99 por ciento"


@given(st.sampled_from(list(MEASURES.values())), st.floats(0, 1))
def test_english_numbers_are_those_of_charts(measure: Measure, part: float) -> None:
    low, high = measure.unit.range
    value = low + part * (min(high, 300_000.0) - low)
    assert ENGLISH.number(measure, value) == short(measure, value)
    assert ENGLISH.spoken(measure, value) == with_unit(measure, spoken(measure, value))
