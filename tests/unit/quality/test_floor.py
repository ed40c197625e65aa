"""Fewer interviews than the floor are weak, an unknown number is never strong."""

from __future__ import annotations

import pandas as pd
import pytest

from mobility_analysis.quality.grading import grade
from mobility_analysis.quality.rubrics import RUBRICS


def _median(n: float | None, subgroup: str = "Asian", se: float = 100.0) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "measure": ["pctl_income_50"],
            "subgroup": [subgroup],
            "value": [50_000.0],
            "se": [se],
            "n": [n],
            "route": ["acs_table"],
            "borrowed_from": [None],
            "reasons": [[]],
            "grade": pd.array([None], dtype="Int64"),
        }
    )


@pytest.mark.parametrize(
    ("n", "subgroup", "expected", "reasons"),
    [
        (30.0, "Asian", 1, ["precise"]),
        (29.9, "Asian", 3, ["few_interviews"]),
        (None, "Asian", 2, ["interviews_unknown"]),
        (None, "All", 1, ["precise"]),
        (29.9, "All", 3, ["few_interviews"]),
    ],
)
def test_a_margin_of_a_handful_is_no_comfort(
    n: float | None, subgroup: str, expected: int, reasons: list[str]
) -> None:
    graded = grade(_median(n, subgroup), {"pctl_income_50": "microdata_ratio"})
    assert graded["grade"].tolist() == [expected]
    assert graded["reasons"].tolist() == [reasons]


def test_a_doubt_that_was_there_stays_beside_the_floor() -> None:
    graded = grade(_median(12.0, se=10_000.0), {"pctl_income_50": "relative_precision"})
    assert graded["reasons"].tolist() == [["few_interviews", "wide_interval"]]


def test_an_unknown_number_does_not_raise_a_grade() -> None:
    graded = grade(_median(None, se=30_000.0), {"pctl_income_50": "relative_precision"})
    assert graded["grade"].tolist() == [3]
    assert "interviews_unknown" not in graded["reasons"].iloc[0]


@pytest.mark.parametrize("rubric", ["share_precision", "householders", "microdata_share"])
def test_shares_of_a_handful_are_weak(rubric: str) -> None:
    row = _median(29.0).assign(value=0.97, lower=0.95, upper=0.99, se=0.01)
    assert RUBRICS[rubric](row)[0].tolist() == [3]
    assert RUBRICS[rubric](row.assign(n=31.0))[0].iloc[0] < 3
