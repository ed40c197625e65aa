"""Learning rates against statsmodels, and what a short or crooked line does."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from mobility_analysis.estimation.cohorts import learning_rates


def _scores(values: list[float], tests: list[float], se: float = 0.1) -> pd.DataFrame:
    grades = list(range(3, 3 + len(values)))
    return pd.DataFrame(
        {
            "geoid": "99001",
            "grade": grades,
            "year": [2011 + grade for grade in grades],  # in grade 8 in the spring of 2019
            "score": values,
            "se": se,
            "tests": tests,
        }
    )


@settings(max_examples=40)
@given(
    st.lists(st.floats(-3, 12), min_size=3, max_size=6),
    st.lists(st.floats(10, 5000), min_size=6, max_size=6),
)
def test_the_slope_is_that_of_weighted_least_squares(
    values: list[float], tests: list[float]
) -> None:
    scores = _scores(values, tests[: len(values)])
    row = learning_rates(scores, ["geoid"]).iloc[0]
    model = sm.WLS(scores["score"], sm.add_constant(scores["grade"]), weights=scores["tests"]).fit()
    assert row["cohort"] == 2019
    assert row["value"] == pytest.approx(model.params["grade"], abs=1e-8)


def test_on_a_line_the_error_is_that_of_the_published_means() -> None:
    row = learning_rates(_scores([3, 4, 5, 6, 7, 8], [100] * 6), ["geoid"]).iloc[0]
    assert row["value"] == pytest.approx(1.0)
    # Grades 3 to 8 have a sum of squares of 17.5 around their mean.
    assert row["se"] == pytest.approx(0.1 / np.sqrt(17.5))
    assert (row["grades"], row["fewest"]) == (6, 100)


def test_a_crooked_line_has_a_wider_error() -> None:
    row = learning_rates(_scores([3, 5, 4, 7, 6, 8], [100] * 6), ["geoid"]).iloc[0]
    assert row["se"] > 3 * 0.1 / np.sqrt(17.5)


def test_one_grade_makes_no_slope() -> None:
    row = learning_rates(_scores([3], [100]), ["geoid"]).iloc[0]
    assert np.isnan(row["value"])
    assert np.isnan(row["se"])
