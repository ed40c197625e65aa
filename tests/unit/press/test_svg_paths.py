"""Path data goes where it was told, in whole units."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mobility_analysis.press.svg_paths import Hatches, line_data, ring_data

CORNERS = st.lists(
    st.tuples(st.floats(0, 4000), st.floats(0, 2000)), min_size=2, max_size=40, unique=True
)


def points(data: str) -> list[tuple[int, int]]:
    """Where path data goes, read as the specification of SVG says."""
    x = y = 0
    found = []
    for letter, rest in re.findall(r"([Mlhvz])([^Mlhvz]*)", data):
        numbers = [int(each) for each in re.findall(r"-?\d+", rest)]
        if letter == "M":
            x, y = numbers
            found.append((x, y))
        elif letter in "hv":
            (step,) = numbers
            x, y = (x + step, y) if letter == "h" else (x, y + step)
            found.append((x, y))
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True) if letter == "l" else ():
            x, y = x + dx, y + dy
            found.append((x, y))
    return found


@given(CORNERS)
def test_a_line_goes_where_it_was_told(corners: list[tuple[float, float]]) -> None:
    expected = [tuple(map(int, corner)) for corner in np.round(corners).tolist()]
    expected = [expected[0], *(after for before, after in pairwise(expected) if after != before)]
    assert points(line_data(corners)) == expected


@given(CORNERS)
def test_a_ring_is_closed_and_its_first_corner_said_once(
    corners: list[tuple[float, float]],
) -> None:
    closed = np.array([*corners, corners[0]])
    assert ring_data(closed) == f"{line_data(corners)}z"


def test_letters_are_left_out_where_they_can_be() -> None:
    told = [(0, 0), (10, 5), (20, 3), (10, 8), (10, 9), (4, 9), (5, 10)]
    assert line_data(told) == "M0 0l10 5 10-2-10 5v1h-6l1 1"


def test_a_gap_in_a_line_is_a_gap() -> None:
    gap = [np.nan, np.nan]
    assert line_data([gap, [0, 720], [720, 720], gap, gap, [720, 0], [1440, 0]]) == (
        "M0 720h720M720 0h720"
    )


def test_a_hatch_is_defined_once_and_denser_with_more_letters() -> None:
    hatches = Hatches("x", inch=720, point=10)
    assert hatches.definitions() == ""
    first = hatches.fill("////", "#000000", "none")
    assert hatches.fill("////", "#000000", "none") == first == "url(#x-hatch)"
    assert hatches.fill("////////", "#000000", "none") == "url(#x-hatch1)"
    defined = hatches.definitions()
    assert re.findall(r'<pattern id="([^"]*)" width="(\d+)"', defined) == [
        ("x-hatch", "30"),
        ("x-hatch1", "15"),
    ]
