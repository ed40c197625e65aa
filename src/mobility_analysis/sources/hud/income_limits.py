"""Income limits of HUD's housing programs by county, from which "low income" is meant.

One row of an agency table is a county, in New England a town. For households of one to eight people it
prints three limits in dollars a year: extremely low (``ELI``), very low (``l50``) and low (``l80``). Traps:
the extremely low limit is not 30 percent of the median but the larger of that and the poverty guideline,
capped at the very low limit; the limits of a county with towns are the plain mean of its towns'; files of
2022 and later still list Connecticut's towns under the old counties, later ones under planning regions, and
some years Alaska's Valdez-Cordova.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from mobility_analysis.core.errors import BadValues
from mobility_analysis.core.excel import read_workbook
from mobility_analysis.core.glimpse import Glimpse, Kind
from mobility_analysis.core.io import (
    find_raw,
    read_delimited,
    require_codes,
    require_columns,
    require_unique,
    to_number,
)
from mobility_analysis.core.odd_rows import without_odd
from mobility_analysis.framework.places import TERRITORIES, Level
from mobility_analysis.framework.sighting import Sightings, of_edition
from mobility_analysis.framework.source import (
    US_GOV_WORK,
    PassingOn,
    RemoteFile,
    Rhythm,
    Source,
    Vintage,
    by_id,
)
from mobility_analysis.geography.connecticut import FIRST_YEAR, STATE, region_of_town

URL = "https://www.huduser.gov/portal/datasets/il/il{two}/Section8-FY{two}.xlsx"
# Our names, and the agency's for households of four people in lower case.
LIMITS = {"limit30": "eli_4", "limit50": "l50_4", "limit80": "l80_4"}
CODE = ("fips2010", "fips")  # state, county and town (99999: the whole county)
# Split in 2019; the limits of the old area are those of both parts.
SPLIT = {"02261": ("02063", "02066")}
FIRST_YEAR_OF_SPLIT = 2020


def _workbook(year: int) -> Vintage:
    name = f"Section8-FY{year % 100}.xlsx"
    return _vintage(
        f"fy{year}-section8-workbook",
        year,
        RemoteFile(name, URL.format(two=year % 100), megabytes=1.5),
    )


def _vintage(vintage_id: str, year: int, file: RemoteFile) -> Vintage:
    # Read with survey records alone.
    return Vintage(
        id=vintage_id,
        year=year,
        period=str(year),
        geo_vintage=year,
        option="pums",
        files=(file,),
    )


SOURCE = Source(
    id="hud_income_limits",
    agency="U.S. Department of Housing and Urban Development",
    title="Section 8 income limits",
    landing_page="https://www.huduser.gov/portal/datasets/il.html",
    citation="HUD Office of Policy Development and Research, Section 8 income limits",
    licence=US_GOV_WORK,
    passing_on=PassingOn.FREE,
    each_row_is="a county, or a town of New England",
    provides=("income_limits",),
    vintages=by_id(
        *(_workbook(year) for year in range(2017, 2027)),
        _vintage(
            "fy2022-section8",
            2022,
            RemoteFile(
                "Section8-FY22.csv",
                steps=f"Open {URL.format(two=22)} and save its sheet as Section8-FY22.csv; or use "
                "the vintage fy2022-section8-workbook.",
            ),
        ),
    ),
    warnings=(
        "The limit called extremely low is above 30 percent of the median wherever that is below the "
        "poverty guideline.",
    ),
    rhythm=Rhythm(month=5, years_after=0),
    upcoming=_workbook(2027),
)


MEDIAN = "median"
PRODUCT = "HUD, Section 8 income limits"


def recognise(seen: Glimpse) -> Sightings:
    """The year is in the name of the column of medians."""
    names = [column.lower() for column in seen.header]
    years = [name[len(MEDIAN) :] for name in names if name.startswith(MEDIAN)]
    if not years or not {*LIMITS.values()} <= set(names):
        return
    form = "section8-workbook" if seen.kind is Kind.WORKBOOK else "section8"
    yield of_edition(PRODUCT, SOURCE, f"fy{years[0]}-{form}", f"{years[0]} ({seen.kind.value})")


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Text table ``limits``: the agency's columns in lower case, the code as ``fips``."""
    name = vintage.files[0].name
    path = find_raw(raw, name)
    is_workbook = name.endswith(".xlsx")
    table = read_workbook(path, name) if is_workbook else read_delimited(path, encoding="latin-1")
    table.columns = table.columns.str.strip().str.lower()
    older = [column for column in CODE if column in table.columns]
    table = table.rename(columns={column: CODE[-1] for column in older[:1]})
    wanted = [CODE[-1], *LIMITS.values()]
    require_columns(table, wanted, f"{vintage.id} {name}")
    return {"limits": table[wanted]}


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``income_limits``: one row per county.

    Columns ``limit30``, ``limit50``, ``limit80``: dollars a year for a household of four.

    Raises
    ------
    BadValues
        The limits of a row do not rise, or many towns of Connecticut are in no planning region.
    """
    table = tables["limits"]
    code = table[CODE[-1]].str.strip()
    require_codes(code, 10, vintage.id)
    require_unique(table.assign(code=code), ["code"], vintage.id)
    numbers = {ours: to_number(table[name], name) for ours, name in LIMITS.items()}
    rows = pd.DataFrame({"geoid": _counties(code, vintage), "code": code, **numbers})
    nowhere = "of Connecticut of neither its 169 towns nor its nine regions"
    rows = without_odd(rows, rows["geoid"].isna(), ["code"], vintage.id, nowhere)
    _require_rising(rows, rows["code"], vintage)
    rows = rows[~rows["geoid"].str[:2].isin(TERRITORIES)]
    out = rows.groupby("geoid", as_index=False)[list(LIMITS)].mean()
    out = _split(out) if vintage.year >= FIRST_YEAR_OF_SPLIT else out
    require_codes(out["geoid"], Level.COUNTY.width, vintage.id)
    out["level"], out["geo_vintage"] = Level.COUNTY.value, vintage.geo_vintage
    out["year"], out["period"] = vintage.year, vintage.period
    return {"income_limits": out}


def _counties(code: pd.Series, vintage: Vintage) -> pd.Series:
    """County of each row; since 2022 Connecticut's towns lie in planning regions."""
    county = code.str[: Level.COUNTY.width]
    if vintage.year < FIRST_YEAR:
        return county
    is_town = code.str[:2] == STATE
    # A row is a town, under its old county or its region, or a whole region.
    region = code.str[Level.COUNTY.width :].map(region_of_town())
    region = region.fillna(county.where(county.isin(set(region_of_town().values()))))
    return county.mask(is_town, region)


def _split(limits: pd.DataFrame) -> pd.DataFrame:
    listed = set(limits["geoid"])
    parts = [limits[~limits["geoid"].isin(SPLIT)]]
    for before, after in SPLIT.items():
        old = limits[limits["geoid"] == before]
        parts += [old.assign(geoid=new) for new in after if new not in listed]
    return pd.concat(parts, ignore_index=True).sort_values("geoid", ignore_index=True)


def _require_rising(rows: pd.DataFrame, code: pd.Series, vintage: Vintage) -> None:
    names = list(LIMITS)
    wrong = ~(
        (rows[names[0]] > 0)
        & (rows[names[0]] <= rows[names[1]])
        & (rows[names[1]] < rows[names[2]])
    )
    if wrong.any():
        raise BadValues(
            f"{vintage.id}: in {int(wrong.sum())} rows the three limits do not rise, for example "
            f"{code[wrong].iloc[0]}.",
            "Columns may have been shuffled or cut: fetch the agency's own file.",
        )
