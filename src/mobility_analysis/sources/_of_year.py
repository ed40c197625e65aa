"""The year or period that a file states, compared with the vintage of its folder."""

from __future__ import annotations

import pandas as pd

from mobility_analysis.core.errors import BadValues


def require_said(said: pd.Series, wanted: str, name: str) -> None:
    """Raise :class:`BadValues` if a row says that it is of another year or period than ``wanted``."""
    text = said.astype("str").str.strip()
    other = text[text != wanted]
    if len(other):
        raise BadValues(
            f"{name}: {len(other)} rows say that they are of {', '.join(map(repr, other.unique()[:3]))}, "
            f"not of {wanted!r}.",
            "The file is in the wrong folder, or another year's came under its name: fetch it again.",
        )
