"""What survey records add up to by survey area and group: sums that can be added up over any pieces of the records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mobility_analysis.estimation.cell_sums import sum_by_cell
from mobility_analysis.estimation.propagate import Array
from mobility_analysis.estimation.survey_areas import Index, behind_areas
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.framework.tables import WEIGHTS

# Position of the column, and the label; in this order groups stand in every table.
Group = tuple[int, str]
EVERYONE: Group = (-1, ALL)


@dataclass(frozen=True)
class AreaSums:
    """Sums by area and group.

    Attributes
    ----------
    areas
        Codes of the areas.
    groups
        Everyone, then the groups: the position of their column, and their label.
    behind
        Interviews, their full weights and the squares of these, shape (areas, groups, 3).
    of
        By name, the total under each of the 81 weights, shape (areas, groups, 81).
    """

    areas: pd.Index
    groups: tuple[Group, ...]
    behind: Array
    of: dict[str, Array]

    def of_areas(self, areas: pd.Index, groups: tuple[Group, ...] = ()) -> AreaSums:
        """The sums of ``areas`` (and ``groups``, default the same), 0 where no record was."""
        groups = groups or self.groups
        rows, columns = self.areas.get_indexer(areas), _places(self.groups, groups)
        known = (rows >= 0)[:, None] & (columns >= 0)[None, :]

        def picked(table: Array) -> Array:
            return np.where(known[:, :, None], table[np.ix_(rows, columns)], 0.0)

        return AreaSums(
            areas, groups, picked(self.behind), {n: picked(t) for n, t in self.of.items()}
        )

    def __add__(self, other: AreaSums) -> AreaSums:
        areas = self.areas.union(other.areas)
        groups = tuple(sorted({*self.groups, *other.groups}))
        one, two = self.of_areas(areas, groups), other.of_areas(areas, groups)
        of = {name: table + two.of[name] for name, table in one.of.items()}
        return AreaSums(areas, groups, one.behind + two.behind, of)


def _places(groups: tuple[Group, ...], wanted: tuple[Group, ...]) -> Index:
    """Position of each group that is wanted; -1 where there is none."""
    return np.array([groups.index(each) if each in groups else -1 for each in wanted])


def add_up(
    records: pd.DataFrame,
    index: Index,
    code: pd.Series,
    *,
    by: Sequence[str],
    values: Mapping[str, Array],
    interviewed: NDArray[np.bool_] | None = None,
) -> AreaSums:
    """Sums of one file: every group at once, each column of weights read once.

    ``index``: positions of the records, ``code`` the area and ``values`` the numbers of each;
    ``interviewed``: which of them count as interviews behind the statement, default all.
    """
    number, names = pd.factorize(code)
    area, areas = number.astype(np.intp, copy=False), pd.Index(names.astype("object"))
    groups = groups_of(records, index, by)
    counted = np.ones(len(index), bool) if interviewed is None else interviewed
    flags = _flags(values)
    cells, codes = _cells(groups, values, flags)
    amounts = {name: number for name, number in values.items() if name not in flags}
    key = area * len(cells) + codes
    shape = (len(areas), len(cells))
    sums = _added_up(records, index, key, shape, amounts)
    full = records["w0"].to_numpy()[index][counted].astype(float)
    each = behind_areas(key[counted], full, shape[0] * shape[1]).reshape(*shape, 3)
    inside = [cells[:, position] == 1 for position in range(len(groups))]
    tables = [
        {
            name: _chosen(sums.get(name, sums[""]), mine & _counts(cells, flags, name))
            for name in values
        }
        for mine in inside
    ]
    return AreaSums(
        areas,
        tuple(group for group, _ in groups),
        np.stack([_chosen(each, mine) for mine in inside], axis=1),
        {name: np.stack([table[name] for table in tables], axis=1) for name in values},
    )


def groups_of(
    records: pd.DataFrame, rows: Index, by: Sequence[str]
) -> list[tuple[Group, NDArray[np.bool_]]]:
    """Everyone, then each label of the columns ``by``: the group and which of the ``rows`` belong."""
    found = [(EVERYONE, np.ones(len(rows), dtype=bool))]
    for position, column in enumerate(by):
        labels = records[column].iloc[rows]
        found += [
            ((position, str(label)), (labels == label).to_numpy(dtype=bool))
            for label in sorted(labels.dropna().unique())
        ]
    return found


def _chosen(table: Array, cells: NDArray[np.bool_]) -> Array:
    return np.asarray(table[:, cells].sum(axis=1))


def _flags(values: Mapping[str, Array]) -> list[str]:
    """Names of the values that say yes or no: all of them 0 or 1."""
    return [name for name, number in values.items() if ((number == 0) | (number == 1)).all()]


def _cells(
    groups: list[tuple[Group, NDArray[np.bool_]]], values: Mapping[str, Array], flags: Sequence[str]
) -> tuple[NDArray[np.int8], Index]:
    """(cells, cell of each record): which groups, and which yes-or-no values, occur together.

    ``cells`` has a row per combination and a column per group, then per yes-or-no value: so a weight is
    added up once for all of them.
    """
    columns = [*(chosen for _, chosen in groups), *(values[name] == 1 for name in flags)]
    code = np.zeros(len(columns[0]), dtype=np.int32)
    for column in columns:
        code <<= 1
        code |= column
    occurs = np.bincount(code, minlength=2 ** len(columns)) > 0
    known = np.flatnonzero(occurs)
    bits = (known[:, None] >> np.arange(len(columns) - 1, -1, -1)) & 1
    return bits.astype(np.int8), (np.cumsum(occurs) - 1)[code]


def _counts(cells: NDArray[np.int8], flags: Sequence[str], name: str) -> NDArray[np.bool_]:
    """The cells that add to ``name``: where it is a yes-or-no value, those that say yes."""
    if name not in flags:
        return np.ones(len(cells), dtype=bool)
    return cells[:, cells.shape[1] - len(flags) + flags.index(name)] == 1


def _added_up(
    records: pd.DataFrame,
    index: Index,
    key: Index,
    shape: tuple[int, int],
    amounts: Mapping[str, Array],
) -> dict[str, Array]:
    """Sums by area and cell under each weight, shape (areas, cells, 81).

    Under the empty name they are sums of the weights themselves, under other names of weight times
    amount.
    """
    number = shape[0] * shape[1]
    everyone = np.array_equal(index, np.arange(len(records)))
    # A column of weights at a time: the sums of one lie side by side until all are there.
    sums = {name: np.empty((len(WEIGHTS), number)) for name in ("", *amounts)}
    fullest = int(np.bincount(key, minlength=1).max())
    for position, column in enumerate(WEIGHTS):
        weight = records[column].to_numpy()
        weight = weight if everyone else weight[index]
        sums[""][position] = sum_by_cell(key, weight, number, fullest)
        for name, amount in amounts.items():
            sums[name][position] = sum_by_cell(key, weight * amount, number, fullest)
    return {
        name: np.ascontiguousarray(table.T).reshape(*shape, len(WEIGHTS))
        for name, table in sums.items()
    }
