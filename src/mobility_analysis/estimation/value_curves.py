"""Values of survey records by area and group: what percentiles are read off, from any pieces of the records.

The records are looked at twice. The first look gives the distinct values of each area and group, with their full
weights (:class:`FileCurves`). Percentiles follow from these, and so do the cuts at which an interval needs all 81 weights;
the second look adds these up between the cuts (:meth:`FileValues.between`). What two pieces of the records give in either look
can be put together, so no process needs all records, and no records change hands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mobility_analysis.estimation.area_sums import Group, groups_of
from mobility_analysis.estimation.cell_sums import sum_by_cell
from mobility_analysis.estimation.propagate import Array
from mobility_analysis.estimation.survey_areas import Index, behind_areas, positions_of
from mobility_analysis.framework.tables import WEIGHTS


@dataclass(frozen=True)
class Curve:
    """Distinct values of one group: those of area ``a`` are ``start[a]`` to ``start[a + 1]``, rising.

    Attributes
    ----------
    value, weight
        Each value, and the full weight of the records that have it.
    start
        Shape (areas + 1,).
    behind
        As :func:`survey_areas.behind_areas` gives it, shape (areas, 3).
    """

    value: Array
    weight: Array
    start: Index
    behind: Array


@dataclass(frozen=True)
class Cuts:
    """Where the values of one group are cut: those of area ``a`` at ``value[start[a] : start[a + 1]]``, rising.

    ``n`` cuts make ``n + 1`` cells of an area, each with its upper cut inside.
    """

    start: Index
    value: Array

    @property
    def first_cell(self) -> Index:
        """The first cell of each area, and the number of all."""
        return self.start + np.arange(len(self.start))


@dataclass(frozen=True)
class FileCurves:
    """What some records of one file have for values.

    Attributes
    ----------
    labels
        ``year``, ``period`` and ``snapshot`` of the file.
    areas, census
        The survey areas of the records, in order, and the census that they were drawn for.
    of
        Everyone's curve, and each group's.
    """

    labels: dict[str, str]
    areas: pd.Index
    census: frozenset[int]
    of: dict[Group, Curve]


def together(pieces: Sequence[FileCurves]) -> FileCurves:
    """The curves of pieces of one file, as those of all their records at once."""
    if len(pieces) == 1:
        return pieces[0]
    areas = pd.Index(sorted({code for piece in pieces for code in piece.areas}))
    census = frozenset[int]().union(*(piece.census for piece in pieces))
    groups = sorted({group for piece in pieces for group in piece.of})
    of = {
        group: _joined(
            [(piece.areas, piece.of[group]) for piece in pieces if group in piece.of], areas
        )
        for group in groups
    }
    return FileCurves(pieces[0].labels, areas, census, of)


def _joined(parts: list[tuple[pd.Index, Curve]], areas: pd.Index) -> Curve:
    places = [areas.get_indexer(codes) for codes, _ in parts]
    behind = np.zeros((len(areas), 3))
    for place, (_, curve) in zip(places, parts, strict=True):
        behind[place] += curve.behind
    area = np.concatenate(
        [np.repeat(p, np.diff(curve.start)) for p, (_, curve) in zip(places, parts, strict=True)]
    )
    value = np.concatenate([curve.value for _, curve in parts])
    weight = np.concatenate([curve.weight for _, curve in parts])
    order = order_by_area(value, area)
    return Curve(*distinct_values(area[order], value[order], weight[order], len(areas)), behind)


def distinct_values(
    area: Index, value: Array, weight: Array, number: int
) -> tuple[Array, Array, Index]:
    """(distinct values of each of ``number`` areas, weight of each, where each area begins), of rows in order."""
    is_new = np.ones(len(value), dtype=bool)
    is_new[1:] = (value[1:] != value[:-1]) | (area[1:] != area[:-1])
    first = np.flatnonzero(is_new)
    summed = np.add.reduceat(weight, first) if len(first) else weight
    return value[first], summed, np.searchsorted(area[first], np.arange(number + 1))


@dataclass(frozen=True)
class FileValues:
    """Some records of one file that have a value, by area and, within it, value.

    ``rows`` are their positions in ``records``; ``chosen`` of a group those among ``rows`` that belong to it.
    """

    labels: dict[str, str]
    areas: pd.Index
    census: frozenset[int]
    records: pd.DataFrame
    rows: Index
    area: Index
    value: Array
    chosen: dict[Group, Index]

    def curves(self) -> FileCurves:
        """The first look."""
        full = self.records["w0"].to_numpy()[self.rows].astype(float)
        of = {}
        for group, chosen in self.chosen.items():
            area, weight = self.area[chosen], full[chosen]
            behind = behind_areas(area, weight, len(self.areas))
            of[group] = Curve(
                *distinct_values(area, self.value[chosen], weight, len(behind)), behind
            )
        return FileCurves(self.labels, self.areas, self.census, of)

    def between(self, cuts: Mapping[Group, Cuts], areas: pd.Index) -> dict[Group, Array]:
        """The second look: the total of each cell under each weight, shape (cells, 81).

        ``cuts`` are those of ``areas``, among which these records' are. The groups of one column do not overlap, so a
        column of weights is read once for all of them.
        """
        place = areas.get_indexer(self.areas)[self.area]
        found: dict[Group, Array] = {}
        for _, same in groupby(self.chosen, key=lambda group: group[0]):
            groups, cell, first = list(same), np.full(len(self.records), -1), 0
            firsts = []
            for group in groups:
                chosen = self.chosen[group]
                sizes = _cell_sizes(place[chosen], self.value[chosen], cuts[group])
                cell[self.rows[chosen]] = np.repeat(np.arange(first, first + len(sizes)), sizes)
                firsts.append(first)
                first += len(sizes)
            sums = _under_each_weight(self.records, cell, first)
            found |= dict(zip(groups, np.split(sums, firsts[1:]), strict=True))
        return found


def values_of_file(
    records: pd.DataFrame,
    file: tuple[dict[str, str], Index],
    about: NDArray[np.bool_],
    number: Array,
    by: Sequence[str],
) -> FileValues:
    """The records of one ``file`` (its labels, their positions) that the statement is ``about``, with the ``number`` of each."""
    labels, index = file
    areas = pd.Index(sorted(map(str, records["puma"].iloc[index].unique())))
    census = frozenset(map(int, records["puma_vintage"].iloc[index].unique()))
    rows = index[about[index]]
    area = positions_of(areas, records["puma"].iloc[rows])
    order = order_by_area(number[rows], area)
    rows = rows[order]
    chosen = {group: np.flatnonzero(is_in) for group, is_in in groups_of(records, rows, by)}
    return FileValues(labels, areas, census, records, rows, area[order], number[rows], chosen)


def order_by_area(value: Array, area: Index) -> Index:
    """Positions by area and, within it, value. Small whole numbers are sorted in linear time."""
    by_value = np.argsort(value)
    small = area.astype(np.uint16) if area.max(initial=0) < 2**16 else area
    return by_value[np.argsort(small[by_value], kind="stable")]


def count_up_to(rising: Array, start: Index, end: Index, limit: Array) -> Index:
    """How many of ``rising[start:end]`` are at most ``limit``, for all of these (of one shape) at once."""
    low, high = np.array(start), np.array(end)
    while (is_open := low < high).any():
        middle = (low + high) // 2
        is_below = is_open.copy()
        is_below[is_open] = rising[middle[is_open]] <= limit[is_open]
        low = np.where(is_below, middle + 1, low)
        high = np.where(is_open & ~is_below, middle, high)
    return low - start


def _cell_sizes(area: Index, value: Array, cuts: Cuts) -> Index:
    """Of rows in the order of area and value, the number in each cell."""
    number = len(cuts.start) - 1
    start = np.searchsorted(area, np.arange(number + 1))
    of = np.repeat(np.arange(number), np.diff(cuts.start))
    begins = np.repeat(start[:-1], np.diff(cuts.first_cell))
    is_cut = np.ones(len(begins), dtype=bool)
    is_cut[cuts.first_cell[:-1]] = False
    begins[is_cut] += count_up_to(value, start[of], start[of + 1], cuts.value)
    return np.diff(begins, append=len(value))


def _under_each_weight(records: pd.DataFrame, cell: Index, number: int) -> Array:
    """Total of each of ``number`` cells under each weight, shape (number, 81); records of cell -1 are left out.

    The records stay where they are and are told in which cell they lie: bringing 81 columns into order takes
    twice as long as adding them up.
    """
    inside = np.flatnonzero(cell >= 0)
    everyone = len(inside) == len(cell)
    key = cell if everyone else cell[inside]
    fullest = int(np.bincount(key, minlength=1).max())
    sums = np.empty((len(WEIGHTS), number))
    for position, name in enumerate(WEIGHTS):
        weight = records[name].to_numpy()
        sums[position] = sum_by_cell(key, weight if everyone else weight[inside], number, fullest)
    return np.ascontiguousarray(sums.T)
