"""What everyone outside a group has, from the group's value and that of everyone together.

A mean, share or rate of everyone is the average of the group's and the others', weighted by how many
people are in each. So the others' value follows without seeing them, and so does its error: the two parts
have no person in common, hence ``Var(all) = w^2 Var(group) + (1 - w)^2 Var(others)``.
"""

from __future__ import annotations

import math


def others_value(group: float, everyone: float, weight: float) -> float:
    """Value of everyone outside the group.

    Parameters
    ----------
    weight
        The group's part of everyone, above 0 and below 1.

    Raises
    ------
    ValueError
        The group is nobody, or everybody.
    """
    if not 0 < weight < 1:
        raise ValueError(f"a group is a part of everyone, not {weight}")
    return (everyone - weight * group) / (1 - weight)


def others_error(group_se: float, everyone_se: float, weight: float) -> float:
    """Standard error of :func:`others_value`, with a lower bound from the number of people.

    Published errors are approximations. For a group of nearly everyone the difference of the two
    variances can come out near zero or below, which would make chance look like certainty. The error is
    therefore at least the group's own, scaled to the number of the others: the same people per error.
    """
    by_difference = (everyone_se**2 - (weight * group_se) ** 2) / (1 - weight) ** 2
    by_size = group_se**2 * weight / (1 - weight)
    return math.sqrt(max(by_difference, by_size))


def pooled(
    values: list[float], errors: list[float | None], sizes: list[float]
) -> tuple[float, float | None]:
    """Value and standard error of separate groups taken together; no error where one has none."""
    total = sum(sizes)
    weights = [size / total for size in sizes]
    value = sum(w * v for w, v in zip(weights, values, strict=True))
    known = [error for error in errors if error is not None]
    if len(known) < len(errors):
        return value, None
    return value, math.hypot(*(w * error for w, error in zip(weights, known, strict=True)))
