"""Lunch by school from the Common Core of Data's own files, which say no county: that is the portal's directory's.

One row of the lunch file is a school and a program; the sum of free and reduced-price lunch is the row "Education
Unit Total" of its table. Membership's rows are a school by grade, race and sex, 10 million of them; the total
without adult education is the one that ELSI prints too.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from mobility_analysis.core.errors import SourceDrift
from mobility_analysis.core.io import (
    find_raw,
    read_filtered,
    require_codes,
    require_unique,
    to_number,
)
from mobility_analysis.framework.places import TERRITORIES, Level
from mobility_analysis.framework.source import RemoteFile, Vintage
from mobility_analysis.sources._portal import API, read_pages

LAYOUT = "ccd"
ZIPS = "https://nces.ed.gov/ccd/Data/zip"
# Lunch and membership, by fall; a release's letters and day are in its name.
STEMS = {
    2022: ("ccd_sch_033_2223_l_1a_083023", "ccd_sch_052_2223_l_1a_083023"),
    2024: ("ccd_sch_033_2425_l_2a_073025", "ccd_sch_052_2425_l_1a_073025"),
}
LUNCH_TABLE, LUNCH_TOTAL = "Free and Reduced-price Lunch Table", "Education Unit Total"
PUPILS_TOTAL = "Derived - Education Unit Total minus Adult Education Count"
SCHOOL, COUNT, INDICATOR, GROUP = "NCESSCH", "STUDENT_COUNT", "TOTAL_INDICATOR", "DATA_GROUP"
SCHOOL_DIGITS = 12
DIRECTORY = ["year", "ncessch", "county_code"]

# Estimated: 1.2 million rows of lunches, 11 million of pupils by grade, race and sex, hardly different from each other.
MEGABYTES = (10, 80)


def vintage(fall: int) -> Vintage:
    files = [
        RemoteFile(f"{stem}.csv", f"{ZIPS}/{stem}.zip", member=f"{stem}.csv", megabytes=size)
        for stem, size in zip(STEMS[fall], MEGABYTES, strict=True)
    ]
    url = f"{API}/schools/ccd/directory/{fall}/"
    return Vintage(
        id=f"{fall}-{(fall + 1) % 100:02d}-ccd-lunch",
        year=fall + 1,
        period=f"{fall}-{fall + 1}",
        geo_vintage=fall + 1,
        layout=LAYOUT,
        files=(*files, RemoteFile(f"directory-{fall}.json", url, is_paged=True, megabytes=190)),
    )


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Text tables ``lunch`` and ``membership``, totals of schools only, and ``directory``."""
    lunch, membership, directory = (file.name for file in vintage.files)
    found = {
        "lunch": read_filtered(
            find_raw(raw, lunch),
            [SCHOOL, GROUP, INDICATOR, COUNT],
            lambda rows: (rows[GROUP] == LUNCH_TABLE) & (rows[INDICATOR] == LUNCH_TOTAL),
        ),
        "membership": read_filtered(
            find_raw(raw, membership),
            [SCHOOL, INDICATOR, COUNT],
            lambda rows: rows[INDICATOR] == PUPILS_TOTAL,
        ),
        "directory": read_pages(find_raw(raw, directory), DIRECTORY, "schools"),
    }
    for name, table in found.items():
        if table.empty:
            raise SourceDrift(
                f"{vintage.id} {name}: no row is the total of a school.",
                "Compare TOTAL_INDICATOR and DATA_GROUP with the release's documentation.",
            )
    return found


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> pd.DataFrame:
    """``geoid``, ``students`` and ``lunch`` (NaN where not reported) of schools with pupils and a county."""
    pupils, lunch = (
        _counts(tables[name], f"{vintage.id} {name}") for name in ("membership", "lunch")
    )
    directory = tables["directory"]
    require_codes(directory["ncessch"], SCHOOL_DIGITS, f"{vintage.id} directory")
    require_unique(directory, ["ncessch"], f"{vintage.id} directory")
    # The portal prints county codes without their leading zero.
    county = directory.set_index("ncessch")["county_code"].str.zfill(Level.COUNTY.width)
    geoid = county.reindex(pupils.index).fillna("")
    ours = geoid.str.fullmatch(r"\d{5}") & ~geoid.str[:2].isin(TERRITORIES)
    frame = pd.DataFrame({"geoid": geoid, "students": pupils, "lunch": lunch.reindex(pupils.index)})
    return frame[ours].reset_index(drop=True)


def _counts(table: pd.DataFrame, name: str) -> pd.Series:
    require_codes(table[SCHOOL], SCHOOL_DIGITS, name)
    require_unique(table, [SCHOOL], name)
    return to_number(table.set_index(SCHOOL)[COUNT], f"{name} {COUNT}")
