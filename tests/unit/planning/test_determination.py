"""The rule: what conditions come to, what is suggested, which single step would change that."""

from __future__ import annotations

import pytest

from mobility_analysis.planning.guide import guide
from mobility_analysis.planning.readiness.determination import (
    MET,
    NOT_COUNTED,
    NOT_MET,
    PARTLY_MET,
    UNANSWERED,
    Readiness,
    read_answer,
)
from mobility_analysis.planning.settings import Rule
from mobility_analysis.planning.workbooks.workbook_in import Cell


def _ready(answers: dict[str, dict[str, Cell]], rule: Rule | None = None) -> Readiness:
    return Readiness(
        {key: read_answer(key, answers.get(key, {})) for key in guide().steps}, rule or Rule()
    )


def _met(*names: str) -> dict[str, dict[str, Cell]]:
    """All steps of these conditions answered yes."""
    return {
        key: {"answer": "yes"}
        for key, (condition, _) in guide().steps.items()
        if condition.id in names
    }


def _standing(readiness: Readiness, name: str) -> str:
    return next(each.words for each in readiness.standings if each.condition.id == name)


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ({"answer": "yes"}, {"answer": "yes"}, MET),
        ({"answer": " YES "}, {"answer": "Yes"}, MET),
        ({"answer": "yes"}, {"answer": "not yet"}, PARTLY_MET),
        ({"answer": "partly"}, {}, PARTLY_MET),
        ({"answer": "not yet"}, {"answer": "not known"}, NOT_MET),
        ({}, {}, UNANSWERED),
        ({"answer": "maybe"}, {}, UNANSWERED),
        ({"answer": "not permitted here", "how": "Code 1"}, {"answer": "yes"}, MET),
        ({"answer": "not permitted here"}, {"answer": "yes"}, PARTLY_MET),
        (
            {"answer": "not permitted here", "how": "Code 1"},
            {"answer": "not permitted here", "how": "Code 2"},
            NOT_COUNTED,
        ),
    ],
)
def test_a_condition_of_two_steps(
    first: dict[str, Cell], second: dict[str, Cell], words: str
) -> None:
    assert _standing(_ready({"culture.1": first, "culture.2": second}), "culture") == words


@pytest.mark.parametrize(
    ("met", "suggested"),
    [
        ((), "postpone"),
        (("culture", "data"), "postpone"),
        (("culture", "data", "learning"), "prepare first"),
        (("leadership", "culture", "data", "learning"), "prepare first"),
        (("leadership", "culture", "data", "learning", "buy_in"), "launch"),
        (("capacity", "culture", "data", "learning", "buy_in"), "prepare first"),
    ],
)
def test_what_is_suggested(met: tuple[str, ...], suggested: str) -> None:
    readiness = _ready(_met(*met))
    assert readiness.met == len(met)
    assert readiness.suggestion == suggested


def test_leadership_that_is_not_met_is_named_and_can_be_left_out_of_the_rule() -> None:
    met = _met("capacity", "culture", "data", "learning", "buy_in")
    assert [each.id for each in _ready(met).lacking] == ["leadership"]
    assert _ready(met, Rule(necessary=())).suggestion == "launch"


def test_the_single_step_that_would_change_the_suggestion() -> None:
    met = _met("leadership", "culture", "data", "learning", "engagement")
    met["engagement.2"] = {"answer": "partly"}
    readiness = _ready(met)
    assert readiness.suggestion == "prepare first"
    assert readiness.turning == ("engagement.2",)
    assert "(engagement.2)" in readiness.turning_words
    assert _ready({}).turning == ()
