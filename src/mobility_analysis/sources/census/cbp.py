"""Membership associations by county, from County Business Patterns.

One row of the file is a county and an industry, with the number of establishments that have paid staff.
Industry codes are padded with ``/`` or ``-`` to six characters; county 999 is a state's remainder. Since
2017 an industry with fewer than three establishments in a county has no row, so a sum over industries is
a lower limit; the rows of the industries above say how much may be missing.

A partner's extract has the sectors of the ten industries (71 and 81) without the rows of three digits: there
the industries above are those of four digits, and a county without any row of the two sectors is not in it.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from mobility_analysis.core.io import (
    find_raw,
    read_delimited,
    require_codes,
    require_columns,
    require_unique,
    to_number,
)
from mobility_analysis.core.missing import Missing
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

URL = "https://www2.census.gov/programs-surveys/cbp/datasets/{year}/cbp{short:02d}co.zip"
# The ten industries of County Health Rankings' social associations (NAICS 2012, 2017 and 2022 alike).
INDUSTRIES = {
    "711211": "Sports teams and clubs",
    "713910": "Golf courses and country clubs",
    "713940": "Fitness and recreational sports centers",
    "713950": "Bowling centers",
    "813110": "Religious organizations",
    "813410": "Civic and social organizations",
    "813910": "Business associations",
    "813920": "Professional organizations",
    "813930": "Labor unions",
    "813940": "Political organizations",
}
# By layout: how many digits the industries above have, whose rows say what may be withheld.
EXTRACT = "extract"
DIGITS_ABOVE = {"": 3, EXTRACT: 4}
SECTORS = ("71", "81")
# Codes of the states: the extracts were collected one by one, without the District of Columbia (11).
FIFTY = tuple(
    f"{code:02d}"
    for code in range(1, 57)
    if f"{code:02d}" not in ("03", "07", "11", "14", "43", "52")
)
FIRST_WITHHELD = 2017
# The files of 2020 and 2021 still have Valdez-Cordova in Alaska, which was divided in 2019.
GEO_VINTAGES = {2020: 2019, 2021: 2019}
MOST_WITHHELD = 2  # an industry with up to two establishments has no row
REMAINDER = "999"
COLUMNS = ["fipstate", "fipscty", "naics", "est"]


def _vintage(year: int) -> Vintage:
    name = f"cbp{year % 100:02d}co.txt"
    return Vintage(
        id=f"{year}-county",
        year=year,
        period=str(year),
        geo_vintage=GEO_VINTAGES.get(year, year),
        # No later value is compared with those of before.
        option="" if year >= FIRST_WITHHELD else IF_THERE,
        # As noted of 2022; before 2017 there were rows of industries of fewer than three firms, too.
        files=(
            RemoteFile(
                name,
                URL.format(year=year, short=year % 100),
                member=name,
                megabytes=13.7 if year >= 2017 else 18,
            ),
        ),
    )


def _extract(year: int) -> Vintage:
    name = f"cbp{year % 100:02d}co.txt"
    steps = (
        "A partner's extract of the agency's tables (ModelEarth, community-timelines); the agency's own file "
        f"is the `{year}-county` vintage."
    )
    return Vintage(
        id=f"{year}-county-modelearth",
        year=year,
        period=str(year),
        geo_vintage=GEO_VINTAGES.get(year, year),
        layout=EXTRACT,
        files=(RemoteFile(name, steps=steps),),
        covers=FIFTY,
    )


SOURCE = Source(
    id="census_cbp",
    agency="U.S. Census Bureau",
    title="County Business Patterns: establishments by county and industry",
    landing_page="https://www.census.gov/programs-surveys/cbp.html",
    citation="Census Bureau, County Business Patterns, county file",
    licence=US_GOV_WORK,
    passing_on=PassingOn.FREE,
    each_row_is="a county and an industry",
    provides=("associations",),
    vintages=by_id(
        *(_vintage(year) for year in range(2014, 2024)),
        *(_extract(year) for year in range(2017, 2022)),
    ),
    rhythm=Rhythm(month=6, years_after=2),
    upcoming=_vintage(2024),
    warnings=(
        "Since 2017 industries with fewer than three establishments in a county have no row.",
        "Only establishments with paid staff; associations run by volunteers are not counted.",
    ),
)


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Text table ``county``: the ten industries and those above them.

    The agency's column names, in lower case (the file of 2015 has capitals).
    """
    path = find_raw(raw, vintage.files[0].name)
    table = read_delimited(path, encoding="latin-1", usecols=lambda name: _plain(name) in COLUMNS)
    table.columns = table.columns.map(_plain)
    require_columns(table, COLUMNS, path.name)
    code = table["naics"].str.strip().str.rstrip("/-")
    wanted = [*INDUSTRIES, *_above(vintage), *SECTORS, ""]
    return {"county": table[code.isin(wanted)].reset_index(drop=True)}


def _plain(name: str) -> str:
    return name.strip().lower()


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``associations``: one row per county.

    Columns ``establishments`` (those with a row), ``upper`` (those and all that may be withheld),
    ``reason``.
    """
    table, name = tables["county"], f"{vintage.id} {vintage.files[0].name}"
    geoid = table["fipstate"].str.strip() + table["fipscty"].str.strip()
    require_codes(geoid, Level.COUNTY.width, name)
    ours = ~table["fipscty"].str.strip().eq(REMAINDER) & ~geoid.str[:2].isin(TERRITORIES)
    rows = pd.DataFrame(
        {
            "geoid": geoid[ours],
            "naics": table.loc[ours, "naics"].str.strip().str.rstrip("/-"),
            "est": to_number(table.loc[ours, "est"], f"{name} est"),
        }
    )
    require_unique(rows, ["geoid", "naics"], name)
    wide = rows.pivot(index="geoid", columns="naics", values="est").reindex(
        columns=[*INDUSTRIES, *_above(vintage)]
    )
    found = wide[list(INDUSTRIES)].sum(axis=1)
    withheld = pd.Series(0.0, index=wide.index)
    if vintage.year >= FIRST_WITHHELD:
        withheld = sum((_withheld(wide, above) for above in _above(vintage)), withheld)
    out = pd.DataFrame(
        {"geoid": wide.index, "establishments": found.to_numpy(), "upper": (found + withheld)}
    ).reset_index(drop=True)
    # If all industries are withheld the number is unknown.
    none = (out["establishments"] == 0) & (out["upper"] > 0)
    out["reason"] = pd.Series(None, index=out.index, dtype="object").mask(
        none, Missing.SUPPRESSED_BY_SOURCE.value
    )
    out["level"], out["geo_vintage"] = Level.COUNTY.value, vintage.geo_vintage
    out["year"], out["period"] = vintage.year, vintage.period
    return {"associations": out}


def _above(vintage: Vintage) -> list[str]:
    """The industries above the ten that the file has rows of."""
    digits = DIGITS_ABOVE[vintage.layout]
    return list(dict.fromkeys(code[:digits] for code in INDUSTRIES))


def _withheld(wide: pd.DataFrame, above: str) -> pd.Series:
    """Most establishments that the rows left out under the industry ``above`` can have."""
    codes = [code for code in INDUSTRIES if code.startswith(above)]
    lacking = wide[codes].isna().sum(axis=1) * MOST_WITHHELD
    left = wide[above] - wide[codes].sum(axis=1)
    # An industry above without a row has at most two establishments, including its parts.
    left = left.where(wide[above].notna(), MOST_WITHHELD)
    return lacking.clip(upper=left.clip(lower=0))
