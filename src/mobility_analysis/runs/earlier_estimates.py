"""The estimates of an earlier run, with which the present ones are compared."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
from pyarrow import ArrowInvalid

from mobility_analysis.core.errors import MissingInput, UsageError
from mobility_analysis.core.io import read_parquet
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.framework.estimate import COLUMNS
from mobility_analysis.runs.estimates_folder import EstimatesFolder

NO_EARLIER = (
    "Compared with nothing: no earlier estimates are kept that this version can read. The next run whose "
    "estimates differ keeps the present ones in data/quality/<run>/previous; or give the path of an earlier "
    "estimates.parquet."
)


@dataclass(frozen=True)
class Earlier:
    """One measure's estimates before the present ones; ``rows`` is ``None`` where there are none.

    ``words`` says what the present estimates are compared with.
    """

    rows: pd.DataFrame | None
    words: str = NO_EARLIER


def load_earlier(paths: RunPaths, before: str | Path | None, measure: str) -> Earlier:
    """The rows of ``measure`` in an earlier table.

    Parameters
    ----------
    before
        The table or the folder it lies in, relative to the project's folder. Without it the estimates
        that the last run replaced (``data/quality/<run>/previous``), where there are any.

    Raises
    ------
    MissingInput
        The file named is not there.
    UsageError
        It is no table of estimates.
    """
    path = find_earlier(paths, before)
    if path is None:
        return Earlier(None)
    day = day_of(path.parent)
    return Earlier(
        read_parquet(path, filters=[("measure", "==", measure)]),
        f"Compared with the estimates {f'built on {day}' if day else 'of an unknown day'}.",
    )


def find_earlier(paths: RunPaths, before: str | Path | None) -> Path | None:
    """The earlier table, or None where none was named and none is kept in the form that this version reads.

    Raises
    ------
    MissingInput
        The file named is not there.
    UsageError
        It is no table of estimates.
    """
    path = paths.root / before if before is not None else paths.previous
    path = EstimatesFolder(path).estimates if path.is_dir() else path
    if not path.is_file():
        if before is None:
            return None
        raise MissingInput(
            f"There are no earlier estimates at {before}.",
            "Give the path of an estimates.parquet, or none for those the last run replaced.",
        )
    lacking = _lacking(path)
    if (
        lacking and before is None
    ):  # another version kept it: that stops neither a report nor a refresh
        return None
    if lacking:
        raise UsageError(
            f"{path.name} is no table of estimates: {', '.join(sorted(lacking))} not in it.",
            "Give the path of an estimates.parquet that the estimate stage wrote.",
        )
    return path


def day_of(folder: Path) -> str:
    """The day in the record beside estimates; empty where it is missing or broken, which stops no comparison."""
    try:
        # Plain JSON and not a RunRecord: an earlier version may have written other fields.
        return str(json.loads(EstimatesFolder(folder).record.read_text("utf-8"))["built_at"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""


def _lacking(path: Path) -> set[str]:
    """The columns of the estimates contract that a file does not have."""
    try:
        return set(COLUMNS) - set(pq.read_schema(path).names)
    except ArrowInvalid:
        return set(COLUMNS)
