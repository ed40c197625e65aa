"""The estimates of a run as reports read them: shared files once per process, rows for one place at a time."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from mobility_analysis.core.atomic import mend
from mobility_analysis.core.io import read_parquet
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.framework.places import NATION_GEOID, Level
from mobility_analysis.geography.areas import CODE, FOLDER
from mobility_analysis.geography.place_names import find_place
from mobility_analysis.geography.projections import NAD83
from mobility_analysis.geography.universe import PlaceRef, Universe
from mobility_analysis.insights.peer_words import NO_PEERS
from mobility_analysis.insights.peers import Peer, find_peers, why_no_peers
from mobility_analysis.insights.selection import NUMBERS, Value
from mobility_analysis.insights.standing import Distributions
from mobility_analysis.runs.area_folder import AreaFolder, read_parts, require_area, with_outline
from mobility_analysis.runs.estimates_folder import EstimatesFolder
from mobility_analysis.runs.released_files import ReleasedFiles, ReleasePaths
from mobility_analysis.runs.run_record import require_gated
from mobility_analysis.runs.shared_files import shared_files

if TYPE_CHECKING:
    import geopandas as gpd


def files_of(paths: RunPaths) -> EstimatesFolder:
    """The files of a run whose estimates passed the gate, or of a release; raises as :class:`RunData`."""
    if isinstance(paths, ReleasePaths):
        return ReleasedFiles(paths)
    folder = paths.estimates
    if not folder.is_dir():
        mend(folder.parent)
    require_gated(folder)
    return EstimatesFolder(folder)


def changed(paths: Iterable[Path]) -> tuple[int, ...]:
    """When each of the files was written, so that what was read is read again once it differs."""
    return tuple(path.stat().st_mtime_ns for path in paths if path.is_file())


class RunData:
    """The estimates of one run, read a place at a time.

    Parameters
    ----------
    paths
        Root of the project and name of the run, or a data release.

    Raises
    ------
    MissingInput, SealBroken
        The run has no estimates, or not those that passed the gate.
    FetchError
        A release at an address could not be had.
    """

    def __init__(self, paths: RunPaths) -> None:
        self.paths = paths
        self.files = files_of(paths)
        # A release has no areas of one's own: they belong to the project that keeps them.
        areas = None if isinstance(paths, ReleasePaths) else paths.root
        own = sorted((areas / FOLDER).glob("*.yaml")) if areas is not None else []
        self._shared = shared_files(self.files, areas, changed((*self.files.shared, *own)))
        self.record = self._shared.record

    @property
    def places(self) -> pd.DataFrame:
        """Places of the run, one row each; not to be changed in place."""
        return self._shared.places

    @property
    def peer_factors(self) -> pd.DataFrame:
        """The factors by which places are compared (:mod:`insights.peers`)."""
        return self._shared.peer_factors

    @property
    def county_of(self) -> dict[str, str]:
        """The county that a city is, for cities that are one."""
        return self._shared.county_of

    @property
    def main_county_of(self) -> dict[str, tuple[str, float]]:
        """The county where most residents of a city live, and which share of them, by the city's code."""
        return self._shared.main_county_of

    @property
    def universe(self) -> Universe:
        """The places of the run, by year."""
        return self._shared.universe

    @property
    def distributions(self) -> Distributions:
        """How all places of the nation are spread over each measure."""
        return self._shared.distributions

    def find(self, text: str) -> PlaceRef:
        """The place a code or name means; :class:`UnknownPlace` with suggestions otherwise."""
        return find_place(self.universe, text)

    def ref(self, geoid: str, level: Level) -> PlaceRef:
        """Return a place by its code; without a name in the run, the code is its name."""
        rows = self.places[(self.places["geoid"] == geoid) & (self.places["level"] == level.value)]
        name = str(rows["name"].iloc[0]) if len(rows) else geoid
        return PlaceRef(geoid, level, name, "")

    def state_of(self, place: PlaceRef) -> PlaceRef:
        """The state a place lies in; of an area in several, all their names and no code."""
        if place.geoid[:2] != NATION_GEOID:
            return self.ref(place.geoid[:2], Level.STATE)
        codes = sorted({county[:2] for county in read_parts(self.area(place.geoid)).touched})
        *first, last = [self.ref(code, Level.STATE).name for code in codes]
        return PlaceRef("", Level.STATE, f"{', '.join(first)} and {last}", "")

    def area(self, code: str) -> AreaFolder:
        """The files of an area of one's own; :class:`MissingInput` where they are not up to date with the run."""
        (area,) = [each for each in self._shared.areas if each.code == code]
        return require_area(self.paths, area)

    def rows_at(self, place: PlaceRef) -> pd.DataFrame:
        """All rows of one place."""
        if place.level is Level.AREA:
            return read_parquet(self.area(place.geoid).estimates)
        home = self.partition(place.geoid[:2])
        return home[home["geoid"] == place.geoid]

    def partition(self, code: str) -> pd.DataFrame:
        """All rows of one state, or of the nation; not to be changed in place."""
        path = self.files.rows_of(code)
        return _read_table(path, path.stat().st_mtime_ns) if path.is_file() else read_parquet(path)

    def rows_of(self, geoids: Iterable[str], code: str) -> pd.DataFrame:
        """The rows of a few places of another state, without reading all of it."""
        return read_parquet(self.files.rows_of(code), filters=[("geoid", "in", sorted(geoids))])

    def rows_like(self, value: Value, geoids: Iterable[str]) -> pd.DataFrame:
        """The rows of other places of the same level for the measure, period and group of ``value``."""
        wanted = {
            "measure": value.measure.id,
            "level": value.level,
            "period": value.period,
            "subgroup": value.subgroup,
        }
        fits = [(name, "==", text) for name, text in wanted.items()]
        return read_parquet(self.files.estimates, filters=[*fits, ("geoid", "in", sorted(geoids))])

    def find_peers(self, place: PlaceRef, lens: str, **options: Any) -> list[Peer]:
        """The places most like ``place``, none of an area of one's own; options as :func:`insights.peers.find_peers`."""
        if place.level is Level.AREA:
            return []
        return find_peers(self.peer_factors, place.geoid, lens, **options)

    def why_no_peers(self, place: PlaceRef, lens: str) -> str:
        """Why ``lens`` finds no peer of ``place``, in words; empty where it finds one."""
        if place.level is Level.AREA:
            return NO_PEERS
        return why_no_peers(self.peer_factors, place.geoid, lens)

    def read_state(self, code: str) -> None:
        """Load what the reports of all places of one state read, and little of other states."""
        self.partition(NATION_GEOID)
        self.partition(code)
        areas = self.files.small_areas_of(code)
        if areas.is_file():
            _read_table(areas, areas.stat().st_mtime_ns)

    @property
    def boundaries(self) -> gpd.GeoDataFrame | None:
        """Counties as shapes, where the run has them; not to be changed in place."""
        return self._shared.boundaries

    def has_outline(self, code: str) -> bool:
        """Whether :attr:`boundaries` has the county."""
        return code in self._shared.outlined

    def outlines_around(self, place: PlaceRef) -> gpd.GeoDataFrame | None:
        """Outlines of today's counties of the states in which a place lies; of an area of one's own its own too.

        The same table for all places of a state, not to be changed in place.
        """
        shapes = self.boundaries_today
        if shapes is None:
            return None
        if place.level is Level.AREA:
            return with_outline(self.area(place.geoid), shapes)
        return self._shared.outlines_by_state.get(place.geoid[:2])

    @cached_property
    def states_with_small_areas(self) -> frozenset[str]:
        """The codes of states of which the run has any."""
        return self.files.states_with_small_areas

    @property
    def boundaries_today(self) -> gpd.GeoDataFrame | None:
        """:attr:`boundaries` of today's counties, without those that are gone."""
        return self._shared.boundaries_today

    def small_areas(self, county: str) -> gpd.GeoDataFrame:
        """Small areas of one county (:mod:`workflow.estimating.small_areas`); empty where there are none."""
        import geopandas as gpd

        path = self._small_areas_file(county)
        if not path.is_file():
            return gpd.GeoDataFrame(columns=["measure", "value", "geometry"], geometry="geometry")
        return _read_areas(path, path.stat().st_mtime_ns, county)

    def _small_areas_file(self, county: str) -> Path:
        """The file with the small areas of a county, or of an area of one's own."""
        if CODE.fullmatch(county):
            return self.area(county).small_areas
        return self.files.small_areas_of(county[:2])

    def area_numbers(self, county: str, measure: str) -> pd.DataFrame:
        """The same of one measure without outlines, which take longer to read than the numbers."""
        path = self._small_areas_file(county)
        if not path.is_file():
            return pd.DataFrame()
        fits = [("county", "==", county), ("measure", "==", measure)]
        return read_parquet(path, columns=_AREA_COLUMNS, filters=fits)


_AREA_COLUMNS = [
    "measure", "area", "year", "period", "subgroup", "grade", "reasons", "sources", *NUMBERS, "interval_kind",
    "missing_reason",
]  # fmt: skip


@lru_cache(maxsize=4)  # the nation, and a state's rows and areas
def _read_table(path: Path, _: int) -> pd.DataFrame:
    return read_parquet(path)


@lru_cache(maxsize=2)
def _read_areas(path: Path, modified: int, county: str) -> gpd.GeoDataFrame:
    import geopandas as gpd

    state = _read_table(path, modified)  # or all of an area of one's own
    rows = state[state["county"] == county].reset_index(drop=True)
    shapes = gpd.GeoSeries.from_wkb(rows["geometry"], crs=NAD83)
    return gpd.GeoDataFrame(rows.drop(columns="geometry"), geometry=shapes)
