"""Values by area: many searches at once, and rows that are told apart by area and value."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mobility_analysis.estimation.value_curves import count_up_to, distinct_values, order_by_area

VALUES = st.lists(st.integers(-5, 5), max_size=12)


@settings(max_examples=150)
@given(st.lists(VALUES, min_size=1, max_size=6), st.integers(-6, 6))
def test_searches_of_many_areas_at_once_are_those_of_each(
    areas: list[list[int]], limit: int
) -> None:
    rising = np.concatenate([np.sort(np.array(each, dtype=float)) for each in areas])
    bounds = np.cumsum([0, *map(len, areas)])
    asked = limit + np.arange(len(areas)) / 2
    found = count_up_to(rising, bounds[:-1], bounds[1:], asked)
    expected = [
        np.searchsorted(np.sort(each), edge, side="right")
        for each, edge in zip(areas, asked, strict=True)
    ]
    assert found.tolist() == expected


@settings(max_examples=100)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4), st.integers(1, 9)), max_size=30))
def test_distinct_values_carry_the_weight_of_all_rows_that_have_them(
    rows: list[tuple[int, int, int]],
) -> None:
    area, value, weight = np.array(rows, dtype=np.intp).reshape(-1, 3).T
    order = order_by_area(value.astype(float), area)
    found, summed, start = distinct_values(
        area[order], value[order].astype(float), weight[order].astype(float), 4
    )
    expected: dict[tuple[int, int], int] = {}
    for place, what, heavy in rows:
        expected[place, what] = expected.get((place, what), 0) + heavy
    where: list[int] = np.repeat(np.arange(4), np.diff(start)).tolist()
    pairs = zip(where, found.astype(int).tolist(), strict=True)
    assert dict(zip(pairs, summed.tolist(), strict=True)) == expected
    assert sorted(expected) == list(zip(where, found.astype(int).tolist(), strict=True))
