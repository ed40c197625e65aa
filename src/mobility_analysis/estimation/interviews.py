"""How many interviews an estimate rests on, as far as its published margins show.

No table prints the number of interviews behind a cell, but it can be estimated from the margin. A weighted count
of a group is the sum of the weights of those who answered, and its variance is close to the sum of their
squares. So ``(count / error)²`` is the effective number of interviews, which allows for unequal weights (Kish
1965, *Survey Sampling*, section 11.7). In HUD's table of households by race of 2018-2022 it is one
interview for 12 to 15 households, for groups of thirty households as for groups of a hundred thousand.
Unlike the margin of a median, it does not collapse in a tiny group: the margin of three households is
larger than three.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from mobility_analysis.estimation.propagate import Array, as_float, divide

# Households for each interview of five years of the survey: the middle one of the groups of HUD's table 9,
# by their margins. Needed only where a count is set to the population estimates and has no margin.
HOUSEHOLDS_PER_INTERVIEW = 14.0
# Residents for each household interviewed, at 2.5 people a household (2.5 in the census of 2020).
RESIDENTS_PER_INTERVIEW = 2.5 * HOUSEHOLDS_PER_INTERVIEW


def interviews_behind(
    count: ArrayLike, error: ArrayLike, per_interview: float = HOUSEHOLDS_PER_INTERVIEW
) -> Array:
    """Effective number of interviews behind an estimated count of households or people.

    Parameters
    ----------
    count, error
        The estimate and its standard error, arrays of one shape.
    per_interview
        How many of what is counted stand for one interview, for counts without a sampling error.

    Returns
    -------
    ``(count / error)²``; of a count with an error of zero, ``count / per_interview``; NaN where the
    error is unknown.
    """
    count, error = np.broadcast_arrays(as_float(count), as_float(error))
    return np.where(error == 0, count / per_interview, divide(count, error) ** 2)


def interviews_of_share(share: ArrayLike, error: ArrayLike, whole: ArrayLike) -> Array:
    """Effective number of interviews behind a share: the fewer of two numbers, where both are known.

    ``p(1 - p) / error²``, which the error of the share implies (Korn and Graubard 1998, *Survey
    Methodology* 24), and the interviews behind the ``whole`` that it is a share of. At 0 and 1 only the
    second is known.
    """
    share, error = as_float(share), as_float(error)
    is_inside = (share > 0) & (share < 1) & (error > 0)
    implied = divide(share * (1 - share), np.where(is_inside, error, np.nan) ** 2)
    return np.fmin(implied, as_float(whole))
