"""Replicate weights of a drawn sample, by successive differences, as the ACS makes its own.

Fay and Train (1995), Aspects of survey and model-based postcensal estimation; Census Bureau, ACS Design
and Methodology, chapter 12. Record ``i`` takes two successive rows of a Hadamard matrix, and its weight
in replicate ``r`` is multiplied by 1 + 2^(-3/2) (h[row, r] - h[next row, r]), so by 1.7, 1.0 or 0.3.
Then 4/80 times the sum of squared deviations of the 80 estimates is their sampling variance.
"""

from __future__ import annotations

import numpy as np

from mobility_analysis.framework.tables import REPLICATES

CYCLE = (
    REPLICATES - 1
)  # a prime, so that every step visits all rows but the first, which is all ones


def hadamard() -> np.ndarray:
    """The matrix of order 80 by Paley's construction on the field of 79 elements."""
    squares = {(value * value) % CYCLE for value in range(1, CYCLE)}
    character = np.array([0] + [1 if value in squares else -1 for value in range(1, CYCLE)])
    rows, columns = np.indices((CYCLE, CYCLE))
    skew = np.zeros((REPLICATES, REPLICATES), dtype=int)
    skew[0, 1:], skew[1:, 0] = 1, -1
    skew[1:, 1:] = character[(rows - columns) % CYCLE]
    matrix = skew + np.eye(REPLICATES, dtype=int)
    # Its first row is made all ones; the sign of a column changes nothing.
    return np.asarray(matrix * matrix[0])


def factors(records: int) -> np.ndarray:
    """Factors of ``records`` sampled units in their order, shape (records, 80)."""
    matrix = hadamard()
    position = np.arange(records)
    # Each time through the rows the step is another, so that no two records stay partners.
    step = 1 + (position // CYCLE) % (CYCLE - 1)
    first = 1 + (position * step) % CYCLE
    second = 1 + (position * step + step) % CYCLE
    return np.asarray(1 + 2**-1.5 * (matrix[first] - matrix[second]))


def replicate_weights(weights: np.ndarray, of_record: np.ndarray) -> np.ndarray:
    """Whole-number weights of all records, shape (records, 81): the full one, then its replicates.

    ``of_record`` says which sampled unit a record belongs to: people of a household move together.
    """
    by_unit = factors(int(of_record.max()) + 1 if len(of_record) else 0)
    replicated = np.rint(weights[:, None] * by_unit[of_record])
    return np.column_stack([weights, replicated]).astype(np.int32)
