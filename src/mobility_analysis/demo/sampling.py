"""Survey estimates drawn around a known truth, with the margins an agency would publish."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mobility_analysis.estimation.propagate import Z90

# The ACS interviews about one household in forty a year, one in eight over five years; clustering and
# weighting make its samples worth less than their number.
SAMPLING_FRACTION = 1 / 8
DESIGN_EFFECT = 1.6
# Without replacement a sample is worth more than its number, by the finite population correction.
WORTH = SAMPLING_FRACTION / (1 - SAMPLING_FRACTION) / DESIGN_EFFECT
ZERO_MARGIN = 13  # the margin the Census Bureau prints for an estimated zero in a small place


def survey_counts(
    rng: np.random.Generator, people: np.ndarray, shares: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(estimates, 90 percent margins) of counts ``people * shares``, cell by cell.

    Parameters
    ----------
    people
        Size of the universe of each place, shape (places,).
    shares
        True share of each cell, shape (places, cells), adding up to 1 along the cells.

    The sample of each place is one multinomial draw, so that cells of one place add up and are
    negatively correlated, as real tables are.
    """
    people = np.asarray(people, dtype=float)
    size = np.maximum(np.round(people * WORTH), 1).astype(int)
    draws = np.stack([rng.multinomial(n, p / p.sum()) for n, p in zip(size, shares, strict=True)])
    observed = draws / size[:, None]
    estimates = np.round(observed * people[:, None])
    return estimates, count_margins(estimates, people[:, None])


def count_margins(estimates: np.ndarray, people: np.ndarray) -> np.ndarray:
    """90 percent margins of estimated counts among ``people``, as :func:`survey_counts` draws them."""
    people = np.asarray(people, dtype=float)
    size = np.maximum(np.round(people * WORTH), 1)
    share = np.clip(estimates / people, 0, 1)
    margins = np.round(Z90 * people * np.sqrt(share * (1 - share) / size))
    return np.where(estimates == 0, ZERO_MARGIN, np.maximum(margins, 1))


def add_up(
    frame: pd.DataFrame, by: pd.Series, columns: list[str], margins: list[str]
) -> pd.DataFrame:
    """Sums of ``columns`` by ``by``, with root-sum-of-squares ``margins``."""
    squared = frame.assign(**{column: frame[column] ** 2 for column in margins})
    summed = squared.groupby(by)[[*columns, *margins]].sum()
    summed[margins] = np.sqrt(summed[margins]).round()
    return summed.rename_axis("geoid").reset_index()
