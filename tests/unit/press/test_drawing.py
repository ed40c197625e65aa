"""Axes of a sheet: round ticks inside the scale and the possible."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility_analysis.framework.registry import registry
from mobility_analysis.press.drawing import Scale, round_ticks

SHARE = registry().measures["share_employed"]


def test_a_scale_a_little_wider_than_the_possible_has_more_than_one_tick() -> None:
    # At steps of a half only the middle one is inside, and a reader could not tell how far 20% is.
    assert round_ticks(Scale(-0.02, 1.02, 0, 4), SHARE) == pytest.approx([0.2, 0.4, 0.6, 0.8])


@given(st.floats(0, 0.98), st.floats(0.01, 1))
def test_ticks_are_inside_and_rise(low: float, part: float) -> None:
    scale = Scale(low, low + part * (1.02 - low), 0, 4)
    ticks = round_ticks(scale, SHARE)
    assert len(ticks) >= 1
    assert ticks == sorted(set(ticks))
    assert all(scale.low < tick < scale.high and 0 <= tick <= 1 for tick in ticks)
