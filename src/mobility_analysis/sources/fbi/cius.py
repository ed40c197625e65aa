"""Crimes that city police reported to the FBI's summary system: Crime in the United States, table 8.

One row is a city's police agency that reported all twelve months of the year; the others are not in the
table, and a city without a row is unknown, never zero. Traps:

* The table names agencies, not places. ``data/reference/city_police.csv`` says which agency is the police
  of which city of 75,000 and more: those whose name is the city's own Census name within its state, and
  a few by hand, each with a note. An agency outside it is left out; two of one city are refused. (ICPSR's
  crosswalk of agencies is at hand only as a file of R.)
* Numbers of footnotes stick to names: ``Boston5,6`` is Boston.
* An agency may serve people outside its city (Las Vegas, Honolulu, Charlotte): ``people`` is whom it
  serves, so that the metric can tell.
* Until 2016 an agency counted rape by the older or the newer, wider definition; ``legacy_rape`` says
  which. Both are in the total of violent crime. The table of 2022 has one column, the newer.
* Table 10 beside it is no way to a county's rate: its rows are what a sheriff or a county police saw, without
  the people they serve, and the table's own head says that they "do not reflect county totals". Nor can
  table 8 fill the rest: it says neither in which county a city lies nor which agencies were silent.
* The FBI leaves out figures it does not trust (Chicago's rape and violent crime of 2013). In the extract
  of 2019 such a blank is a zero beside offenses that are none; rows without footnotes fell out of it.
  A total that is not the sum of its offenses is therefore left out.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.core.errors import BadValues, SourceDrift
from mobility_analysis.core.excel import read_workbook
from mobility_analysis.core.glimpse import Glimpse
from mobility_analysis.core.io import (
    find_raw,
    read_delimited,
    require_codes,
    require_columns,
    require_unique,
    to_number,
)
from mobility_analysis.core.paths import reference_table
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.sighting import Sighting, Sightings, of_edition
from mobility_analysis.framework.source import (
    ByHand,
    PassingOn,
    RemoteFile,
    Rhythm,
    Source,
    Vintage,
    by_id,
)
from mobility_analysis.geography.universe import states
from mobility_analysis.sources._xls import read_xls

# Our name -> the header of the FBI's workbook, and of the extract.
COLUMNS = {
    "state": ("State", "state"),
    "agency": ("City", "city"),
    "people": ("Population", "population"),
    "violent": ("Violent crime", "violent_crime"),
    "murder": ("Murder and nonnegligent manslaughter", "murder"),
    "rape": ("Rape (revised definition)", "rape"),
    "robbery": ("Robbery", "robbery"),
    "assault": ("Aggravated assault", "aggravated_assault"),
    "property": ("Property crime", "property_crime"),
    "burglary": ("Burglary", "burglary"),
    "larceny": ("Larceny-theft", "larceny_theft"),
    "vehicle_theft": ("Motor vehicle theft", "motor_vehicle_theft"),
}
LEGACY_RAPE = "Rape (legacy definition)"
# A year without a choice of definitions has one column, and workbooks of the newer format.
ONLY_RAPE = "Rape"
WORKBOOK, EXTRACT = "workbook", "extract"
TOTALS = {
    "violent": ["murder", "rape", "robbery", "assault"],
    "property": ["burglary", "larceny", "vehicle_theft"],
}
MOST_ODD = 0.01  # of the rows; more, and the columns mean something else
FOOTNOTES = r"[\d, ]+$"
# Answers without an account with the address of one object, good for 15 minutes.
EXPLORER = "https://cde.ucr.cjis.gov/LATEST/s3/signedurl"
FIRST_OF_ANOTHER_NAME = 2024
FIRST_EXTRACT = (
    "https://raw.githubusercontent.com/hennie-the-barbarian/crime_safety_budget/"
    "a9e9024d717aaad72f8246f60fc504b5c8789ed5/data/fbi_ucr/fbi_ucr_known_crimes_2019.csv"
)


def _tables(year: int) -> Vintage:
    name = f"Table_8_Offenses_Known_to_Law_Enforcement_by_State_by_City_{year}.xls"
    steps = (
        f"Open https://ucr.fbi.gov/crime-in-the-u.s/{year}/crime-in-the-u.s.-{year}/tables/table-8, "
        f'follow "Download Excel", and save the workbook as {name}.'
    )
    return Vintage(
        id=f"{year}-tables",
        year=year,
        period=str(year),
        geo_vintage=year,
        layout=WORKBOOK,
        files=(RemoteFile(name, steps=steps),),
    )


def _tables_of_newer_system(year: int) -> Vintage:
    start = "CIUS_" if year >= FIRST_OF_ANOTHER_NAME else ""
    name = f"{start}Table_8_Offenses_Known_to_Law_Enforcement_by_State_by_City_{year}.xlsx"
    steps = (
        "Open https://cde.ucr.cjis.gov/LATEST/webapp/#/pages/downloads, choose under Crime in the United "
        f"States Annual Reports the collection Offenses Known to Law Enforcement and the year {year}, "
        f"download the zip, and take {name} out of it."
    )
    url = f"{EXPLORER}?key=cius/{year}/offenses-known-to-le-{year}.zip"
    return Vintage(
        id=f"{year}-tables",
        year=year,
        period=str(year),
        geo_vintage=year,
        layout=WORKBOOK,
        # Estimated: the workbook of 2022 has 0.6 MB, and the archive a dozen tables.
        files=(RemoteFile(name, url, member=name, is_signed=True, steps=steps, megabytes=2),),
    )


SOURCE = Source(
    id="fbi_cius",
    agency="Federal Bureau of Investigation",
    title="Crime in the United States, table 8: offenses known to law enforcement by city",
    landing_page="https://ucr.fbi.gov/crime-in-the-u.s",
    citation=(
        "Federal Bureau of Investigation, Uniform Crime Reporting Program, Crime in the United States, "
        "table 8"
    ),
    licence="Public domain (work of the United States government); the extract of 2019 without a license",
    passing_on=PassingOn.FREE,
    passing_on_of={"2019-table-8-extract": PassingOn.UNKNOWN},
    each_row_is="a city's police agency",
    provides=("reported_crimes",),
    vintages=by_id(
        *(_tables(year) for year in (2013, 2014, 2015)),
        Vintage(
            id="2019-table-8-extract",
            year=2019,
            period="2019",
            geo_vintage=2019,
            layout=EXTRACT,
            files=(RemoteFile("fbi_ucr_known_crimes_2019.csv", FIRST_EXTRACT, megabytes=0.4),),
        ),
        *(_tables_of_newer_system(year) for year in (2022, 2023, 2024)),
    ),
    warnings=(
        "Only agencies with twelve months of data are in the table.",
        "The FBI had limited data of 2022 from Florida, Illinois, Maryland and Pennsylvania.",
        "The extract of 2019 lacks rows with blank cells, and nearly all of Alabama.",
    ),
    rhythm=Rhythm(month=9, years_after=1),
    by_hand=ByHand(
        3,
        "None: works of the United States government.",
        "Crimes in cities are absent, unless the incident reports are there.",
    ),
)


PRODUCT = "FBI, Crime in the United States, table 8"
TITLE = re.compile(r"Table (\d+) .*?(\d{4})\b")
BY_CITY = "Offenses Known to Law Enforcement by State by City"


def recognise(seen: Glimpse) -> Sightings:
    """A workbook says in its first rows which table it is, and of which year."""
    title = seen.words[:160]
    found = TITLE.match(title)
    if found and BY_CITY in title and found[1] == "8":
        yield of_edition(PRODUCT, SOURCE, f"{found[2]}-tables", found[2])
    elif found and ("Law Enforcement" in title or "Arrests" in title):
        yield Sighting(
            PRODUCT,
            but=f"table {found[1]} of {found[2]}: table 8, by city, is the one that is read.",
        )


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Text table ``workbook`` or ``extract``: a row per agency, with the file's column names.

    Of the workbook the titles and footnotes around the table are left out, and the numbers of footnotes
    on its headers.
    """
    name = vintage.files[0].name
    path = find_raw(raw, name)
    if vintage.layout == EXTRACT:
        return {EXTRACT: read_delimited(path, columns=[pair[1] for pair in COLUMNS.values()])}
    rows = read_xls(path, name) if name.endswith(".xls") else _read_xlsx(path, name)
    start = next((k for k, row in enumerate(rows) if row and row[0] == "State"), None)
    if start is None:
        raise SourceDrift(
            f"{name}: no row of headers begins with State.", "Is it table 8? Download it again."
        )
    header = [re.sub(r"- ", "-", re.sub(FOOTNOTES, "", text)) for text in rows[start]]
    table = pd.DataFrame(rows[start + 1 :], columns=header)
    wanted = [pair[0] for pair in COLUMNS.values()]
    if ONLY_RAPE in header:
        table = table.rename(columns={ONLY_RAPE: COLUMNS["rape"][0]})
    else:
        wanted.append(LEGACY_RAPE)
    require_columns(table, wanted, name)
    table = table[wanted]
    return {WORKBOOK: table[table["City"] != ""].reset_index(drop=True)}


