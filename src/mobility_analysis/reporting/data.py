"""What one report reads: its run's record, and the rows of one place and those beside it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from mobility_analysis.core.errors import MissingInput, UsageError
from mobility_analysis.core.io import read_parquet
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.framework.estimate import DO_NOT_ACT
from mobility_analysis.framework.places import NATION_GEOID, Level
from mobility_analysis.framework.registry import MetricEntry, Unit, registry
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.geography.universe import PlaceRef, Universe
from mobility_analysis.insights.compare import Reference, compare
from mobility_analysis.insights.findings import Finding, Kind
from mobility_analysis.insights.groups import group_gaps
from mobility_analysis.insights.peers import Peer, describe_peers, find_peers
from mobility_analysis.insights.selection import Selection
from mobility_analysis.insights.standing import Distributions, read_distributions
from mobility_analysis.insights.trends import trends

if TYPE_CHECKING:
    import geopandas as gpd

# With fewer counties a state has no typical distance between counties.
FEWEST_FOR_SPREAD = 5
# Longitude and latitude of the Census Bureau's boundary files.
NAD83 = 4269
TEMPLATES = Path(__file__).with_name("templates")
DEMONSTRATION = "Demonstration data: not a real place"


@dataclass(frozen=True)
class RunRecord:
    """``run.json``: what was built, when, from which bytes; what is absent, and why."""

    run: str
    title: str
    is_demonstration: bool
    built_at: str
    metrics_built: tuple[str, ...]
    metrics_absent: dict[str, str]
    measures_absent: dict[str, str]
    snapshots: tuple[dict[str, Any], ...]

    @cached_property
    def by_source(self) -> dict[str, dict[str, Any]]:
        """The first snapshot entry of each ``source@vintage``."""
        found: dict[str, dict[str, Any]] = {}
        for entry in self.snapshots:
            found.setdefault(f"{entry['source_id']}@{entry['vintage']}", entry)
        return found


def load_record(folder: Path) -> RunRecord:
    path = folder / "run.json"
    if not path.is_file():
        raise MissingInput(
            f"The run {folder.name!r} has no estimates yet ({path.name} is not there).",
            "Run the pipeline first: `make report` or `mobility run`.",
        )
    content = json.loads(path.read_text(encoding="utf-8"))
    return RunRecord(
        run=content["run"],
        title=content["title"],
        is_demonstration=bool(content["is_demonstration"]),
        built_at=content["built_at"],
        metrics_built=tuple(content["metrics_built"]),
        metrics_absent=dict(content["metrics_absent"]),
        measures_absent=dict(content["measures_absent"]),
        snapshots=tuple(content["snapshots"]),
    )


class _RunFiles:
    """What all reports of a run read, each file once a process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.record = load_record(folder)

    @cached_property
    def places(self) -> pd.DataFrame:
        return read_parquet(self._folder / "places.parquet")

    @cached_property
    def peer_factors(self) -> pd.DataFrame:
        return read_parquet(self._folder / "peer_factors.parquet")

    @cached_property
    def county_of(self) -> dict[str, str]:
        same = self.places.set_index("geoid")["same_county"].dropna()
        return {str(city): str(county) for city, county in same.items()}

    @cached_property
    def universe(self) -> Universe:
        year = int(self.record.built_at[:4])
        return Universe(self.places.assign(year=year))

    @cached_property
    def distributions(self) -> Distributions:
        return read_distributions(read_parquet(self._folder / "distribution.parquet"))


SHARED = ("run.json", "places.parquet", "peer_factors.parquet", "distribution.parquet")


@lru_cache(maxsize=2)
def _run_files(folder: Path, _: tuple[int, ...]) -> _RunFiles:
    return _RunFiles(folder)


def _changed(paths: Iterable[Path]) -> tuple[int, ...]:
    """When each of the files was written, so that what was read is read again once it differs."""
    return tuple(path.stat().st_mtime_ns for path in paths if path.is_file())


