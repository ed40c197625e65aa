"""Deaths due to injury and membership associations in County Health Rankings' measure files.

One layout for both: state and county code, numerator, denominator and the value with its bounds. Deaths
are the ICD-10 causes V01-Y36, Y85-Y87, Y89 and *U01-*U03 of five years, crude, over person-years; groups
have a rate and bounds without counts. Associations are establishments in ten industries.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from mobility_analysis.core.io import find_raw, read_delimited, to_number
from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.source import Vintage
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.sources._connecticut import keep_filled_connecticut

DEATHS, DEATHS_BY_RACE, ASSOCIATIONS = "v135", "v135_otherdata", "v140"
# Measure files of each release: file stem without the release, and the years of its values.
RELEASES = {
    2025: {DEATHS: "2018-2022", DEATHS_BY_RACE: "2018-2022", ASSOCIATIONS: "2022"},
    2026: {DEATHS: "2019-2023", DEATHS_BY_RACE: "2019-2023"},
}
# Column suffix to our group; the races leave out Hispanic people. The births have a group of unknown
# origin beside these.
RACES = {
    "aian": "American Indian or Alaska Native, Non-Hispanic",
    "asian": "Asian, Non-Hispanic",
    "black": "Black, Non-Hispanic",
    "hispanic": "Hispanic",
    "nhopi": "Pacific Islander, Non-Hispanic",
    "tom": "Two or More Races, Non-Hispanic",
    "white": "White, Non-Hispanic",
}
PLACE_COLUMNS = ["statecode", "countycode"]
WITHHELD = ("", "NA")
KINDS = ("injury_deaths", "associations")
Places = Callable[[pd.DataFrame, str], pd.DataFrame]


def release_of(vintage: Vintage) -> int:
    return int(vintage.id[:4])


def files_of(release: int) -> tuple[str, ...]:
    return tuple(f"{stem}_r{release}.csv" for stem in RELEASES[release])


def read_counted(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Text tables by file stem, with the producer's column names."""
    release = release_of(vintage)
    found = {}
    for stem, name in zip(RELEASES[release], files_of(release), strict=True):
        columns = [f"{stem}_numerator", f"{stem}_denominator"]
        if stem == DEATHS_BY_RACE:
            columns = [f"{DEATHS}_race_{race}{end}" for race in RACES for end in _ENDS]
        found[f"{stem}_r{release}"] = read_delimited(
            find_raw(raw, name), columns=[*PLACE_COLUMNS, *columns]
        )
    return found


_ENDS = ("", "_cilow", "_cihigh")


def tidy_counted(
    tables: dict[str, pd.DataFrame], vintage: Vintage, places: Places
) -> dict[str, pd.DataFrame]:
    """``injury_deaths`` and ``associations``, of what the file has.

    ``injury_deaths`` has ``deaths`` and ``population``, for groups ``rate``, ``lower`` and
    ``upper`` instead; ``associations`` has ``establishments`` and ``population``.
    """
    release = release_of(vintage)
    found = {stem: tables.get(f"{stem}_r{release}") for stem in RELEASES[release]}
    out = {}
    if found[DEATHS] is not None and found[DEATHS_BY_RACE] is not None:
        counts = _counts(found[DEATHS], DEATHS, places, ("deaths", "population"))
        groups = _rates(found[DEATHS_BY_RACE], places)
        deaths = pd.concat([counts.assign(subgroup=ALL), groups], ignore_index=True)
        lacking = deaths["deaths"].isna() & deaths["rate"].isna()
        out["injury_deaths"] = _finish(
            deaths, lacking, Missing.SUPPRESSED_BY_SOURCE, RELEASES[release][DEATHS], vintage
        )
    if found.get(ASSOCIATIONS) is not None:
        names = ("establishments", "population")
        counts = _counts(found[ASSOCIATIONS], ASSOCIATIONS, places, names)
        out["associations"] = _finish(
            counts,
            counts["establishments"].isna(),
            Missing.NO_SOURCE_ROW,
            RELEASES[release][ASSOCIATIONS],
            vintage,
        )
    return out


def _counts(table: pd.DataFrame, stem: str, places: Places, names: tuple[str, str]) -> pd.DataFrame:
    out = places(table, stem)
    for name, part in zip(names, ("numerator", "denominator"), strict=True):
        column = f"{stem}_{part}"
        out[name] = to_number(table[column], column, WITHHELD)
    return out.assign(rate=float("nan")) if stem == DEATHS else out


def _rates(table: pd.DataFrame, places: Places) -> pd.DataFrame:
    parts = []
    for race, label in RACES.items():
        part = places(table, DEATHS_BY_RACE).assign(subgroup=label)
        for name, end in zip(("rate", "lower", "upper"), _ENDS, strict=True):
            column = f"{DEATHS}_race_{race}{end}"
            part[name] = to_number(table[column], column, WITHHELD)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def _finish(
    rows: pd.DataFrame, lacking: pd.Series, reason: Missing, period: str, vintage: Vintage
) -> pd.DataFrame:
    year = int(period[-4:])
    out = rows.assign(
        year=year,
        period=period,
        reason=pd.Series(None, index=rows.index, dtype="object").mask(lacking, reason.value),
    )
    out, geo_vintage = keep_filled_connecticut(out, ~lacking, year, vintage.id)
    return out.assign(geo_vintage=geo_vintage).reset_index(drop=True)
