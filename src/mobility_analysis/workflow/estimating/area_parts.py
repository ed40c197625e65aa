"""What an area of one's own is made of in a run: its counties, or its tracts and who lives in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from mobility_analysis.core.errors import UsageError
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.tables import Tables
from mobility_analysis.geography.area_boundary import in_meters, tract_shares
from mobility_analysis.geography.areas import Area, MadeOf
from mobility_analysis.geography.projections import ALBERS, NAD83
from mobility_analysis.workflow.estimating.area_tables import AreaParts, census_of
from mobility_analysis.workflow.estimating.small_areas import outlined_tracts

RESIDENTS = ("B03002_001", "B11002_001")  # of a tract, in the order of preference
OUTLINED = "tract_boundaries"
TRACTS = (
    "acs_tracts", "tract_poverty", "tract_transport", "tract_travel", "tract_air_hazard", "tract_air_risks",
    "chas_tracts",
)  # fmt: skip
COVERED = 0.5  # of a boundary's land: below it outlines of the place are lacking


@dataclass(frozen=True)
class Laid:
    """An area laid over a run.

    Attributes
    ----------
    parts
        What its numbers are made of.
    doubt
        By census, for which part of its people only the land tells on which side of its boundary they live; where
        it was laid over the tracts of that census.
    outline
        Its outline in meters; none where the run has no outlines of its parts.
    """

    parts: AreaParts
    doubt: Mapping[int, float] = field(default_factory=dict)
    outline: BaseGeometry | None = None


class Terrain:
    """The tracts and counties of a run, on which areas are laid."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def lay(self, area: Area, boundary: BaseGeometry | None = None) -> Laid:
        """The parts of ``area``; ``boundary``, in degrees, is that of an area given by one.

        Raises
        ------
        UsageError
            No tract of the run lies inside the boundary, or most of it lies where the run has none.
        """
        if area.made_of is MadeOf.COUNTIES:
            return Laid(
                AreaParts(area.code, frozenset(area.parts)), {}, self._of_counties(area.parts)
            )
        if boundary is not None:
            return self._inside(area, in_meters(boundary), {})
        own = pd.Series(1.0, index=list(area.parts))
        outlines = self.outlines.get(area.census)
        if outlines is None or not own.index.isin(outlines.index).all():
            return Laid(
                AreaParts(
                    area.code, frozenset(), {area.census: own}, self._people({area.census: own})
                )
            )
        return self._inside(area, outlines[own.index].union_all(), {area.census: own})

    def _inside(self, area: Area, outline: BaseGeometry, own: Mapping[int, pd.Series]) -> Laid:
        """Tracts of every census that lie inside; of the census of ``own`` those named, whole."""
        shares = dict(own)
        for census, tracts in self.outlines.items():
            if census in own:
                continue
            found = tract_shares(outline, tracts)
            covered = (found * tracts[found.index].area).sum() / outline.area
            if covered >= COVERED:
                shares[census] = found
        if not shares:
            raise UsageError(
                f"The run has no outlines of census tracts for most of the area {area.name!r}.",
                "Is the boundary where it should be? Else a run needs the Census Bureau's boundary files of the "
                "state (`mobility sources census_boundaries`).",
            )
        newest = max(shares)
        if not own and (whole := self._whole_counties(newest, shares[newest])):
            return Laid(AreaParts(area.code, whole), {newest: 0.0}, outline)
        people = self._people(shares)
        doubt = {
            census: self._doubt(census, found, people)
            for census, found in shares.items()
            if census not in own
        }
        return Laid(AreaParts(area.code, frozenset(), shares, people), doubt, outline)

    def _whole_counties(self, census: int, shares: pd.Series) -> frozenset[str]:
        """The counties whose every tract is inside, where the area is made of such alone."""
        touched = set(shares.index.str[: Level.COUNTY.width])
        tracts = self.outlines[census].index
        of_touched = tracts[tracts.str[: Level.COUNTY.width].isin(touched)]
        inside = set(shares.index[shares == 1.0])
        return frozenset(touched) if set(of_touched) <= inside else frozenset()

    def _doubt(self, census: int, shares: pd.Series, people: Mapping[int, pd.Series]) -> float:
        """For which part of the people inside only land tells the side; of the land, where nobody counts them.

        Of a tract with three quarters of its land inside it is the quarter outside, of one with a quarter inside
        that quarter: as many as are wrongly counted if all live on the other side of the line in the smaller part.
        """
        size = people.get(census, pd.Series(dtype="float64")).reindex(shares.index)
        if size.isna().any() or not size.sum():
            size = self.outlines[census][shares.index].area
        smaller = shares.where(shares <= 1 - shares, 1 - shares)
        return float((size * smaller).sum() / (size * shares).sum())

    def _people(self, shares: Mapping[int, pd.Series]) -> dict[int, pd.Series]:
        found = {}
        for census, inside in shares.items():
            known = self.residents.get(census)
            if known is not None:
                found[census] = known.reindex(inside.index).dropna()
        return found

    @cached_property
    def outlines(self) -> dict[int, gpd.GeoSeries]:
        """Outlines of tracts in meters by code, for each census: the newest of its decade."""
        if OUTLINED not in self._tables:
            return {}
        rows = outlined_tracts(self._tables)
        rows = rows.assign(census=census_of(rows["geo_vintage"])).sort_values("geo_vintage")
        rows = rows.drop_duplicates(["census", "geoid"], keep="last")
        found = {}
        for census, of_census in rows.groupby("census"):
            shapes = gpd.GeoSeries.from_wkb(of_census["geometry"], crs=NAD83).to_crs(ALBERS)
            found[int(census)] = shapes.set_axis(of_census["geoid"].to_numpy(str))
        return found

    @cached_property
    def residents(self) -> dict[int, pd.Series]:
        """Residents of tracts by code, for each census, of the newest table that has them."""
        parts = []
        if "acs_tracts" in self._tables:
            cells = self._tables["acs_tracts"]
            for rank, cell in enumerate(RESIDENTS):
                rows = cells[cells["cell"] == cell].rename(columns={"estimate": "people"})
                parts.append(rows.assign(rank=rank))
        if "tract_poverty" in self._tables:
            rows = self._tables["tract_poverty"].rename(columns={"residents": "people"})
            parts.append(rows.assign(rank=len(RESIDENTS)))
        if not parts:
            return {}
        rows = pd.concat(
            [part[["geoid", "geo_vintage", "year", "people", "rank"]] for part in parts]
        )
        rows = rows.sort_values(["rank", "year"], ascending=[True, False], kind="stable")
        return {
            int(census): of_census.drop_duplicates("geoid")
            .set_index("geoid")["people"]
            .astype(float)
            for census, of_census in rows.groupby(census_of(rows["geo_vintage"]))
        }

    @cached_property
    def known_tracts(self) -> dict[int, frozenset[str]]:
        """Codes of all tracts of the run's tables and outlines, by census."""
        found: dict[int, set[str]] = {}
        for kind in (OUTLINED, *TRACTS):
            if kind in self._tables:
                rows = self._tables[kind][["geoid", "geo_vintage"]].drop_duplicates()
                for census, codes in rows["geoid"].groupby(census_of(rows["geo_vintage"])):
                    found.setdefault(int(census), set()).update(codes)
        return {census: frozenset(codes) for census, codes in found.items()}

    def _of_counties(self, counties: tuple[str, ...]) -> BaseGeometry | None:
        if "boundaries" not in self._tables:
            return None
        rows = self._tables["boundaries"].sort_values("geo_vintage")
        rows = rows[rows["geoid"].isin(counties)].drop_duplicates("geoid", keep="last")
        if len(rows) < len(counties):
            return None
        return gpd.GeoSeries.from_wkb(rows["geometry"], crs=NAD83).to_crs(ALBERS).union_all()
