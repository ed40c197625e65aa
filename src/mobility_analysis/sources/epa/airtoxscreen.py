"""Modeled hazard of air toxics by census tract: EPA's National Air Toxics Assessment and AirToxScreen.

Three workbooks a year: the risk of cancer (per million), and the hazard to breathing and to the nerves
(quotients). One row is a census tract of 2010; rows whose tract part is ``000000`` are totals of
counties, states and the nation. After the total stands a column per group of sources. In 2018 and 2019
the totals are printed with one significant figure; the groups of sources add up to the total, so their sum
is the more exact number.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.core.errors import SourceDrift
from mobility_analysis.core.excel import read_workbook
from mobility_analysis.core.io import (
    find_raw,
    require_codes,
    require_columns,
    require_unique,
    to_number,
)
from mobility_analysis.framework.places import TERRITORIES, Level
from mobility_analysis.framework.source import (
    IF_THERE,
    US_GOV_WORK,
    PassingOn,
    RemoteFile,
    Source,
    Vintage,
    archived,
    by_id,
)
from mobility_analysis.geography.tracts import renumbered

HAZARDS = {"cancer": "CancerRisk", "respiratory": "RespHI", "neurological": "NeurHI"}
PAGES = {
    2014: "https://www.epa.gov/national-air-toxics-assessment/2014-nata-assessment-results",
    2018: "https://www.epa.gov/AirToxScreen/2018-airtoxscreen-assessment-results",
    2019: "https://www.epa.gov/AirToxScreen/2019-airtoxscreen-assessment-results",
}
# Seen in public code: all of 2014 and 2019; of 2018 the risk of cancer, and the names of the others. The agency keeps a
# year's workbooks in one folder, so the others are asked for there too.
FOLDERS = {
    2014: "https://www.epa.gov/sites/production/files/2018-08",
    2018: "https://www.epa.gov/system/files/documents/2022-12",
    2019: "https://www.epa.gov/system/files/documents/2022-12",
}
ARCHIVED = 2023
TOTAL_OF_AREA = "000000"  # tract part of the rows that are no tracts
# Rows whose groups of sources may miss the total by more than rounding allows.
STRAY = 0.01


def _file(year: int, stem: str) -> RemoteFile:
    start = "nata2014v2_national" if year == 2014 else f"{year}_National"
    name = f"{start}_{stem.lower() if year == 2014 else stem}_by_tract_srcgrp.xlsx"
    return RemoteFile(
        name,
        f"{FOLDERS[year]}/{name}",
        mirrors=(archived(f"{FOLDERS[year]}/{name}", ARCHIVED),),
        # Estimated: 76,000 rows of about 55 numbers.
        megabytes=20,
        steps=f"Open {PAGES[year]}#nationwide and save the workbook by tract and source group "
        f"as {name}.",
    )


SOURCE = Source(
    id="epa_airtoxscreen",
    agency="U.S. Environmental Protection Agency",
    title="AirToxScreen and National Air Toxics Assessment, risks by tract and source group",
    landing_page="https://www.epa.gov/AirToxScreen",
    citation="U.S. Environmental Protection Agency, Air Toxics Screening Assessment, national results",
    licence=US_GOV_WORK,
    passing_on=PassingOn.FREE,
    each_row_is="a census tract of 2010",
    provides=("tract_air_risks",),
    vintages=by_id(
        *(
            Vintage(
                id=f"{year}-tract",
                year=year,
                period=str(year),
                # Tracts of 2010, with the numbers they got by 2015.
                geo_vintage=2018,
                # No assessment is compared with another.
                option="" if year == max(PAGES) else IF_THERE,
                files=tuple(_file(year, stem) for stem in HAZARDS.values()),
            )
            for year in PAGES
        )
    ),
    cadence="irregular; that of 2020 is by census block and of cancer alone",
    warnings=(
        "Results of models; EPA states no error of them.",
        "EPA warns against comparing one assessment with another: methods change.",
    ),
)


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Text tables ``cancer``, ``respiratory`` and ``neurological`` with the agency's columns."""
    found = {}
    for hazard, file in zip(HAZARDS, vintage.files, strict=True):
        table = read_workbook(find_raw(raw, file.name), file.name)
        table.columns = [str(column).strip() for column in table.columns]
        require_columns(table, ["Tract"], file.name)
        found[hazard] = table
    return found


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``tract_air_risks``: one row per tract.

    Columns ``cancer`` (per million), ``respiratory`` and ``neurological`` (hazard quotients);
    missing where a workbook has no row for the tract.
    """
    columns = [_risks(tables[hazard], hazard, f"{vintage.id} {hazard}") for hazard in HAZARDS]
    out = pd.concat(columns, axis=1).rename_axis("geoid").reset_index()
    out = out[~out["geoid"].str[:2].isin(TERRITORIES)]
    out["geoid"] = renumbered(out["geoid"])
    require_unique(out, ["geoid"], vintage.id)
    return {
        "tract_air_risks": out.assign(
            level=Level.TRACT.value,
            geo_vintage=vintage.geo_vintage,
            year=vintage.year,
            period=vintage.period,
        ).reset_index(drop=True)
    }


def _risks(table: pd.DataFrame, hazard: str, name: str) -> pd.Series:
    require_codes(table["Tract"], Level.TRACT.width, name)
    rows = table[table["Tract"].str[Level.COUNTY.width :] != TOTAL_OF_AREA]
    require_unique(rows, ["Tract"], name)
    totals = [c for c in rows.columns if c.lower().startswith(f"total {hazard}")]
    if len(totals) != 1:
        raise SourceDrift(
            f"{name}: {len(totals)} columns begin with 'Total {hazard}', one was expected.",
            "Compare the header with EPA's page.",
        )
    total = to_number(rows[totals[0]], f"{name} {totals[0]}").to_numpy(float)
    of_groups = list(rows.columns[rows.columns.get_loc(totals[0]) + 1 :])
    if not of_groups:
        return pd.Series(total, index=rows["Tract"], name=hazard)
    parts = np.column_stack([to_number(rows[c], f"{name} {c}").to_numpy(float) for c in of_groups])
    added = parts.sum(axis=1)
    # Each printed number may be off by half of its leading digit's unit.
    slack = _half_unit(total) + _half_unit(parts).sum(axis=1)
    stray = np.abs(added - total) > slack * (1 + 1e-9)
    if stray.mean() > STRAY:
        example = rows["Tract"].to_numpy()[stray][0]
        raise SourceDrift(
            f"{name}: in {int(stray.sum())} of {len(rows)} tracts the groups of sources do not add up "
            f"to the total, for example in {example}.",
            "A column after the total may not be a group of sources: compare with EPA's page.",
        )
    return pd.Series(np.where(stray, total, added), index=rows["Tract"], name=hazard)


def _half_unit(numbers: np.ndarray) -> np.ndarray:
    """Half of the unit of the leading digit: 5 for 30, 0.05 for 0.3, nothing for 0."""
    size = np.abs(numbers)
    power = np.floor(np.log10(np.where(size > 0, size, 1.0)))
    return np.where(size > 0, 0.5 * 10.0**power, 0.0)
