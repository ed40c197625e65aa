"""What a report is made of: the rows of its place and of places it is compared with; findings."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from mobility_analysis.core.errors import UsageError
from mobility_analysis.framework.places import NATION_GEOID, Level, in_words
from mobility_analysis.framework.registry import MetricEntry, Unit, registry
from mobility_analysis.geography.universe import PlaceRef
from mobility_analysis.insights.choose import StandsOut, choose
from mobility_analysis.insights.compare import Reference, compare
from mobility_analysis.insights.findings import Finding, Kind
from mobility_analysis.insights.groups import group_gaps
from mobility_analysis.insights.peer_words import places_called
from mobility_analysis.insights.peers import Peer, describe_peers
from mobility_analysis.insights.selection import Selection, Value
from mobility_analysis.insights.standing import Position, position_of, typical_distance
from mobility_analysis.insights.trends import trends
from mobility_analysis.insights.typical import compare_with_typical
from mobility_analysis.local.records import LocalRecords, local_records
from mobility_analysis.runs.run_data import RunData
from mobility_analysis.runs.run_record import RunRecord

if TYPE_CHECKING:
    import geopandas as gpd


@dataclass(frozen=True)
class PlaceData:
    """Everything one report is made of.

    Attributes
    ----------
    estimates
        All rows of the place, its peers, its state and the nation.
    around
        Usable values of the state's other places of the same level, everyone taken together: the
        faint strip behind a chart.
    """

    run: RunData
    here: PlaceRef
    state: PlaceRef
    nation: PlaceRef
    peers: tuple[PlaceRef, ...]
    peer_lens: str
    estimates: pd.DataFrame
    around: pd.DataFrame

    @property
    def record(self) -> RunRecord:
        """The record of the run that the place's estimates come from."""
        return self.run.record

    @cached_property
    def selection(self) -> Selection:
        """The place's estimates, ready to be asked for single values."""
        return Selection(self.estimates)

    @cached_property
    def latest(self) -> dict[str, Value]:
        """The place's latest value for everyone together, by measure, where the run has a row."""
        found = (
            (measure, self.selection.latest(measure, self.here.geoid))
            for measure in registry().measures
        )
        return {measure: value for measure, value in found if value is not None}

    @cached_property
    def groups(self) -> dict[str, dict[str, list[Value]]]:
        """The groups of each value of :attr:`latest` by scheme and kind, in the order of printing."""
        return {measure: self.selection.groups(value) for measure, value in self.latest.items()}

    @cached_property
    def metrics(self) -> tuple[MetricEntry, ...]:
        """Metrics computed in this run, in the registry's order."""
        built = set(self.record.metrics_built)
        return tuple(metric for metric in registry().metrics if metric.id in built)

    @cached_property
    def periods_by_source(self) -> dict[str, tuple[str, ...]]:
        """The periods, as printed, of all values that rest on one ``source@vintage`` alone, by its name."""
        found: dict[str, set[str]] = {}
        for value in self.selection.values:
            if value.value is not None and len(value.sources) == 1:
                found.setdefault(value.sources[0], set()).add(value.when)
        return {name: tuple(sorted(periods)) for name, periods in found.items()}

    @cached_property
    def local(self) -> LocalRecords:
        """The place's own records that may be published (:mod:`local`); part of no comparison, rank or finding."""
        paths = self.run.paths
        return local_records(paths.root, paths.expectations, self.here, self.record.built_at)

    @property
    def here_in_words(self) -> str:
        """The place's name inside a sentence: "Summit County", "the District of Columbia"."""
        return in_words(self.here.name)

    @property
    def kind(self) -> str:
        """What places of this level are, in the plural: "counties", "cities" or "areas"."""
        return places_called(self.here.level.value)

    @property
    def territory(self) -> str:
        """The code of the place's outline and small areas: of the county, for a city that is one."""
        return self.run.county_of.get(self.here.geoid, self.here.geoid)

    @cached_property
    def areas_by_measure(self) -> dict[str, gpd.GeoDataFrame]:
        """The small areas of the place's territory, by measure; their texts are Python's own.

        Charts ask for few rows at a time, and Arrow's texts would be made anew for each.
        """
        areas = self.run.small_areas(self.territory)
        texts = [name for name, kind in areas.dtypes.items() if isinstance(kind, pd.StringDtype)]
        plain = areas.astype(dict.fromkeys(texts, "object"))
        return {str(measure): rows for measure, rows in plain.groupby("measure")}

    @cached_property
    def is_whole_state(self) -> bool:
        """Whether there is no state to compare it with: it is all there is of its state, or lies in several.

        The first is the District of Columbia, the second an area of one's own.
        """
        if self.here.geoid[:2] == NATION_GEOID:
            return True
        places = self.run.places
        same = places[
            (places["level"] == Level.COUNTY.value)
            & (places["geoid"].str[:2] == self.here.geoid[:2])
        ]
        is_county = self.here.level is Level.COUNTY or self.here.geoid in self.run.county_of
        return is_county and len(same) == 1

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """What the place is compared with: peers, state (unless it is all of it), nation."""
        peers = [
            Reference(Kind.VERSUS_PEER, ref.geoid, ref.in_words, self._is_here(ref))
            for ref in self.peers
        ]
        state = Reference(Kind.VERSUS_STATE, self.state.geoid, in_words(self.state.name))
        nation = Reference(Kind.VERSUS_NATION, self.nation.geoid, in_words(self.nation.name))
        return (*peers, nation) if self.is_whole_state else (*peers, state, nation)

    def _is_here(self, peer: PlaceRef) -> bool:
        """Whether the peer is this place under another code (a city that is a county)."""
        return self.run.county_of.get(peer.geoid, peer.geoid) == self.territory

    @cached_property
    def positions(self) -> dict[str, Position]:
        """Where the place stands among all places of its level, by measure, where it has a position.

        Of a city that is a county, in what too few cities have a value of, among the counties.
        """
        found = self._positions(self.latest)
        if not self.is_county_too:
            return found
        of_county = {
            measure: replace(value, level=Level.COUNTY.value)
            for measure, value in self.latest.items()
        }
        return self._positions(of_county) | found

    def _positions(self, values: dict[str, Value]) -> dict[str, Position]:
        found = {
            measure: position_of(self.run.distributions, value) for measure, value in values.items()
        }
        return {measure: position for measure, position in found.items() if position is not None}

    def ranked_among(self, mark: str = "or") -> str:
        """What the places are among which :attr:`positions` are told, in the plural; ``mark`` tells counties apart."""
        if any(each.kind != self.kind for each in self.positions.values()):
            return f"{self.kind} ({mark} of counties, where too few {self.kind} have a value)"
        return self.kind

    @property
    def is_ranked(self) -> bool:
        """Whether there is a list of places of its kind to stand in; of areas of one's own there is none."""
        return self.here.level is not Level.AREA

    @property
    def is_county_too(self) -> bool:
        """Whether the place is a city that is a county: what is published for counties is true of it."""
        return self.here.geoid in self.run.county_of

    @cached_property
    def stands_out(self) -> StandsOut:
        """What page one and the review guide begin with."""
        history = [measure for measure, value in self.latest.items() if value.is_history]
        return choose(self.findings, self.positions if self.is_ranked else None, history)

    @cached_property
    def typical(self) -> dict[str, float]:
        """Typical distance between all counties of the nation, by measure, at the place's own year."""
        found = {
            measure: typical_distance(self.run.distributions, value)
            for measure, value in self.latest.items()
        }
        return {measure: distance for measure, distance in found.items() if distance is not None}

    def around_values(self, measure: str) -> list[float]:
        """Usable values of the state's places for the year and period shown for this place."""
        value = self.latest.get(measure)
        if value is None:
            return []
        return self._around_by.get((measure, value.year, value.period), [])

    @cached_property
    def _around_by(self) -> dict[tuple[str, int, str], list[float]]:
        own = self.around[self.around["borrowed_from"].isna()]
        grouped = own.groupby(["measure", "year", "period"], observed=True)["value"]
        return {
            (str(measure), int(year), str(period)): [float(number) for number in values]
            for (measure, year, period), values in grouped
        }

    @cached_property
    def findings(self) -> list[Finding]:
        """Comparisons with other places, gaps between groups, changes over time."""
        here = self.here.geoid
        # Plain counts grow with the place, so comparing them says nothing.
        measures = [
            measure.id
            for metric in self.metrics
            for measure in metric.measures
            if measure.unit is not Unit.COUNT
        ]
        chosen, typical = self.selection, self.typical
        return [
            *compare(chosen, here, self.references, measures, typical=typical),
            *compare_with_typical(
                chosen,
                here,
                self.nation.geoid,
                distributions=self.run.distributions,
                measures=measures,
                typical=typical,
                is_county_too=self.is_county_too,
            ),
            *group_gaps(chosen, here, measures, typical=typical),
            *trends(chosen, here, measures, typical=typical),
        ]

    @cached_property
    def peer_account(self) -> list[Peer]:
        """How far each peer is, why it was taken and what differs.

        Raises
        ------
        UsageError
            The peers are not those that ``peer_lens`` finds, so they cannot be called found.
        """
        codes = [peer.geoid for peer in self.peers]
        if not codes:
            return []
        if not self.peer_lens:
            return describe_peers(self.run.peer_factors, self.here.geoid, codes)
        found = self.run.find_peers(self.here, self.peer_lens, how_many=len(codes))
        if [peer.geoid for peer in found] != codes:
            raise UsageError(
                f"The lens {self.peer_lens!r} does not find these peers for {self.here.in_words}.",
                "Leave the lens empty to name peers yourself.",
            )
        return found

    def findings_of(self, measure: str, *kinds: Kind) -> list[Finding]:
        """Return the findings of a measure that are of one of ``kinds``."""
        return [each for each in self._findings_by.get(measure, []) if each.kind in kinds]

    @cached_property
    def _findings_by(self) -> dict[str, list[Finding]]:
        found: dict[str, list[Finding]] = defaultdict(list)
        for each in self.findings:
            found[each.measure].append(each)
        return dict(found)
