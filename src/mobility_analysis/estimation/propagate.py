"""Margin-of-error algebra for sums, shares and ratios of published estimates.

Source: U.S. Census Bureau, *Understanding and Using American Community Survey Data: What All Data
Users Need to Know* (2020), chapter 8 "Calculating measures of error for derived estimates". All
formulas are approximations that ignore covariance between cells. Every function takes and returns
arrays of one shape; margins may be 90 percent margins or standard errors, as long as all are alike.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Z90 = 1.645  # the Census Bureau's rounded multiplier for its 90 percent margins
Z95 = 1.959963984540054

Array = NDArray[np.float64]


def as_float(values: ArrayLike) -> Array:
    """Return ``values`` as an array of floats."""
    return np.asarray(values, dtype=float)


def se_from_moe90(moe: ArrayLike) -> Array:
    """Standard error behind a published 90 percent margin of error."""
    return as_float(moe) / Z90


def sum_error(estimates: ArrayLike, errors: ArrayLike, axis: int = -1) -> Array:
    """Error of a sum of estimates along ``axis``.

    Root of the sum of squares, except that among components estimated as zero only the largest
    error counts: the published error of a zero is a constant of the place, and adding many of them
    would overstate the error of the sum (handbook, chapter 8).
    """
    estimates, errors = as_float(estimates), as_float(errors)
    is_zero = estimates == 0
    squares = np.sum(np.where(is_zero, 0.0, errors) ** 2, axis=axis)
    zero_errors = np.where(is_zero, errors, 0.0)
    largest_zero = zero_errors.max(axis=axis, initial=0.0)
    # max() must not skip NaN: an unknown error makes the sum's error unknown.
    unknown = np.isnan(errors).any(axis=axis)
    return np.where(unknown, np.nan, np.sqrt(squares + largest_zero**2))


def proportion_error(
    part: ArrayLike, part_error: ArrayLike, whole: ArrayLike, whole_error: ArrayLike
) -> Array:
    """Error of ``part / whole`` where the part is inside the whole.

    Uses the ratio formula where the expression under the root is negative (handbook, chapter 8).
    """
    part, part_error = as_float(part), as_float(part_error)
    whole, whole_error = as_float(whole), as_float(whole_error)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = part / whole
        inside = part_error**2 - share**2 * whole_error**2
        outside = part_error**2 + share**2 * whole_error**2
        return np.sqrt(np.where(inside < 0, outside, inside)) / whole


def ratio_error(
    top: ArrayLike, top_error: ArrayLike, bottom: ArrayLike, bottom_error: ArrayLike
) -> Array:
    """Error of ``top / bottom`` where the top is not inside the bottom (handbook, chapter 8)."""
    top, top_error = as_float(top), as_float(top_error)
    bottom, bottom_error = as_float(bottom), as_float(bottom_error)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = top / bottom
        return np.sqrt(top_error**2 + ratio**2 * bottom_error**2) / bottom


def product_error(a: ArrayLike, a_error: ArrayLike, b: ArrayLike, b_error: ArrayLike) -> Array:
    """Error of ``a * b`` (handbook, chapter 8)."""
    a, a_error, b, b_error = map(as_float, (a, a_error, b, b_error))
    return np.sqrt(a**2 * b_error**2 + b**2 * a_error**2)


def divide(top: ArrayLike, bottom: ArrayLike) -> Array:
    """``top / bottom``, NaN where the bottom is zero: a division by zero is never a number."""
    top, bottom = np.broadcast_arrays(as_float(top), as_float(bottom))
    return np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom != 0)


def relative_rate(
    counts: tuple[ArrayLike, ArrayLike, ArrayLike, ArrayLike],
    errors: tuple[ArrayLike, ArrayLike, ArrayLike, ArrayLike],
) -> tuple[Array, Array]:
    """(ratio, its error): the rate of a group over the rate of everyone, the group among them.

    ``counts`` are the group with and without, the others with and without; so a group's share of
    homeowners over its share of households. The error is the first-order expansion in the four counts,
    taken as independent, which keeps in view that a group that is nearly everyone has a ratio of 1.
    NaN where the group or everyone has no one.
    """
    has, lacks, others_have, others_lack = map(as_float, counts)
    group, with_it = has + lacks, has + others_have
    everyone = group + others_have + others_lack
    ratio = divide(divide(has, group), divide(with_it, everyone))
    of_all, of_with, of_group = (divide(1, each) for each in (everyone, with_it, group))
    slopes = (
        divide(everyone, group * with_it) + ratio * (of_all - of_with - of_group),
        ratio * (of_all - of_group),
        ratio * (of_all - of_with),
        ratio * of_all,
    )
    squares = [(slope * as_float(e)) ** 2 for slope, e in zip(slopes, errors, strict=True)]
    return ratio, np.sqrt(np.sum(squares, axis=0))
