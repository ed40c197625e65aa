"""School districts: county of the office and students enrolled in the fall (Common Core of Data).

One row is a district (local education agency). Layouts:

* ``directory``: the Education Data Portal's JSON, one page or a list of pages
  (https://educationdata.urban.org/documentation/school-districts.html#ccd-directory);
* ``portal_extract``: a Stata extract of the same, with five columns.

The county is that of the district's **office**, which need not be where its students live.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from mobility_analysis.core.errors import BadValues
from mobility_analysis.core.io import (
    find_raw,
    open_raw,
    reader_errors,
    require_codes,
    require_columns,
    require_unique,
    to_number,
)
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.source import (
    IF_THERE,
    PassingOn,
    RemoteFile,
    Rhythm,
    Source,
    Vintage,
    by_id,
)
from mobility_analysis.geography.universe import states
from mobility_analysis.sources._portal import API, as_text, read_pages

PORTAL = f"{API}/school-districts/ccd/directory"
# -1 missing or not reported, -2 not applicable, -3 suppressed; the Stata extract shows their labels,
# and in 2015 the code -9.
MISSING = ("", "-1", "-2", "-3", "-9", "Missing/Not reported", "Not applicable", "Suppressed data")
FIRST, LAST, LAST_EXTRACT = 2014, 2023, 2021
# Counts of homeless students end with this fall; later districts serve test scores by district alone.
LAST_COUNTED = 2021


def _option(year: int) -> str:
    if year <= LAST_COUNTED:
        return ""
    return IF_THERE if year < LAST else "test-scores"


def _directory(year: int) -> Vintage:
    return Vintage(
        id=f"{year}-directory",
        year=year,
        period=str(year),
        # Connecticut's planning regions come with the directory of fall 2022.
        geo_vintage=year,
        layout="directory",
        option=_option(year),
        files=(
            RemoteFile(
                f"directory-{year}.json",
                f"{PORTAL}/{year}/",
                is_paged=True,  # 10,000 districts a page
                megabytes=37,  # estimated: 19,500 districts of 70 named fields
            ),
        ),
    )


def _extract(year: int) -> Vintage:
    return Vintage(
        id=f"{year}-urban-portal-extract",
        year=year,
        period=str(year),
        geo_vintage=year,
        layout="portal_extract",
        files=(
            RemoteFile(
                f"ccd_lea_{year}.dta",
                steps="The Urban Institute's working extract of the portal, kept in its public code "
                f"repository; or fetch the `{year}-directory` vintage.",
            ),
        ),
    )


SOURCE = Source(
    id="nces_ccd",
    agency="National Center for Education Statistics",
    title="Common Core of Data, school district directory, through the Education Data Portal",
    landing_page="https://educationdata.urban.org/documentation/school-districts.html",
    citation="Education Data Portal, Urban Institute, under ODC Attribution License; Common Core of "
    "Data, National Center for Education Statistics, U.S. Department of Education",
    licence="Open Data Commons Attribution License (ODC-By) v1.0; the Common Core of Data is public domain",
    passing_on=PassingOn.WITH_CONDITIONS,
    each_row_is="a school district",
    provides=("districts",),
    vintages=by_id(
        *(_directory(year) for year in range(FIRST, LAST + 1)),
        *(_extract(year) for year in range(FIRST, LAST_EXTRACT + 1)),
    ),
    warnings=("A district counts toward the county of its main office.",),
    rhythm=Rhythm(month=12, years_after=2),
    upcoming=_directory(2024),
)


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """The text table ``directory``: leaid, year, enrollment and lea_name, county_code (or state, county)."""
    path = find_raw(raw, vintage.files[0].name)
    if vintage.layout == "portal_extract":
        return {"directory": _read_stata(path)}
    return {"directory": _read_json(path)}


def _read_stata(path: Path) -> pd.DataFrame:
    with open_raw(path) as stream, reader_errors(path.name, "a Stata file"):
        frame = pd.read_stata(stream)
    columns = ["leaid", "year", "enrollment", "state", "county"]
    require_columns(frame, columns, path.name)
    return frame[columns].apply(as_text)


def _read_json(path: Path) -> pd.DataFrame:
    columns = ["leaid", "year", "lea_name", "county_code", "enrollment"]
    return read_pages(path, columns, "districts")


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``districts``: one row per school district.

    Columns leaid, year, name (the extract has none), county (missing where the office has none),
    geo_vintage, enrollment. ``enrollment`` is NaN where the agency gives a code or nothing, and 0
    only where it says 0.
    """
    table = tables["directory"]
    other = sorted(set(table["year"].unique()) - {str(vintage.year)})
    if other:
        raise BadValues(
            f"{vintage.id}: rows of {', '.join(other[:3])}.",
            "The file is in the wrong folder: fetch it again.",
        )
    county = (
        table["state"] + table["county"]
        if "county" in table
        else _pad_county(table["county_code"], vintage.id)
    )
    out = pd.DataFrame(
        {
            "leaid": table["leaid"],
            "year": vintage.year,
            "name": table.get("lea_name"),
            "county": county,
            "geo_vintage": vintage.geo_vintage,
            "enrollment": to_number(table["enrollment"], f"{vintage.id} enrollment", MISSING),
        }
    )
    if (out["enrollment"] < 0).any():
        raise BadValues(
            f"{vintage.id}: unknown negative code in enrollment.",
            "Look it up in the portal's documentation and add it to MISSING.",
        )
    require_codes(out["leaid"], Level.DISTRICT.width, vintage.id)
    require_codes(out["county"].dropna(), Level.COUNTY.width, vintage.id)
    require_unique(out, ["leaid", "year"], vintage.id)
    known = out["county"].isna() | out["county"].str[:2].isin(states()["fips"])
    return {"districts": out[known].reset_index(drop=True)}


def _pad_county(codes: pd.Series, name: str) -> pd.Series:
    """Five digits from the portal's ``county_code``, which is text **without** the leading zero.

    The portal itself prints ``"6037"`` for Los Angeles County, so one zero is put back. Nothing
    shorter can be a county, and is refused.
    """
    known = codes.mask(codes.isin(MISSING))
    bad = known.dropna()[~known.dropna().str.fullmatch(r"\d{4,5}")]
    if len(bad):
        raise BadValues(
            f"{name}: {len(bad)} county codes are not 4 or 5 digits, for example "
            f"{', '.join(map(repr, bad.unique()[:3]))}.",
            "Compare with the portal's documentation of county_code.",
        )
    return known.str.zfill(Level.COUNTY.width)
