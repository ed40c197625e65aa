"""Primary care physicians and residents by county, from the Area Health Resources Files.

One row of an agency table is a county or county equivalent, territories included; columns end in the
two-digit year. Physicians are active, not federal, under 75, in general practice, family medicine,
internal medicine or pediatrics, without hospital residents (AMA Physician Masterfile). Nurse
practitioners and physician assistants are not among them. A zero is a county without a physician.
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
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.source import PassingOn, RemoteFile, Rhythm, Source, Vintage, by_id
from mobility_analysis.geography.universe import county_changes, states
from mobility_analysis.sources._connecticut import keep_filled_connecticut

DOWNLOADS = "https://data.hrsa.gov/DataDownload"
# Archive, folder in it and spelling of the files: each release has its own.
RELEASES = {
    2022: ("DD_Files/AHRF_CSV_2022-2023.zip", "DATA/CSV Files by Categories", "ahrf2023HP", "ahrf2023POP"),
    2023: ("DD_Files/AHRF%202023-2024%20CSV.zip", "CSV Files by Categories", "ahrf2024hp", "ahrf2024pop"),
    2024: ("AHRF/AHRF_2024-2025_CSV.zip", "NCHWA-2024-2025+AHRF+COUNTY+CSV", "AHRF2025hp", "AHRF2025pop"),
}  # fmt: skip


def _vintage(first: int) -> Vintage:
    """Release ``first``-``first + 1``: physicians and population of the year before ``first``."""
    release = f"{first}-{first + 1}"
    archive, folder, *stems = RELEASES[first]
    names = [f"{stem}.csv" for stem in stems]
    return Vintage(
        id=release,
        year=first - 1,
        period=str(first - 1),
        geo_vintage=first - 1,
        files=tuple(
            # Estimated: the archive's tables have 3,235 rows of about 4,300 columns.
            RemoteFile(name, f"{DOWNLOADS}/{archive}", member=f"{folder}/{name}", megabytes=15)
            for name in names
        ),
    )


SOURCE = Source(
    id="hrsa_ahrf",
    agency="Health Resources and Services Administration",
    title="Area Health Resources Files: primary care physicians and population",
    landing_page="https://data.hrsa.gov/topics/health-workforce/ahrf",
    citation="HRSA, National Center for Health Workforce Analysis, Area Health Resources Files",
    licence=(
        "Public domain (work of the United States government); physician counts from the AMA "
        "Physician Masterfile"
    ),
    passing_on=PassingOn.UNKNOWN,
    each_row_is="a county or county equivalent",
    provides=("physicians",),
    vintages=by_id(*map(_vintage, RELEASES)),
    warnings=(
        "Physicians are counted where they practice, residents where they live.",
        "Each release carries only the latest years of a variable.",
    ),
    rhythm=Rhythm(month=12, years_after=2),
)

CODE = "fips_st_cnty"
# Alaska and Virginia codes older than the record of county changes that AHRF keeps as empty rows.
RETIRED = {"02010", "02201", "02231", "02232", "02280", "51515", "51560", "51780", "12025", "30113"}
BLANK = ("", ".")


def _columns(vintage: Vintage) -> tuple[str, str]:
    year = f"{vintage.year % 100:02d}"
    return f"phys_nf_prim_care_pc_exc_rsdt_{year}", f"popn_est_{year}"


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Text tables ``hp`` (physicians) and ``pop`` (population), with HRSA's column names."""
    return {
        kind: read_delimited(find_raw(raw, file.name), encoding="latin-1", columns=[CODE, column])
        for kind, file, column in zip(("hp", "pop"), vintage.files, _columns(vintage), strict=True)
    }


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``physicians``: one row per county: ``physicians``, ``population``, ``reason``."""
    physicians, population = _columns(vintage)
    for name, table in tables.items():
        require_codes(table[CODE], Level.COUNTY.width, f"{vintage.id} {name}")
        require_unique(table, [CODE], f"{vintage.id} {name}")
    joined = tables["hp"].merge(tables["pop"], on=CODE, how="left", validate="one_to_one")
    joined = joined[joined[CODE].str[:2].isin(states()["fips"])]
    out = pd.DataFrame(
        {
            "level": Level.COUNTY.value,
            "geoid": joined[CODE],
            "physicians": to_number(joined[physicians], physicians, BLANK),
            "population": to_number(joined[population].fillna(""), population, BLANK),
        }
    )
    filled = out["physicians"].notna() & out["population"].notna()
    out = out[filled | ~out["geoid"].isin(_retired(vintage.geo_vintage))]
    out, geo_vintage = keep_filled_connecticut(out, filled, vintage.geo_vintage, vintage.id)
    lacking = out["physicians"].isna() | out["population"].isna()
    out["reason"] = pd.Series(pd.NA, index=out.index, dtype="object").mask(
        lacking, Missing.NO_SOURCE_ROW.value
    )
    out["geo_vintage"], out["year"], out["period"] = geo_vintage, vintage.year, vintage.period
    return {"physicians": out.reset_index(drop=True)}


def _retired(year: int) -> set[str]:
    """Codes that no longer exist in ``year`` and that AHRF still lists, empty.

    Connecticut's are left to :func:`keep_filled_connecticut`.
    """
    gone = {
        code
        for change in county_changes()
        if change["year"] <= year
        for code in set(change["before"]) - set(change["after"])
    }
    return RETIRED | {code for code in gone if not code.startswith("09")}
