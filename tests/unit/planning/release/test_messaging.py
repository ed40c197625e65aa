"""Remarks on how the plan speaks: of people, places and numbers, of systems and strengths, and how it reads."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

from mobility_analysis.planning.action_plan.chosen import CHALLENGE, STRENGTH, Chosen
from mobility_analysis.planning.claims.rows import ClaimRow
from mobility_analysis.planning.release.messaging import GENERAL, Flag, Passage, flags

CLAIM = "In 2023, 31 percent of adults had debt in collections."


def chosen(side: str = CHALLENGE, systems: str = "", words: str = CLAIM) -> Chosen:
    row = ClaimRow("claim.1", "debt", cast(Any, SimpleNamespace(words=words)), "", (), "", "", None)
    return Chosen(row, side, "", "", systems, "", "")


def of(text: str, *findings: Chosen) -> list[Flag]:
    return flags([Passage("parts/findings.docx", text)], findings, ())


def test_a_remark_names_where_what_why_and_what_is_better() -> None:
    (flag,) = of("Minorities came to the meeting.")
    assert (flag.where, flag.words) == ("parts/findings.docx", "Minorities")
    assert flag.why and flag.better and flag.is_error
    assert flag.text == "Minorities came to the meeting."


def test_people_are_an_error_and_a_place_is_not() -> None:
    assert next(each.is_error for each in of("Renters struggle. Our county lags."))
    place = [each for each in of("Our county lags in transit.") if "whole place" in each.why]
    assert [each.is_error for each in place] == [False]


def test_a_group_as_the_yardstick_and_multiples_that_mislead_are_remarked() -> None:
    (yardstick,) = of("Black residents own fewer homes than White residents.")
    assert "measure of another" in yardstick.why
    (times,) = of("The rate is 2 times higher there.")
    assert times.better == "times as high, times as many"


def test_words_of_a_tested_claim_pass() -> None:
    tested = chosen(
        STRENGTH, words="Only 12 percent of renters were evicted, against 20 in the state."
    )
    assert of(tested.words, tested) == []
    assert [each.words for each in of("Only 12 percent of renters were evicted.", tested)] == [
        "Only"
    ]


def test_a_challenge_without_a_system_and_a_plan_without_strengths_are_remarked() -> None:
    strength = chosen(STRENGTH)
    named = chosen(systems="The bus line was closed in 2019.")
    assert of("", strength, named) == []
    (bare,) = of("", strength, chosen(systems="People gave up."))
    assert bare.words == "no system named"
    assert [each.words for each in of("", named)] == ["no strength"]


def test_the_general_edition_is_held_to_few_numbers_and_short_plain_sentences() -> None:
    numbers = "Of 10 homes 4 were sold, 3 rented, 2 empty and 1 torn down."
    long = " ".join(["word"] * 31) + "."
    hard = "Intergovernmental accountability necessitates comprehensive interdisciplinary coordination."
    plain = "The bus runs late. We want it to run on time."
    assert flags([], [], [plain]) == []
    tested = chosen(STRENGTH, words=long)
    assert flags([], [tested], [long, *[plain] * 9]) == []
    assert "numbers in one paragraph" in flags([], [], [numbers, *[plain] * 9])[0].words
    assert [each.words for each in flags([], [], [long, *[plain] * 9])] == [
        "a sentence of 31 words"
    ]
    assert [(each.where, each.words) for each in flags([], [], [hard])] == [
        (GENERAL, "hard to read")
    ]


def test_a_remark_is_known_by_its_text_wherever_it_stands() -> None:
    (flag,) = of("Minorities came to the meeting.")
    assert flag.key == replace(flag, where="elsewhere").key
    (other,) = of("Minorities came to both meetings.")
    assert flag.key != other.key
    twice = Passage("a", "Minorities came."), Passage("b", "Minorities came.")
    assert len(flags(twice, (), ())) == 1
