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
from numpy.typing import NDArray
from scipy import sparse

from mobility_analysis.estimation.microdata import (
    T79,
    WEIGHTS,
    Index,
    crosswalk_of,
    describe_places,
    files_of,
    finish,
    groups_of,
    replicate_error,
    sharing,
)
from mobility_analysis.estimation.propagate import Array


@dataclass(frozen=True)
class _Sorted:
    """Records of one group by area and value: ``start[a]`` to ``start[a + 1]`` are those of area ``a``."""

    value: Array
    weight: Array  # full weights
    replicates: Array  # all 81, shape (records, 81)
    start: NDArray[np.intp]

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
        for group, chosen in groups_of(records, rows, by):
            mine, where = rows[chosen], area[chosen]
            ordered = _sort(records, mine, where, number[mine], len(areas))
            weight = records["w0"].iloc[mine].to_numpy(float)
            described = describe_places(places, share, where, weight)
            blends = [
                _percentiles(ordered, *blend, list(measures.values())) for blend in _blends(share)
            ]
            for position, measure in enumerate(measures):
                out = described.assign(**labels, subgroup=group)
                out[["value", "lower", "upper", "se"]] = [found[position] for found in blends]
                out["sources"] = pd.Series([sources] * len(out))
                parts.append(finish(out, measure, "sdr80_woodruff_hf3"))
    return pd.concat(parts, ignore_index=True)


def _sort(records: pd.DataFrame, rows: Index, area: Index, value: Array, areas: int) -> _Sorted:
    order = np.lexsort((value, area))
    columns = records.columns.get_indexer(WEIGHTS)
    replicates = records.iloc[rows[order], columns].to_numpy(np.float32)
    return _Sorted(
        value[order],
        replicates[:, 0].astype(float),
        replicates,
        np.searchsorted(area[order], np.arange(areas + 1)),
    )


def _blends(share: sparse.csr_array) -> Iterator[tuple[Index, Array]]:
    """(areas, parts of their people) of each place."""
    for place in range(share.shape[0]):
        entries = slice(share.indptr[place], share.indptr[place + 1])
        yield share.indices[entries], share.data[entries]


Found = tuple[float, float, float, float]  # value, lower, upper, standard error
NONE: Found = (np.nan, np.nan, np.nan, np.nan)


def _percentiles(
    ordered: _Sorted, areas: Index, parts: Array, probabilities: list[float]
) -> list[Found]:
    """The percentiles of one place."""
    pieces = [(ordered.of(area), part) for area, part in zip(areas, parts, strict=True)]
    value = np.concatenate([ordered.value[each] for each, _ in pieces])
    if not len(value):
        return [NONE] * len(probabilities)
    weight = np.concatenate([ordered.weight[each] * part for each, part in pieces])
    if len(pieces) > 1:
        order = np.argsort(value, kind="stable")
        value, weight = value[order], weight[order]
    last = np.flatnonzero(np.append(value[1:] != value[:-1], True))
    value, cumulative = value[last], np.cumsum(weight)[last]
    total = sum(part * ordered.replicates[each].sum(axis=0, dtype=float) for each, part in pieces)
    found = []
    for probability in probabilities:
        estimate = hf3(value, cumulative, probability)
        below = np.zeros(len(WEIGHTS))
        for each, part in pieces:
            split = each.start + np.searchsorted(ordered.value[each], estimate, side="right")
            below += part * ordered.replicates[each.start : split].sum(axis=0, dtype=float)
        share = np.divide(below, total, out=np.full(len(below), np.nan), where=total != 0)
        reach = T79 * float(replicate_error(share[None, :])[0])
        # A limit outside 0-1 has no value to be read off.
        lower, upper = (
            hf3(value, cumulative, limit) if 0 < limit < 1 else np.nan
            for limit in (probability - reach, probability + reach)
        )
        found.append((estimate, lower, upper, (upper - lower) / (2 * T79)))
    return found


def hf3(value: Array, cumulative: Array, probability: float) -> float:
    """The weighted percentile: ``value`` distinct and rising, ``cumulative`` the weight up to each."""
    total = cumulative[-1]
    if not total > 0:
        return np.nan
    target = probability * total
    position = int(np.searchsorted(cumulative, target * (1 + 1e-12), side="right")) - 1
    if position < 0:
        return float(value[0])
    exact = np.isclose(cumulative[position], target, rtol=1e-12, atol=0)
    # Positions count from 1: an exact hit stays at an even one.
    if exact and (position + 1) % 2 == 0:
        return float(value[position])
    return float(value[min(position + 1, len(value) - 1)])
