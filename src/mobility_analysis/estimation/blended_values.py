"""Values of places that are mixtures of survey areas, and the percentiles read off them.

Rule of the percentile: Hyndman and Fan (1996), type 3, carried over to weights: an observed value.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from mobility_analysis.estimation.propagate import Array
from mobility_analysis.estimation.survey_areas import Index
from mobility_analysis.estimation.value_curves import (
    Curve,
    count_up_to,
    distinct_values,
    order_by_area,
)

# Of blends of areas, these are put into order together.
VALUES_AT_ONCE = 2_000_000
SAME = 1e-12  # relative difference below which two sums of weights are one


@dataclass(frozen=True)
class Blends:
    """Mixtures of areas: ``parts`` (blends by areas) of their people, and the blend of each place.

    All places within one area have its distribution, so they are one blend.
    """

    parts: sparse.csr_array
    of_place: Index

    @classmethod
    def of(cls, share: sparse.csr_array) -> Blends:
        """From the part of each area's people who live in each place, shape (places, areas)."""
        lone = np.diff(share.indptr) == 1
        lone[lone] = share.data[share.indptr[:-1][lone]] > 0
        key = np.arange(share.shape[0]) + share.shape[1]
        key[lone] = share.indices[share.indptr[:-1][lone]]
        _, first, of_place = np.unique(key, return_index=True, return_inverse=True)
        parts = share[first]
        parts.data[parts.indptr[:-1][lone[first]]] = 1.0
        return cls(parts, of_place)


@dataclass(frozen=True)
class Rising:
    """Distinct values and the weight up to each, of blends one after another: ``start`` to ``end`` of each."""

    value: Array
    upto: Array
    start: Index
    end: Index

    @classmethod
    def of(cls, curve: Curve, blends: Blends) -> Rising:
        """The blends of one group's areas: of a lone area its own values, of several theirs in one order."""
        parts = blends.parts
        area = parts.indices[parts.indptr[:-1]]
        start, end = curve.start[area], curve.start[area + 1]
        values, weights, filled = [curve.value], [curve.weight], len(curve.value)
        for mixed in _at_once(curve, parts):
            value, weight, first = _mixed(curve, parts[mixed])
            values.append(value)
            weights.append(weight)
            start[mixed], end[mixed] = filled + first[:-1], filled + first[1:]
            filled += len(value)
        weight = np.concatenate(weights)
        upto = np.zeros(len(weight))
        for blend in zip(start, end, strict=True):
            np.cumsum(weight[slice(*blend)], out=upto[slice(*blend)])
        return cls(np.concatenate(values), upto, start, end)


def _at_once(curve: Curve, parts: sparse.csr_array) -> Iterator[Index]:
    """The blends that are not a lone area, so many at a time that their values need little memory."""
    is_lone = (np.diff(parts.indptr) == 1) & (parts.data[parts.indptr[:-1]] == 1)
    mixed = np.flatnonzero(~is_lone)
    size = (parts[mixed] != 0) @ np.diff(curve.start)
    batch = np.cumsum(size) // VALUES_AT_ONCE
    for number in np.unique(batch):
        yield mixed[batch == number]


def _mixed(curve: Curve, parts: sparse.csr_array) -> tuple[Array, Array, Index]:
    """(distinct values of each blend, their weights, where each blend begins)."""
    number = parts.shape[0]
    first, size = curve.start[parts.indices], np.diff(curve.start)[parts.indices]
    entry = np.repeat(np.arange(len(size)), size)
    taken = np.arange(len(entry)) + (first - np.cumsum(size) + size)[entry]
    blend = np.repeat(np.arange(number), np.diff(parts.indptr))[entry]
    value = curve.value[taken]
    order = order_by_area(value, blend)
    weight = curve.weight[taken] * parts.data[entry]
    return distinct_values(blend[order], value[order], weight[order], number)


def hf3(rising: Rising, probability: Array) -> Array:
    """The weighted percentiles, shape (blends, any) as ``probability``: an observed value each.

    A probability outside 0-1 has no value to be read off, nor has a blend without records.
    """
    start, end = (
        np.broadcast_to(each[:, None], probability.shape) for each in (rising.start, rising.end)
    )
    total = np.zeros(len(rising.start))
    filled = rising.end > rising.start
    total[filled] = rising.upto[rising.end[filled] - 1]
    known = (probability > 0) & (probability < 1) & (total > 0)[:, None]
    start, end = start[known], end[known]
    target = (probability * total[:, None])[known]
    passed = count_up_to(rising.upto, start, end, target * (1 + SAME))
    # Positions count from 1: an exact hit stays at an even one.
    last = start + np.maximum(passed - 1, 0)
    exact = np.abs(rising.upto[last] - target) <= SAME * target
    stays = exact & (passed > 0) & (passed % 2 == 0)
    found = np.full(probability.shape, np.nan)
    found[known] = rising.value[np.where(stays, last, np.minimum(start + passed, end - 1))]
    return found
