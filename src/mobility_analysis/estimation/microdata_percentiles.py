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

from mobility_analysis.estimation.area_sums import groups_of
from mobility_analysis.estimation.cell_sums import sum_by_cell
from mobility_analysis.estimation.microdata import (
    T79,
    files_of,
    finish,
    replicate_error,
)
from mobility_analysis.estimation.propagate import Array
from mobility_analysis.estimation.survey_areas import (
    Index,
    behind_areas,
    crosswalk_of,
    describe_places,
    positions_of,
    sharing,
)
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
        area = positions_of(areas, records["puma"].iloc[rows])
        sources = [labels["snapshot"], *crosswalk["snapshot"].unique()]
        order = _order(number[rows], area)
        rows, area = rows[order], area[order]
        blends = list(_blends(share))
        for (_, group), chosen in groups_of(records, rows, by):
            mine, where = rows[chosen], area[chosen]
            weight = records["w0"].to_numpy()[mine].astype(float)
            start = np.searchsorted(where, np.arange(len(areas) + 1))
            ordered = _Sorted(mine, number[mine], weight, start)
            found = _percentiles(records, ordered, blends, list(measures.values()))
            behind = behind_areas(where, weight, len(areas))
            described = describe_places(places, share, behind)
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
    asked = np.array(probabilities)
    found = np.full((len(blends), len(asked), 4), np.nan)
    for place, curve in enumerate(curves):
        found[place, :, 0] = hf3(*curve, asked)
    reach = _reaches(records, ordered, blends, found[:, :, 0])
    limits = np.stack([asked - reach, asked + reach], axis=-1)
    for place, curve in enumerate(curves):
        found[place, :, 1:3] = hf3(*curve, limits[place])
    found[:, :, 3] = (found[:, :, 2] - found[:, :, 1]) / (2 * T79)
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
) -> Array:
    """How far a 95 percent interval of the share at or below each estimate reaches, shape as ``estimates``.

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
    upto = _weights_upto(records, ordered.rows, cuts)
    first = upto[np.searchsorted(cuts, ordered.start)]
    total = np.empty((len(blends), 1, len(WEIGHTS)))
    below = np.empty((*estimates.shape, len(WEIGHTS)))
    for place, ((areas, parts), split) in enumerate(zip(blends, splits, strict=True)):
        total[place, 0] = parts @ (first[areas + 1] - first[areas])
        inside = upto[np.searchsorted(cuts, split)] - first[areas][:, None, :]
        below[place] = parts @ inside.swapaxes(0, 1)
    share = np.divide(below, total, out=np.full(below.shape, np.nan), where=total != 0)
    error = replicate_error(share.reshape(-1, len(WEIGHTS)))
    return np.asarray(T79 * error.reshape(estimates.shape))


def _weights_upto(records: pd.DataFrame, rows: Index, cuts: Index) -> Array:
    """Weight of the ``rows`` before each of the ``cuts`` under each weight, shape (cuts, 81).

    The records stay where they are and are told which piece they lie in: bringing 81 columns into order takes
    twice as long as adding them up.
    """
    pieces = len(cuts) - 1
    size = np.diff(cuts)
    piece = np.empty(len(records), dtype=np.intp)
    piece[rows] = np.repeat(np.arange(pieces), size)
    everyone = len(rows) == len(records)
    index = np.arange(len(records)) if everyone else np.sort(rows)
    key = piece if everyone else piece[index]
    upto = np.zeros((len(cuts), len(WEIGHTS)))
    for position, name in enumerate(WEIGHTS):
        weight = records[name].to_numpy()
        between = sum_by_cell(
            key, weight if everyone else weight[index], pieces, int(size.max(initial=0))
        )
        np.cumsum(between, out=upto[1:, position])
    return upto


def hf3(value: Array, cumulative: Array, probability: Array | float) -> Array:
    """The weighted percentiles, shape as ``probability``: an observed value each.

    ``value`` is distinct and rising, ``cumulative`` the weight up to each. A probability outside 0-1 has no value to
    be read off.
    """
    share = np.asarray(probability, dtype=float)
    if not len(cumulative) or not cumulative[-1] > 0:
        return np.full(share.shape, np.nan)
    target = share * cumulative[-1]
    position = np.searchsorted(cumulative, target * (1 + SAME), side="right") - 1
    # Positions count from 1: an exact hit stays at an even one.
    exact = np.abs(cumulative[position] - target) <= SAME * target
    stays = exact & (position % 2 == 1) & (position >= 0)
    found = value[np.where(stays, position, np.minimum(position + 1, len(value) - 1))]
    return np.where((share > 0) & (share < 1), found, np.nan)
