"""Percentiles of survey records for counties and cities, with Woodruff intervals from 80 replicates.

A place's distribution is that of the records of its areas, each weighted by the part of the area's
people who live in the place. Rule of the percentile: Hyndman and Fan (1996), type 3, carried over to
weights: an observed value. Interval: Woodruff (1952), J. Am. Stat. Assoc. 47:635-646: the replicates'
error of the share below the percentile, read back as values, centered on the share asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from scipy import sparse

from mobility_analysis.estimation.area_sums import Group
from mobility_analysis.estimation.blended_values import Blends, Rising, hf3
from mobility_analysis.estimation.microdata import (
    T79,
    files_of,
    finish,
    replicate_error,
)
from mobility_analysis.estimation.propagate import Array
from mobility_analysis.estimation.survey_areas import (
    crosswalk_between,
    describe_places,
    sharing,
)
from mobility_analysis.estimation.value_curves import (
    Curve,
    Cuts,
    FileCurves,
    FileValues,
    count_up_to,
    together,
    values_of_file,
)
from mobility_analysis.framework.tables import WEIGHTS

FileKey = tuple[str, ...]


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
    pieces = pieces_of_values(records, values, by, among)
    asked = Percentiles.of([[piece.curves() for piece in pieces]], allocation, measures)
    return asked.estimates([between_cuts(pieces, asked.cuts)])


def pieces_of_values(
    records: pd.DataFrame,
    values: pd.Series,
    by: Sequence[str] = (),
    among: pd.Series | None = None,
) -> list[FileValues]:
    """The values of ``records`` by file; arguments as above, but any part of the records will do."""
    about = values.notna().to_numpy()
    if among is not None:
        about = about & among.to_numpy(bool)
    number = values.to_numpy(float, na_value=np.nan)
    return [values_of_file(records, file, about, number, by) for file in files_of(records)]


@dataclass(frozen=True)
class FileCuts:
    """Where the values of one file are cut, by group, in each of its ``areas``."""

    areas: pd.Index
    of: dict[Group, Cuts]


def between_cuts(
    pieces: Iterable[FileValues], cuts: Mapping[FileKey, FileCuts]
) -> dict[FileKey, dict[Group, Array]]:
    """By file and group, the totals of each cell between the ``cuts``, shape (cells, 81)."""
    found = {}
    for piece in pieces:
        key = tuple(piece.labels.values())
        found[key] = piece.between(cuts[key].of, cuts[key].areas)
    return found


@dataclass(frozen=True)
class Percentiles:
    """Percentiles after the first look at the records, of each file; the second look gives their intervals."""

    files: dict[FileKey, _OfFile]

    @classmethod
    def of(
        cls,
        pieces: Iterable[list[FileCurves]],
        allocation: pd.DataFrame,
        measures: Mapping[str, float],
    ) -> Percentiles:
        """From the curves of all pieces of the records, in whatever order."""
        files: dict[FileKey, list[FileCurves]] = {}
        for piece in (each for pieces_of in pieces for each in pieces_of):
            files.setdefault(tuple(piece.labels.values()), []).append(piece)
        return cls(
            {key: _OfFile.of(together(found), allocation, measures) for key, found in files.items()}
        )

    @property
    def cuts(self) -> dict[FileKey, FileCuts]:
        """At which values the second look adds up the weights."""
        return {key: file.cuts for key, file in self.files.items()}

    def estimates(self, pieces: Iterable[Mapping[FileKey, Mapping[Group, Array]]]) -> pd.DataFrame:
        """Estimates, from what :func:`between_cuts` gives of all pieces of the records."""
        sums: dict[FileKey, dict[Group, Array]] = {}
        for key, piece in (each for found in pieces for each in found.items()):
            known = sums.setdefault(key, {})
            for group, table in piece.items():
                known[group] = known[group] + table if group in known else table
        return pd.concat(
            [file.estimates(sums[key]) for key, file in self.files.items()], ignore_index=True
        )


@dataclass(frozen=True)
class _OfGroup:
    rising: Rising
    behind: Array
    value: Array  # shape (blends, measures)
    cuts: Cuts

    @classmethod
    def of(cls, curve: Curve, blends: Blends, asked: Array) -> _OfGroup:
        rising = Rising.of(curve, blends)
        value = hf3(rising, np.tile(asked, (blends.parts.shape[0], 1)))
        return cls(rising, curve.behind, value, _cuts_at(value, blends.parts))

    def limits(self, sums: Array, blends: Blends, asked: Array) -> Array:
        """Limits of a 95 percent interval, shape (blends, measures, 2)."""
        reach = T79 * self._error(sums, blends.parts)
        both = np.stack([asked - reach, asked + reach], axis=-1)
        return hf3(self.rising, both.reshape(len(both), -1)).reshape(both.shape)

    def _error(self, sums: Array, parts: sparse.csr_array) -> Array:
        """Standard error of the share at or below each estimate, shape (blends, measures)."""
        upto = np.vstack([np.zeros(len(WEIGHTS)), np.cumsum(sums, axis=0)])
        first = self.cuts.first_cell
        before, total = upto[first[:-1]], upto[first[1:]] - upto[first[:-1]]
        area, blend = parts.indices, np.repeat(np.arange(parts.shape[0]), np.diff(parts.indptr))
        entries = sparse.csr_array((parts.data, np.arange(len(area)), parts.indptr))
        whole = parts @ total
        error = np.empty(self.value.shape)
        for measure, value in enumerate(self.value.T):
            cut = count_up_to(
                self.cuts.value, self.cuts.start[area], self.cuts.start[area + 1], value[blend]
            )
            below = entries @ (upto[first[area] + cut] - before[area])
            share = np.divide(below, whole, out=np.full(below.shape, np.nan), where=whole != 0)
            error[:, measure] = replicate_error(share)
        return error


def _cuts_at(value: Array, parts: sparse.csr_array) -> Cuts:
    """Every area is cut at the estimates of all blends that it is a part of."""
    blend = np.repeat(np.arange(parts.shape[0]), np.diff(parts.indptr))
    at = value[blend].ravel()
    area = np.repeat(parts.indices, value.shape[1])
    area, at = area[~np.isnan(at)], at[~np.isnan(at)]
    order = np.lexsort((at, area))
    area, at = area[order], at[order]
    is_new = np.ones(len(at), dtype=bool)
    is_new[1:] = (at[1:] != at[:-1]) | (area[1:] != area[:-1])
    return Cuts(np.searchsorted(area[is_new], np.arange(parts.shape[1] + 1)), at[is_new])


@dataclass(frozen=True)
class _OfFile:
    areas: pd.Index
    measures: Mapping[str, float]
    blends: Blends
    describe: Callable[[Array], pd.DataFrame]  # the places, from what is behind the areas
    groups: dict[Group, _OfGroup]

    @classmethod
    def of(
        cls, curves: FileCurves, allocation: pd.DataFrame, measures: Mapping[str, float]
    ) -> _OfFile:
        snapshot = curves.labels["snapshot"]
        crosswalk = crosswalk_between(
            list(curves.areas), sorted(curves.census), allocation, snapshot
        )
        share, places = sharing(crosswalk, curves.areas)
        places = places.assign(**curves.labels)
        sources = [snapshot, *crosswalk["snapshot"].unique()]
        places["sources"] = pd.Series([sources] * len(places))
        blends = Blends.of(share)
        asked = np.array(list(measures.values()))
        groups = {group: _OfGroup.of(curve, blends, asked) for group, curve in curves.of.items()}
        describe = partial(describe_places, places, share)
        return cls(curves.areas, measures, blends, describe, groups)

    @property
    def cuts(self) -> FileCuts:
        return FileCuts(self.areas, {group: each.cuts for group, each in self.groups.items()})

    def estimates(self, sums: Mapping[Group, Array]) -> pd.DataFrame:
        """Estimates of every measure and group; ``sums`` of each group are of its cells, shape (cells, 81)."""
        asked = np.array(list(self.measures.values()))
        described, found = [], []
        for (column, label), group in self.groups.items():
            described.append(self.describe(group.behind).assign(subgroup=label))
            limits = group.limits(sums[column, label], self.blends, asked)
            found.append(np.dstack([group.value, limits])[self.blends.of_place])
        rows, numbers = pd.concat(described, ignore_index=True), np.vstack(found)
        parts = []
        for position, measure in enumerate(self.measures):
            value, lower, upper = numbers[:, position].T
            se = (upper - lower) / (2 * T79)
            out = rows.assign(value=value, lower=lower, upper=upper, se=se)
            parts.append(finish(out, measure, "sdr80_woodruff_hf3"))
        return pd.concat(parts, ignore_index=True)
