"""What the gate looks at of a source's raw tables, kept when they are read, so that no file is read twice.

A folder for each vintage holds its raw tables in their order, each with the columns that its expectations name and
no others. A table that no expectation is about has no columns: the gate says so by its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from urllib.parse import quote, unquote

import pandas as pd

from mobility_analysis.core.errors import MissingInput
from mobility_analysis.core.io import read_feather, write_feather
from mobility_analysis.quality.batches import matching, plain, referenced
from mobility_analysis.quality.suites import SuiteFile, TableSuite

FOLDER = "looked_at"


def keep_looked_at(
    tables: Mapping[str, pd.DataFrame], suite: SuiteFile, vintage: str, folder: Path
) -> None:
    """Write what ``suite`` looks at of the raw tables of a vintage into ``folder``."""
    folder.mkdir(parents=True)
    for number, (name, table) in enumerate(tables.items()):
        parts = [
            part
            for part in suite.tables
            if fnmatchcase(vintage, part.vintages) and fnmatchcase(name, part.match)
        ]
        write_feather(
            _looked_at(table, parts), folder / f"{number:04}.{quote(name, safe='')}.feather"
        )


def load_looked_at(folder: Path) -> dict[str, pd.DataFrame]:
    """The tables that :func:`keep_looked_at` wrote, by name and in their order.

    Raises
    ------
    MissingInput
        The vintage was not read.
    """
    if not folder.is_dir():
        raise MissingInput(f"{folder} is not there.", "Run the parse stage first: `mobility run`.")
    found = ((path.stem.partition(".")[2], path) for path in sorted(folder.iterdir()))
    return {unquote(name): read_feather(path) for name, path in found}


def _looked_at(table: pd.DataFrame, parts: list[TableSuite]) -> pd.DataFrame:
    used: set[object] = set()
    conditions = ""
    for part in parts:
        used.update(part.key)
        for entry in part.expectations:
            used.update(referenced(entry), entry.show, matching(entry, table))
            conditions += f" {entry.where}"
    kept = [column for column in table.columns if column in used or str(column) in conditions]
    return plain(table, kept).reset_index(drop=True)
