"""What people type in place of a name leads to the name."""

from __future__ import annotations

import pytest

from mobility_analysis.core.near_names import MOST, choose_from, did_you_mean, nearest
from mobility_analysis.framework.registry import registry

MEASURES = registry().measures
LABELS = {name: [measure.label] for name, measure in MEASURES.items()}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("share_low_birthweight", "share_low_birth_weight"),
        ("Share_Employed", "share_employed"),
        ("low birth weight", "share_low_birth_weight"),
        ("debt", "share_debt_coll"),
        ("turnout", "share_election_turnout"),
        ("pctl income", "pctl_income_50"),
        ("violent crime", "rate_crime_violent"),
    ],
)
def test_the_measure_meant_is_among_the_nearest(typed: str, meant: str) -> None:
    assert meant in nearest(typed, MEASURES, LABELS)


def test_the_nearest_comes_first_and_few_are_named() -> None:
    assert nearest("pctl_income_5", MEASURES, LABELS)[0] == "pctl_income_50"
    assert len(nearest("share", MEASURES)) == MOST


def test_nothing_is_named_where_nothing_is_like_it() -> None:
    assert nearest("zebra", MEASURES, LABELS) == nearest("", ["demo"]) == nearest("demo", []) == []
    assert did_you_mean("share_nonsense", MEASURES) == ""


def test_a_choice_says_all_there_are() -> None:
    assert choose_from("reel", ["demo", "real"]) == "Did you mean real? There are: demo, real."
    assert choose_from("zebra", iter(["demo", "real"])) == "There are: demo, real."
