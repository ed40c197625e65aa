"""Reading agencies' Excel workbooks as text."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pandas as pd

from mobility_analysis.core.errors import SourceDrift
from mobility_analysis.core.io import open_raw, reject_web_page, require_columns


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
    TruncatedFile
        The file ends early.
    SourceDrift
        The file cannot be read as a workbook, or a column is gone.
    """
    from python_calamine import CalamineError

    with open_raw(path) as stream:
        reject_web_page(stream.read(2048), name)
        if not zipfile.is_zipfile(stream):  # leaves the stream where it ends
            raise zipfile.BadZipFile(f"{name} ends early")
        stream.seek(0)
        try:
            table = pd.read_excel(
                stream,
                sheet_name=sheet,
                header=header,
                dtype=str,
                keep_default_na=False,
                engine="calamine",
            )
        except (ValueError, KeyError, CalamineError) as error:
            raise SourceDrift(
                f"{name} cannot be read as a workbook ({error}).", "Download it again."
            ) from error
    if columns is None:
        return table
    require_columns(table, columns, name)
    return table[columns]
