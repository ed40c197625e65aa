"""Values without margins: apart by a rule that both places see alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility_analysis.framework.registry import registry
from mobility_analysis.insights.fixed_rule import is_apart, printed_step

SHARE = registry().measures["share_debt_coll"]
INDEX = registry().measures["index_air_quality_median"]
RATIO = registry().measures["ratio_living_wage"]


@pytest.mark.parametrize(
    ("value", "other", "typical", "apart"),
    [
        (0.02, 0.01, 0.20, False),  # twice as high, and a twentieth of the typical distance
        (0.30, 0.21, 0.20, False),
        (0.30, 0.19, 0.20, True),
        (0.30, 0.26, None, True),  # a tenth of the mean is 0.028
        (0.30, 0.28, None, False),
        (0.012, 0.010, None, False),  # less than the point that is printed
    ],
)
def test_half_of_the_typical_distance(
    value: float, other: float, typical: float | None, apart: bool
) -> None:
    assert is_apart(SHARE, value, other, typical) is apart


def test_an_index_in_whole_units_needs_more_than_rounding() -> None:
    assert not is_apart(INDEX, 7, 6, None)
    assert not is_apart(INDEX, 7, 6, 0.1)
    assert is_apart(INDEX, 8, 6, 0.1)


def test_a_step_is_what_is_printed() -> None:
    assert printed_step(SHARE) == 0.01
    assert printed_step(INDEX) == 1
    assert printed_step(RATIO) == 0.01


@given(st.floats(0, 3), st.floats(0, 3), st.one_of(st.none(), st.floats(0, 1)))
def test_two_places_say_the_same_of_one_another(
    value: float, other: float, typical: float | None
) -> None:
    assert is_apart(RATIO, value, other, typical) == is_apart(RATIO, other, value, typical)
