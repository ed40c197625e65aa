"""School poverty estimates (MEPS), pupils by race and schools' counties, from the Education Data Portal.

Three files of one fall, from the portal's interface (``api``) or as its CSV files of all years, 2 GB: the modeled share of a school's pupils in poverty with its standard error; the
Common Core of Data's enrollment by race; its directory. ``race`` is 1 White, 2 Black, 3 Hispanic, 4 Asian,
5 American Indian, 6 Pacific Islander, 7 two or more, 99 all; ``sex`` and ``grade`` 99 are all. Negative
numbers are codes of absence (-1 missing, -2 not applicable, -3 withheld).
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd

from mobility_analysis.core.errors import BadValues, SourceDrift
from mobility_analysis.core.io import (
    find_raw,
    read_filtered,
    require_codes,
    require_unique,
    to_number,
)
from mobility_analysis.core.odd_rows import without_odd
from mobility_analysis.framework.places import TERRITORIES, Level
from mobility_analysis.framework.source import PassingOn, RemoteFile, Source, Vintage, by_id
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.sources._portal import API, read_pages

PORTAL = "https://educationdata.urban.org/csv"
MEPS, DIRECTORY = "schools_meps.csv", "schools_ccd_directory.csv"
SCHOOL_DIGITS = 12
RACES = {
    "1": "White, Non-Hispanic",
    "2": "Black, Non-Hispanic",
    "3": "Hispanic",
    "4": "Asian, Non-Hispanic",
    "5": "American Indian or Alaska Native, Non-Hispanic",
    "6": "Pacific Islander, Non-Hispanic",
    "7": "Two or More Races, Non-Hispanic",
    "99": ALL,
}
EVERY = "99"
COLUMNS = {
    "meps": ["year", "ncessch", "meps_poverty_pct", "meps_poverty_se"],
    "enrollment": ["year", "ncessch", "grade", "race", "sex", "enrollment"],
    "directory": ["year", "ncessch", "county_code", "enrollment"],
}


def _vintage(fall: int) -> Vintage:
    enrollment = f"schools_ccd_enrollment_{fall}.csv"
    return Vintage(
        id=f"{fall}-schools",
        year=fall + 1,
        period=f"{fall}-{fall + 1}",
        # Connecticut's schools stand in the eight old counties through the fall of 2021.
        geo_vintage=fall,
        option="schools",
        files=(
            RemoteFile(MEPS, f"{PORTAL}/meps/{MEPS}", megabytes=113),
            # Estimated: 2 GB in all. One year by grade, race and sex; all years since 1986.
            RemoteFile(enrollment, f"{PORTAL}/ccd/{enrollment}", megabytes=900),
            RemoteFile(DIRECTORY, f"{PORTAL}/ccd/{DIRECTORY}", megabytes=1000),
        ),
    )


def _api(fall: int) -> Vintage:
    """The interface gives the one year. "grade-99" is spelled so: a bare 99 is an error of the server's."""
    # Sizes are estimated: rows, each with the names of its fields, of 100,000 schools, by nine words for race.
    asked = {
        f"meps-{fall}.json": (f"meps/{fall}/", 25),
        f"enrollment-{fall}.json": (f"ccd/enrollment/{fall}/grade-99/race/", 150),
        f"directory-{fall}.json": (f"ccd/directory/{fall}/", 190),
    }
    return replace(
        _vintage(fall),
        id=f"{fall}-schools-api",
        layout="api",
        files=tuple(
            RemoteFile(name, f"{API}/schools/{path}", is_paged=True, megabytes=size)
            for name, (path, size) in asked.items()
        ),
    )