def _read_xlsx(path: Path, name: str) -> list[list[str]]:
    """Rows below the first title, line breaks as blanks."""
    table = read_workbook(path, name)
    return [[" ".join(str(cell).split()) for cell in row] for row in table.to_numpy()]


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``reported_crimes``: one row per city of the list whose police are in the table.

    ``people`` and ``covered`` are the people the agency serves; ``legacy_rape``: whether it counted rape
    by the older definition. Crimes against persons and against property, a classification of the newer
    system, are empty.

    Raises
    ------
    BadValues
        An unknown state, two agencies of one city, or many totals that are not the sum of their offenses.
    """
    ((layout, table),) = tables.items()
    name = vintage.files[0].name
    out = table.rename(
        columns={pair[layout == EXTRACT]: ours for ours, pair in COLUMNS.items()}
    ).copy()
    if layout == WORKBOOK:
        out["state"] = out["state"].replace("", np.nan).ffill()
    out["agency"] = out["agency"].str.replace(FOOTNOTES, "", regex=True).str.strip()
    out["state"] = _postal(out["state"].str.replace(FOOTNOTES, "", regex=True), name)
    for column in [c for c in COLUMNS if c not in ("state", "agency")]:
        out[column] = to_number(out[column], f"{name} {column}")
    out["legacy_rape"] = False
    if LEGACY_RAPE in out:
        legacy = to_number(out[LEGACY_RAPE], f"{name} {LEGACY_RAPE}")
        out["legacy_rape"] = out["rape"].isna() & legacy.notna()
        out["rape"] = out["rape"].fillna(legacy)
    for total, parts in TOTALS.items():
        out[total] = _sound(out[total], out[parts].sum(axis=1, skipna=False), f"{name} {total}")
    out = out.merge(city_police(), on=["state", "agency"], validate="many_to_one")
    require_unique(out, ["geoid"], name)
    out["level"], out["covered"] = Level.PLACE.value, out["people"]
    out["against_persons"], out["against_property"] = np.nan, np.nan
    out["geo_vintage"], out["year"], out["period"] = (
        vintage.geo_vintage,
        vintage.year,
        vintage.period,
    )
    kept = ["level", "geoid", "geo_vintage", "year", "period", "violent", "property"]
    kept += ["against_persons", "against_property", "people", "covered", "legacy_rape"]
    return {"reported_crimes": out[kept].sort_values("geoid", ignore_index=True)}


@lru_cache(maxsize=1)
def city_police() -> pd.DataFrame:
    """``state`` (postal), ``agency`` as the table names it, and ``geoid`` of its city."""
    path = reference_table("city_police.csv")
    table = read_delimited(path, columns=["state", "agency", "geoid"])
    require_codes(table["geoid"], Level.PLACE.width, path.name)
    require_unique(table, ["state", "agency"], path.name)
    return table


def _postal(names: pd.Series, name: str) -> pd.Series:
    known = states().set_index(states()["name"].str.upper())["postal"]
    postal = names.str.strip().str.upper().map(known)
    if postal.isna().any():
        raise BadValues(
            f"{name}: {names[postal.isna()].iloc[0]!r} is no state.",
            "The table may have been cut or shifted: download it again.",
        )
    return postal


def _sound(total: pd.Series, parts: pd.Series, name: str) -> pd.Series:
    """``total`` where it is the sum of its offenses, or where one of these is blank."""
    is_odd = (total != parts) & total.notna() & parts.notna()
    is_blank = is_odd & (total == 0)
    if (is_odd & ~is_blank).mean() > MOST_ODD:
        raise BadValues(
            f"{name}: {int((is_odd & ~is_blank).sum())} of {len(total)} totals are not the sum of their offenses.",
            "The columns may mean something else: compare the header with the FBI's.",
        )
    return total.mask(is_odd)
