"""Weighted totals of survey records for counties and cities, with 80 replicate weights.

A record lies in a microdata area (PUMA). Totals are added up by area once for each of the 81 weights, and
an area's total is shared out to the places it overlaps, by the part of its people who live there. A
statistic is computed from the 81 totals alike, and its variance is 4/80 of the sum of squared deviations
of the 80 from the first (Census Bureau, ACS Design and Methodology, chapter 12; centered on the
estimate). It is sampling error only: the error of sharing out is not known, so ``borrowed_from`` names
the areas whose value it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from mobility_analysis.core.missing import Missing
from mobility_analysis.estimation import intervals, propagate
from mobility_analysis.estimation.build import published_value
from mobility_analysis.estimation.cell_sums import sum_by_cell
from mobility_analysis.estimation.propagate import Z95, Array
from mobility_analysis.estimation.survey_areas import (
    Index,
    crosswalk_of,
    describe_places,
    positions_of,
    sharing,
)
from mobility_analysis.framework.estimate import Route
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.framework.tables import REPLICATES, WEIGHTS

T79 = float(stats.t.ppf(0.975, REPLICATES - 1))
# With fewer expected interviews than this a place has no value (Urban Institute, Mobility Metrics).
FEWEST_INTERVIEWS = 30


@dataclass(frozen=True)
class Totals:
    """Totals of every place and group.

    Attributes
    ----------
    rows
        ``level, geoid, geo_vintage, year, period, snapshot, sources, subgroup``; ``n``, the interviews
        to be expected from the place; ``n_effective``, what they are worth given that weights differ
        (Kish 1965); ``fit``, the chance that two people of its areas both live in the place;
        ``reasons``, the code for it; ``borrowed_from``, the areas whose value it is where they are not
        the place's own.
    of
        By name, the total under each of the 81 weights, shape (rows, 81).
    """

    rows: pd.DataFrame
    of: dict[str, Array]

    def everyone(self) -> dict[str, Array]:
        """For each row, the totals of all groups together in the same place, year and file."""
        is_all = (self.rows["subgroup"] == ALL).to_numpy()
        keys = pd.MultiIndex.from_frame(self.rows[["level", "geoid", "year", "period", "snapshot"]])
        order = keys[is_all].get_indexer(keys)
        return {name: values[is_all][order] for name, values in self.of.items()}


def totals(
    records: pd.DataFrame,
    allocation: pd.DataFrame,
    values: Mapping[str, pd.Series],
    by: Sequence[str] = (),
    among: pd.Series | None = None,
) -> Totals:
    """Weighted totals of ``values`` for counties, cities, states and the nation.

    A state, or the nation, has a row where the records cover all of its areas.

    Parameters
    ----------
    records
        ``pums_persons`` or ``pums_households``, whole.
    allocation
        ``puma_allocation``.
    values
        Number of each record by name; a missing number adds nothing.
    by
        Columns that hold labels of groups: all their groups are beside everyone together.
    among
        True for the records that the statement is about; default: all.

    Raises
    ------
    MissingInput
        Records lie in areas that the run's crosswalks do not know.
    """
    numbers = {name: column.fillna(0).to_numpy(float) for name, column in values.items()}
    about = np.ones(len(records), bool) if among is None else among.to_numpy(bool)
    parts = []
    for labels, index in files_of(records):
        rows = index[about[index]]
        crosswalk = crosswalk_of(records, index, allocation, labels["snapshot"])
        crosswalk = crosswalk.assign(pums=labels["snapshot"])
        part = {name: number[rows] for name, number in numbers.items()}
        found = totals_of_areas(
            records, rows, records["puma"].iloc[rows], crosswalk, by=by, values=part
        )
        parts.append(Totals(found.rows.assign(**labels), found.of))
    return Totals(
        pd.concat([part.rows for part in parts], ignore_index=True),
        {name: np.vstack([part.of[name] for part in parts]) for name in numbers},
    )


def files_of(records: pd.DataFrame) -> Iterator[tuple[dict[str, str], Index]]:
    """(labels, positions of its records) of each year and file."""
    keys = ["year", "period", "snapshot"]
    each = [records[key].unique() for key in keys]
    if [len(values) for values in each] == [1, 1, 1]:  # most often, without a key for each record
        (year,), (period,), (snapshot,) = each
        yield {"year": year, "period": period, "snapshot": str(snapshot)}, np.arange(len(records))
        return
    for (year, period, snapshot), index in records.groupby(keys, observed=True).indices.items():
        yield {"year": year, "period": period, "snapshot": str(snapshot)}, index


def groups_of(
    records: pd.DataFrame, rows: Index, by: Sequence[str]
) -> list[tuple[str, NDArray[np.bool_]]]:
    """Everyone, then each label of the columns ``by``: name and which of the ``rows`` belong."""
    found = [(ALL, np.ones(len(rows), dtype=bool))]
    for column in by:
        labels = records[column].iloc[rows]
        found += [
            (str(label), (labels == label).to_numpy(dtype=bool))
            for label in sorted(labels.dropna().unique())
        ]
    return found


def totals_of_areas(
    records: pd.DataFrame,
    index: Index,
    code: pd.Series,
    crosswalk: pd.DataFrame,
    *,
    by: Sequence[str],
    values: Mapping[str, Array],
    interviewed: NDArray[np.bool_] | None = None,
) -> Totals:
    """Totals of one file: every group at once, each column of weights read once.

    ``index``: positions of the records, ``code`` the area and ``values`` the numbers of each;
    ``interviewed``: which of them count as interviews behind the statement, default all.
    """
    areas = pd.Index((crosswalk["area"] if "area" in crosswalk else crosswalk["puma"]).unique())
    area = positions_of(areas, code)
    groups = groups_of(records, index, by)
    counted = np.ones(len(index), bool) if interviewed is None else interviewed
    flags = _flags(values)
    cells, codes = _cells(groups, values, flags)
    amounts = {name: number for name, number in values.items() if name not in flags}
    key = area * len(cells) + codes
    sums = _added_up(records, index, key, (len(areas), len(cells)), amounts)
    full = records["w0"].iloc[index].to_numpy(float)
    share, rows = sharing(crosswalk, areas)
    tables, parts = [], []
    for position, (label, chosen) in enumerate(groups):
        inside = cells[:, position] == 1
        tables.append(
            {
                name: share
                @ _chosen(sums.get(name, sums[""]), inside & _counts(cells, flags, name))
                for name in values
            }
        )
        behind = chosen & counted
        parts.append(
            describe_places(rows, share, area[behind], full[behind]).assign(subgroup=label)
        )
    described = pd.concat(parts, ignore_index=True)
    sources = [str(crosswalk["pums"].iloc[0]), *crosswalk["snapshot"].unique()]
    described["sources"] = pd.Series([sources] * len(described))
    return Totals(described, {name: np.vstack([t[name] for t in tables]) for name in values})


def _chosen(table: Array, cells: NDArray[np.bool_]) -> Array:
    return np.asarray(table[:, cells].sum(axis=1))


def _flags(values: Mapping[str, Array]) -> list[str]:
    """Names of the values that say yes or no: all of them 0 or 1."""
    return [name for name, number in values.items() if ((number == 0) | (number == 1)).all()]


def _cells(
    groups: list[tuple[str, NDArray[np.bool_]]], values: Mapping[str, Array], flags: Sequence[str]
) -> tuple[NDArray[np.int8], Index]:
    """(cells, cell of each record): which groups, and which yes-or-no values, occur together.

    ``cells`` has a row per combination and a column per group, then per yes-or-no value: so a weight is
    added up once for all of them.
    """
    columns = [*(chosen for _, chosen in groups), *(values[name] == 1 for name in flags)]
    code = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        code = 2 * code + column
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
    sums = {name: np.empty((number, len(WEIGHTS))) for name in ("", *amounts)}
    fullest = int(np.bincount(key, minlength=1).max())
    for position, column in enumerate(WEIGHTS):
        weight = records[column].to_numpy()
        weight = weight if everyone else weight[index]
        sums[""][:, position] = sum_by_cell(key, weight, number, fullest)
        for name, amount in amounts.items():
            sums[name][:, position] = sum_by_cell(key, weight * amount, number, fullest)
    return {name: table.reshape(*shape, len(WEIGHTS)) for name, table in sums.items()}


# ------------------------------------------------------------------ from totals to estimates


def replicate_error(statistic: Array) -> Array:
    """Standard error of each row's first number, from the 80 replicates after it."""
    deviation = statistic[:, 1:] - statistic[:, :1]
    return np.asarray(np.sqrt(4 / REPLICATES * (deviation**2).sum(axis=1)))


