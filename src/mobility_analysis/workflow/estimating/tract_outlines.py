"""Outlines of census tracts, county by county, and which tracts are neighbors."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mobility_analysis.estimation.merging import Borders, borders
from mobility_analysis.framework.places import Level
from mobility_analysis.geography.projections import ALBERS, NAD83

SIMPLIFIED = 60.0  # meters: below the width of a line on a page-wide map of a small county
# The Census Bureau redraws tracts with each census.
CENSUS_EVERY = 10
Names = NDArray[np.str_]
Counts = NDArray[np.int64]


class Outlines:
    """Outlines of tracts by the decade of their definition, and their neighbors, county by county.

    Attributes
    ----------
    table
        ``decade``, ``county``, ``geoid``, ``name``: one row per tract, the newest outline of its decade.
    shapes
        Their outlines, in meters (:data:`ALBERS`), of counties asked for simplified together.
    """

    def __init__(self, boundaries: pd.DataFrame) -> None:
        rows = boundaries.assign(
            decade=boundaries["geo_vintage"] // CENSUS_EVERY,
            county=boundaries["geoid"].str[: Level.COUNTY.width],
        )
        rows = rows.sort_values(["decade", "geoid", "geo_vintage"])
        self.table = rows.drop_duplicates(["decade", "geoid"], keep="last", ignore_index=True)
        self.shapes = gpd.GeoSeries.from_wkb(self.table["geometry"], crs=NAD83).to_crs(ALBERS)
        self._rows = self.table.groupby(["decade", "county"]).indices
        self._geoids = self.table["geoid"].to_numpy(str)
        self._simple: set[tuple[int, str]] = set()
        self._borders: dict[tuple[int, str], Borders] = {}

    def of(self, decade: int, county: str) -> tuple[Counts, Names] | None:
        """(rows of :attr:`table`, geoids) of the county's tracts, if it has outlines."""
        key = (decade, county)
        if key not in self._rows:
            return None
        rows = self._rows[key]
        if key not in self._simple:
            self.shapes.iloc[rows] = self.shapes.iloc[rows].simplify_coverage(SIMPLIFIED)
            self._simple.add(key)
        return rows, self._geoids[rows]

    def borders(self, decade: int, county: str) -> Borders:
        """The neighbors of each tract, by position in :meth:`of`, of a county that has outlines."""
        key = (decade, county)
        if key not in self._borders:
            self._borders[key] = borders(self.shapes.iloc[self._rows[key]].to_numpy())
        return self._borders[key]