class RunData:
    """The estimates of one run, read a place at a time.

    Parameters
    ----------
    paths
        Root of the project and name of the run.
    """

    def __init__(self, paths: RunPaths) -> None:
        self.paths = paths
        folder = paths.estimates
        self._files = _run_files(folder, _changed(folder / name for name in SHARED))
        self.record = self._files.record

    @property
    def places(self) -> pd.DataFrame:
        """Places of the run, one row each; not to be changed in place."""
        return self._files.places

    @property
    def peer_factors(self) -> pd.DataFrame:
        """What places are likened by (:mod:`insights.peers`)."""
        return self._files.peer_factors

    @property
    def county_of(self) -> dict[str, str]:
        """The county that a city is, for cities that are one."""
        return self._files.county_of

    @property
    def universe(self) -> Universe:
        return self._files.universe

    @property
    def distributions(self) -> Distributions:
        """How all places of the nation are spread over each measure."""
        return self._files.distributions

    def find(self, text: str) -> PlaceRef:
        """The place a code or name means; :class:`UnknownPlace` with suggestions otherwise."""
        return self.universe.find(text)

    def ref(self, geoid: str, level: Level) -> PlaceRef:
        rows = self.places[(self.places["geoid"] == geoid) & (self.places["level"] == level.value)]
        name = str(rows["name"].iloc[0]) if len(rows) else geoid
        return PlaceRef(geoid, level, name, "")

    def partition(self, code: str) -> pd.DataFrame:
        """All rows of one state, or of the nation; not to be changed in place."""
        path = self._partition_path(code)
        return _read_table(path, path.stat().st_mtime_ns) if path.is_file() else read_parquet(path)

    def _partition_path(self, code: str) -> Path:
        return self.paths.estimates / "by_state" / f"{code}.parquet"

    def _rows_of(self, geoids: Iterable[str], code: str) -> pd.DataFrame:
        """The rows of a few places of another state, without reading all of it."""
        return read_parquet(self._partition_path(code), filters=[("geoid", "in", sorted(geoids))])

    def find_peers(self, place: PlaceRef, lens: str, **options: Any) -> list[Peer]:
        """The places most like ``place``; options as :func:`insights.peers.find_peers`."""
        return find_peers(self.peer_factors, place.geoid, lens, **options)

    def place(self, geoid: str, peers: tuple[str, ...] = (), peer_lens: str = "") -> PlaceData:
        """One place with its peers, state and nation.

        Parameters
        ----------
        peer_lens
            The lens under which the peers were found; empty where a person named them.

        Raises
        ------
        UnknownPlace
            A code or name that no place answers to.
        UsageError
            A peer is the place itself.
        """
        states = {self.find(each).geoid[:2] for each in (geoid, *peers)}
        changed = _changed(
            [
                self.paths.estimates / "run.json",
                *(self._partition_path(code) for code in (*sorted(states), NATION_GEOID)),
            ]
        )
        return _read_place(self.paths, changed, geoid, peers, peer_lens)

    def _place(self, geoid: str, peers: tuple[str, ...], peer_lens: str) -> PlaceData:
        here = self.find(geoid)
        others = tuple(dict.fromkeys(self.find(peer) for peer in peers))
        if here in others:
            raise UsageError(f"{here.label} cannot be its own peer.", "Leave it out of the peers.")
        home = self.partition(here.geoid[:2])
        wanted: dict[str, set[str]] = {here.geoid[:2]: {here.geoid}}
        for peer in others:
            wanted.setdefault(peer.geoid[:2], set()).add(peer.geoid)
        own, *elsewhere = wanted.items()
        beside = [home[home["geoid"].isin(own[1])]]
        beside += [self._rows_of(geoids, code) for code, geoids in elsewhere]
        # A state's code is the first two digits of its counties', so codes and levels go together.
        state = home[home["level"] == Level.STATE.value]
        parts = [*beside, state, self.partition(NATION_GEOID)]
        return PlaceData(
            run=self,
            here=here,
            state=self.ref(here.geoid[:2], Level.STATE),
            nation=self.ref(NATION_GEOID, Level.NATION),
            peers=others,
            peer_lens=peer_lens,
            estimates=pd.concat(parts, ignore_index=True),
            around=home[
                (home["level"] == here.level.value)
                & (home["subgroup"] == ALL)
                & home["value"].notna()
                & (home["grade"].fillna(DO_NOT_ACT) < DO_NOT_ACT)
            ],
        )

    def read_state(self, code: str) -> None:
        """Have in memory what the reports of all places of a state read, and as little of other states."""
        self.partition(NATION_GEOID)
        self.partition(code)
        areas = self._areas_path(code)
        if areas.is_file():
            _read_table(areas, areas.stat().st_mtime_ns)

    def _areas_path(self, code: str) -> Path:
        return self.paths.estimates / "small_areas" / f"{code}.parquet"

    @cached_property
    def boundaries(self) -> gpd.GeoDataFrame | None:
        """Counties as shapes, where the run has them; not to be changed in place."""
        path = self.paths.estimates / "boundaries.parquet"
        return _read_shapes(path, path.stat().st_mtime_ns) if path.is_file() else None

    def small_areas(self, county: str) -> gpd.GeoDataFrame:
        """Small areas of one county (:mod:`workflow.small_areas`); empty where there are none."""
        import geopandas as gpd

        path = self._areas_path(county[:2])
        if not path.is_file():
            return gpd.GeoDataFrame(columns=["measure", "value", "geometry"], geometry="geometry")
        return _read_areas(path, path.stat().st_mtime_ns, county)


