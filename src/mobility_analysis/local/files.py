"""Writing the files of a place's own records, as Excel opens and keeps them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from mobility_analysis.core.atomic import atomic_path
from mobility_analysis.local.folder import LocalFolder
from mobility_analysis.local.measures import COLUMNS as MEASURE_COLUMNS
from mobility_analysis.local.values import COLUMNS as VALUE_COLUMNS


def begin_local_files(folder: LocalFolder) -> None:
    """Write each file with its headings where it is not there; one that is there stays as it is."""
    for path, columns in ((folder.measures, MEASURE_COLUMNS), (folder.values, VALUE_COLUMNS)):
        if not path.exists():
            write_rows(path, list(columns), ())


def is_fresh(path: Path, columns: Sequence[str]) -> bool:
    """Whether a file holds its headings alone, as it was begun."""
    return path.is_file() and path.read_bytes() == table_bytes(columns, ())


def write_rows(
    path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, object]], mode: int = 0o666
) -> None:
    """Write a table; the file appears whole or not at all.

    It begins with a byte order mark, so that Excel reads its letters rightly and saves it as UTF-8 again.

    Parameters
    ----------
    mode
        Who may read and write it, as far as the user's umask allows.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_path(path, mode) as temporary:
        temporary.write_bytes(table_bytes(columns, rows))


def table_bytes(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> bytes:
    """The bytes of a table as :func:`write_rows` writes it."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")
