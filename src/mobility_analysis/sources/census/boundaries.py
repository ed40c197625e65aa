"""Cartographic boundaries of counties, for maps only.

One row is a county. Generalised for small scales and clipped to the shore: not for measuring areas.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from mobility_analysis.core.errors import SourceDrift, TruncatedFile
from mobility_analysis.core.io import find_raw, require_codes, require_columns, require_unique
from mobility_analysis.framework.places import TERRITORIES, Level
from mobility_analysis.framework.source import US_GOV_WORK, RemoteFile, Source, Vintage, by_id

BASE = "https://www2.census.gov/geo/tiger"


def _counties(year: int, resolution: str = "5m") -> Vintage:
    name = f"cb_{year}_us_county_{resolution}.zip"
    return Vintage(
        id=f"{year}-county",
        year=year,
        period=str(year),
        geo_vintage=year,
        files=(RemoteFile(name, f"{BASE}/GENZ{year}/shp/{name}"),),
    )


DEMONSTRATION = Vintage(
    id="demo-county",
    year=2023,
    period="2023",
    geo_vintage=2023,
    files=(RemoteFile("cb_2023_99_county_5m.zip"),),
)

SOURCE = Source(
    id="census_boundaries",
    agency="U.S. Census Bureau",
    title="Cartographic boundary files, counties (1:5,000,000)",
    landing_page="https://www.census.gov/geographies/mapping-files/time-series/geo/cartographic-boundary.html",
    citation="U.S. Census Bureau, Geography Division, Cartographic Boundary Files",
    licence=US_GOV_WORK,
    each_row_is="a county",
    provides=("boundaries",),
    vintages=by_id(*(_counties(year) for year in range(2018, 2025)), DEMONSTRATION),
    warnings=("For drawing, not for measuring areas.",),
)


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``counties``: the shapefile's attributes and geometry, read straight from the zip."""
    import geopandas as gpd

    path = find_raw(raw, vintage.files[0].name)
    try:
        frame = gpd.read_file(f"zip://{path.resolve()}")
    except Exception as error:  # pyogrio has one error class for every kind of damage
        raise TruncatedFile(
            f"{path.name} cannot be read as a zipped shapefile ({error}).",
            "Fetch it again with `mobility fetch --refresh`.",
        ) from error
    require_columns(frame, ["STATEFP", "COUNTYFP", "GEOID", "NAME", "geometry"], path.name)
    if frame.crs is None:
        raise SourceDrift(f"{path.name} does not say its coordinate system.", "Fetch it again.")
    return {"counties": frame}


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``boundaries``: level, geoid, geo_vintage, geometry (EPSG:4269, NAD83 longitude and latitude)."""
    import geopandas as gpd

    frame = tables["counties"]
    ours = frame[~frame["STATEFP"].isin(TERRITORIES)]
    require_codes(ours["GEOID"], Level.COUNTY.width, vintage.id)
    require_unique(ours, ["GEOID"], vintage.id)
    out = gpd.GeoDataFrame(
        {
            "level": Level.COUNTY.value,
            "geoid": ours["GEOID"].astype(str),
            "geo_vintage": vintage.geo_vintage,
        },
        geometry=ours.geometry,
        crs=ours.crs,
    )
    return {"boundaries": out.to_crs(4269).reset_index(drop=True)}
