"""Weighted totals and percentiles of survey records on a Dask cluster, for files that outgrow a machine's memory.

Sums of weights can be added up over any pieces of the records, all 81 of them, so each task reads one group of rows of
one Parquet file and gives back sums by area and group; places and errors are worked out once from all of them.
Percentiles take two rounds of such tasks (:mod:`estimation.value_curves`): values by area and group, then the 81 weights
between the values at which the first round says to cut. Workers need this package and see the files under the same
path. The task of a worker that dies is done again by another.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from mobility_analysis.core.errors import MobilityError
from mobility_analysis.estimation.area_sums import Group
from mobility_analysis.estimation.microdata import FilePiece, Totals, piece_of, totals_of_pieces
from mobility_analysis.estimation.microdata_percentiles import (
    FileCuts,
    FileKey,
    Percentiles,
    between_cuts,
    pieces_of_values,
)
from mobility_analysis.estimation.propagate import Array
from mobility_analysis.estimation.value_curves import FileCurves, FileValues
from mobility_analysis.framework.tables import WEIGHTS
from mobility_analysis.workflow.publishing.cluster import LOOK_EVERY, Watch, connected

# Of each record, whatever is asked.
ALWAYS = ["puma", "puma_vintage", "year", "period", "snapshot", *WEIGHTS]


@dataclass(frozen=True)
class Question:
    """What is added up; sent to workers, so its functions are those of a module.

    Attributes
    ----------
    columns
        Columns of the records that it needs.
    values
        From these records to the number of each by name.
    by
        Columns that hold labels of groups.
    among
        From the records to those that the statement is about; default: all.
    """

    columns: tuple[str, ...]
    values: Callable[[pd.DataFrame], Mapping[str, pd.Series]]
    by: tuple[str, ...] = ()
    among: Callable[[pd.DataFrame], pd.Series] | None = None

    def piece(self, path: Path, group: int) -> list[FilePiece]:
        """What one group of rows of a file of records adds up to."""
        records, among = self._read(path, group)
        return piece_of(records, self.values(records), self.by, among)

    def curves(self, path: Path, group: int, name: str) -> list[FileCurves]:
        """First round of percentiles: the values ``name`` of one group of rows."""
        return [piece.curves() for piece in self._values(path, group, name)]

    def between(
        self, path: Path, group: int, name: str, cuts: Mapping[FileKey, FileCuts]
    ) -> dict[FileKey, dict[Group, Array]]:
        """Second round: the weights of these rows between the ``cuts``."""
        return between_cuts(self._values(path, group, name), cuts)

    def _values(self, path: Path, group: int, name: str) -> list[FileValues]:
        records, among = self._read(path, group)
        return pieces_of_values(records, self.values(records)[name], self.by, among)

    def _read(self, path: Path, group: int) -> tuple[pd.DataFrame, pd.Series | None]:
        columns = list(dict.fromkeys([*ALWAYS, *self.columns, *self.by]))
        records = pq.ParquetFile(path).read_row_group(group, columns=columns).to_pandas()
        return records, None if self.among is None else self.among(records)


def totals_on_cluster(
    scheduler: str,
    files: Sequence[Path],
    question: Question,
    allocation: pd.DataFrame,
    *,
    seconds: float,
) -> Totals:
    """The totals of all records of ``files``, as :func:`estimation.microdata.totals` gives them.

    Parameters
    ----------
    scheduler
        Address of the Dask scheduler.
    files
        Tidy tables ``pums_persons`` or ``pums_households`` in Parquet.
    seconds
        For how long no piece may be finished before the cluster counts as hanging.

    Raises
    ------
    UsageError
        ``scheduler`` is no address, nobody answers there, or it has no workers.
    MobilityError
        A piece cannot be read or added up, or the cluster hangs or goes away.
    MissingInput
        Records lie in areas that the run's crosswalks do not know.
    """
    with connected(scheduler) as client:
        watch = Watch(client, seconds)
        # In the order of the files, whichever worker was first: the same sums to the last bit every time.
        return totals_of_pieces(_each_piece(client, watch, files, question.piece), allocation)


def percentiles_on_cluster(
    scheduler: str,
    files: Sequence[Path],
    question: Question,
    allocation: pd.DataFrame,
    name: str,
    *,
    measures: Mapping[str, float],
    seconds: float,
) -> pd.DataFrame:
    """Percentiles as :func:`estimation.microdata_percentiles.replicate_percentiles` gives them of all these records.

    Parameters
    ----------
    scheduler, files, question, allocation, seconds
        As for :func:`totals_on_cluster`, which says what is raised.
    name
        Which of the question's values.
    measures
        Share below the percentile by measure id.
    """
    with connected(scheduler) as client:
        watch = Watch(client, seconds)
        curves = _each_piece(client, watch, files, question.curves, name)
        asked = Percentiles.of(curves, allocation, measures)
        # With each task, not left with a worker once for all: such a worker may be the one that dies.
        sums = _each_piece(client, watch, files, question.between, name, asked.cuts)
        return asked.estimates(sums)


def _each_piece(
    client: Any, watch: Watch, files: Sequence[Path], work: Callable[..., Any], *more: object
) -> Iterator[Any]:
    """What ``work`` gives of each group of rows of each file, in their order; ``more`` are its further arguments."""
    pieces = [
        (path, group) for path in files for group in range(pq.ParquetFile(path).num_row_groups)
    ]
    asked = [
        client.submit(work, path, group, *more, pure=False, retries=1) for path, group in pieces
    ]
    for future, (path, _) in zip(asked, pieces, strict=True):
        yield _result(future, watch, path)


def _result(future: Any, watch: Watch, path: Path) -> Any:
    """The piece when it is there; it is taken from the cluster, so that a worker that dies later takes it not along."""
    while not future.done():
        if why := watch.trouble():
            raise MobilityError(f"The survey records were not added up: {why}.", "Try again.")
        time.sleep(LOOK_EVERY)
    watch.moved()
    try:
        return future.result()
    except Exception as error:  # whatever a worker raises, or the loss of several workers
        raise MobilityError(
            f"A part of {path.name} was not added up ({type(error).__name__}: {error}).",
            "Look at the workers' own output; then start again.",
        ) from error
