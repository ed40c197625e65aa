"""Comprehensive Housing Affordability Strategy (CHAS) data: homes by what households can afford.

HUD's special tabulation of the American Community Survey. One row of an agency table is a place; its
columns are cells ``T8_est3`` with 90 percent margins ``T8_moe3``. Which cell means what is in HUD's
data dictionary; the cells we use are in ``chas_cells.csv`` with the dictionary's wording, so that a
new vintage is compared before it is used.

Income classes are shares of HUD's area median family income (HAMFI), adjusted for household size;
rent classes (RHUD) and home-value classes (VHUD) are what a household at that income can afford,
adjusted for bedrooms. HUD has no home-value class for 30 percent of the median.

Files of census tracts (summary level 140) are laid out like those of counties (050), with a column
``tract`` more; of them only table 1 is read, without its groups.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pandas as pd

from mobility_analysis.core.errors import MissingInput
from mobility_analysis.core.glimpse import Glimpse
from mobility_analysis.core.io import (
    find_raw,
    read_in_pieces,
    require_codes,
    require_unique,
    to_number,
)
from mobility_analysis.framework.places import CENSUS_SUMMARY_LEVELS, TERRITORIES, Level
from mobility_analysis.framework.sighting import Sighting, Sightings
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
from mobility_analysis.sources._of_year import require_said

CELLS_FILE = Path(__file__).with_name("chas_cells.csv")
PROBLEMS = "1"  # the table of housing problems, which older copies of county files lack
OF_TRACTS = r"(occupied|problems)_(all|owner|renter)"  # items of table 1 that are read of tracts
COUNTIES, TRACTS = "county-050", "tract-140"
LEVELS = {COUNTIES: Level.COUNTY, TRACTS: Level.TRACT}


@lru_cache(maxsize=1)
def cells() -> pd.DataFrame:
    """``table``, ``cell`` number, ``item`` (ours): several cells with one item are added up."""
    return pd.read_csv(CELLS_FILE, dtype=str)


def cells_of(vintage: Vintage) -> pd.DataFrame:
    """The :func:`cells` that are read of a vintage."""
    used = cells()
    if vintage.layout == COUNTIES:
        return used
    return used[(used["table"] == PROBLEMS) & used["item"].str.fullmatch(OF_TRACTS)]


NEWEST = 2022
# Of 2018-2022; other editions are about as large.
MEGABYTES = {"050": 17.6, "140": 230}


def _option(last: int, layout: str) -> str:
    """The option: tracts are large; counties' five years that overlap the newest five form no series with them."""
    if layout == TRACTS:
        return "chas-tracts"
    return IF_THERE if NEWEST - 5 < last < NEWEST else ""


def _vintage(last: int, layout: str, tables: tuple[str, ...]) -> Vintage:
    period, code = f"{last - 4}-{last}", layout.rpartition("-")[2]
    url = f"https://www.huduser.gov/portal/datasets/cp/{last - 4}thru{last}-{code}-csv.zip"
    return Vintage(
        id=f"{period}-{layout}",
        year=last,
        period=period,
        geo_vintage=last,
        layout=layout,
        kinds=("chas" if layout == COUNTIES else "chas_tracts",),
        option=_option(last, layout),
        slot="" if layout == COUNTIES else "tracts",
        files=tuple(
            RemoteFile(
                f"Table{table}.csv",
                url,
                member=f"{code}/Table{table}.csv",
                is_optional=table == PROBLEMS and layout == COUNTIES,
                megabytes=MEGABYTES[code],
            )
            for table in tables
        ),
    )


SOURCE = Source(
    id="hud_chas",
    agency="U.S. Department of Housing and Urban Development",
    title="CHAS: Comprehensive Housing Affordability Strategy data",
    landing_page="https://www.huduser.gov/portal/datasets/cp.html",
    citation="HUD Office of Policy Development and Research, CHAS special tabulation of the ACS",
    licence=US_GOV_WORK,
    passing_on=PassingOn.FREE,
    each_row_is="a county, or a census tract",
    provides=("chas", "chas_tracts"),
    vintages=by_id(
        *(
            _vintage(last, COUNTIES, tuple(cells()["table"].unique()))
            for last in range(2018, NEWEST + 1)
        ),
        *(_vintage(last, TRACTS, (PROBLEMS,)) for last in range(2018, NEWEST + 1)),
    ),
    rhythm=Rhythm(month=9, years_after=3),
    upcoming=_vintage(NEWEST + 1, COUNTIES, ("8",)),
    warnings=("Counts are rounded, most to the nearest 5; margins of error are 90 percent.",),
)