def replicate_share(found: Totals, part: Array, whole: Array, measure: str) -> pd.DataFrame:
    """Estimates of ``part`` in ``whole`` (totals of ``found``'s rows), the part being inside the whole.

    A Wilson interval on the effective sample size that the error implies, reduced for its 79 degrees of
    freedom (Korn and Graubard 1998); where no replicate differs, on the size after unequal weights.
    """
    statistic = propagate.divide(part, whole)
    value, se = statistic[:, 0], replicate_error(statistic)
    no_doubt = (se == 0) | np.isin(value, [0.0, 1.0])
    by_error = propagate.divide(value * (1 - value), np.where(no_doubt, np.nan, se) ** 2)
    worth = np.where(no_doubt, found.rows["n_effective"], by_error) * (Z95 / T79) ** 2
    lower, upper = intervals.wilson(value * worth, worth)
    # At 0 and 1 rounding must not leave the value outside its own interval.
    lower, upper = np.fmin(lower, value), np.fmax(upper, value)
    # Where all replicates are equal they do not show the error that the share still has.
    se = np.where(se > 0, se, np.nan)
    rows = found.rows.assign(value=value, se=se, lower=lower, upper=upper)
    rows = rows.assign(numerator=part[:, 0], denominator=whole[:, 0])
    return finish(rows, measure, "sdr80_wilson_effective_n_t79")


def replicate_ratio(found: Totals, statistic: Array, measure: str) -> pd.DataFrame:
    """Estimates of a positive ``statistic`` of the totals, shape (rows, 81), that has no upper limit.

    The interval is symmetric on the logarithm, so that a ratio and its inverse say the same.
    """
    value, se = statistic[:, 0], replicate_error(statistic)
    reach = np.exp(T79 * propagate.divide(se, value))
    rows = found.rows.assign(value=value, se=se, lower=value / reach, upper=value * reach)
    return finish(rows, measure, "sdr80_log_ratio_t79")


def finish(rows: pd.DataFrame, measure: str, ci_method: str) -> pd.DataFrame:
    """Estimates of the contract; without a value where too few interviews are expected."""
    too_few = rows["n"] < FEWEST_INTERVIEWS
    reason = pd.Series(None, index=rows.index, dtype="object")
    reason = reason.mask(rows["value"].isna(), Missing.UNDEFINED.value)
    reason = reason.mask(too_few, Missing.TOO_FEW_RECORDS.value)
    rows = rows.assign(missing_reason=reason)
    for column in ("numerator", "denominator", "borrowed_from"):
        if column in rows:
            rows[column] = rows[column].mask(reason.notna())
    rows["reasons"] = rows["reasons"].where(reason.isna(), None)
    return published_value(rows, measure, route=Route.ACS_MICRODATA, ci_method=ci_method)
