"""Average weekly pay of jobs by county, from the Quarterly Census of Employment and Wages.

One row is a county and an industry, or a county with all industries and owners together: annual averages. The Bureau writes 0 where it
withholds a number (disclosure code N), so a zero is never a wage. Jobs are counted where they are, full-
and part-time alike. The extracts of a partner hold weekly pay and establishments only.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from mobility_analysis.core.answers import HEAD, reject_web_page
from mobility_analysis.core.errors import BadValues
from mobility_analysis.core.io import (
    find_raw,
    open_raw,
    read_delimited,
    read_filtered,
    reader_errors,
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
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.sources._of_year import require_said

URL = "https://data.bls.gov/cew/data/api/{year}/a/industry/{code}.csv"
# All areas, owners and industries of a year in one zip of some 75 MB, from 1990 on.
SINGLE_URL = "https://data.bls.gov/cew/data/files/{year}/csv/{year}_annual_singlefile.zip"
AREA_URL = "https://data.bls.gov/cew/data/api/{year}/a/area/{area}.csv"
COLUMNS = [
    "area_fips",
    "own_code",
    "industry_code",
    "agglvl_code",
    "year",
    "disclosure_code",
    "annual_avg_estabs",
    "annual_avg_emplvl",
    "total_annual_wages",
    "annual_avg_wkly_wage",
]
COUNTY_TOTAL, ALL_OWNERS = "70", "0"
COUNTY_OWNER, COUNTY_INDUSTRY = "71", ("72", "73")
GOVERNMENT, PRIVATE = ("1", "2", "3"), "5"
# High-level industries of private owners; several make a group (Urban Institute, Mobility Metrics).
INDUSTRIES = {
    "101": "Goods Producing",
    "1021": "Trade, Transit, Utilities",
    "1022": "Information Services",
    "1023": "Professional Services",
    "1024": "Professional Services",
    "1025": "Education and Health",
    "1026": "Leisure and Other",
    "1027": "Leisure and Other",
}
PUBLIC = "Public Administration"
WEEKS = 52
# Weekly pay is rounded to a dollar and jobs to whole numbers; for many jobs there is no other difference.
MANY_JOBS, LEAST_RATIO = 100, 0.8
# Counties of which a mirror may hold the Bureau's area files.
AREAS = "39041 39045 39047 39049 39073 39083 39089 39091 39097 39101 39117 39127 39129 39141 39159"
# The planning regions of Connecticut enter with the first quarter of 2024.
FIRST_WITH_REGIONS = 2024
# Slices by industry and area are kept from 2015 (seen in public code) or 2014 (unsure) on.
YEARS = range(2014, 2026)
# Pay is compared with the newest cost of living that is read (mit_living_wage), of its year or a year near it.
PRICED = range(2021, 2024)
STATA = ["state", "county", "annualaverageestablishmentcount", "annualaverageweeklywage"]
EXTRACTS = {2018: "2018-temp-qecw.dta", 2021: "2021-temp-qecw.dta", 2022: "temp-qecw-2022.dta"}
UNKNOWN_COUNTY = "999"
# Parts of the table of pay: of all jobs, and of the groups of industries.
TOTALS, BY_INDUSTRY = "pay", "pay:by_industry"


def _option(year: int) -> str:
    return "" if year in PRICED else IF_THERE


def _vintage(year: int) -> Vintage:
    return Vintage(
        id=f"{year}-annual-industry-10",
        year=year,
        period=str(year),
        geo_vintage=year if year >= FIRST_WITH_REGIONS else min(year, 2021),
        layout="api",
        kinds=(TOTALS,),
        option=_option(year),
        files=(RemoteFile(f"{year}-10.csv", URL.format(year=year, code="10"), megabytes=4),),
    )


def _industries(year: int) -> Vintage:
    return Vintage(
        id=f"{year}-annual-industries",
        year=year,
        period=str(year),
        geo_vintage=year if year >= FIRST_WITH_REGIONS else min(year, 2021),
        layout="industries",
        kinds=(BY_INDUSTRY,),
        option=_option(year),
        beside=TOTALS,
        files=tuple(
            # Estimated by the 157 bytes of a row; all jobs have a row for each kind of owner.
            RemoteFile(
                f"{year}-{code}.csv",
                URL.format(year=year, code=code),
                megabytes=4 if code == "10" else 2,
            )
            for code in ("10", *INDUSTRIES)
        ),
    )


def _single(year: int) -> Vintage:
    """Kept packed: unpacked it has half a gigabyte. The slices that are read have a quarter of its bytes."""
    return Vintage(
        id=f"{year}-annual-singlefile",
        year=year,
        period=str(year),
        geo_vintage=year if year >= FIRST_WITH_REGIONS else min(year, 2021),
        layout="single",
        kinds=(TOTALS, BY_INDUSTRY),
        option=IF_THERE,
        files=(
            RemoteFile(f"{year}.annual.singlefile.csv", SINGLE_URL.format(year=year), megabytes=75),
        ),
    )


def _areas(year: int) -> Vintage:
    return Vintage(
        id=f"{year}-annual-area-slices-oh",
        year=year,
        period=str(year),
        geo_vintage=min(year, 2021),
        layout="industries",
        kinds=(BY_INDUSTRY,),
        beside=TOTALS,
        covers=tuple(AREAS.split()),
        files=tuple(
            RemoteFile(f"{area}.csv", AREA_URL.format(year=year, area=area), megabytes=0.2)
            for area in AREAS.split()
        ),
    )


def _extract(year: int, name: str) -> Vintage:
    return Vintage(
        id=f"{year}-urban-extract",
        year=year,
        period=str(year),
        geo_vintage=min(year, 2021),
        layout="stata",
        kinds=(TOTALS,),
        files=(
            RemoteFile(
                name,
                steps=(
                    f"Kept by the Urban Institute's mobility-from-poverty repository as {name}; the "
                    f"Bureau's own file is the vintage {year}-annual-industry-10."
                ),
            ),
        ),
    )


SOURCE = Source(
    id="bls_qcew",
    agency="Bureau of Labor Statistics",
    title="Quarterly Census of Employment and Wages, annual averages by county",
    landing_page="https://www.bls.gov/cew/",
    citation="Bureau of Labor Statistics, Quarterly Census of Employment and Wages",
    licence=US_GOV_WORK,
    passing_on=PassingOn.FREE,
    each_row_is="a county and an industry, or all of them",
    provides=("pay",),
    renderings=("single", "industries", "api"),
    rhythm=Rhythm(month=6, years_after=1, cited="https://www.bls.gov/cew/release-calendar.htm"),
    upcoming=_single(YEARS.stop),
    vintages=by_id(
        *(make(year) for make in (_vintage, _industries, _single) for year in YEARS),
        *(_areas(year) for year in range(2020, 2024)),
        *(_extract(year, name) for year, name in EXTRACTS.items()),
    ),
    warnings=("A withheld number is written as 0.", "Pay per job, not per full-time worker."),
)


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Text table ``county``, with the producer's column names.

    It holds county totals, or the rows that make up the groups of industries; for the single file
    both.
    """
    if vintage.layout == "single":
        # The rows we use of some four million.
        path = find_raw(raw, vintage.files[0].name)
        return {"county": read_filtered(path, COLUMNS, lambda t: _is_total(t) | _group(t).notna())}
    if vintage.layout == "industries":
        tables = [
            read_delimited(find_raw(raw, file.name), columns=COLUMNS) for file in vintage.files
        ]
        table = pd.concat(tables, ignore_index=True)
        return {"county": table[_group(table).notna()].reset_index(drop=True)}
    path = find_raw(raw, vintage.files[0].name)
    if vintage.layout == "api":
        table = read_delimited(path, columns=COLUMNS)
        return {"county": table[_is_total(table)].reset_index(drop=True)}
    with open_raw(path) as stream:
        reject_web_page(stream.read(HEAD), path.name)
        stream.seek(0)
        with reader_errors(path.name, "a Stata table"):
            frame = pd.read_stata(stream)
    require_columns(frame, STATA, path.name)
    return {"county": frame[STATA].astype("Int64").astype("str")}


