"""The cities a national run reports on, with their residents in every year, as Urban lists them.

One row is a city in a year: the incorporated places of 75,000 people and more in the 2022 population
estimates. The numbers are the Census Bureau's population estimates (counts of the census in 2020), each
year's from the edition of that year, so they are not revised like those of a single edition. The list
of 2014 to 2017 has one city less: South Fulton, Georgia, was founded in 2017.

Beside it stand the residents of all counties from the same editions, by the counties of each year
(Connecticut's old ones to 2021): denominators of years that one edition of the estimates does not reach.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from mobility_analysis.core.errors import MissingInput
from mobility_analysis.core.io import (
    find_raw,
    read_delimited,
    require_codes,
    require_unique,
    to_number,
)
from mobility_analysis.core.odd_rows import without_odd
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.source import PassingOn, RemoteFile, Source, Vintage, by_id
from mobility_analysis.geography.universe import states

# Pinned to one state of the repository.
REPOSITORY = (
    "https://raw.githubusercontent.com/UI-Research/mobility-from-poverty/"
    "5aa12e3e08b1e44db52b06c0a731fe9985cb17f8/geographic-crosswalks/data"
)
NAME = "place-populations.csv"
COUNTIES = "county-populations.csv"
COUNTY_COLUMNS = ["year", "state", "county", "population"]
COLUMNS = ["year", "state", "place", "state_name", "place_name", "population"]

SOURCE = Source(
    id="urban_crosswalks",
    agency="Urban Institute",
    title="Places of 75,000 residents and more, from the Census Bureau's population estimates",
    landing_page="https://github.com/UI-Research/mobility-from-poverty",
    citation=(
        "Urban Institute, Mobility Metrics, geographic crosswalks; residents: U.S. Census Bureau, "
        "Population Division, annual estimates of subcounty areas"
    ),
    licence="Repository without a license file; the institute's published data are ODC-BY",
    passing_on=PassingOn.WITH_CONDITIONS,
    each_row_is="a city in a year",
    provides=("population", "county_residents"),
    vintages=by_id(
        Vintage(
            id="2025-05",
            year=2023,
            period="2014-2023",
            geo_vintage=2023,
            files=(
                RemoteFile(NAME, f"{REPOSITORY}/{NAME}", megabytes=0.2),
                RemoteFile(COUNTIES, f"{REPOSITORY}/{COUNTIES}", is_optional=True, megabytes=1.3),
            ),
        )
    ),
    is_lasting=True,
    warnings=("The list is that of 2022; a city that grew past 75,000 since is not in it.",),
)


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Text tables ``places`` and, where the folder has it, ``counties``, with the files' column names."""
    found = {"places": read_delimited(find_raw(raw, NAME), columns=COLUMNS)}
    try:
        path = find_raw(raw, COUNTIES)
    except MissingInput:
        return found
    # Names are of several encodings in one file; codes are all that is read.
    found["counties"] = read_delimited(path, encoding="latin-1", columns=COUNTY_COLUMNS)
    return found


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``population``: level, geoid, name, year, population, adults (NaN: not counted for cities).

    A city goes by its latest name in every year. ``county_residents``: residents of counties, by the
    counties of each year.

    Raises
    ------
    BadValues
        Lost zeros, a city twice in a year, or in many rows a state's name beside another state's code.
    """
    table, name = tables["places"], vintage.files[0].name
    known = states().set_index("fips")["name"]
    strange = table["state"].map(known) != table["state_name"].str.strip()
    key = ["place", "place_name", "state", "state_name"]
    table = without_odd(table, strange, key, name, "with a state's name that is not of its code")
    out = pd.DataFrame(
        {
            "level": Level.PLACE.value,
            "geoid": table["state"] + table["place"],
            "name": table["place_name"].str.strip(),
            "year": to_number(table["year"], f"{name} year").astype(int),
            "population": to_number(table["population"], f"{name} population"),
            "adults": float("nan"),
        }
    )
    require_codes(out["geoid"], Level.PLACE.width, name)
    require_unique(out, ["geoid", "year"], name)
    out = out.sort_values(["year", "geoid"], ignore_index=True)
    out["name"] = out.groupby("geoid")["name"].transform("last")
    if "counties" not in tables:
        return {"population": out}
    return {"population": out, "county_residents": _county_residents(tables["counties"])}


def _county_residents(table: pd.DataFrame) -> pd.DataFrame:
    year = to_number(table["year"], f"{COUNTIES} year").astype(int)
    out = pd.DataFrame(
        {
            "level": Level.COUNTY.value,
            "geoid": table["state"] + table["county"],
            "geo_vintage": year,
            "year": year,
            "period": year.astype("str"),
            "population": to_number(table["population"], f"{COUNTIES} population"),
        }
    )
    require_codes(out["geoid"], Level.COUNTY.width, COUNTIES)
    require_unique(out, ["geoid", "year"], COUNTIES)
    return out.sort_values(["year", "geoid"], ignore_index=True)
