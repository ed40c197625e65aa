"""What the reports of all places of a run read: each file once per process."""

from __future__ import annotations

from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from mobility_analysis.core.io import read_parquet
from mobility_analysis.framework.places import Level
from mobility_analysis.geography.areas import list_areas
from mobility_analysis.geography.projections import NAD83
from mobility_analysis.geography.universe import Universe
from mobility_analysis.insights.standing import Distributions, read_distributions
from mobility_analysis.runs.estimates_folder import EstimatesFolder
from mobility_analysis.runs.run_record import load_record

if TYPE_CHECKING:
    import geopandas as gpd


class SharedFiles:
    """The files that all reports of a run read, each once per process."""

    def __init__(self, folder: EstimatesFolder, areas: Path | None) -> None:
        self._folder = folder
        self.record = load_record(folder.record.parent)
        self.areas = list_areas(areas) if areas is not None else []

    @cached_property
    def places(self) -> pd.DataFrame:
        """Places of the run, one row each; not to be changed in place."""
        return read_parquet(self._folder.places)

    @cached_property
    def peer_factors(self) -> pd.DataFrame:
        """The factors by which places are compared (:mod:`insights.peers`)."""
        return read_parquet(self._folder.peer_factors)

    @cached_property
    def county_of(self) -> dict[str, str]:
        """The county that a city is, for cities that are one."""
        same = self.places.set_index("geoid")["same_county"].dropna()
        return {str(city): str(county) for city, county in same.items()}

    @cached_property
    def main_county_of(self) -> dict[str, tuple[str, float]]:
        """The county where most residents of a city live, and which share of them, by the city's code."""
        if "main_county" not in self.places:  # a run without overlaps of counties and cities
            return {}
        known = self.places.dropna(subset="main_county")
        pairs = zip(known["main_county"], known["in_main_county"].astype(float), strict=True)
        return dict(zip(known["geoid"], pairs, strict=True))

    @cached_property
    def universe(self) -> Universe:
        """The places of the run, by year."""
        year = int(self.record.built_at[:4])
        return Universe(self.places.assign(year=year), areas=[area.ref for area in self.areas])

    @cached_property
    def distributions(self) -> Distributions:
        """How all places of the nation are spread over each measure."""
        return read_distributions(read_parquet(self._folder.distribution))

    @cached_property
    def boundaries(self) -> gpd.GeoDataFrame | None:
        """Counties as shapes, where the run has them; not to be changed in place."""
        import geopandas as gpd

        if not self._folder.boundaries.is_file():
            return None
        frame = read_parquet(self._folder.boundaries, columns=["geoid", "geometry"])
        shapes = gpd.GeoSeries.from_wkb(frame["geometry"], crs=NAD83)
        return gpd.GeoDataFrame(frame[["geoid"]], geometry=shapes)

    @cached_property
    def outlined(self) -> frozenset[str]:
        """The codes of the counties in :attr:`boundaries`."""
        return frozenset() if self.boundaries is None else frozenset(self.boundaries["geoid"])

    @cached_property
    def boundaries_today(self) -> gpd.GeoDataFrame | None:
        """:attr:`boundaries` of today's counties, without those that are gone."""
        if self.boundaries is None:
            return None
        today = self.universe.codes(Level.COUNTY, self.universe.latest_year)
        return self.boundaries[self.boundaries["geoid"].isin(today)]

    @cached_property
    def outlines_by_state(self) -> dict[str, gpd.GeoDataFrame]:
        """:attr:`boundaries_today` by the code of the state; not to be changed in place."""
        shapes = self.boundaries_today
        if shapes is None:
            return {}
        return {str(code): rows for code, rows in shapes.groupby(shapes["geoid"].str[:2])}


@lru_cache(maxsize=2)
def shared_files(folder: EstimatesFolder, areas: Path | None, _: tuple[int, ...]) -> SharedFiles:
    """The shared files of a run.

    Parameters
    ----------
    folder
        The run's estimates.
    areas
        The project whose areas of one's own belong to it; ``None`` for a release, which has none.
    _
        When the files were written, so that they are read again once they differ.
    """
    return SharedFiles(folder, areas)