def _is_total(table: pd.DataFrame) -> pd.Series:
    return (table["agglvl_code"] == COUNTY_TOTAL) & (table["own_code"] == ALL_OWNERS)


def _group(table: pd.DataFrame) -> pd.Series:
    """The group of industries each row is a part of; missing for the others."""
    private = (table["own_code"] == PRIVATE) & table["agglvl_code"].isin(COUNTY_INDUSTRY)
    public = (
        table["own_code"].isin(GOVERNMENT)
        & (table["industry_code"] == "10")
        & (table["agglvl_code"] == COUNTY_OWNER)
    )
    group = table["industry_code"].map(INDUSTRIES).where(private)
    return group.mask(public, PUBLIC)


def _by_industry(table: pd.DataFrame, vintage: Vintage) -> pd.DataFrame:
    """Pay of each group: its wages over its jobs, not a mean of means; withheld where a part is."""
    rows = pd.DataFrame(
        {
            "geoid": table["area_fips"],
            "subgroup": _group(table),
            "jobs": to_number(table["annual_avg_emplvl"], "annual_avg_emplvl"),
            "wages": to_number(table["total_annual_wages"], "total_annual_wages"),
            "establishments": to_number(table["annual_avg_estabs"], "annual_avg_estabs"),
            "withheld": table["disclosure_code"].fillna("").str.strip() == "N",
        }
    )
    keys = ["area_fips", "own_code", "industry_code"]
    require_unique(table, keys, vintage.id)
    known = ~rows["geoid"].str[2:].eq(UNKNOWN_COUNTY) & rows["geoid"].str.fullmatch(r"\d{5}")
    rows = rows[known & ~rows["geoid"].str[:2].isin(TERRITORIES)]
    out = rows.groupby(["geoid", "subgroup"], as_index=False).agg(
        jobs=("jobs", "sum"),
        wages=("wages", "sum"),
        establishments=("establishments", "sum"),
        withheld=("withheld", "any"),
    )
    hidden = out["withheld"] | (out["jobs"] == 0)
    out["weekly_wage"] = (out["wages"] / out["jobs"].where(~hidden) / WEEKS).round(2)
    out["reason"] = pd.Series(None, index=out.index, dtype="object").mask(
        hidden, Missing.SUPPRESSED_BY_SOURCE.value
    )
    return out[["geoid", "subgroup", "weekly_wage", "establishments", "reason"]]


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``pay``: one row per county (and group of industries).

    Columns ``subgroup``, ``weekly_wage`` (dollars), ``establishments``, ``reason``.
    """
    table = tables["county"]
    if "year" in table:
        require_said(table["year"], str(vintage.year), vintage.id)
    if vintage.layout == "industries":
        return {"pay": _placed(_by_industry(table, vintage), vintage)}
    if vintage.layout == "single":
        is_total = _is_total(table)
        parts = [_totals(table[is_total], vintage), _by_industry(table[~is_total], vintage)]
        return {"pay": _placed(pd.concat(parts, ignore_index=True), vintage)}
    return {"pay": _placed(_totals(table, vintage), vintage)}


def _totals(table: pd.DataFrame, vintage: Vintage) -> pd.DataFrame:
    """Pay of all jobs of each county."""
    if vintage.layout in ("api", "single"):
        out = pd.DataFrame(
            {
                "geoid": table["area_fips"],
                "weekly_wage": to_number(table["annual_avg_wkly_wage"], "annual_avg_wkly_wage"),
                "establishments": to_number(table["annual_avg_estabs"], "annual_avg_estabs"),
            }
        )
        withheld = table["disclosure_code"].fillna("").str.strip() == "N"
        _require_consistent(table, vintage.id)
    else:
        out = pd.DataFrame(
            {
                "geoid": table["state"].str.zfill(2) + table["county"].str.zfill(3),
                "weekly_wage": to_number(table[STATA[3]], STATA[3]),
                "establishments": to_number(table[STATA[2]], STATA[2]),
            }
        )
        withheld = pd.Series(False, index=table.index)
    ours = ~out["geoid"].str[2:].eq(UNKNOWN_COUNTY) & ~out["geoid"].str[:2].isin(TERRITORIES)
    withheld |= out["weekly_wage"] == 0
    out["reason"] = pd.Series(None, index=out.index, dtype="object").mask(
        withheld, Missing.SUPPRESSED_BY_SOURCE.value
    )
    out["weekly_wage"] = out["weekly_wage"].mask(withheld)
    return out[ours].reset_index(drop=True).assign(subgroup=ALL)


def _require_consistent(table: pd.DataFrame, name: str) -> None:
    """Raise :class:`BadValues` where weekly pay is not the year's wages over its jobs and weeks."""
    jobs = to_number(table["annual_avg_emplvl"], "annual_avg_emplvl")
    wages = to_number(table["total_annual_wages"], "total_annual_wages")
    weekly = to_number(table["annual_avg_wkly_wage"], "annual_avg_wkly_wage")
    ratio = (wages / jobs / WEEKS / weekly)[(jobs >= MANY_JOBS) & (weekly > 0)]
    if len(ratio) and not LEAST_RATIO <= ratio.median() <= 1 / LEAST_RATIO:
        raise BadValues(
            f"{name}: in the middle county wages over jobs and weeks are {ratio.median():.2f} times the "
            "weekly pay.",
            "One of them is of a quarter, or a column stands under another's header: fetch it again.",
        )


def _placed(out: pd.DataFrame, vintage: Vintage) -> pd.DataFrame:
    require_codes(out["geoid"], Level.COUNTY.width, vintage.id)
    require_unique(out, ["geoid", "subgroup"], vintage.id)
    out["level"], out["geo_vintage"] = Level.COUNTY.value, vintage.geo_vintage
    out["year"], out["period"] = vintage.year, vintage.period
    return out
