"""Tracts merged until precise: contiguous, deterministic, never merged without need."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from mobility_analysis.estimation.merging import borders, merge
from mobility_analysis.estimation.propagate import Z95, proportion_error, sum_error


def _row_of_tracts(number: int) -> np.ndarray:
    return np.array([box(x, 0, x + 1, 1) for x in range(number)], dtype=object)


def _tracts(rows: list[tuple[float, float, float, float]]) -> np.ndarray:
    """Part, its standard error, whole, its standard error."""
    return np.array(rows, dtype=float)


def test_corners_are_no_borders() -> None:
    shapes = np.array([box(0, 0, 1, 1), box(1, 1, 2, 2), box(1, 0, 3, 1)], dtype=object)
    assert borders(shapes) == {0: {2: 1.0}, 1: {2: 1.0}, 2: {0: 1.0, 1: 1.0}}


def test_precise_tracts_stay_alone() -> None:
    tracts = _tracts([(100, 10, 1000, 0)] * 3)
    assert merge(tracts, borders(_row_of_tracts(3))).tolist() == [0, 1, 2]


def test_an_imprecise_tract_joins_the_neighbor_with_the_longest_border() -> None:
    # Tract 1 touches tract 0 along 1 and tract 2 along 2.
    shapes = np.array([box(0, 0, 1, 1), box(1, 0, 2, 3), box(2, 0, 3, 2)], dtype=object)
    tracts = _tracts([(100, 10, 1000, 0), (20, 15, 100, 0), (100, 10, 1000, 0)])
    assert merge(tracts, borders(shapes)).tolist() == [0, 1, 1]


def test_an_island_stays_alone_however_imprecise() -> None:
    shapes = np.array([box(0, 0, 1, 1), box(5, 5, 6, 6)], dtype=object)
    tracts = _tracts([(20, 15, 100, 0), (20, 15, 100, 0)])
    assert merge(tracts, borders(shapes)).tolist() == [0, 1]


def test_a_whole_county_may_become_one_area() -> None:
    tracts = _tracts([(5, 5, 20, 0)] * 6)
    assert merge(tracts, borders(_row_of_tracts(6))).tolist() == [0] * 6


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 400), st.integers(1, 90)), min_size=1, max_size=12))
def test_areas_are_contiguous_precise_or_alone(counts: list[tuple[int, int]]) -> None:
    rows = [(float(top), float(se), 500.0, 5.0) for top, se in counts]
    tracts = _tracts(rows)
    area = merge(tracts, borders(_row_of_tracts(len(rows))))
    # Along a row of tracts, contiguous means that area numbers never go down, one at a time.
    assert set(np.diff(area)) <= {0, 1}
    assert area[0] == 0
    assert (merge(tracts, borders(_row_of_tracts(len(rows)))) == area).all()
    for number in set(area):
        inside = tracts[area == number]
        error = proportion_error(
            inside[:, 0].sum(),
            sum_error(inside[:, 0], inside[:, 1]),
            inside[:, 2].sum(),
            np.sqrt((inside[:, 3] ** 2).sum()),
        )
        whole_county = len(inside) == len(tracts)
        assert whole_county or float(error) * Z95 <= 0.10 + 1e-9


def test_the_margin_can_be_asked_for() -> None:
    tracts = _tracts([(100, 10, 1000, 0)] * 2)
    assert merge(tracts, borders(_row_of_tracts(2)), margin=0.01).tolist() == [0, 0]
