"""A place in JupyterLab: ``Place("Summit County, OH")``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from mobility_analysis.framework.subgroups import ORDER
from mobility_analysis.insights.findings import to_frame
from mobility_analysis.reporting import cards, page
from mobility_analysis.reporting.data import PlaceData
from mobility_analysis.reporting.lab import (
    TIDY,
    Shown,
    known_measure,
    open_run,
    scoped,
    tidy_frame,
    tidy_row,
)


class Place:
    """One county or city of a run: its values, charts and report.

    Parameters
    ----------
    place
        Code (``"39153"``) or name (``"Summit County, OH"``).
    peers
        Codes or names of places to compare it with.
    run
        ``real`` or ``demo``; by default the real run where its estimates exist.
    root
        The project's folder; found by itself inside a checkout.

    Raises
    ------
    UnknownPlace
        With the nearest names, when no place or several answer.
    """

    def __init__(
        self,
        place: str,
        *,
        peers: Sequence[str] = (),
        run: str | None = None,
        root: Path | None = None,
    ) -> None:
        self._run = open_run(run, root)
        self._data = self._run.place(str(place), tuple(peers))

    @property
    def data(self) -> PlaceData:
        """What the report is made of."""
        return self._data

    @property
    def name(self) -> str:
        return self._data.here.label

    @cached_property
    def findings(self) -> pd.DataFrame:
        """Comparisons with the nation, the state and peers, one row each."""
        return to_frame(self._data.findings)

    def peers(self) -> list[str]:
        """Names of the peers given."""
        return [peer.label for peer in self._data.peers]

    def metrics(self, *, groups: bool = False) -> pd.DataFrame:
        """The latest value of every measure, in the report's order; with ``groups``, theirs too."""
        rows = [
            tidy_row(value)
            for metric in self._data.metrics
            for measure in metric.measures
            for value in self._values(measure.id, groups)
        ]
        return tidy_frame(rows, TIDY)

    def _values(self, measure: str, groups: bool) -> list[Any]:
        selection = self._data.selection
        value = selection.latest(measure, self._data.here.geoid)
        if value is None:
            return []
        panels = selection.groups(value).values() if groups else ()
        others = [other for panel in panels for other in panel]
        return [value, *sorted(others, key=lambda other: ORDER.get(other.subgroup, 0))]

    def chart(self, measure: str) -> Shown:
        """The report's figures of one measure: its interval chart and its groups.

        Raises
        ------
        UsageError
            An unknown measure, with the ones there are.
        """
        found = known_measure(self._run.record, measure)
        return Shown(cards.figures_of(self._data, found), f"{self.name} has no value to draw.")

    def report(self) -> Path:
        """Make the report and return the path of its page."""
        from mobility_analysis.reporting.render import make_report

        codes = [peer.geoid for peer in self._data.peers]
        return make_report(self._run.paths, self._data.here.geoid, codes)

    def __repr__(self) -> str:
        return (
            f"Place({self.name!r}, run={self._run.record.run!r}): {page.trust(self._data).sentence}"
        )

    def _repr_html_(self) -> str:
        return scoped(page.page_one(self._data))
