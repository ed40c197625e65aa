"""Reading agencies' Excel workbooks as text."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from mobility_analysis.core.answers import HEAD, reject_web_page
from mobility_analysis.core.io import open_raw, reader_errors, require_columns
from mobility_analysis.core.packed import WORKBOOK_LIMIT, reject_bomb


def read_workbook(
    path: Path,
    name: str,
    *,
    sheet: str | int = 0,
    header: int = 0,
    columns: list[str] | None = None,
) -> pd.DataFrame:
    """A sheet of an Excel workbook as **text**, codes and empty cells as they are.

    Parameters
    ----------
    sheet
        Name or number of the sheet; the first one unless said otherwise.
    header
        Number of the row with the columns' names, from 0.
    columns
        Columns that must be there; others are left out. ``None`` keeps all.

    Raises
    ------
    NotData
        A web page.
    TruncatedFile, TooLarge
        The file ends early, or unpacks to more than a workbook can have.
    SourceDrift
        The file cannot be read as a workbook, or a column is gone.
    """
    with open_raw(path) as stream:
        reject_web_page(stream.read(HEAD), name)
        reject_bomb(stream, name, WORKBOOK_LIMIT)
        stream.seek(0)
        with reader_errors(name, "a workbook"):
            table = pd.read_excel(
                stream,
                sheet_name=sheet,
                header=header,
                dtype=str,
                keep_default_na=False,
                engine="calamine",
            )
    if columns is None:
        return table
    require_columns(table, columns, name)
    return table[columns]
