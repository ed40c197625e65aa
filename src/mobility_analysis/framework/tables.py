"""Tidy tables by kind: what metrics read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

import pandas as pd

from mobility_analysis.core.errors import MissingInput

# Replicate weights of survey records, and the columns that hold all weights, the full one first.
REPLICATES = 80
WEIGHTS = [f"w{number}" for number in range(REPLICATES + 1)]


class Tables:
    """The tidy tables of one run, read on first use.

    Each frame carries a ``snapshot`` column (``source_id@vintage``), so that every number leads
    back to the bytes it came from.
    """

    def __init__(self, loaders: Mapping[str, Callable[[], pd.DataFrame]]) -> None:
        self._loaders = dict(loaders)
        self._frames: dict[str, pd.DataFrame] = {}

    @classmethod
    def of(cls, **frames: pd.DataFrame) -> Tables:
        """Tables held in memory, for tests and worked examples."""
        return cls({kind: partial(_held, frame) for kind, frame in frames.items()})

    def __contains__(self, kind: str) -> bool:
        return kind in self._loaders

    def __getitem__(self, kind: str) -> pd.DataFrame:
        if kind not in self._loaders:
            raise MissingInput(
                f"No source of this run provides {kind!r}.",
                "`mobility sources` tells what this run takes, and what it could.",
            )
        if kind not in self._frames:
            self._frames[kind] = self._loaders[kind]()
        return self._frames[kind]

    def forget(self) -> None:
        """Let go of the tables read so far; one that is asked for again is read again."""
        self._frames.clear()

    def missing(self, kinds: Iterable[str]) -> list[str]:
        """Return those of ``kinds`` that the run has no table of."""
        return [kind for kind in kinds if kind not in self]


def _held(frame: pd.DataFrame) -> pd.DataFrame:
    return frame
