"""Whatever the numbers, a grade comes with its reasons."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility_analysis.quality.reasons import REASONS
from mobility_analysis.quality.rubrics import RUBRICS

ROWS = st.fixed_dictionaries(
    {
        "measure": st.sampled_from(["share_homeless", "share_employed"]),
        "value": st.floats(0.0, 1.5),
        "width": st.floats(0.0, 1.0),
        "se": st.one_of(st.none(), st.floats(0.0, 1.0)),
        "numerator": st.integers(0, 500).map(float),
        "denominator": st.integers(1, 500).map(float),
        "n": st.integers(0, 500).map(float),
        "period": st.sampled_from(["2023", "2019-2023"]),
        "borrowed_from": st.sampled_from([None, "39999"]),
        "subgroup": st.sampled_from(["All", "Female"]),
        "route": st.sampled_from(["acs_table", "acs_microdata", "administrative"]),
    }
)

# Reasons that a metric always puts on the rows of such a rubric.
OWN = {
    "reporting_agencies": ["agencies_most"],
    "concentrated_poverty": ["rates_only"],
    "modeled_schools": ["some_schools_unknown"],
    "turnout_of_citizens": ["media_compiled"],
}


@pytest.mark.parametrize("name", RUBRICS)
@given(rows=st.lists(ROWS, min_size=1, max_size=20))
def test_every_grade_has_a_reason_and_is_one_of_three(name: str, rows: list[dict]) -> None:
    frame = pd.DataFrame(rows)
    frame["reasons"] = [list(OWN.get(name, [])) for _ in rows]
    frame["se"] = frame["se"].astype(float)
    frame["lower"] = (frame["value"] - frame["width"] / 2).clip(lower=0)
    frame["upper"] = frame["value"] + frame["width"] / 2
    grades, reasons = RUBRICS[name](frame)
    assert set(grades) <= {1, 2, 3}
    told = reasons + frame["reasons"]  # grading keeps a metric's own reasons after the rubric's
    assert all(told), frame[[not codes for codes in told]]
    assert {code for codes in reasons for code in codes} <= set(REASONS)
