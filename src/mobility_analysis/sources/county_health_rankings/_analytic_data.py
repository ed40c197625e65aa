"""Counts of 2007 to 2013, from the analytic data of County Health Rankings' release of 2016; and those of 2022's.

The producer's own files (``analytic_data<year>.csv``) name columns in words ("Low birthweight numerator") and, in
newer releases, in codes one row below (``v037_numerator``); the copy in an R package has R's names. One row is
a state (county code 0) or a county, with a numerator and a denominator for each measure; there
is no row for the nation, nor one for the District of Columbia beside its county. Years are not in the file:
they are those that the producer's documentation of the release names. What is counted is what the later
measure files count: births under 2,500 grams (not only single births), non-federal physicians (M.D. and
D.O.) under 75 in general practice, family and internal medicine and pediatrics, deaths by the causes of
:mod:`._counted_rates`, not adjusted for age, and establishments in the same ten industries.

Traps: codes without their zeros; commas in numbers; the rounded ``Value`` columns, which are left alone.
A blank is fewer than 10 deaths or births of low weight. Of physicians it is a county of more than 2,000
people where the agency lists none: the producer leaves it out, and a zero stands only for smaller counties.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from mobility_analysis.core.errors import BadValues
from mobility_analysis.core.io import (
    find_raw,
    read_delimited,
    require_columns,
    require_unique,
    to_number,
)
from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.source import Vintage
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.geography.universe import county_changes
from mobility_analysis.sources.county_health_rankings._counted_rates import Places

ANALYTIC = "countyhealth16.csv"
ANALYTIC_STEPS = """\
County Health Rankings no longer lists its release of 2016 as a table. The R package countyhealthrankings
keeps it, with the column names that R makes.
1. Download https://github.com/ejanalysis/countyhealthrankings/raw/b121144954cacff2e917e32d00886378c8b1e5f8/data/countyhealth16.RData
2. In R: load("countyhealth16.RData"); write.csv(countyhealth16, "countyhealth16.csv", row.names = FALSE, na = "")
3. Drop countyhealth16.csv into data/inbox."""
# Seen answering in public code of 2026; the program's funding ends, so these may go.
FILES = "https://www.countyhealthrankings.org/sites/default/files"
OWN_FILES = {
    2016: f"{FILES}/analytic_data2016.csv",
    2022: f"{FILES}/media/document/analytic_data2022.csv",
}
STATE, COUNTY = "STATECODE", "COUNTYCODE"
# What the code columns are called, without case and marks.
CODES = {"statecode": STATE, "statefipscode": STATE, "countycode": COUNTY, "countyfipscode": COUNTY}
# Census areas of Alaska that were split in 2007 and 2008, and what they became: the file has the old ones.
FIRST_RELEASE = 2016
SPLIT_BEFORE = ("02201", "02232", "02280")
MADE_OF_THEM = ("02105", "02195", "02198", "02230", "02275")


@dataclass(frozen=True)
class _Series:
    """``periods`` by release."""

    stem: str
    periods: dict[int, str]
    numerator: str
    denominator: str
    blank: Missing


SERIES = {
    "births": _Series(
        "Low.birthweight",
        {2016: "2007-2013", 2022: "2014-2020"},
        "low_weight",
        "births",
        Missing.SUPPRESSED_BY_SOURCE,
    ),
    "physicians": _Series(
        "Primary.care.physicians",
        {2016: "2013", 2022: "2019"},
        "physicians",
        "population",
        Missing.NOT_PUBLISHED,
    ),
    "injury_deaths": _Series(
        "Injury.deaths",
        {2016: "2009-2013", 2022: "2016-2020"},
        "deaths",
        "population",
        Missing.SUPPRESSED_BY_SOURCE,
    ),
    "associations": _Series(
        "Social.associations",
        {2016: "2013", 2022: "2019"},
        "establishments",
        "population",
        Missing.NO_SOURCE_ROW,
    ),
}


def read_analytic(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """One text table by file stem: codes, and the counts of the four measures, under R's names."""
    name = vintage.files[0].name
    parts = [f"{series.stem}.{part}" for series in SERIES.values() for part in _COUNTS]
    ours = CODES | {_plain(part): part for part in parts}
    table = read_delimited(
        find_raw(raw, name), encoding="utf-8-sig" if name == ANALYTIC else "latin-1"
    )
    table = table.rename(columns=lambda column: ours.get(_plain(column), column))
    require_columns(table, [STATE, COUNTY, *parts], name)
    # Below the names in words a row of codes may follow.
    is_place = table[STATE].str.strip().str.lower() != "statecode"
    return {Path(name).stem: table.loc[is_place, [STATE, COUNTY, *parts]].reset_index(drop=True)}


