"""Which American Community Survey files there are: tables, renderings, areas, years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pandas as pd

from mobility_analysis.framework.source import RemoteFile, Vintage

API = "https://api.census.gov/data"
SUMMARY_FILE = "https://www2.census.gov/programs-surveys/acs/summary_file"
CELLS_FILE = Path(__file__).with_name("acs_cells.csv")
# The wide extract of 2018 has a name and a key of its own (``stco_code``).
WIDE_FILES = {2018: "co_acs_raw.csv"}
OEPS = "The Opioid Environment Policy Scan's extract, a work of the Healthy Regions Lab"
API_LEVELS = {"us": "us:1", "state": "state:*", "county": "county:*", "place": "place:*"}

NEWEST = 2024

# B17020 is B17001 without sex: the same people and poor, and margins, in 17 lines for 59.
POVERTY_TABLES = ("B17020", *(f"B17020{letter}" for letter in "BCDEFGHI"))
# Before it was the only form the file by table was called a prototype; the same layout and numbers.
FIRST_SUMMARY_FILE, LAST_PROTOTYPE = 2019, 2020
# A second edition shows changes but doubles the download, so a run must ask for it, with or without a key.
EARLIER = "earlier-acs"
# Tables that are read by census tract; their sums over a county are a metric's own business.
TRACT_TABLES = (
    *POVERTY_TABLES,
    "B03002",
    "B14003",
    "B19013",
    "B23001",
    "B25077",
    "B28002",
)

# How many lines a table has (that of people of one race has as many as that of all).
LINES = {
    "B03002": 21,
    "B08301": 21,
    "B14003": 57,
    "B15001": 83,
    "B17020": 17,
    "B19013": 1,
    "B19080": 5,
    "B23001": 173,
    "B25077": 1,
    "B28002": 13,
    "B28004": 25,
}
# These are published by block group, too.
BY_BLOCK_GROUP = ("B03002", "B08301", "B19013", "B25077", "B28002", "B28004")
# About how many areas an answer has: each line is four cells, each cell some six characters.
API_ROWS = {"us": 1, "state": 52, "county": 3_222, "place": 32_000}


def _kind(table: str) -> str:
    return table[:6]


def _summary_megabytes(table: str) -> float:
    """Estimated megabytes of a table's file with all its areas, by files whose size is known.

    By block group 18.3 for one line, 88 for 21 and 200 for 49 (B01003, B08301, B01001); by tract 13
    for one, 71 for 35 and 323 for 187 (B06004C, B08141, B12002).
    """
    lines = LINES[_kind(table)]
    is_fine = _kind(table) in BY_BLOCK_GROUP and table == _kind(table)
    return round(14.7 + 3.6 * lines if is_fine else 10 + 1.7 * lines, 1)


@lru_cache(maxsize=1)
def cells() -> pd.DataFrame:
    """Cells we use: ``table``, ``line`` (3 digits), ``label`` (American FactFinder's path).

    ``only`` names the one layout a cell is found in: subject tables stand in the wide extract alone;
    ``tract`` marks tables that are read by census tract only.
    """
    return pd.read_csv(CELLS_FILE, dtype=str, keep_default_na=False)


def tables_used(layout: str = "") -> list[str]:
    """Tables of counties and cities; with those of one ``layout`` alone, where it is given."""
    return list(cells().loc[cells()["only"].isin(["", layout]), "table"].unique())


def _vintage(
    year: int,
    area: str,
    layout: str,
    files: Sequence[RemoteFile],
    covers: str = "",
    *,
    kind: str = "",
) -> Vintage:
    return Vintage(
        id=f"5yr-{year}-{area}-{layout}",
        year=year,
        period=f"{year - 4}-{year}",
        geo_vintage=year,
        layout=layout,
        files=tuple(files),
        covers=tuple(covers.split()),
        kinds=(kind or ("acs_tracts" if area.startswith(("tract", "blockgroup")) else "acs"),),
        option=EARLIER if layout in ("sf", "api") and year <= LAST_PROTOTYPE else "",
    )


def _factfinder(year: int, tables: Sequence[str]) -> list[RemoteFile]:
    steps = (
        "American FactFinder closed in 2020: use a copy downloaded then, or the "
        f"table-based summary file ({SUMMARY_FILE})."
    )
    return [
        RemoteFile(f"ACS_{year % 100:02d}_5YR_{table}_with_ann.csv", steps=steps)
        for table in tables
    ]


def _data_census(year: int, tables: Sequence[str], what: str = "counties") -> list[RemoteFile]:
    return [
        RemoteFile(
            f"ACSDT5Y{year}.{table}-Data.csv",
            steps=f"1. Open https://data.census.gov/table/ACSDT5Y{year}.{table} (no account is needed).\n"
            f"2. Geos: choose all {what} of the United States (or of your state) and press Apply.\n"
            f"3. Download Table Data: tick 5-year {year} alone, CSV, Download .ZIP. The zip holds "
            f"ACSDT5Y{year}.{table}-Data.csv.",
        )
        for table in tables
    ]


def _summary_file(year: int, tables: Sequence[str]) -> list[RemoteFile]:
    folder = "prototype/5YRData" if year <= LAST_PROTOTYPE else "table-based-SF/data/5YRData"
    names = [f"acsdt5y{year}-{table.lower()}.dat" for table in tables]
    base = f"{SUMMARY_FILE}/{year}/{folder}"
    return [
        RemoteFile(name, f"{base}/{name}", megabytes=_summary_megabytes(table))
        for name, table in zip(names, tables, strict=True)
    ]


def _api(year: int, tables: Sequence[str]) -> list[RemoteFile]:
    return [
        RemoteFile(
            f"{table}-{level}.json",
            f"{API}/{year}/acs/acs5?get=group({table})&for={where}",
            key_env="CENSUS_API_KEY",
            megabytes=round(API_ROWS[level] * (60 + 25 * LINES[_kind(table)]) / 1e6, 4),
        )
        for table in tables
        for level, where in API_LEVELS.items()
    ]


def _wide(year: int) -> list[RemoteFile]:
    return [
        RemoteFile(
            WIDE_FILES.get(year, f"acs_data_{year - 4}-{year}.csv"),
            steps="County Health Rankings' extract of the Census API (their public code "
            "repository); or fetch the `api` layout of the same year.",
        )
    ]


def _block_groups(year: int, saved: dict[str, str]) -> list[RemoteFile]:
    """Older data.census.gov downloads carry the time they were saved in their names."""
    return [
        RemoteFile(
            f"ACSDT5Y{year}.{table}_data_with_overlays_{stamp}.csv",
            steps=f"On https://data.census.gov open table {table}, choose the block groups and "
            f"5-year {year}, and download the zip.",
        )
        for table, stamp in saved.items()
    ]


def _extracts(names: Sequence[str], who: str) -> list[RemoteFile]:
    steps = (
        f"{who} (their public repository); or fetch the `tract-sf` vintage of a later year, "
        "which has the counts and margins themselves."
    )
    return [RemoteFile(name, steps=steps) for name in names]


def all_levels(year: int) -> Vintage:
    """The summary file of nation, states, counties and places."""
    return _vintage(year, "all", "sf", _summary_file(year, _tables_of_cities()))


def _tables_of_cities() -> list[str]:
    """Tables of counties and cities where both are in one file: a city's poverty is not added up from tracts."""
    return [*tables_used(), POVERTY_TABLES[0]]


def vintages() -> dict[str, Vintage]:
    """Every vintage by id: ``5yr-<year>-<area>-<layout>``."""
    tables = tables_used()
    found: list[Vintage] = []
    for year in range(2012, NEWEST + 1):
        if year <= 2018:
            found.append(_vintage(year, "county", "aff", _factfinder(year, tables_used("aff"))))
        found.append(_vintage(year, "county", "datacensus", _data_census(year, tables)))
        found.append(_vintage(year, "county", "api-wide", _wide(year)))
        found.append(_vintage(year, "all", "api", _api(year, _tables_of_cities())))
        if year >= FIRST_SUMMARY_FILE:
            found.append(all_levels(year))
            found.append(_vintage(year, "tract", "sf", _summary_file(year, TRACT_TABLES)))
    stamps = {"B03002": "2022-06-07T113506", "C17002": "2022-06-07T123423"}
    found += [
        _vintage(2015, "tract-ga13", "aff", _factfinder(2015, ("B03002", "C17002")), "13"),
        _vintage(
            2017,
            "tract-ky21111",
            "aff",
            _factfinder(2017, ("B14003", "B17001", "B23001")),
            "21111",
        ),
        _vintage(
            2020,
            "blockgroup-ut49",
            "datacensus",
            _block_groups(2020, stamps),
            "49003 49011 49035 49049 49057",
        ),
        _vintage(
            2024,
            "tract-il17",
            "datacensus",
            _data_census(2024, ("B03002", "B19013"), "tracts"),
            "17",
        ),
        _vintage(
            2018,
            "tract",
            "udp",
            _extracts(("race_acs_data.csv",), "The Urban Displacement Project's extract"),
            "06 08 13 17 25 28 33 39 47 53",
        ),
        _vintage(
            2018,
            "tract",
            "oeps",
            _extracts(("EC03_2018_T.csv", "DS05_T.csv"), OEPS),
            kind="acs_tracts:poverty",
        ),
        _vintage(
            2019, "tract", "oeps", _extracts(("EC05_T.csv",), OEPS), kind="acs_tracts:internet"
        ),
        # Named like the counties' extract of the same partner; its columns are fewer.
        replace(
            _vintage(
                2023,
                "tract",
                "api-wide",
                _extracts(
                    ("acs_data_2019-2023_tract.csv",),
                    "County Health Rankings' extract of the Census API",
                ),
                kind="acs_tracts:households_by_race",
            ),
            layout="chr",
        ),
    ]
    return {vintage.id: vintage for vintage in found}