SOURCE = Source(
    id="urban_meps",
    agency="Urban Institute",
    title="Education Data Portal: Model Estimates of Poverty in Schools, with enrollment by race",
    landing_page="https://educationdata.urban.org/documentation/schools.html",
    citation=(
        "Education Data Portal, Urban Institute: Model Estimates of Poverty in Schools; Common Core of "
        "Data, National Center for Education Statistics"
    ),
    licence="ODC-BY 1.0",
    passing_on=PassingOn.WITH_CONDITIONS,
    each_row_is="a public school",
    provides=("school_poverty",),
    renderings=("api",),
    upcoming=_api(2023),
    vintages=by_id(*(make(fall) for make in (_vintage, _api) for fall in range(2014, 2023))),
    cadence="irregular",
    warnings=("Poverty in a school is a model's estimate. Private schools are not there.",),
)


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Text tables ``meps``, ``enrollment`` (all grades), ``directory`` of the vintage's fall."""
    fall = vintage.id[:4]
    found = {}
    for (name, columns), file in zip(COLUMNS.items(), vintage.files, strict=True):
        path = find_raw(raw, file.name)
        if vintage.layout == "api":
            table = read_pages(path, columns, "schools")
            found[name] = table[_is_wanted(table, fall)].reset_index(drop=True)
        else:
            # Of all years and grades: millions of rows.
            found[name] = read_filtered(path, columns, partial(_is_wanted, fall=fall))
    return found


def _is_wanted(table: pd.DataFrame, fall: str) -> pd.Series:
    """Rows of that fall; where they are of grades, of all grades together."""
    of_fall = table["year"] == fall
    return of_fall & (table["grade"] == EVERY) if "grade" in table else of_fall


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``school_poverty``: one row per school and group.

    Columns ``school``, ``students``, ``rate`` and ``rate_se`` (shares; NaN without an estimate).
    """
    directory = _by_school(tables["directory"], vintage, ["ncessch"])
    county = directory["county_code"].str.zfill(Level.COUNTY.width)
    total = to_number(directory["enrollment"], "enrollment", ("",))
    keep = county.str.fullmatch(r"\d{5}") & ~county.str[:2].isin(TERRITORIES) & (total > 0)
    schools = pd.DataFrame({"school": directory["ncessch"], "geoid": county})[keep]
    require_codes(schools["geoid"], Level.COUNTY.width, vintage.id)
    meps = _by_school(tables["meps"], vintage, ["ncessch"])
    poverty = pd.DataFrame(
        {
            "school": meps["ncessch"],
            "rate": to_number(meps["meps_poverty_pct"], "meps_poverty_pct") / 100,
            "rate_se": to_number(meps["meps_poverty_se"], "meps_poverty_se") / 100,
        }
    )
    if not poverty["rate"].dropna().between(0, 1).all():
        raise BadValues(f"{vintage.id}: shares in poverty outside 0-100.", "Fetch the file again.")
    students = _students(_by_school(tables["enrollment"], vintage, ["ncessch", "race", "sex"]))
    out = students.merge(schools, on="school").merge(poverty, on="school", how="left")
    out["level"], out["geo_vintage"] = Level.COUNTY.value, vintage.geo_vintage
    out["year"], out["period"] = vintage.year, vintage.period
    return {"school_poverty": out}


def _by_school(table: pd.DataFrame, vintage: Vintage, key: list[str]) -> pd.DataFrame:
    out = table.assign(ncessch=table["ncessch"].str.zfill(SCHOOL_DIGITS))
    odd = ~out["ncessch"].str.fullmatch(rf"\d{{{SCHOOL_DIGITS}}}")
    out = without_odd(out, odd, ["ncessch"], vintage.id, "whose school code is no twelve digits")
    require_unique(out, key, vintage.id)
    return out


def _students(table: pd.DataFrame) -> pd.DataFrame:
    """Pupils by school and group, both sexes; withheld or missing counts are left out."""
    rows = table[table["race"].isin(RACES) & (table["sex"] == EVERY)]
    if rows.empty:
        raise SourceDrift(
            "Enrollment: no row is of both sexes together (sex 99).",
            "Take the portal's file by race and sex that holds totals, or add the sexes up in the source.",
        )
    out = pd.DataFrame(
        {
            "school": rows["ncessch"],
            "subgroup": rows["race"].map(RACES),
            "students": to_number(rows["enrollment"], "enrollment", ("",)),
        }
    )
    return out[out["students"] > 0]
