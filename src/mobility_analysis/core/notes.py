"""Remarks on what a stage set aside or repaired by itself; a remark does not stop the stage.

A stage whose remarks are to be shown at the end of the run collects them (:func:`gathered`).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import pandas as pd

LOG = logging.getLogger("mobility_analysis.notes")


@dataclass(frozen=True)
class Remark:
    """One sentence that says where, what was found and what was done about it.

    ``rows`` are the texts of the rows that were set aside; they may name places that have no other row.
    """

    what: str
    rows: tuple[tuple[str, ...], ...] = ()


_gathering: ContextVar[list[Remark] | None] = ContextVar("gathering", default=None)


@contextmanager
def gathered() -> Iterator[list[Remark]]:
    """Collect the remarks made within the block, in order, instead of printing them."""
    found: list[Remark] = []
    token = _gathering.set(found)
    try:
        yield found
    finally:
        _gathering.reset(token)


def note(what: str, rows: pd.DataFrame | None = None) -> None:
    """Make a remark; outside a :func:`gathered` block it goes to standard error."""
    remark = Remark(what, () if rows is None else _texts(rows))
    gathering = _gathering.get()
    if gathering is None:
        LOG.warning("note: %s", what)
    else:
        gathering.append(remark)


def _texts(rows: pd.DataFrame) -> tuple[tuple[str, ...], ...]:
    """The cells of each row that are text: codes and names, never numbers or geometry."""
    texts = rows.select_dtypes(["object", "string"])
    found = dict.fromkeys(
        tuple(cell for cell in row if isinstance(cell, str) and 0 < len(cell) < 80)[:12]
        for row in texts.itertuples(index=False)
    )
    return tuple(found)
