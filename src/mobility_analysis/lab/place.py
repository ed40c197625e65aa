"""A place in JupyterLab: ``Place("Summit County, OH")``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from mobility_analysis.framework.subgroups import ORDER
from mobility_analysis.insights.findings import to_frame
from mobility_analysis.insights.peer_lenses import DEFAULT_LENS, find_lens
from mobility_analysis.insights.peers import peers_frame
from mobility_analysis.lab.showing import (
    TIDY,
    Shown,
    as_list,
    find_in_run,
    known_measure,
    open_run,
    scoped,
    tidy_frame,
    tidy_row,
)
from mobility_analysis.reporting.page import metric_cards, page_one, sections
from mobility_analysis.runs.highlights import trust
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.read_place import read_place

AUTO = "auto"


class Place:
    """One county or city of a run: its values, charts and report.

    Parameters
    ----------
    place
        Code (``"39153"``) or name (``"Summit County, OH"``); what a name that is not written in full was taken
        for is printed.
    peers
        Codes or names of places to compare it with; ``"auto"`` takes the three most like it under
        ``lens``.
    lens
        How likeness is measured: ``balanced``, ``near-by``, ``people``, ``economy`` or ``size``.
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
        peers: Sequence[str] = "auto",
        lens: str = DEFAULT_LENS,
        run: str | None = None,
        root: Path | None = None,
    ) -> None:
        self._run = open_run(run, root)
        is_found = peers == AUTO
        asked = [place, *(() if is_found else as_list(peers, "peers"))]
        here, *others = find_in_run(self._run, asked)
        codes = (
            [peer.geoid for peer in self._run.find_peers(here, lens)]
            if is_found
            else [peer.geoid for peer in others]
        )
        self._data = read_place(
            self._run, here.geoid, tuple(codes), find_lens(lens).id if is_found else ""
        )

    @property
    def data(self) -> PlaceData:
        """What the report is made of."""
        return self._data

    @property
    def name(self) -> str:
        """The place's name with the postal code of its state."""
        return self._data.here.label

    @cached_property
    def findings(self) -> pd.DataFrame:
        """Comparisons with other places, gaps between groups and trends, one row each."""
        return to_frame(self._data.findings)

    def peers(self) -> pd.DataFrame:
        """The peers, found or given: how far each is, why it was taken, what differs."""
        return peers_frame(self._data.peer_account, self._data.peer_lens)

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
        value = self._data.latest.get(measure)
        if value is None:
            return []
        panels = self._data.groups[measure].values() if groups else ()
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
        return Shown(
            metric_cards.figures_of(self._data, found), f"{self.name} has no value to draw."
        )

    def spine(self) -> Shown:
        """Where the place stands among all places of its level: a figure for each pillar."""
        return Shown(sections.where_it_stands(self._data).figures)

    def report(self) -> Path:
        """Make the report and return the path of its page."""
        from mobility_analysis.reporting.make.render import make_report

        codes = [peer.geoid for peer in self._data.peers]
        return make_report(self._run.paths, self._data.here.geoid, codes, self._data.peer_lens)

    def __repr__(self) -> str:
        return f"Place({self.name!r}, run={self._run.record.run!r}): {trust(self._data).sentence}"

    def _repr_html_(self) -> str:
        return scoped(page_one.page_one(self._data))
