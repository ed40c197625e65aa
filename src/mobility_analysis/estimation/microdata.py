"""Weighted totals of survey records for counties and cities, with 80 replicate weights.

A record lies in a microdata area (PUMA). Totals are added up by area once for each of the 81 weights, and
an area's total is shared out to the places it overlaps, by the part of its people who live there. A
statistic is computed from the 81 totals alike, and its variance is 4/80 of the sum of squared deviations
of the 80 from the first (Census Bureau, ACS Design and Methodology, chapter 12; centered on the
estimate). It is sampling error only: what sharing out adds nobody measures, so ``borrowed_from`` says
whose value it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse, stats

from mobility_analysis.core.errors import MissingInput
from mobility_analysis.core.missing import Missing
from mobility_analysis.estimation import intervals, propagate
from mobility_analysis.estimation.build import published_value
from mobility_analysis.estimation.propagate import Z95, Array
from mobility_analysis.framework.estimate import Route
from mobility_analysis.framework.places import NATION_GEOID, Level
from mobility_analysis.framework.subgroups import ALL

REPLICATES = 80
WEIGHTS = [f"w{number}" for number in range(REPLICATES + 1)]
T79 = float(stats.t.ppf(0.975, REPLICATES - 1))
# Fewer interviews than this are expected from the place: nothing is said (Urban Institute, Mobility
# Metrics).
FEWEST_INTERVIEWS = 30
# Allocation factors have four decimals, so a place made of whole areas may miss a fit of 1 by this.
WHOLE = 0.998
# Below it most people of a place's areas may live elsewhere (Urban Institute, Mobility Metrics, lowest
# grade of geographic allocation).
SHARED = 0.35
AREA_WHOLE, AREA_SHARED, AREA_OTHERS = (
    "survey_area_whole",
    "survey_area_shared",
    "survey_area_mostly_others",
)
CHUNK = 250_000  # records at a time
Index = NDArray[np.intp]


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
        groups = groups_of(records, rows, by)
        part = {name: number[rows] for name, number in numbers.items()}
        found = _of_file(records, rows, crosswalk, groups, part)
        parts.append(Totals(found.rows.assign(**labels), found.of))
    return Totals(
        pd.concat([part.rows for part in parts], ignore_index=True),
        {name: np.vstack([part.of[name] for part in parts]) for name in numbers},
    )


def files_of(records: pd.DataFrame) -> Iterator[tuple[dict[str, str], Index]]:
    """(labels, positions of its records) of each year and file."""
    keys = ["year", "period", "snapshot"]
    for found, index in records.groupby(keys, observed=True).indices.items():
        year, period, snapshot = found
        yield {"year": year, "period": period, "snapshot": str(snapshot)}, index


def crosswalk_of(
    records: pd.DataFrame, index: Index, allocation: pd.DataFrame, snapshot: str
) -> pd.DataFrame:
    """The rows of ``allocation`` that share out the areas of these records, with states and the nation."""
    pumas = records["puma"].iloc[index].unique()
    return _crosswalk(pumas, records["puma_vintage"].iloc[index].unique(), allocation, snapshot)


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


def _crosswalk(
    pumas: Sequence[str], census: Sequence[int], allocation: pd.DataFrame, snapshot: str
) -> pd.DataFrame:
    found = allocation[allocation["puma_vintage"].isin(census)]
    found = found[found["geo_vintage"] == found["geo_vintage"].max()]
    areas = pd.Index(pumas)
    unknown = areas.difference(pd.Index(found.loc[found["level"] == Level.COUNTY.value, "puma"]))
    if len(census) > 1 or len(unknown):
        raise MissingInput(
            f"{snapshot}: {len(unknown)} survey areas of the census of "
            f"{' and '.join(str(each) for each in sorted(census))} are in no crosswalk of this run"
            + (f", for example {unknown[0]}." if len(unknown) else "."),
            "Add the vintage of mcdc_geocorr made for that census to params.yaml; a file whose records "
            "carry areas of two censuses cannot be used.",
        )
    covered = found["puma"].isin(areas)
    whole = (
        found[["puma", "geo_vintage", "snapshot"]]
        .drop_duplicates("puma")
        .assign(afact=1.0, fit=1.0)
    )
    above = [
        whole.assign(level=Level.STATE.value, geoid=whole["puma"].str[:2]),
        whole.assign(level=Level.NATION.value, geoid=NATION_GEOID),
    ]
    complete = [
        rows[rows["puma"].isin(areas).groupby(rows["geoid"]).transform("all")] for rows in above
    ]
    # Areas of a place that the file lacks count as somebody else's.
    inside = (found["afact"] * found["afact2"]).where(covered, 0)
    fit = inside.groupby([found["level"], found["geoid"]]).transform("sum")
    return pd.concat([found.assign(fit=fit)[covered], *complete], ignore_index=True)


def _of_file(
    records: pd.DataFrame,
    index: Index,
    crosswalk: pd.DataFrame,
    groups: list[tuple[str, NDArray[np.bool_]]],
    values: Mapping[str, Array],
) -> Totals:
    """Totals of one file: every group at once, the weights read once, a piece at a time."""
    areas = pd.Index(crosswalk["puma"].unique())
    area = areas.get_indexer(records["puma"].iloc[index])
    size = len(areas) * len(groups)
    sums = {name: np.zeros((size, len(WEIGHTS))) for name in values}
    columns = records.columns.get_indexer(WEIGHTS)
    for start in range(0, len(index), CHUNK):
        piece = slice(start, start + CHUNK)
        weights = records.iloc[index[piece], columns].to_numpy(float)
        for name, number in values.items():
            adder = _adder(area[piece], number[piece], [g[piece] for _, g in groups], len(areas))
            sums[name] += adder @ weights
    full = records["w0"].iloc[index].to_numpy(float)
    share, rows = sharing(crosswalk, areas)
    tables, parts = [], []
    for position, (label, chosen) in enumerate(groups):
        mine = slice(position * len(areas), (position + 1) * len(areas))
        tables.append({name: share @ table[mine] for name, table in sums.items()})
        parts.append(
            describe_places(rows, share, area[chosen], full[chosen]).assign(subgroup=label)
        )
    described = pd.concat(parts, ignore_index=True)
    sources = [str(crosswalk["pums"].iloc[0]), *crosswalk["snapshot"].unique()]
    described["sources"] = pd.Series([sources] * len(described))
    return Totals(described, {name: np.vstack([t[name] for t in tables]) for name in values})


def _adder(
    area: Index, number: Array, groups: list[NDArray[np.bool_]], areas: int
) -> sparse.csr_array:
    """Adds records up by group and area: multiplied with weights it gives totals under each weight."""
    adds = number != 0
    row = [position * areas + area[chosen & adds] for position, chosen in enumerate(groups)]
    column = [np.flatnonzero(chosen & adds) for chosen in groups]
    entries = np.concatenate(column)
    return sparse.csr_array(
        (number[entries], (np.concatenate(row), entries)), shape=(areas * len(groups), len(area))
    )


def sharing(crosswalk: pd.DataFrame, areas: pd.Index) -> tuple[sparse.csr_array, pd.DataFrame]:
    """(places by areas: the part of the area's people in the place; ``level, geoid, geo_vintage, fit,
    reasons, borrowed_from`` of the places)."""
    place = ["level", "geoid", "geo_vintage", "fit"]
    number, keys = pd.factorize(pd.MultiIndex.from_frame(crosswalk[place]))
    share = sparse.csr_array(
        (crosswalk["afact"], (number, areas.get_indexer(crosswalk["puma"]))),
        shape=(len(keys), len(areas)),
    )
    rows = keys.to_frame(index=False, name=place)
    shared = crosswalk.assign(row=number)[crosswalk["fit"] < WHOLE].sort_values("puma")
    code = np.select(
        [rows["fit"] >= WHOLE, rows["fit"] >= SHARED], [AREA_WHOLE, AREA_SHARED], AREA_OTHERS
    )
    rows["reasons"] = pd.Series([[str(each)] for each in code], index=rows.index)
    rows["borrowed_from"] = shared.groupby("row")["puma"].agg("+".join).reindex(rows.index)
    return share, rows


def describe_places(
    rows: pd.DataFrame, share: sparse.csr_array, area: Index, weight: Array
) -> pd.DataFrame:
    """``rows`` with ``n``, the interviews to be expected, and ``n_effective``, what they are worth."""
    number = share.shape[1]
    interviews = np.bincount(area, minlength=number).astype(float)
    once = np.bincount(area, weights=weight, minlength=number)
    squared = np.bincount(area, weights=weight**2, minlength=number)
    expected = share @ interviews
    worth = propagate.divide((share @ once) ** 2, share.power(2) @ squared)
    return rows.assign(n=expected, n_effective=np.minimum(worth, expected))


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
    # At 0 and 1 rounding must not part the limit from the value.
    lower, upper = np.fmin(lower, value), np.fmax(upper, value)
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
