"""Places side by side in JupyterLab: ``Compare(["39153", "39151"])``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from mobility_analysis.core.errors import UsageError
from mobility_analysis.core.near_names import choose_from
from mobility_analysis.framework.registry import Measure, MetricEntry, Unit
from mobility_analysis.geography.universe import PlaceRef
from mobility_analysis.insights.findings import Finding, Kind
from mobility_analysis.insights.group_names import short_group
from mobility_analysis.insights.peer_lenses import DEFAULT_LENS
from mobility_analysis.insights.selection import Value
from mobility_analysis.lab.showing import (
    TIDY,
    Shown,
    as_list,
    credit,
    find_in_run,
    first_place,
    heading,
    known_measure,
    open_run,
    tidy_frame,
    tidy_row,
)
from mobility_analysis.lab.tables import Table
from mobility_analysis.press.chart_rows import HEADING, HERE, NATION, PEER, Row, row_text
from mobility_analysis.press.inline_svg import Figure
from mobility_analysis.press.interval_chart import interval_chart
from mobility_analysis.reporting.charts.panels import SCHEMES
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.read_place import read_place
from mobility_analysis.runs.run_data import RunData

_SPAN = ["difference", "difference_lower", "difference_upper", "at_least"]
AGAINST = ["verdict", *_SPAN, "p_adjusted", "method"]


class Compare:
    """Several counties or cities of a run over chosen measures; the first is the yardstick.

    Every place is shown for one and the same period: that of the first place's value (where it has
    none, of the first place that has one). Verdicts are those of the first place's report with the
    others as its peers, seen from the other side: tested with Holm's correction over all measures of
    the run, not only over those chosen here, so that choosing fewer measures does not find more.

    Parameters
    ----------
    places
        Two or more codes (``"39153"``) or names (``"Summit County, OH"``); by default the first place of the run
        in ``params.yaml`` and those most like it.
    measures
        Measure ids, in the order wanted; by default one of every metric with anything to show: its
        headline, or where none of the places has a value of it the first measure that has.
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
    UsageError
        Fewer than two places, one of them twice, or an unknown measure with those there are.

    Examples
    --------
    >>> beside = Compare(["Alder County, DM", "Birch County, DM"])
    >>> [place.label for place in beside.places]
    ['Alder County, DM', 'Birch County, DM']
    """

    def __init__(
        self,
        places: Sequence[str] | None = None,
        *,
        measures: Sequence[str] | None = None,
        run: str | None = None,
        root: str | Path | None = None,
        data: str | Path | None = None,
    ) -> None:
        opened = open_run(run, root, data)
        asked = _alike(opened) if places is None else as_list(places, "places")
        self.places = _distinct(find_in_run(opened, asked))
        first, *others = (place.geoid for place in self.places)
        self._data = read_place(opened, first, tuple(others))
        named = [known_measure(opened.record, each) for each in as_list(measures, "measures")]
        self.measures = named or list(filter(None, map(self._leading, self._data.metrics)))

    @property
    def data(self) -> PlaceData:
        """What the first place's report with the others as peers is made of.

        Examples
        --------
        >>> beside.data.here.geoid
        '99001'
        """
        return self._data

    # ------------------------------------------------------------------ tables

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per measure and place: the value, its grade, and the verdict against the first place.

        ``difference`` is the place minus the first, in the measure's unit (shares 0 to 1), with its 95
        percent interval or as the least there can be; a place without a row is left out.

        Examples
        --------
        >>> beside.table.query("measure == 'share_employed'")[["place", "value", "verdict", "difference"]]
                      place     value verdict  difference
        7  Alder County, DM  0.838000                 NaN
        8  Birch County, DM  0.762377   Worse   -0.075623
        """
        rows = [
            {"place": place.label, "geoid": place.geoid}
            | tidy_row(value)
            | self._against_first(measure, place)
            for measure in self.measures
            for place, value in self._beside(measure)
            if value is not None
        ]
        return tidy_frame(rows, ["place", "geoid", *TIDY[:-1], *AGAINST, TIDY[-1]])

    def side_by_side(self) -> pd.DataFrame:
        """Values as a chart prints them: a row per measure, a column per place.

        Examples
        --------
        >>> beside.side_by_side().loc["Share of people ages 25 to 54 who are employed"].tolist()
        ['2019–2023', '84%  (82–85)', '76%  (75–78)']
        """
        rows = []
        for measure in self.measures:
            anchor = self._anchor(measure)
            cells = {place.label: _cell(value) for place, value in self._beside(measure)}
            rows.append({"measure": measure.label, "period": anchor.when if anchor else ""} | cells)
        return Table(rows).set_index("measure")

    def verdicts(self) -> pd.DataFrame:
        """How each other place does against the first, in words: a row per measure.

        Examples
        --------
        >>> beside.verdicts().loc["Share of people ages 25 to 54 who are employed", "Birch County, DM"]
        'Worse'
        """
        rows = {
            measure.label: [
                self._against_first(measure, place)["verdict"] for place in self.places[1:]
            ]
            for measure in self.measures
        }
        others = [place.label for place in self.places[1:]]
        table = pd.DataFrame.from_dict(rows, orient="index", columns=others)
        return Table(table.rename_axis("measure"))

    def groups(self, measure: str, panel: str | None = None) -> pd.DataFrame:
        """Groups of one scheme by place, one row each.

        Parameters
        ----------
        panel
            Scheme and kind of group, such as ``residents:race_ethnicity`` or ``residents:gender``; by
            default the first there is. Schemes are never mixed: their groups are not of one kind.

        Raises
        ------
        UsageError
            An unknown measure, or a panel it has not, with those there are.

        Examples
        --------
        >>> beside.groups("share_employed", "residents:gender")[["place", "subgroup", "value"]]
                      place subgroup  value
        0  Alder County, DM   Female   0.80
        1  Alder County, DM     Male   0.86
        """
        chosen = known_measure(self._data.record, measure)
        rows = [
            {"place": place.label, "geoid": place.geoid} | tidy_row(value)
            for _, members in self._members(chosen, panel)
            for place, value in members
            if value is not None
        ]
        return tidy_frame(rows, ["place", "geoid", *TIDY])

    # ------------------------------------------------------------------ charts

    def chart(self, *measures: str) -> Shown:
        """Interval charts, one row per place; of all the measures where none is named.

        Examples
        --------
        >>> beside.chart("share_employed").save(folder / "beside.png").name
        'beside.png'
        """
        record = self._data.record
        chosen = [known_measure(record, each) for each in measures] or self.measures
        figures = [figure for measure in chosen if (figure := self._figure(measure)) is not None]
        return Shown(figures, "None of these places has a value to draw.", self._credit(*chosen))

    def group_chart(self, measure: str, panel: str | None = None) -> Shown:
        """The groups of one scheme, and within each group one row per place.

        Parameters
        ----------
        panel
            Scheme and kind of group, such as ``residents:race_ethnicity`` or ``residents:gender``; by
            default the first there is. Schemes are never mixed: their groups are not of one kind.

        Raises
        ------
        UsageError
            An unknown measure, or a panel it has not, with those there are.

        Examples
        --------
        >>> len(beside.group_chart("share_employed", "residents:gender").figures)
        1
        """
        chosen = known_measure(self._data.record, measure)
        members = self._members(chosen, panel)
        if not members:
            return Shown((), f"{chosen.label} has no groups in these places.")
        rows: list[Row] = []
        for group, values in members:
            rows.append(Row(short_group(group), None, HEADING))
            rows += [_row(place, value, place == self.places[0]) for place, value in values]
        name = self._panel_name(chosen, panel)
        title, _ = SCHEMES.get(name, ("By group", ""))
        anchor = self._anchor(chosen)
        assert anchor is not None
        figure = interval_chart(
            f"compare-{chosen.id}-{name}".replace("_", "-").replace(":", "-"),
            chosen,
            rows,
            title=f"{title}: {chosen.label}, {anchor.when}",
        )
        return Shown([figure], source=self._credit(chosen))

    def _credit(self, *measures: Measure) -> str:
        shown = [value for measure in measures for _, value in self._beside(measure) if value]
        sources = [name for value in shown if value.value is not None for name in value.sources]
        return credit(self._data.record, " and ".join(each.label for each in self.places), sources)

    def panels(self, measure: str) -> list[str]:
        """Schemes and kinds of group that a measure has here, as :meth:`groups` takes them.

        Examples
        --------
        >>> beside.panels("share_employed")
        ['residents:race_ethnicity', 'residents:gender']
        """
        return list(self._panels(known_measure(self._data.record, measure)))

    def _figure(self, measure: Measure) -> Figure | None:
        """The report's interval chart; none of plain counts, which grow with the place."""
        anchor = self._anchor(measure)
        if anchor is None or anchor.value is None or measure.unit is Unit.COUNT:
            return None
        rows = [_row(place, value, not i) for i, (place, value) in enumerate(self._beside(measure))]
        nation = self._data.nation
        rows.append(Row(nation.name, self._data.selection.beside(anchor, nation.geoid), NATION))
        return interval_chart(
            f"compare-{measure.id.replace('_', '-')}",
            measure,
            rows,
            title=f"{measure.label}, {anchor.when}",
        )

    # ------------------------------------------------------------------ parts

    def _leading(self, metric: MetricEntry) -> Measure | None:
        """The measure that is shown for a metric; ``None`` if no place has a row of it."""
        order = sorted(metric.measures, key=lambda measure: not measure.headline)
        anchors = [(each, found) for each in order if (found := self._anchor(each)) is not None]
        valued = [each for each, found in anchors if found.value is not None]
        return next(iter([*valued, *(each for each, _ in anchors)]), None)

    def _anchor(self, measure: Measure) -> Value | None:
        """The value whose period all places are shown for."""
        latest = [self._data.selection.latest(measure.id, place.geoid) for place in self.places]
        found = [value for value in latest if value is not None]
        return next((value for value in found if value.value is not None), next(iter(found), None))

    def _beside(self, measure: Measure) -> list[tuple[PlaceRef, Value | None]]:
        anchor = self._anchor(measure)
        if anchor is None:
            return [(place, None) for place in self.places]
        return [(p, self._data.selection.beside(anchor, p.geoid)) for p in self.places]

    def _against_first(self, measure: Measure, place: PlaceRef) -> dict[str, Any]:
        finding = self._finding(measure, place)
        if finding is None:
            return dict.fromkeys(AGAINST) | {"verdict": "", "method": ""}
        return {
            "verdict": finding.seen_from_the_other_side.verdict_words,
            "difference": _minus(finding.difference),
            "difference_lower": _minus(finding.upper),
            "difference_upper": _minus(finding.lower),
            "at_least": finding.is_at_least,
            "p_adjusted": finding.p_adjusted,
            "method": finding.method_words,
        }

    def _finding(self, measure: Measure, place: PlaceRef) -> Finding | None:
        found = self._data.findings_of(measure.id, Kind.VERSUS_PEER)
        return next((each for each in found if each.versus == place.geoid), None)

    def _panels(self, measure: Measure) -> dict[str, list[Value]]:
        anchor = self._anchor(measure)
        return self._data.selection.groups(anchor) if anchor is not None else {}

    def _panel_name(self, measure: Measure, panel: str | None) -> str:
        known = self._panels(measure)
        if panel is None:
            return next(iter(known), "")
        if panel not in known:
            raise UsageError(
                f"{measure.id} has no groups {panel!r} here.",
                choose_from(panel, known) if known else "This measure has no groups here.",
            )
        return panel

    def _members(
        self, measure: Measure, panel: str | None
    ) -> list[tuple[str, list[tuple[PlaceRef, Value | None]]]]:
        """(group, its value in each place), in printing order; groups without any value left out."""
        out = []
        for group in self._panels(measure).get(self._panel_name(measure, panel), []):
            values = [(p, self._data.selection.beside(group, p.geoid)) for p in self.places]
            if any(value is not None and value.value is not None for _, value in values):
                out.append((group.subgroup, values))
        return out

    def __repr__(self) -> str:
        names = ", ".join(place.label for place in self.places)
        return f"Compare({names}; {len(self.measures)} measures; run={self._data.record.run!r})"

    def _repr_html_(self) -> str:
        first, *others = (place.label for place in self.places)
        beside = f"beside {', '.join(others)}: {len(self.measures)} measures."
        return heading(self._data.record, first, beside)


def _alike(run: RunData) -> list[str]:
    """The run's first place and its peers."""
    first = run.find(first_place(run))
    return [first.geoid, *(peer.geoid for peer in run.find_peers(first, DEFAULT_LENS))]


def _distinct(places: list[PlaceRef]) -> list[PlaceRef]:
    twice = [place.label for i, place in enumerate(places) if place in places[:i]]
    if twice:
        raise UsageError(f"Named twice: {', '.join(twice)}.", "Name each place once.")
    if len(places) < 2:
        raise UsageError(
            f"A comparison needs two places, {len(places)} given.",
            "Name another: `mobility places` lists codes and names.",
        )
    return places


def _row(place: PlaceRef, value: Value | None, is_first: bool) -> Row:
    return Row(place.label, value, HERE if is_first else PEER)


def _cell(value: Value | None) -> str:
    return "no value" if value is None or value.value is None else row_text(value)


def _minus(number: float | None) -> float | None:
    return None if number is None else 0.0 - number
