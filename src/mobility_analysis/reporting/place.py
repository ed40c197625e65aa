"""A place in JupyterLab: ``Place("Summit County, OH")``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from mobility_analysis.core.errors import UsageError
from mobility_analysis.core.paths import RunPaths, default_run, project_root
from mobility_analysis.framework.registry import registry
from mobility_analysis.framework.subgroups import ORDER
from mobility_analysis.insights.findings import to_frame
from mobility_analysis.insights.peer_lenses import DEFAULT_LENS, find_lens
from mobility_analysis.insights.peers import peers_frame
from mobility_analysis.quality.grading import WORDS, explain
from mobility_analysis.reporting import cards, page, page_one
from mobility_analysis.reporting.data import TEMPLATES, PlaceData, RunData
from mobility_analysis.reporting.svg import Figure

TIDY = [
    "metric", "measure", "label", "period", "subgroup", "value", "lower", "upper", "grade", "quality",
    "why",
]  # fmt: skip

AUTO = "auto"


class Shown:
    """A figure that displays itself in a notebook."""

    def __init__(self, figures: Sequence[Figure]) -> None:
        self.figures = tuple(figures)

    def _repr_html_(self) -> str:
        return "".join(
            f'<figure style="margin:0 0 1em;max-width:30rem"><figcaption>{figure.title}</figcaption>'
            f"{figure.svg}</figure>"
            for figure in self.figures
        )

    def __repr__(self) -> str:
        return "\n".join(figure.alt for figure in self.figures)


class Place:
    """One county or city of a run: its values, charts and report.

    Parameters
    ----------
    place
        Code (``"39153"``) or name (``"Summit County, OH"``).
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
        root = root or project_root()
        self._run = RunData(RunPaths(root, run or default_run(root)))
        is_found = peers == AUTO
        if is_found:
            found = self._run.find_peers(self._run.find(str(place)), lens)
            peers = [peer.geoid for peer in found]
        self._data = self._run.place(
            str(place), tuple(peers), find_lens(lens).id if is_found else ""
        )

    @property
    def data(self) -> PlaceData:
        """What the report is made of."""
        return self._data

    @property
    def name(self) -> str:
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
            _tidy_row(value)
            for metric in self._data.metrics
            for measure in metric.measures
            for value in self._values(measure.id, groups)
        ]
        return pd.DataFrame(rows, columns=TIDY)

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
        built = {m.id for metric in self._data.metrics for m in metric.measures}
        if measure not in built:
            raise UsageError(
                f"This run has no measure {measure!r}.", f"Use one of: {', '.join(sorted(built))}."
            )
        return Shown(cards.figures_of(self._data, registry().measures[measure]))

    def spine(self) -> Shown:
        """Where the place stands among all places of its level: a figure for each pillar."""
        return Shown(page.where_it_stands(self._data).figures)

    def report(self) -> Path:
        """Make the report and return the path of its page."""
        from mobility_analysis.reporting.render import make_report

        codes = [peer.geoid for peer in self._data.peers]
        return make_report(self._run.paths, self._data.here.geoid, codes, self._data.peer_lens)

    def __repr__(self) -> str:
        return f"Place({self.name!r}, run={self._run.record.run!r}): {page_one.trust(self._data).sentence}"

    def _repr_html_(self) -> str:
        css = (TEMPLATES / "page.css").read_text(encoding="utf-8")
        # In a notebook the page's own root is this block, and the notebook's list marks must go.
        own = re.sub(r"^(:root|body)", ":scope", css, flags=re.MULTILINE)
        own += "ol, ul { list-style: none !important; }"
        scoped = f"@scope (.mobility-place) {{ {own} }}"
        return f'<style>{scoped}</style><div class="mobility-place">{page_one.page_one(self._data)}</div>'


def _tidy_row(value: Any) -> dict[str, Any]:
    metric = registry().metric_of[value.measure.id]
    has_value = value.value is not None
    return {
        "metric": metric.id,
        "measure": value.measure.id,
        "label": value.measure.label,
        "period": value.period,
        "subgroup": value.subgroup,
        "value": value.value,
        "lower": value.lower,
        "upper": value.upper,
        "grade": value.grade,
        "quality": WORDS[value.grade] if has_value and value.grade else "No value",
        "why": explain(list(value.reasons)) if has_value else value.missing_sentence,
    }
