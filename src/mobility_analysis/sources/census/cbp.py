"""Membership associations by county, from County Business Patterns.

One row of the file is a county and an industry, with the number of establishments that have paid staff.
Industry codes are padded with ``/`` or ``-`` to six characters; county 999 is a state's remainder. Since
2017 an industry with fewer than three establishments in a county has no row, so a sum over industries is
a lower limit; the rows of the industries above say how much may be missing.
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
from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.places import TERRITORIES, Level
from mobility_analysis.framework.source import US_GOV_WORK, RemoteFile, Source, Vintage, by_id

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
ABOVE = {code: code[:3] for code in INDUSTRIES}
FIRST_WITHHELD = 2017
MOST_WITHHELD = 2  # an industry with up to two establishments has no row
REMAINDER = "999"
COLUMNS = ["fipstate", "fipscty", "naics", "est"]


def _vintage(year: int) -> Vintage:
    name = f"cbp{year % 100:02d}co.txt"
    return Vintage(
        id=f"{year}-county",
        year=year,
        period=str(year),
        geo_vintage=year,
        files=(RemoteFile(name, URL.format(year=year, short=year % 100), member=name),),
    )


SOURCE = Source(
    id="census_cbp",
    agency="U.S. Census Bureau",
    title="County Business Patterns: establishments by county and industry",
    landing_page="https://www.census.gov/programs-surveys/cbp.html",
    citation="Census Bureau, County Business Patterns, county file",
    licence=US_GOV_WORK,
    each_row_is="a county and an industry",
    provides=("associations",),
    vintages=by_id(*(_vintage(year) for year in range(2014, 2024))),
    warnings=(
        "Since 2017 industries with fewer than three establishments in a county have no row.",
        "Only establishments with paid staff; associations run by volunteers are not counted.",
    ),
)


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Text table ``county``: the ten industries and the three above them, agency's column names."""
    path = find_raw(raw, vintage.files[0].name)
    table = read_delimited(path, encoding="latin-1", columns=COLUMNS)
    code = table["naics"].str.strip().str.rstrip("/-")
    return {"county": table[code.isin([*INDUSTRIES, *ABOVE.values(), ""])].reset_index(drop=True)}


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``associations``: one row per county: ``establishments`` (those with a row), ``upper`` (those and
    all that may be withheld), ``reason``."""
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
        columns=[*INDUSTRIES, *dict.fromkeys(ABOVE.values())]
    )
    found = wide[list(INDUSTRIES)].sum(axis=1)
    withheld = pd.Series(0.0, index=wide.index)
    if vintage.year >= FIRST_WITHHELD:
        withheld = sum((_withheld(wide, above) for above in set(ABOVE.values())), withheld)
    out = pd.DataFrame(
        {"geoid": wide.index, "establishments": found.to_numpy(), "upper": (found + withheld)}
    ).reset_index(drop=True)
    # Nothing but withheld industries says nothing of their number.
    none = (out["establishments"] == 0) & (out["upper"] > 0)
    out["reason"] = pd.Series(None, index=out.index, dtype="object").mask(
        none, Missing.SUPPRESSED_BY_SOURCE.value
    )
    out["level"], out["geo_vintage"] = Level.COUNTY.value, vintage.geo_vintage
    out["year"], out["period"] = vintage.year, vintage.period
    return {"associations": out}


def _withheld(wide: pd.DataFrame, above: str) -> pd.Series:
    """Most establishments that the rows left out under the industry ``above`` can have."""
    codes = [code for code, parent in ABOVE.items() if parent == above]
    lacking = wide[codes].isna().sum(axis=1) * MOST_WITHHELD
    left = wide[above] - wide[codes].sum(axis=1)
    # Without a row of its own the industry above has two at most, its parts included.
    left = left.where(wide[above].notna(), MOST_WITHHELD)
    return lacking.clip(upper=left.clip(lower=0))
