"""Text that a spreadsheet must not read as a formula.

Excel and Calc run a cell of a CSV file that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return.
As OWASP advises ("CSV Injection"), such a text gets an apostrophe in front in files that people open. Numbers
stay numbers, negative ones too.
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

# A text that begins with apostrophes before such a sign gets one more, so that removing one restores it.
_RISKY = re.compile(r"'*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
_FIRST = frozenset("'=+-@\t\r\uff1d\uff0b\uff0d\uff20")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?%?")


def as_text(cell: Any) -> Any:
    """``cell`` with an apostrophe in front where it is a text that a spreadsheet could run."""
    if isinstance(cell, str) and _RISKY.match(cell) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def as_was(cell: Any) -> Any:
    """What :func:`as_text` was given."""
    if isinstance(cell, str) and cell.startswith("'") and _RISKY.match(cell):
        return cell[1:]
    return cell


def for_people(frame: pd.DataFrame) -> pd.DataFrame:
    """``frame`` with :func:`as_text` for each cell of its columns of text, and for their names."""
    return _each_text(frame, as_text).rename(columns=as_text)


def as_written(frame: pd.DataFrame) -> pd.DataFrame:
    """The table that :func:`for_people` was given, read back from its file."""
    return _each_text(frame.rename(columns=as_was), as_was)


def _each_text(frame: pd.DataFrame, change: Any) -> pd.DataFrame:
    texts = [
        name
        for name, kind in frame.dtypes.items()
        if not pd.api.types.is_numeric_dtype(kind)
        and not pd.api.types.is_datetime64_any_dtype(kind)
        and _may_change(frame[name])
    ]
    return frame.assign(
        **{str(name): frame[name].map(change, na_action="ignore") for name in texts}
    )


def _may_change(column: pd.Series) -> bool:
    """Whether any cell begins with a letter that :data:`_RISKY` knows: few columns have one."""
    return any(isinstance(cell, str) and cell[:1] in _FIRST for cell in column.tolist())