_COUNTS = ("Numerator", "Denominator")


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def release(vintage: Vintage) -> int:
    return int(vintage.id[:4])


def tidy_analytic(
    tables: dict[str, pd.DataFrame], vintage: Vintage, places: Places
) -> dict[str, pd.DataFrame]:
    """``births``, ``physicians``, ``injury_deaths`` and ``associations`` of everyone together.

    Raises
    ------
    BadValues
        A code that is none, a place twice, or more births of low weight than births.
    """
    name = vintage.files[0].name
    table = tables[Path(name).stem]
    codes = {"statecode": table[STATE].str.zfill(2), "countycode": table[COUNTY].str.zfill(3)}
    listed = places(table.assign(**codes), name)
    found = {kind: _series(table, listed, vintage, series) for kind, series in SERIES.items()}
    found["births"]["borrowed_from"] = pd.Series(pd.NA, index=found["births"].index, dtype="str")
    found["injury_deaths"]["rate"] = float("nan")
    for kind in ("births", "injury_deaths"):
        found[kind]["subgroup"] = ALL
    if (found["births"]["low_weight"] > found["births"]["births"]).any():
        raise BadValues(
            f"{name}: births of low weight exceed births.", "Check the producer's file."
        )
    return found


def _series(
    table: pd.DataFrame, listed: pd.DataFrame, vintage: Vintage, series: _Series
) -> pd.DataFrame:
    names = [series.numerator, series.denominator]
    counts = {
        name: to_number(table[f"{series.stem}.{part}"], f"{series.stem}.{part}")
        for name, part in zip(names, _COUNTS, strict=True)
    }
    rows = _of_today(listed.assign(**counts), names, vintage)
    lacking = rows[names].isna().any(axis=1)
    reason = pd.Series(None, index=rows.index, dtype="object").mask(lacking, series.blank.value)
    split = rows["geoid"].isin(MADE_OF_THEM) & (release(vintage) == FIRST_RELEASE)
    period = series.periods[release(vintage)]
    return rows.assign(
        year=int(period[-4:]),
        period=period,
        geo_vintage=vintage.geo_vintage,
        reason=reason.mask(split, Missing.GEOGRAPHY_CHANGED.value),
    )


def _of_today(rows: pd.DataFrame, counts: list[str], vintage: Vintage) -> pd.DataFrame:
    """``rows`` by the county list of the vintage: counties that were merged added up, where no part is blank.

    Alaska's old census areas, which were cut in pieces, make way for rows without a value.
    """
    merged = {
        code: change["after"][0]
        for change in county_changes()
        if change["year"] <= vintage.geo_vintage and len(change["after"]) == 1
        for code in change["before"]
    }
    is_first = release(vintage) == FIRST_RELEASE
    rows = rows[~(rows["geoid"].isin(SPLIT_BEFORE) & is_first)]
    has_alaska = is_first and (rows["geoid"].str[:2] == MADE_OF_THEM[0][:2]).any()
    new = [code for code in MADE_OF_THEM if has_alaska]
    pieces = pd.DataFrame({"level": Level.COUNTY.value, "geoid": new})
    is_part = rows["geoid"].isin(list(merged))
    parts = rows[is_part].assign(geoid=rows.loc[is_part, "geoid"].map(merged))
    whole = parts.groupby(["level", "geoid"])[counts].sum(skipna=False).reset_index()
    out = pd.concat([rows[~is_part], whole, pieces], ignore_index=True)
    require_unique(out, ["level", "geoid"], vintage.files[0].name)
    return out
