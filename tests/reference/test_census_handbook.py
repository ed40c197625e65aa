"""Worked examples the Census Bureau printed.

Sources: *Understanding and Using American Community Survey Data: What All Data Users Need to Know*
(2020), chapter 8 (sum, proportion); *A Compass for Understanding and Using American Community Survey
Data: What General Data Users Need to Know* (2008), appendix 3 (ratio, product).
"""

from __future__ import annotations

import pytest

from mobility_analysis.estimation.propagate import (
    product_error,
    proportion_error,
    ratio_error,
    sum_error,
)


def test_never_married_women_in_three_virginia_localities_add_up_to_5070() -> None:
    moe = sum_error([135_173, 43_104, 24_842], [3_860, 2_642, 1_957])
    assert round(float(moe)) == 5_070


def test_their_share_of_all_women_has_a_margin_of_0_67_points() -> None:
    moe = proportion_error(203_119, 5_070, 690_746, 6_935)
    assert float(moe) == pytest.approx(0.0067, abs=5e-5)


def test_women_per_man_with_a_graduate_degree_has_a_margin_of_0_2135() -> None:
    assert float(ratio_error(4_634, 989, 6_440, 1_328)) == pytest.approx(0.2135, abs=5e-5)


def test_owner_occupied_one_unit_homes_have_a_margin_of_202289() -> None:
    assert float(product_error(74_506_512, 228_238, 0.824, 0.001)) == pytest.approx(202_289, abs=1)
