"""Citizens of voting age by place and group, from the Census Bureau's special tabulation of the ACS.

One row is a place and a line: line 1 is everyone, the others are races and ethnicities. Codes follow
``US`` in ``geoid``; the digits before it change their length between releases. Margins are 90 percent;
estimates are rounded to the nearest 5. Column names are upper case in older releases. Copies that partners
saved again may lack line 2 and have the nation as the sum of its states, with margins added in quadrature:
the run's records of 2016-2020 and 2019-2023 are of such a copy.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from mobility_analysis.core.errors import SourceDrift
from mobility_analysis.core.io import (
    find_raw,
    read_delimited,
    require_codes,
    require_columns,
    require_unique,
    to_number,
)
from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.places import NATION_GEOID, TERRITORIES, Level
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

URL = (
    "https://www2.census.gov/programs-surveys/decennial/rdo/datasets/{year}/{year}-cvap/"
    "CVAP_{first}-{year}_ACS_csv_files.zip"
)
FILES = {
    Level.NATION: "Nation.csv",
    Level.STATE: "State.csv",
    Level.COUNTY: "County.csv",
    Level.PLACE: "Place.csv",
}
COLUMNS = ["geoid", "lntitle", "lnnumber", "cvap_est", "cvap_moe"]
TOTAL, TOTAL_LINE = "Total", "1"
# People of one race are not Hispanic; those of two or more races and of another one are the rest of the total.
GROUP_LINES = {
    "American Indian or Alaska Native Alone": "American Indian or Alaska Native, Non-Hispanic",
    "Asian Alone": "Asian, Non-Hispanic",
    "Black or African American Alone": "Black, Non-Hispanic",
    "Native Hawaiian or Other Pacific Islander Alone": "Pacific Islander, Non-Hispanic",
    "White Alone": "White, Non-Hispanic",
    "Hispanic or Latino": "Hispanic",
}
THE_REST = "Other Races and Ethnicities"
ELECTIONS_EVERY = 4  # presidential elections, by whose year turnout is counted


def _vintage(year: int) -> Vintage:
    url = URL.format(year=year, first=year - 4)
    return Vintage(
        id=f"{year - 4}-{year}",
        year=year,
        period=f"{year - 4}-{year}",
        # The tabulation follows the ACS: Connecticut's regions from 2022, Alaska's split from 2020.
        geo_vintage=year,
        # No election is nearer to the last year of the others.
        option="" if year % ELECTIONS_EVERY == 0 else IF_THERE,
        # Estimated by the packed rows of counties (0.4 MB): block groups and tracts come in the same archive.
        files=tuple(RemoteFile(name, url, member=name, megabytes=50) for name in FILES.values()),
    )


SOURCE = Source(
    id="census_cvap",
    agency="U.S. Census Bureau",
    title="Citizen Voting Age Population by Race and Ethnicity, special tabulation of the ACS",
    landing_page=(
        "https://www.census.gov/programs-surveys/decennial-census/about/voting-rights/cvap.html"
    ),
    citation="Census Bureau, Citizen Voting Age Population (CVAP) Special Tabulation, 5-year ACS",
    licence=US_GOV_WORK,
    passing_on=PassingOn.FREE,
    each_row_is="a place and a line (everyone, or a race or ethnicity)",
    provides=("citizens_of_voting_age", "citizens_by_group"),
    vintages=by_id(*(_vintage(year) for year in (2016, 2018, 2020, 2021, 2022, 2023, 2024))),
    rhythm=Rhythm(month=1, years_after=2),
    upcoming=_vintage(2025),
    warnings=("Estimates are rounded to the nearest 5; margins of error are 90 percent.",),
)


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Text tables by level (``nation`` ...), columns in lower case, otherwise the agency's."""
    found = {}
    for level, name in FILES.items():
        table = read_delimited(find_raw(raw, name), encoding="latin-1")
        table.columns = table.columns.str.lower()
        require_columns(table, COLUMNS, f"{vintage.id} {name}")
        found[level.value] = table[COLUMNS]
    return found


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``citizens_of_voting_age``: one row per place: ``citizens``, ``moe`` (90 percent), ``reason``.

    And ``citizens_by_group`` of places, whose residents by group no partner's file has: ``subgroup``, ``citizens``. Left
    out where the file has not all groups.
    """
    parts = []
    for level_name, table in tables.items():
        level, name = Level(level_name), f"{vintage.id} {FILES[Level(level_name)]}"
        everyone = table[table["lnnumber"].str.strip() == TOTAL_LINE]
        titles = {title.strip() for title in everyone["lntitle"].unique()}
        if titles != {TOTAL}:
            raise SourceDrift(
                f"{name}: line {TOTAL_LINE} is called {', '.join(sorted(titles)) or 'nothing'}, "
                f"not {TOTAL}.",
                "Compare the file with the tabulation's documentation.",
            )
        geoid = _codes(everyone["geoid"])
        if level is Level.NATION:
            geoid = pd.Series(NATION_GEOID, index=everyone.index)
        ours = ~geoid.str[:2].isin(TERRITORIES)
        require_codes(geoid[ours], level.width, name)
        parts.append(
            pd.DataFrame(
                {
                    "level": level.value,
                    "geoid": geoid[ours],
                    "citizens": to_number(everyone.loc[ours, "cvap_est"], f"{name} cvap_est"),
                    "moe": to_number(everyone.loc[ours, "cvap_moe"], f"{name} cvap_moe"),
                }
            )
        )
    out = pd.concat(parts, ignore_index=True)
    require_unique(out, ["level", "geoid"], vintage.id)
    out["reason"] = pd.Series(pd.NA, index=out.index, dtype="object").mask(
        out["citizens"].isna(), Missing.NO_SOURCE_ROW.value
    )
    found = {"citizens_of_voting_age": out}
    if (groups := _by_group(tables[Level.PLACE.value], f"{vintage.id} Place.csv")) is not None:
        found["citizens_by_group"] = groups
    dated = {"geo_vintage": vintage.geo_vintage, "year": vintage.year, "period": vintage.period}
    return {kind: frame.assign(**dated) for kind, frame in found.items()}


def _codes(geoid: pd.Series) -> pd.Series:
    """What follows the last ``US``."""
    return geoid.str.replace(r"^.*US", "", regex=True)


def _by_group(table: pd.DataFrame, name: str) -> pd.DataFrame | None:
    """A row per place and group of :data:`GROUP_LINES` and the rest; None where the file lacks a line of these."""
    title = table["lntitle"].str.strip()
    if not {TOTAL, *GROUP_LINES} <= set(title.unique()):
        return None
    # Half of the lines are none of these.
    rows = table.assign(lntitle=title)[title.isin([TOTAL, *GROUP_LINES])]
    geoid = _codes(rows["geoid"])
    ours = ~geoid.str[:2].isin(TERRITORIES)
    counts = pd.DataFrame(
        {
            "geoid": geoid[ours],
            "subgroup": rows.loc[ours, "lntitle"].replace(GROUP_LINES),
            "citizens": to_number(rows.loc[ours, "cvap_est"], f"{name} cvap_est"),
        }
    )
    wide = counts.pivot(index="geoid", columns="subgroup", values="citizens")
    groups = list(GROUP_LINES.values())
    # Each line is rounded to the nearest 5, so the rest of a small place can come out below none.
    wide[THE_REST] = (wide[TOTAL] - wide[groups].sum(axis=1, min_count=len(groups))).clip(lower=0)
    long = wide[[*groups, THE_REST]].reset_index().melt("geoid", value_name="citizens")
    return long.dropna(subset="citizens").assign(level=Level.PLACE.value)
