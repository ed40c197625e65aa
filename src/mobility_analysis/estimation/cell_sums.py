"""Weights of many records added up by cell, such as a survey area's people of one group."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mobility_analysis.estimation.propagate import Array


def sum_by_cell(cell: NDArray[np.intp], weight: NDArray[Any], number: int, fullest: int) -> Array:
    """Sum of ``weight`` in each of ``number`` cells.

    Whole numbers are added up as they are, in half the time of ``bincount``, which copies them to floating point
    first; other numbers in the order of the records, as there.

    Parameters
    ----------
    cell
        Cell of each record, from 0.
    fullest
        How many records the fullest cell holds.
    """
    found: NDArray[Any]
    if weight.dtype == np.int32 and _fit(weight, fullest):
        found = np.zeros(number, dtype=np.int32)
    else:
        weight = weight.astype(float, copy=False)
        found = np.zeros(number)
    # Where both types are the same NumPy adds without converting each number.
    np.add.at(found, cell, weight)
    return found.astype(float, copy=False)


def _fit(weight: NDArray[np.int32], fullest: int) -> bool:
    """No sum of ``fullest`` of these weights goes beyond 32 bits."""
    if not len(weight):
        return True
    largest = int(weight.view(np.uint32).max())  # one look where no weight is negative
    if largest >= 2**31:
        largest = max(-int(weight.min()), int(weight.max()))
    return fullest * largest < 2**31
