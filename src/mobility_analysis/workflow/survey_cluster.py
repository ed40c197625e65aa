"""Weighted totals of survey records on a Dask cluster, for files that outgrow a machine's memory.

Sums of weights can be added up over any pieces of the records, all 81 of them, so each task reads one group of rows of
one Parquet file and gives back sums by area and group; places and errors are worked out once from all of them. Workers
need this package and see the files under the same path. The task of a worker that dies is done again by another.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from mobility_analysis.core.errors import MobilityError
from mobility_analysis.estimation.microdata import FilePiece, Totals, piece_of, totals_of_pieces
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
        columns = list(dict.fromkeys([*ALWAYS, *self.columns, *self.by]))
        records = pq.ParquetFile(path).read_row_group(group, columns=columns).to_pandas()
        among = None if self.among is None else self.among(records)
        return piece_of(records, self.values(records), self.by, among)


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
    pieces = [
        (path, group) for path in files for group in range(pq.ParquetFile(path).num_row_groups)
    ]
    with connected(scheduler) as client:
        asked = [
            client.submit(question.piece, path, group, pure=False, retries=1)
            for path, group in pieces
        ]
        watch = Watch(client, seconds)
        found = [
            _result(future, watch, path) for future, (path, _) in zip(asked, pieces, strict=True)
        ]
    # In the order of the files, whichever worker was first: the same sums to the last bit every time.
    return totals_of_pieces(found, allocation)


def _result(future: Any, watch: Watch, path: Path) -> list[FilePiece]:
    """The piece when it is there; it is taken from the cluster, so that a worker that dies later takes it not along."""
    while not future.done():
        if why := watch.trouble():
            raise MobilityError(f"The survey records were not added up: {why}.", "Try again.")
        time.sleep(LOOK_EVERY)
    watch.moved()
    try:
        piece: list[FilePiece] = future.result()
    except Exception as error:  # whatever a worker raises, or the loss of several workers
        raise MobilityError(
            f"A part of {path.name} was not added up ({type(error).__name__}: {error}).",
            "Look at the workers' own output; then start again.",
        ) from error
    return piece