PRODUCT = "HUD, CHAS table"


def recognise(seen: Glimpse) -> Sightings:
    """Period and kind of area stand in the first row, the number of the table in its columns."""
    if not seen.has("source", "sumlevel", "geoid") or len(seen.rows) < 2:
        return
    first = dict(zip(seen.header, seen.rows[1], strict=False))
    tables = {column[1:].partition("_est")[0] for column in seen.header if "_est" in column}
    if len(tables) != 1:
        return
    period, name = first["source"].replace("thru", "-"), f"Table{tables.pop()}.csv"
    found = [
        vintage
        for vintage in SOURCE.vintages.values()
        if vintage.period == period and vintage.layout.endswith(f"-{first['sumlevel'].zfill(3)}")
    ]
    if not any(file.name == name for vintage in found for file in vintage.files):
        said = f"{name.removesuffix('.csv')} of {period}, summary level {first['sumlevel']}"
        yield Sighting(PRODUCT, but=f"{said}: not a table that is read.")
    for vintage in found:
        if any(file.name == name for file in vintage.files):
            yield Sighting(PRODUCT, vintage.id, name)


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Text tables ``Table8``, ``Table17B`` …, with HUD's column names.

    An optional table that the folder does not hold is left out.
    """
    found = {}
    for file in vintage.files:
        name = file.name.removesuffix(".csv")
        table = name.removeprefix("Table")
        try:
            path = find_raw(raw, file.name)
        except MissingInput:
            if file.is_optional:
                continue
            raise
        used = cells_of(vintage)
        numbers = used.loc[used["table"] == table, "cell"]
        columns = [
            "source",
            "geoid",
            "name",
            *(f"T{table}_{kind}{number}" for kind in ("est", "moe") for number in numbers),
        ]
        # Tracts have 73,000 rows and some hundreds of columns.
        pieces = read_in_pieces(path, columns, encoding="latin-1")
        found[name] = pd.concat(pieces, ignore_index=True)
    return found


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``chas`` (of counties) or ``chas_tracts``: one row per place and cell.

    Columns ``item``, ``cell``, ``estimate``, ``moe`` (90 percent), ``reason`` (never filled: HUD
    rounds, and what it withholds has no cell).
    """
    parts = []
    used = cells_of(vintage)
    for name, table in tables.items():
        require_said(table["source"], vintage.period.replace("-", "thru"), f"{vintage.id} {name}")
        places = _places(name, table, vintage)
        ours = table.loc[places.index]
        for row in used[used["table"] == name.removeprefix("Table")].itertuples(index=False):
            estimate, moe = f"T{row.table}_est{row.cell}", f"T{row.table}_moe{row.cell}"
            parts.append(
                places.assign(
                    item=row.item,
                    cell=f"T{row.table}_{row.cell}",
                    estimate=to_number(ours[estimate], estimate),
                    moe=to_number(ours[moe], moe),
                    reason=None,
                )
            )
    out = pd.concat(parts, ignore_index=True)
    out["geo_vintage"], out["year"], out["period"] = (
        vintage.geo_vintage,
        vintage.year,
        vintage.period,
    )
    return {"chas" if vintage.layout == COUNTIES else "chas_tracts": out}


def _places(name: str, table: pd.DataFrame, vintage: Vintage) -> pd.DataFrame:
    """``level`` and ``geoid`` of the table's rows in the 50 states and DC, under the table's index.

    HUD has written tracts as ``14000US`` and as ``1400000US``.
    """
    split = table["geoid"].str.extract(r"^(\d{5}(?:\d\d)?)US(\d+)$")
    names = {code: level.value for code, level in CENSUS_SUMMARY_LEVELS.items()}
    places = pd.DataFrame({"level": split[0].str.ljust(7, "0").map(names), "geoid": split[1]})
    ours = places[places["level"].notna() & ~places["geoid"].str[:2].isin(TERRITORIES)]
    require_codes(ours["geoid"], LEVELS[vintage.layout].width, f"{vintage.id} {name}")
    require_unique(ours, ["geoid"], f"{vintage.id} {name}")
    return ours
