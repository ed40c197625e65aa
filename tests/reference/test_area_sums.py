"""The Census Bureau's own example of adding places up, by the code that adds up an area of one's own.

Source: *Understanding and Using American Community Survey Data: What All Data Users Need to Know* (2020),
chapter 8: women who were never married in Fairfax and Arlington Counties and the City of Alexandria.
"""

from __future__ import annotations

import pandas as pd
import pytest

from mobility_analysis.estimation.added_up import sums
from mobility_analysis.estimation.propagate import proportion_error

PLACES = pd.DataFrame(
    {
        "geoid": ["51059", "51013", "51510"],
        "cell": "never_married",
        "estimate": [135_173.0, 43_104.0, 24_842.0],
        "moe": [3_860.0, 2_642.0, 1_957.0],
    }
)


def test_three_localities_add_up_to_203119_plus_or_minus_5070() -> None:
    (found,) = sums(PLACES, ["estimate"], {"estimate": "moe"}).to_dict("records")
    assert found["estimate"] == 203_119
    assert round(found["moe"]) == 5_070


def test_their_share_of_all_women_has_a_margin_of_0_67_points() -> None:
    (found,) = sums(PLACES, ["estimate"], {"estimate": "moe"}).to_dict("records")
    margin = proportion_error(found["estimate"], found["moe"], 690_746, 6_935)
    assert float(margin) == pytest.approx(0.0067, abs=5e-5)


def test_of_several_zeros_only_the_largest_margin_counts() -> None:
    zeros = PLACES.assign(estimate=[100.0, 0.0, 0.0], moe=[50.0, 12.0, 30.0])
    (found,) = sums(zeros, ["estimate"], {"estimate": "moe"}).to_dict("records")
    assert found["moe"] == pytest.approx((50.0**2 + 30.0**2) ** 0.5)