@dataclass(frozen=True)
class PlaceData:
    """Everything one report is made of.

    Attributes
    ----------
    estimates
        All rows of the place, its peers, its state and the nation.
    around
        Usable values of the state's other places of the same level, everyone taken together: the
        faint strip behind a chart and the yardstick for differences.
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
        return self.run.record

    @cached_property
    def selection(self) -> Selection:
        return Selection(self.estimates)

    @cached_property
    def metrics(self) -> tuple[MetricEntry, ...]:
        """Metrics computed in this run, in the registry's order."""
        built = set(self.record.metrics_built)
        return tuple(metric for metric in registry().metrics if metric.id in built)

    @property
    def territory(self) -> str:
        """The code of the place's outline and small areas: of the county, for a city that is one."""
        return self.run.county_of.get(self.here.geoid, self.here.geoid)

    @cached_property
    def areas_by_measure(self) -> dict[str, gpd.GeoDataFrame]:
        """The small areas of the place's territory, by measure."""
        areas = self.run.small_areas(self.territory)
        return {str(measure): rows for measure, rows in areas.groupby("measure")}

    @cached_property
    def is_whole_state(self) -> bool:
        """Whether the place is all there is of its state, as the District of Columbia is."""
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
            Reference(Kind.VERSUS_PEER, ref.geoid, ref.label, self._is_here(ref))
            for ref in self.peers
        ]
        state = Reference(Kind.VERSUS_STATE, self.state.geoid, in_words(self.state.name))
        nation = Reference(Kind.VERSUS_NATION, self.nation.geoid, in_words(self.nation.name))
        return (*peers, nation) if self.is_whole_state else (*peers, state, nation)

    def _is_here(self, peer: PlaceRef) -> bool:
        """Whether the peer is this place under its other code."""
        return self.run.county_of.get(peer.geoid, peer.geoid) == self.territory

    @cached_property
    def spread(self) -> dict[str, float]:
        """Standard deviation between the state's places, by measure, at the place's own year."""
        out: dict[str, float] = {}
        for measure in registry().measures:
            values = self.around_values(measure)
            if len(values) >= FEWEST_FOR_SPREAD:
                out[measure] = float(pd.Series(values).std())
        return out

    def around_values(self, measure: str) -> list[float]:
        """Usable values of the state's places for the year and period shown for this place."""
        value = self.selection.latest(measure, self.here.geoid)
        if value is None:
            return []
        return self._around_by.get((measure, value.year, value.period), [])

    @cached_property
    def _around_by(self) -> dict[tuple[str, int, str], list[float]]:
        own = self.around[self.around["borrowed_from"].isna()]
        grouped = own.groupby(["measure", "year", "period"], observed=True)["value"]
        return {
            (str(measure), int(year), str(period)): [float(number) for number in values]
            for (measure, year, period), values in grouped  # type: ignore[misc]
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
        return [
            *compare(self.selection, here, self.references, measures, self.spread),
            *group_gaps(self.selection, here, measures, self.spread),
            *trends(self.selection, here, measures, self.spread),
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
                f"The lens {self.peer_lens!r} does not find these peers for {self.here.label}.",
                "Leave the lens empty to name peers yourself.",
            )
        return found

    def findings_of(self, measure: str, *kinds: Kind) -> list[Finding]:
        return [
            finding
            for finding in self.findings
            if finding.measure == measure and finding.kind in kinds
        ]


@lru_cache(maxsize=4)  # the nation, and a state's rows and areas
def _read_table(path: Path, _: int) -> pd.DataFrame:
    return read_parquet(path)


@lru_cache(maxsize=1)
def _read_place(
    paths: RunPaths, _: tuple[int, ...], geoid: str, peers: tuple[str, ...], peer_lens: str
) -> PlaceData:
    """The place asked for last: the notebook and what prints it around share its comparisons."""
    return RunData(paths)._place(geoid, peers, peer_lens)


def forget_place() -> None:
    """Let go of the place asked for last."""
    _read_place.cache_clear()


@lru_cache(maxsize=2)
def _read_shapes(path: Path, _: int) -> gpd.GeoDataFrame:
    import geopandas as gpd

    frame = read_parquet(path, columns=["geoid", "geometry"])
    shapes = gpd.GeoSeries.from_wkb(frame["geometry"], crs=NAD83)
    return gpd.GeoDataFrame(frame[["geoid"]], geometry=shapes)


@lru_cache(maxsize=2)
def _read_areas(path: Path, modified: int, county: str) -> gpd.GeoDataFrame:
    import geopandas as gpd

    state = _read_table(path, modified)
    rows = state[state["county"] == county].reset_index(drop=True)
    shapes = gpd.GeoSeries.from_wkb(rows["geometry"], crs=NAD83)
    return gpd.GeoDataFrame(rows.drop(columns="geometry"), geometry=shapes)


def in_words(name: str) -> str:
    """A name inside a sentence: "the United States", "the Demonstration nation"."""
    needs_article = name.startswith(("United", "District", "Demonstration"))
    return f"the {name}" if needs_article else name
