"""Percentiles of survey records for counties and cities, with Woodruff intervals from 80 replicates.

A place's distribution is that of the records of its areas, each weighted by the part of the area's
people who live in the place. Rule of the percentile: Hyndman and Fan (1996), type 3, carried over to
weights: an observed value. Interval: Woodruff (1952), J. Am. Stat. Assoc. 47:635-646: the replicates'
error of the share below the percentile, read back as values, centered on the share asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from mobility_analysis.estimation.microdata import (
    T79,
    files_of,
    finish,
    groups_of,
    replicate_error,
)
from mobility_analysis.estimation.propagate import Array
from mobility_analysis.estimation.survey_areas import Index, crosswalk_of, describe_places, sharing
from mobility_analysis.framework.tables import WEIGHTS

SAME = 1e-12  # relative difference below which two sums of weights are one


@dataclass(frozen=True)
class _Sorted:
    """Records of one group by area and value: ``start[a]`` to ``start[a + 1]`` are those of area ``a``."""

    rows: Index
    value: Array
    weight: Array  # full weights
    start: Index

    def of(self, area: int) -> slice:
        return slice(int(self.start[area]), int(self.start[area + 1]))


def replicate_percentiles(
    records: pd.DataFrame,
    allocation: pd.DataFrame,
    values: pd.Series,
    measures: Mapping[str, float],
    *,
    by: Sequence[str] = (),
    among: pd.Series | None = None,
) -> pd.DataFrame:
    """Estimates of percentiles of ``values`` for counties, cities, states and the nation.

    Parameters
    ----------
    records, allocation, by, among
        As for :func:`microdata.totals`.
    values
        Number of each record; missing ones are left out.
    measures
        Share below the percentile by measure id, such as ``{"pctl_income_20": 0.2}``.

    Raises
    ------
    MissingInput
        Records lie in areas that the run's crosswalks do not know.
    """
    about = values.notna().to_numpy()
    if among is not None:
        about &= among.to_numpy(bool)
    number = values.to_numpy(float, na_value=np.nan)
    parts = []
    for labels, index in files_of(records):
        rows = index[about[index]]
        crosswalk = crosswalk_of(records, index, allocation, labels["snapshot"])
        areas = pd.Index(crosswalk["puma"].unique())
        share, places = sharing(crosswalk, areas)
        area = areas.get_indexer(records["puma"].iloc[rows])
        sources = [labels["snapshot"], *crosswalk["snapshot"].unique()]
        order = _order(number[rows], area)
        rows, area = rows[order], area[order]
        blends = list(_blends(share))
        for group, chosen in groups_of(records, rows, by):
            mine, where = rows[chosen], area[chosen]
            weight = records["w0"].to_numpy()[mine].astype(float)
            start = np.searchsorted(where, np.arange(len(areas) + 1))
            ordered = _Sorted(mine, number[mine], weight, start)
            found = _percentiles(records, ordered, blends, list(measures.values()))
            described = describe_places(places, share, where, weight)
            for position, measure in enumerate(measures):
                out = described.assign(**labels, subgroup=group)
                out[["value", "lower", "upper", "se"]] = found[:, position]
                out["sources"] = pd.Series([sources] * len(out))
                parts.append(finish(out, measure, "sdr80_woodruff_hf3"))
    return pd.concat(parts, ignore_index=True)


def _order(value: Array, area: Index) -> Index:
    """Positions by area and, within it, value. Small whole numbers are sorted in linear time."""
    by_value = np.argsort(value)
    small = area.astype(np.uint16) if area.max(initial=0) < 2**16 else area
    return by_value[np.argsort(small[by_value], kind="stable")]


def _blends(share: sparse.csr_array) -> Iterator[tuple[Index, Array]]:
    """(areas, parts of their people) of each place."""
    for place in range(share.shape[0]):
        entries = slice(share.indptr[place], share.indptr[place + 1])
        yield share.indices[entries], share.data[entries]


def _percentiles(
    records: pd.DataFrame,
    ordered: _Sorted,
    blends: list[tuple[Index, Array]],
    probabilities: list[float],
) -> Array:
    """Value, limits and standard error, shape (places, probabilities, 4)."""
    curves = [_curve(ordered, areas, parts) for areas, parts in blends]
    found = np.full((len(blends), len(probabilities), 4), np.nan)
    for place, (value, cumulative) in enumerate(curves):
        found[place, :, 0] = [hf3(value, cumulative, each) for each in probabilities]
    for place, reach in enumerate(_reaches(records, ordered, blends, found[:, :, 0])):
        value, cumulative = curves[place]
        for position, (probability, each) in enumerate(zip(probabilities, reach, strict=True)):
            limits = [
                # A limit outside 0-1 has no value to be read off.
                hf3(value, cumulative, limit) if 0 < limit < 1 else np.nan
                for limit in (probability - each, probability + each)
            ]
            found[place, position, 1:] = *limits, (limits[1] - limits[0]) / (2 * T79)
    return found


def _curve(ordered: _Sorted, areas: Index, parts: Array) -> tuple[Array, Array]:
    """(distinct values of a place, weight up to each)."""
    pieces = [(ordered.of(area), part) for area, part in zip(areas, parts, strict=True)]
    value = np.concatenate([ordered.value[each] for each, _ in pieces])
    weight = np.concatenate([ordered.weight[each] * part for each, part in pieces])
    if len(pieces) > 1:
        order = np.argsort(value, kind="stable")
        value, weight = value[order], weight[order]
    if not len(value):
        return value, weight
    last = np.flatnonzero(np.append(value[1:] != value[:-1], True))
    return value[last], np.cumsum(weight)[last]


def _reaches(
    records: pd.DataFrame,
    ordered: _Sorted,
    blends: list[tuple[Index, Array]],
    estimates: Array,
) -> Iterator[Array]:
    """For each place, how far a 95 percent interval of the share at or below each estimate reaches.

    Every area is cut at the estimates of all places that it is a part of; the weights between the cuts
    are added up once for each of the 81, column by column.
    """
    splits = [
        np.array(
            [
                ordered.start[area]
                + np.searchsorted(ordered.value[ordered.of(area)], row, side="right")
                for area in areas
            ]
        )
        for (areas, _), row in zip(blends, estimates, strict=True)
    ]
    cuts = np.unique(np.concatenate([ordered.start, *(each.ravel() for each in splits)]))
    upto = np.zeros((len(cuts), len(WEIGHTS)))
    rows = ordered.rows.astype(np.int32) if len(records) < 2**31 else ordered.rows
    for position, name in enumerate(WEIGHTS):
        weight = np.take(records[name].to_numpy(), rows)
        between = np.add.reduceat(weight, cuts[:-1], dtype=float) if len(weight) else 0.0
        upto[1:, position] = np.cumsum(between)
    for (areas, parts), split in zip(blends, splits, strict=True):
        first = upto[np.searchsorted(cuts, ordered.start[areas])]
        last = upto[np.searchsorted(cuts, ordered.start[areas + 1])]
        total = parts @ (last - first)
        below = parts @ (upto[np.searchsorted(cuts, split)] - first[:, None, :]).swapaxes(0, 1)
        share = np.divide(below, total, out=np.full(below.shape, np.nan), where=total != 0)
        yield T79 * replicate_error(share)


def hf3(value: Array, cumulative: Array, probability: float) -> float:
    """The weighted percentile: ``value`` distinct and rising, ``cumulative`` the weight up to each."""
    if not len(cumulative) or not cumulative[-1] > 0:
        return np.nan
    total = cumulative[-1]
    target = probability * total
    position = int(np.searchsorted(cumulative, target * (1 + SAME), side="right")) - 1
    if position < 0:
        return float(value[0])
    exact = abs(cumulative[position] - target) <= SAME * target
    # Positions count from 1: an exact hit stays at an even one.
    if exact and (position + 1) % 2 == 0:
        return float(value[position])
    return float(value[min(position + 1, len(value) - 1)])
