"""Population estimates: residents and adults of every county and, where given, every city.

One row of the county file is a county in one of the dates 1 (April 2020 base), 2 (July 2020) to
N (July of the vintage year); the dates are stacked and must be filtered, never summed.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from mobility_analysis.core.io import (
    find_raw,
    read_delimited,
    require_codes,
    require_unique,
    to_number,
)
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.source import (
    US_GOV_WORK,
    PassingOn,
    RemoteFile,
    Rhythm,
    Source,
    Vintage,
    archived,
    by_id,
)
from mobility_analysis.framework.subgroups import ALL

BASE = "https://www2.census.gov/programs-surveys/popest/datasets"
YEARS = (2022, 2023, 2024, 2025)


def _dates(year: int) -> int:
    """Dates that a file of the decade has: the census and each July since."""
    return year - 2020 + 2


def _file(year: int, folder: str, name: str, megabytes: float) -> RemoteFile:
    """With a second address: without a list of counties there is no run, and no other source has one."""
    url = f"{BASE}/2020-{year}/{folder}/{name}"
    return RemoteFile(name, url, mirrors=(archived(url, year + 1),), megabytes=megabytes)


def _county_agesex(year: int) -> Vintage:
    name = f"cc-est{year}-agesex-all.csv"
    return Vintage(
        id=f"v{year}-county-agesex",
        year=year,
        period=str(year),
        geo_vintage=year,
        layout="county_agesex",
        kinds=("population", "juveniles"),
        slot="counties by age and sex",
        # That of 2025, six dates and the census, has 10.2.
        files=(_file(year, "counties/asrh", name, round(10.2 * _dates(year) / _dates(2025), 1)),),
    )


def _county_alldata(year: int) -> Vintage:
    # Only the file of 2022 (and 2021) is called so: www2.census.gov/…/2020-2022/counties/asrh.
    name = f"cc-est{year}-{'all' if year == 2022 else 'alldata'}.csv"
    return Vintage(
        id=f"v{year}-county-alldata",
        year=year,
        period=str(year),
        geo_vintage=year,
        layout="county_alldata",
        kinds=("young_by_group",),
        slot="counties by race",
        # Estimated: 3,144 counties, 19 groups of ages, 80 columns, 380 bytes a row.
        files=(_file(year, "counties/asrh", name, round(3_144 * 19 * 380 / 1e6 * _dates(year))),),
    )


def _places(year: int) -> Vintage:
    name = f"sub-est{year}.csv"
    return Vintage(
        id=f"v{year}-places",
        year=year,
        period=str(year),
        geo_vintage=year,
        layout="subcounty",
        kinds=("population:cities",),
        slot="cities",
        files=(_file(year, "cities/totals", name, 10),),
    )


SOURCE = Source(
    id="census_pep",
    agency="U.S. Census Bureau",
    title="Population Estimates Program, county and subcounty resident population",
    landing_page="https://www.census.gov/programs-surveys/popest.html",
    citation="U.S. Census Bureau, Population Division, Annual Resident Population Estimates",
    licence=US_GOV_WORK,
    passing_on=PassingOn.FREE,
    each_row_is="a county (or city) on one date",
    provides=("population", "juveniles", "young_by_group"),
    vintages=by_id(
        *(make(year) for make in (_county_agesex, _county_alldata, _places) for year in YEARS),
    ),
    rhythm=Rhythm(
        month=6,
        years_after=1,
        cited="https://www.census.gov/programs-surveys/popest/about/schedule.html",
    ),
    upcoming=_county_agesex(max(YEARS) + 1),
    warnings=("Estimates are revised each year for all years since 2020.",),
)

COUNTY_COLUMNS = [
    "SUMLEV",
    "STATE",
    "COUNTY",
    "STNAME",
    "CTYNAME",
    "YEAR",
    "POPESTIMATE",
    "AGE18PLUS_TOT",
]
# People of 10 to 17 are those of 5 to 13 without those of 5 to 9, and those of 14 to 17.
SEXES = {"TOT": ALL, "FEM": "Female", "MALE": "Male"}
AGE_COLUMNS = [f"{age}_{sex}" for sex in SEXES for age in ("AGE513", "AGE59", "AGE1417")]
# Columns of the file by race and Hispanic origin, each by sex; its ages are in classes of five years.
GROUPS = {
    "Asian, Non-Hispanic": "NHAA",
    "Black, Non-Hispanic": "NHBA",
    "Hispanic": "H",
    "White, Non-Hispanic": "NHWA",
}
ALLDATA_COLUMNS = [
    "SUMLEV",
    "STATE",
    "COUNTY",
    "YEAR",
    "AGEGRP",
    "TOT_POP",
    *(f"{stem}_{sex}" for stem in GROUPS.values() for sex in ("MALE", "FEMALE")),
]
AGE_CLASSES = {"3": "ages_10_14", "4": "ages_15_19"}
# Dates of the stacked file: 2 is July 2020; 1, the April 2020 base, is left out.
JULY_2020 = 2
CITY_MINIMUM = 75_000


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Text tables with the agency's column names: ``agesex``, ``alldata`` or ``subcounty``."""
    name = vintage.files[0].name
    path = find_raw(raw, name)
    if vintage.layout == "county_agesex":
        return {
            "agesex": read_delimited(path, encoding="latin-1", columns=COUNTY_COLUMNS + AGE_COLUMNS)
        }
    if vintage.layout == "county_alldata":
        # Nineteen classes of age and 80 columns, of which we use little.
        table = read_delimited(
            path,
            encoding="latin-1",
            columns=ALLDATA_COLUMNS,
            usecols=lambda c: c in ALLDATA_COLUMNS,
        )
        return {"alldata": table[table["AGEGRP"].isin(AGE_CLASSES)].reset_index(drop=True)}
    columns = ["SUMLEV", "STATE", "PLACE", "NAME", f"POPESTIMATE{vintage.year}"]
    return {"subcounty": read_delimited(path, encoding="latin-1", columns=columns)}


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``population``, ``juveniles`` and ``young_by_group``, of what the file has.

    ``population``: level, geoid, name, year, population, adults (18 and older; NaN for cities).
    ``juveniles``, of counties: ``subgroup``, ``people`` (10 to 17). ``young_by_group``, of the file
    by race: ``subgroup``, ``ages_10_14``, ``ages_15_19``.
    """
    if "agesex" in tables:
        return {
            "population": _counties(tables["agesex"], vintage),
            "juveniles": _juveniles(tables["agesex"]),
        }
    if "alldata" in tables:
        return {"young_by_group": _young_by_group(tables["alldata"], vintage)}
    return {"population": _cities(tables["subcounty"], vintage)}


def _counties(table: pd.DataFrame, vintage: Vintage) -> pd.DataFrame:
    rows = table[table["SUMLEV"] == "050"]
    date = to_number(rows["YEAR"], "YEAR").astype(int)
    out = pd.DataFrame(
        {
            "level": Level.COUNTY.value,
            "geoid": rows["STATE"] + rows["COUNTY"],
            "name": rows["CTYNAME"].str.strip(),
            "year": date + (2020 - JULY_2020),
            "population": to_number(rows["POPESTIMATE"], "POPESTIMATE"),
            "adults": to_number(rows["AGE18PLUS_TOT"], "AGE18PLUS_TOT"),
        }
    )[date >= JULY_2020]
    require_codes(out["geoid"], Level.COUNTY.width, vintage.id)
    require_unique(out, ["geoid", "year"], vintage.id)
    return out.reset_index(drop=True)


def _juveniles(table: pd.DataFrame) -> pd.DataFrame:
    rows = table[table["SUMLEV"] == "050"]
    year = to_number(rows["YEAR"], "YEAR").astype(int) + (2020 - JULY_2020)
    parts = []
    for suffix, subgroup in SEXES.items():
        age = {
            stem: to_number(rows[f"{stem}_{suffix}"], f"{stem}_{suffix}")
            for stem in ("AGE513", "AGE59", "AGE1417")
        }
        parts.append(
            pd.DataFrame(
                {
                    "level": Level.COUNTY.value,
                    "geoid": rows["STATE"] + rows["COUNTY"],
                    "year": year,
                    "subgroup": subgroup,
                    "people": age["AGE513"] - age["AGE59"] + age["AGE1417"],
                }
            )
        )
    out = pd.concat(parts, ignore_index=True)
    return out[out["year"] >= 2020].reset_index(drop=True)


def _young_by_group(table: pd.DataFrame, vintage: Vintage) -> pd.DataFrame:
    rows = table[table["SUMLEV"] == "050"]
    groups = {ALL: ["TOT_POP"]} | {
        label: [f"{stem}_MALE", f"{stem}_FEMALE"] for label, stem in GROUPS.items()
    }
    key = ["level", "geoid", "year", "subgroup"]
    parts = [
        pd.DataFrame(
            {
                "level": Level.COUNTY.value,
                "geoid": rows["STATE"] + rows["COUNTY"],
                "year": to_number(rows["YEAR"], "YEAR").astype(int) + (2020 - JULY_2020),
                "subgroup": label,
                "ages": rows["AGEGRP"].map(AGE_CLASSES),
                "people": sum(to_number(rows[column], column) for column in columns),
            }
        )
        for label, columns in groups.items()
    ]
    long = pd.concat(parts, ignore_index=True)
    long = long[long["year"] >= 2020]
    require_codes(long["geoid"], Level.COUNTY.width, vintage.id)
    require_unique(long, [*key, "ages"], vintage.id)
    wide = long.pivot(index=key, columns="ages", values="people").reset_index()
    return wide.rename_axis(columns=None)


def _cities(table: pd.DataFrame, vintage: Vintage) -> pd.DataFrame:
    """Incorporated places (summary level 162) of 75,000 people and more."""
    rows = table[table["SUMLEV"] == "162"]
    population = to_number(rows[f"POPESTIMATE{vintage.year}"], "POPESTIMATE")
    out = pd.DataFrame(
        {
            "level": Level.PLACE.value,
            "geoid": rows["STATE"] + rows["PLACE"],
            "name": rows["NAME"].str.strip(),
            "year": vintage.year,
            "population": population,
            "adults": float("nan"),
        }
    )[population >= CITY_MINIMUM]
    require_codes(out["geoid"], Level.PLACE.width, vintage.id)
    require_unique(out, ["geoid", "year"], vintage.id)
    return out.reset_index(drop=True)
