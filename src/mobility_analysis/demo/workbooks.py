"""Workbooks whose bytes depend on the table alone."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pandas as pd


def write_workbook(table: pd.DataFrame, path: Path) -> None:
    """Write ``table`` as a workbook of one sheet; the time that the library stamps it with is taken out."""
    stamped = io.BytesIO()
    table.to_excel(stamped, index=False)
    with zipfile.ZipFile(stamped) as source, zipfile.ZipFile(path, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2000-01-01T00:00:00Z", content)
            same = zipfile.ZipInfo(entry.filename)  # dated 1980
            target.writestr(same, content, zipfile.ZIP_DEFLATED)
