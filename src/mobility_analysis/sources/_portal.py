"""Answers of the Education Data Portal: pages of JSON as one text table."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from mobility_analysis.core.errors import NotData, SourceDrift, TruncatedFile
from mobility_analysis.core.io import read_json, require_columns

API = "https://educationdata.urban.org/api/v1"


def read_pages(path: Path, columns: list[str], what: str) -> pd.DataFrame:
    """The named columns of every page, as text; ``what`` the rows are, such as "districts".

    Raises
    ------
    SourceDrift, NotData, TruncatedFile
        Another layout; no rows; fewer rows than the answer promises.
    """
    expected = "the portal's JSON of count, next and results"
    answer = read_json(path, expected)
    try:
        pages = answer if isinstance(answer, list) else [answer]
        rows = [[row[column] for column in columns] for page in pages for row in page["results"]]
        promised = int(pages[0]["count"])
    except KeyError as error:
        if error.args[0] in columns:
            _name_all(pages, columns, path.name)
        raise _drift(path.name, expected, error) from error
    except (ValueError, TypeError, IndexError) as error:
        raise _drift(path.name, expected, error) from error
    if not rows:
        raise NotData(f"{path.name} holds no {what}.", "Ask the portal for a year it has.")
    if len(rows) != promised:
        raise TruncatedFile(
            f"{path.name} holds {len(rows):,} {what} of {promised:,}.",
            "Follow `next` through all pages and keep them as one JSON list.",
        )
    return pd.DataFrame(rows, columns=columns).apply(as_text)


def _name_all(
    pages: list[dict[str, list[dict[str, object]]]], columns: list[str], name: str
) -> None:
    for page in pages:
        require_columns(pd.DataFrame(page["results"]), columns, name)


def _drift(name: str, expected: str, error: Exception) -> SourceDrift:
    return SourceDrift(
        f"{name} is not {expected} ({error}).",
        "Fetch it again; compare with the portal's documentation.",
    )


def as_text(column: pd.Series) -> pd.Series:
    """Whole numbers without their ``.0``, labels as they are, blanks as empty text."""
    values = column.astype("object")
    return values.map(
        lambda value: (
            ""
            if pd.isna(value)
            else str(int(value))
            if isinstance(value, float) and value.is_integer()
            else str(value)
        )
    ).astype("str")
