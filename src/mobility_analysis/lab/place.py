"""A place in JupyterLab: ``Place("Summit County, OH")``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from mobility_analysis.core.errors import UsageError
from mobility_analysis.core.near_names import choose_from
from mobility_analysis.core.settings import load_settings
from mobility_analysis.framework.registry import Unit
from mobility_analysis.framework.subgroups import ALL, ORDER
from mobility_analysis.insights.findings import Finding, Kind, to_frame
from mobility_analysis.insights.peer_lenses import DEFAULT_LENS, find_lens
from mobility_analysis.insights.peers import peers_frame
from mobility_analysis.lab.areas import Areas, areas_frame
from mobility_analysis.lab.series import SERIES, series_rows
from mobility_analysis.lab.showing import (
    TIDY,
    Shown,
    as_list,
    credit,
    find_in_run,
    first_place,
    known_measure,
    open_run,
    refuse_release,
    scoped,
    tidy_frame,
    tidy_row,
)
from mobility_analysis.lab.tables import Table
from mobility_analysis.metrics import metric_modules
from mobility_analysis.press.translation import find_languages
from mobility_analysis.reporting.charts.area_maps import area_maps
from mobility_analysis.reporting.page import metric_cards, page_one, sections
from mobility_analysis.runs.highlights import trust
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.read_place import read_place

if TYPE_CHECKING:
    import geopandas as gpd

AUTO = "auto"
COUNTS = "Plain counts are not drawn, since they grow with the place; `trend` has the numbers."
# The order of columns of findings: what they say, before how it was reached.
TOLD_FIRST = [
    "kind", "measure", "group", "versus", "verdict", "certainty", "sentence", "difference", "lower", "upper", "p_adjusted",
]  # fmt: skip
GAP = ["versus", "difference", "difference_lower", "difference_upper", "gap"]


class Place:
    """One county or city of a run: its values, charts and report.

    Parameters
    ----------
    place
        Code (``"39153"``) or name (``"Summit County, OH"``); what a name that is not written in full was taken
        for is printed. By default the first place of the run in ``params.yaml``.
    peers
        Codes or names of places to compare it with; ``"auto"`` takes the three most like it under
        ``lens``.
    lens
        How likeness is measured: ``balanced``, ``near-by``, ``people``, ``economy`` or ``size``.
    run
        ``real`` or ``demo``; by default the real run where its estimates exist.
    root
        The project's folder; found by itself inside a checkout.
    data
        A data release to read instead of a run, by its folder or its http(s) address; no checkout is needed.

    Raises
    ------
    UnknownPlace
        With the nearest names, when no place or several answer.
    """

    def __init__(
        self,
        place: str | None = None,
        *,
        peers: Sequence[str] = "auto",
        lens: str = DEFAULT_LENS,
        run: str | None = None,
        root: str | Path | None = None,
        data: str | Path | None = None,
    ) -> None:
        self._run = open_run(run, root, data)
        known_lens = find_lens(lens).id
        is_found = peers == AUTO
        asked = [place or first_place(self._run), *(() if is_found else as_list(peers, "peers"))]
        here, *others = find_in_run(self._run, asked)
        codes = (
            [peer.geoid for peer in self._run.find_peers(here, known_lens)]
            if is_found
            else [peer.geoid for peer in others]
        )
        self._data = read_place(self._run, here.geoid, tuple(codes), known_lens if is_found else "")

    @property
    def data(self) -> PlaceData:
        """What the report is made of.

        Examples
        --------
        >>> place.data.here.geoid
        '99001'
        """
        return self._data

    @property
    def name(self) -> str:
        """The place's name with the postal code of its state.

        Examples
        --------
        >>> place.name
        'Alder County, DM'
        """
        return self._data.here.label

    # ------------------------------------------------------------------ tables

    @cached_property
    def estimates(self) -> pd.DataFrame:
        """Every row of the place: all measures, years and groups; shares are 0 to 1.

        The columns are those of the estimates (:data:`framework.estimate.MEANINGS`) and the age of each value.

        Examples
        --------
        >>> rows = place.estimates
        >>> rows.loc[rows["measure"] == "share_election_turnout", ["period", "value", "missing_reason"]]
           period  value missing_reason
        11   2020  0.693            NaN
        31   2016  0.610            NaN
        32   2024    NaN  no_source_row
        """
        rows = self._data.estimates
        here = self._data.here
        own = rows[(rows["geoid"] == here.geoid) & (rows["level"] == here.level.value)]
        return Table(own.reset_index(drop=True))

    @cached_property
    def findings(self) -> pd.DataFrame:
        """Comparisons with other places, gaps between groups and trends, one row each.

        Examples
        --------
        >>> found = place.findings
        >>> found.loc[found["measure"] == "share_low_birth_weight", ["versus", "verdict"]]
           versus verdict
        12  99003  better
        27  99005  better
        42     99  better
        57     00  better
        """
        found = to_frame(self._data.findings)
        return Table(found[[*TOLD_FIRST, *found.columns.difference(TOLD_FIRST, sort=False)]])

    def peers(self) -> pd.DataFrame:
        """The peers, found or given: how far each is, why it was taken, what differs.

        Examples
        --------
        >>> place.peers()["name"].tolist()
        ['Birch County, DM', 'Cedar County, DM']
        """
        return Table(peers_frame(self._data.peer_account, self._data.peer_lens))

    def metrics(self, *, groups: bool = False) -> pd.DataFrame:
        """The latest value of every measure, in the report's order; with ``groups``, theirs too.

        Shares are 0 to 1. ``lower`` and ``upper`` are the 95 percent interval; ``grade`` is 1 (strong), 2 (use with
        care) or 3 (do not act on it), ``why`` the reason for it or for the absence.

        Examples
        --------
        >>> place.metrics().set_index("measure").loc["share_employed", ["value", "lower", "upper", "quality"]]
        value        0.838
        lower      0.82232
        upper      0.85368
        quality     Strong
        Name: share_employed, dtype: object
        """
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

    def trend(self, measure: str, group: str = ALL) -> pd.DataFrame:
        """A measure through the years, the oldest first, with the breaks of its series.

        Parameters
        ----------
        measure
            A measure's id.
        group
            A group as the estimates name it, such as ``"Female"``; by default everyone.

        Returns
        -------
        pandas.DataFrame
            One row for each period. Values with the same number in ``series`` are joined by a line in the report.
            ``not_joined`` says why a later series does not continue the one before it (a break, another source,
            dollars of another year), and why a value is in none (its period overlaps with another).

        Raises
        ------
        UsageError
            An unknown measure, or a group that it has not here, with the nearest.

        Examples
        --------
        >>> place.trend("share_employed")[["period", "value", "series"]]
              period  value  series
        0  2014-2018  0.800       1
        1  2019-2023  0.838       1
        >>> place.trend("share_election_turnout")[["period", "value", "series", "not_joined"]]
          period  value  series not_joined
        0   2016  0.610       1
        1   2020  0.693       1
        2   2024    NaN    <NA>
        """
        found = known_measure(self._run.record, measure).id
        here = self._data.here.geoid
        rows = series_rows(self._data.selection, found, here, self._known_group(found, group))
        return tidy_frame(rows, SERIES)

    def _known_group(self, measure: str, group: str) -> str:
        known = [
            ALL,
            *self.estimates.loc[self.estimates["measure"] == measure, "subgroup"].unique(),
        ]
        if group not in known:
            raise UsageError(
                f"{measure} has no group {group!r} here.", choose_from(group, dict.fromkeys(known))
            )
        return group

    def groups(self, measure: str, panel: str | None = None) -> pd.DataFrame:
        """The groups of a measure's latest value, one row each, and how far each is from everyone else.

        Parameters
        ----------
        panel
            Scheme and kind of group, such as ``residents:gender``; by default all that the measure has. Groups of
            two schemes are not of one kind and must not be set beside each other.

        Returns
        -------
        pandas.DataFrame
            ``difference`` is the group minus ``versus``, in the measure's unit, with its 95 percent interval;
            ``gap`` says how sure it is. No rows where the measure has no groups here.

        Raises
        ------
        UsageError
            An unknown measure, or a panel that it has not here, with those there are.

        Examples
        --------
        >>> place.groups("share_employed", "residents:gender")[["subgroup", "value", "versus", "gap"]]
          subgroup  value  versus     gap
        0   Female   0.80    Male  Robust
        1     Male   0.86  Female  Robust
        """
        found = known_measure(self._run.record, measure).id
        panels = self._data.groups.get(found, {})
        if panel is not None and panel not in panels:
            raise UsageError(
                f"{found} has no groups {panel!r} here.",
                choose_from(panel, panels) if panels else "It has no groups here.",
            )
        gaps = {each.group: each for each in self._data.findings_of(found, Kind.GROUP_GAP)}
        rows = [
            {"panel": name} | tidy_row(value) | _gap(gaps.get(value.subgroup))
            for name, values in panels.items()
            if panel in (None, name)
            for value in values
        ]
        return tidy_frame(rows, ["panel", *TIDY[:-1], *GAP, TIDY[-1]])

    @property
    def area_measures(self) -> list[str]:
        """The measures that have values of areas within the place.

        Examples
        --------
        >>> place.area_measures
        ['ratio_economic_connectedness', 'share_poverty']
        """
        return sorted(self._data.areas_by_measure)

    def areas(self, measure: str) -> Areas:
        """Tracts, merged tracts, ZIP codes, school districts or police agencies of the place, with their values.

        Returns
        -------
        Areas
            A :class:`geopandas.GeoDataFrame` in degrees of NAD83, one row for each area and group of the latest year;
            ``kind`` says what the areas are. ``.explore()`` draws a map to move about in.

        Raises
        ------
        UsageError
            The run has no areas of that measure here, with those it has.

        Examples
        --------
        >>> place.areas("share_poverty")[["name", "value", "quality"]]
                 name  value             quality
        0  Tract 1.00   0.12              Strong
        1  Tract 1.01   0.31       Use with care
        2  Tract 1.02   0.08  Do not act on this
        3  Tract 1.03    NaN            No value
        """
        return areas_frame(self._areas(measure))

    def _areas(self, measure: str) -> gpd.GeoDataFrame:
        there = self.area_measures
        if measure not in there:
            raise UsageError(
                f"The run has no areas of {measure!r} in {self.name}.",
                choose_from(measure, there) if there else "It has areas of no measure here.",
            )
        return self._data.areas_by_measure[measure]

    # ------------------------------------------------------------------ pictures

    def chart(self, measure: str) -> Shown:
        """The report's figures of one measure: its interval chart, its groups, and the change over time.

        Raises
        ------
        UsageError
            An unknown measure, with the nearest.

        Examples
        --------
        >>> place.chart("pctl_income_50").save(folder / "income.svg").name
        'income.svg'
        """
        found = known_measure(self._run.record, measure)
        value = self._data.latest.get(found.id)
        return Shown(
            metric_cards.figures_of(self._data, found),
            COUNTS if found.unit is Unit.COUNT else f"{self.name} has no value to draw.",
            credit(self._run.record, self.name, value.sources if value is not None else ()),
        )

    def map(self, measure: str) -> Shown:
        """The report's map of areas within the place; where they have no outlines, a mark for each.

        Raises
        ------
        UsageError
            The run has no areas of that measure here, with those it has.

        Examples
        --------
        >>> place.map("share_poverty")
        Map of 3 areas of Alder County, DM: share of people in poverty, from 8 percent (weak) (Tract 1.02) to 31 percent (Tract 1.01).
        """
        rows = self._areas(measure)
        metric_id, drawn = next(
            (metric_id, each)
            for metric_id, module in metric_modules().items()
            for each in getattr(module, "SMALL_AREAS", ())
            if each.id == measure
        )
        maps = area_maps(self._data, drawn, metric_id)
        sources = [name for names in rows["sources"] for name in names]
        nothing = "Fewer than two of the areas have a value."
        return Shown(
            maps.figures if maps else (), nothing, credit(self._run.record, self.name, sources)
        )

    def spine(self) -> Shown:
        """Where the place stands among all places of its level: a figure for each pillar.

        Examples
        --------
        >>> len(place.spine().figures)
        5
        """
        figures = sections.where_it_stands(self._data).figures
        return Shown(figures, source=credit(self._run.record, self.name))

    # ------------------------------------------------------------------ documents

    def report(self) -> Path:
        """Make the report and return the path of its page.

        Its languages and its address are those that ``params.yaml`` names for the run.

        Raises
        ------
        UsageError
            The place is read from a data release, which has no folder for reports; a language has no catalogue.

        Examples
        --------
        >>> place.report().relative_to(root).as_posix()
        'reports/demo/99001-alder-county-dm/report.html'
        """
        from mobility_analysis.reporting.make.render import make_report

        refuse_release(self._run, "A report is")
        paths, data = self._run.paths, self._data
        settings = load_settings(paths.root).run(paths.run)
        return make_report(
            paths,
            data.here.geoid,
            [peer.geoid for peer in data.peers],
            data.peer_lens,
            languages=[each.code for each in find_languages(settings.languages)],
            address=settings.address,
        )

    def brief(self) -> Path:
        """Make the report and return the path of its brief, one page to hand out.

        A place of which national sources hold next to nothing has no brief: its whole report is two pages, and theirs
        is the path.

        Examples
        --------
        >>> place.brief().name
        'brief.pdf'
        """
        from mobility_analysis.reporting.beside.print_edition import BRIEF, FILE

        folder = self.report().parent
        return folder / (BRIEF if (folder / BRIEF).is_file() else FILE)

    def __repr__(self) -> str:
        return f"Place({self.name!r}, run={self._run.record.run!r}): {trust(self._data).sentence}"

    def _repr_html_(self) -> str:
        return scoped(page_one.page_one(self._data))


def _gap(finding: Finding | None) -> dict[str, Any]:
    if finding is None:
        return dict.fromkeys(GAP)
    return {
        "versus": finding.versus,
        "difference": finding.difference,
        "difference_lower": finding.lower,
        "difference_upper": finding.upper,
        "gap": finding.certainty_words,
    }
