"""Pupils with free or reduced-price lunch by school, from the Common Core of Data.

One row is a public school: its county, its pupils and those who qualify for free or reduced-price lunch. Layouts:

* ``directory``: the Education Data Portal's JSON, a list of pages
  (https://educationdata.urban.org/documentation/schools.html#ccd-directory), with negative codes of absence;
* none: an export of the department's table generator (ELSI), without codes of schools. Missing cells are ``–`` (not
  reported), ``†`` (not applicable: such as a school without pupils) or ``‡`` (the figure fails the department's
  standards).

The department's own file of pupils is packed in a way that Python cannot unpack (Deflate64) and has 213 MB.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from mobility_analysis.core.errors import BadValues, SourceDrift
from mobility_analysis.core.glimpse import Glimpse
from mobility_analysis.core.io import (
    find_raw,
    read_delimited,
    require_codes,
    require_columns,
    require_unique,
    to_number,
)
from mobility_analysis.framework.places import TERRITORIES, Level
from mobility_analysis.framework.sighting import Sighting, Sightings, of_edition
from mobility_analysis.framework.source import (
    US_GOV_WORK,
    ByHand,
    PassingOn,
    RemoteFile,
    Rhythm,
    Source,
    Vintage,
    by_id,
)
from mobility_analysis.sources._portal import API, read_pages

YEAR = "2022-23"
NAME = "ELSI_csv_export_6385905502385690888638.csv"
COUNTY = f"County Number [Public School] {YEAR}"
LUNCH = f"Free and Reduced Lunch Students [Public School] {YEAR}"
PUPILS = f"Total Students All Grades (Excludes AE) [Public School] {YEAR}"
NAME_OF_SCHOOL = "School Name"
TITLE_LINES = 6
MISSING = ("–", "†", "‡", "")
FALLS = (2022, 2024)
SCHOOL, SCHOOL_DIGITS = "ncessch", 12
DIRECTORY = [SCHOOL, "year", "county_code", "enrollment", "free_or_reduced_price_lunch"]
# Not reported, not applicable, suppressed.
ABSENT = ("", "-1", "-2", "-3")


def _directory(fall: int) -> Vintage:
    return Vintage(
        id=f"{fall}-{(fall + 1) % 100:02d}-directory",
        year=fall + 1,
        period=f"{fall}-{fall + 1}",
        geo_vintage=fall + 1,
        layout="directory",
        files=(
            RemoteFile(
                f"directory-{fall}.json",
                f"{API}/schools/ccd/directory/{fall}/",
                is_paged=True,
                megabytes=190,  # estimated: 102,000 schools of 52 named fields
            ),
        ),
    )


SOURCE = Source(
    id="nces_elsi",
    agency="National Center for Education Statistics",
    title="Elementary/Secondary Information System, free and reduced-price lunch by school",
    landing_page="https://nces.ed.gov/ccd/elsi/tableGenerator.aspx",
    citation="National Center for Education Statistics, Common Core of Data, ELSI table generator; Education "
    "Data Portal, Urban Institute, under ODC Attribution License",
    licence=US_GOV_WORK,
    passing_on=PassingOn.FREE,
    each_row_is="a public school",
    provides=("school_lunch",),
    renderings=("directory",),
    vintages=by_id(
        Vintage(
            id="2022-23-schools-frpl",
            year=2023,
            period="2022-2023",
            geo_vintage=2023,
            files=(
                RemoteFile(
                    NAME,
                    steps="1. Open https://nces.ed.gov/ccd/elsi/tableGenerator.aspx.\n"
                    f"2. Select Table Rows: Public School. Select Table Columns, year {YEAR}: under Contact "
                    "Information County Number; under Enrollments Total Students All Grades (Excludes AE) "
                    "and Free and Reduced Lunch Students. Select Filters: State, all 50 states and DC.\n"
                    "3. Create Table, then export it as CSV. Do not open it in a spreadsheet.",
                ),
            ),
        ),
        *map(_directory, FALLS),
    ),
    warnings=(
        "Where a whole school eats free, districts count its poor pupils in different ways, and some "
        "states report pupils on public assistance instead.",
    ),
    rhythm=Rhythm(month=8, years_after=0),
    by_hand=ByHand(
        5,
        "None: works of the United States government.",
        "Pupils with free lunch rest on the Common Core's own files, which a program fetches.",
    ),
)


PRODUCT = "NCES, ELSI table of schools with free lunch"
COUNTY_OF_YEAR = re.compile(r"County Number \[Public School\] (\d{4}-\d\d)")


def recognise(seen: Glimpse) -> Sightings:
    """An export of the table generator has a title that says so; the year is in the names of the columns."""
    if not seen.head.lstrip().startswith("ELSI Export"):
        return
    years = set(COUNTY_OF_YEAR.findall(seen.head))
    if not years or "Free and Reduced Lunch Students [Public School]" not in seen.head:
        yield Sighting(
            PRODUCT,
            but="an ELSI table without schools' County Number or Free and Reduced Lunch Students: add these columns.",
        )
    else:
        yield of_edition(PRODUCT, SOURCE, f"{min(years)}-schools-frpl", min(years))


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Text table ``schools``: below six lines of titles, above the footnotes; or ``directory``."""
    if vintage.layout == "directory":
        path = find_raw(raw, vintage.files[0].name)
        return {"directory": read_pages(path, DIRECTORY, "schools")}
    table = read_delimited(find_raw(raw, vintage.files[0].name), skiprows=TITLE_LINES)
    # The first name column says only which year the name is of.
    table = table.rename(columns=lambda column: column.strip())
    require_columns(table, [NAME_OF_SCHOOL, COUNTY, LUNCH, PUPILS], vintage.id)
    # Footnotes fill the first column only.
    is_school = table[PUPILS] != ""
    if not is_school.any():
        raise SourceDrift(f"{vintage.id}: no school has pupils.", "Export the table again.")
    return {"schools": table.loc[is_school, [NAME_OF_SCHOOL, COUNTY, LUNCH, PUPILS]]}


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``school_lunch``: one row per school with pupils and a county.

    Columns ``students``, ``lunch`` (NaN where not reported).
    """
    is_export = "schools" in tables
    out = _of_export(tables["schools"]) if is_export else _listed(tables["directory"], vintage)
    out.insert(0, "level", Level.COUNTY.value)
    out = out[out["students"] > 0].copy()
    # A handful of schools report more such pupils than pupils: all of them qualify.
    out["lunch"] = out[["lunch", "students"]].min(axis=1).where(out["lunch"].notna())
    out["geo_vintage"], out["year"], out["period"] = (
        vintage.geo_vintage,
        vintage.year,
        vintage.period,
    )
    return {"school_lunch": out.reset_index(drop=True)}


def _of_export(table: pd.DataFrame) -> pd.DataFrame:
    code = table[COUNTY]
    has_county = code.str.fullmatch(r"\d{5}") & ~code.str[:2].isin(TERRITORIES)
    table = table[has_county]
    return pd.DataFrame(
        {
            "geoid": table[COUNTY],
            "students": to_number(table[PUPILS], PUPILS, MISSING),
            "lunch": to_number(table[LUNCH], LUNCH, MISSING),
        }
    )


def _listed(table: pd.DataFrame, vintage: Vintage) -> pd.DataFrame:
    """``geoid``, ``students`` and ``lunch`` of the directory's schools with a county.

    Raises
    ------
    BadValues
        Rows of another fall; a school twice; codes that are none.
    SourceDrift
        No school says who qualifies for lunch.
    """
    other = sorted(set(table["year"].unique()) - {vintage.id[:4]})
    if other:
        raise BadValues(
            f"{vintage.id}: rows of {', '.join(other[:3])}.",
            "The file is in the wrong folder: fetch it again.",
        )
    require_codes(table[SCHOOL], SCHOOL_DIGITS, vintage.id)
    require_unique(table, [SCHOOL], vintage.id)
    lunch = to_number(table[DIRECTORY[4]], f"{vintage.id} lunch", ABSENT)
    if lunch.isna().all():
        raise SourceDrift(
            f"{vintage.id}: no school says who qualifies for lunch.",
            "The portal lists schools before their lunches are out: fetch it again later, or pin another vintage.",
        )
    # The portal prints county codes without their leading zero.
    geoid = table["county_code"].str.zfill(Level.COUNTY.width)
    ours = geoid.str.fullmatch(r"\d{5}") & ~geoid.str[:2].isin(TERRITORIES)
    students = to_number(table["enrollment"], f"{vintage.id} enrollment", ABSENT)
    return pd.DataFrame({"geoid": geoid, "students": students, "lunch": lunch})[ours]
