"""Weighted totals of survey records for counties and cities, with 80 replicate weights.

A record lies in a microdata area (PUMA). Totals are added up by area once for each of the 81 weights, and
an area's total is shared out to the places it overlaps, by the part of its people who live there. A
statistic is computed from the 81 totals alike, and its variance is 4/80 of the sum of squared deviations
of the 80 from the first (Census Bureau, ACS Design and Methodology, chapter 12; centered on the
estimate). It is sampling error only: the error of sharing out is not known, so ``borrowed_from`` names
the areas whose value it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from mobility_analysis.core.missing import Missing
from mobility_analysis.estimation import intervals, propagate
from mobility_analysis.estimation.area_sums import AreaSums, add_up
from mobility_analysis.estimation.build import published_value
from mobility_analysis.estimation.propagate import Z95, Array
from mobility_analysis.estimation.survey_areas import (
    Index,
    crosswalk_between,
    describe_places,
    sharing,
)
from mobility_analysis.framework.estimate import Route
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.framework.tables import REPLICATES

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
    return totals_of_pieces([piece_of(records, values, by, among)], allocation)


@dataclass(frozen=True)
class FilePiece:
    """What some records of one file add up to.

    Attributes
    ----------
    labels
        ``year``, ``period`` and ``snapshot`` of the file.
    pumas, census
        The survey areas of the records, and the census that the areas were drawn for.
    sums
        Their sums by area and group.
    """

    labels: dict[str, str]
    pumas: frozenset[str]
    census: frozenset[int]
    sums: AreaSums

    def __add__(self, other: FilePiece) -> FilePiece:
        return FilePiece(
            self.labels,
            self.pumas | other.pumas,
            self.census | other.census,
            self.sums + other.sums,
        )


def piece_of(
    records: pd.DataFrame,
    values: Mapping[str, pd.Series],
    by: Sequence[str] = (),
    among: pd.Series | None = None,
) -> list[FilePiece]:
    """What ``records`` add up to, by file; arguments as of :func:`totals`, but any part of the records will do."""
    numbers = {name: column.fillna(0).to_numpy(float) for name, column in values.items()}
    about = np.ones(len(records), bool) if among is None else among.to_numpy(bool)
    found = []
    for labels, index in files_of(records):
        rows = index[about[index]]
        part = {name: number[rows] for name, number in numbers.items()}
        sums = add_up(records, rows, records["puma"].iloc[rows], by=by, values=part)
        pumas = frozenset(map(str, records["puma"].iloc[index].unique()))
        census = frozenset(map(int, records["puma_vintage"].iloc[index].unique()))
        found.append(FilePiece(labels, pumas, census, sums))
    return found


def totals_of_pieces(pieces: Iterable[list[FilePiece]], allocation: pd.DataFrame) -> Totals:
    """Totals of records that were added up a piece at a time, in whatever order; raises as :func:`totals`.

    Where weights and numbers are whole, each sum is exact and so the same as that of all records at once.
    """
    files: dict[tuple[str, ...], FilePiece] = {}
    for piece in (each for pieces_of in pieces for each in pieces_of):
        key = tuple(piece.labels.values())
        files[key] = files[key] + piece if key in files else piece
    parts = []
    for piece in files.values():
        snapshot = piece.labels["snapshot"]
        crosswalk = crosswalk_between(
            sorted(piece.pumas), sorted(piece.census), allocation, snapshot
        )
        found = share_out(piece.sums, crosswalk.assign(pums=snapshot))
        parts.append(Totals(found.rows.assign(**piece.labels), found.of))
    return Totals(
        pd.concat([part.rows for part in parts], ignore_index=True),
        {name: np.vstack([part.of[name] for part in parts]) for name in parts[0].of},
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
    """Totals of one file, from the records at ``index``; arguments as of :func:`area_sums.add_up`."""
    sums = add_up(records, index, code, by=by, values=values, interviewed=interviewed)
    return share_out(sums, crosswalk)


def share_out(sums: AreaSums, crosswalk: pd.DataFrame) -> Totals:
    """The places' totals, from those of the areas that ``crosswalk`` shares out among them."""
    areas = pd.Index((crosswalk["area"] if "area" in crosswalk else crosswalk["puma"]).unique())
    share, places = sharing(crosswalk, areas)
    found = sums.of_areas(areas)
    described = pd.concat(
        [
            describe_places(places, share, found.behind[:, position]).assign(subgroup=label)
            for position, (_, label) in enumerate(found.groups)
        ],
        ignore_index=True,
    )
    sources = [str(crosswalk["pums"].iloc[0]), *crosswalk["snapshot"].unique()]
    described["sources"] = pd.Series([sources] * len(described))
    of = {
        name: np.vstack([share @ table[:, position] for position in range(len(found.groups))])
        for name, table in found.of.items()
    }
    return Totals(described, of)


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
