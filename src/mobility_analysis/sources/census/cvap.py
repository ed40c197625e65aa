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
    each_row_is="a place and a line (everyone, or a race or ethnicity)",
    provides=("citizens_of_voting_age",),
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
    """``citizens_of_voting_age``: one row per place: ``citizens``, ``moe`` (90 percent), ``reason``."""
    parts = []
    for level_name, table in tables.items():
        level, name = Level(level_name), f"{vintage.id} {FILES[Level(level_name)]}"
        everyone = table[table["lnnumber"].str.strip() == TOTAL_LINE]
        titles = set(everyone["lntitle"].str.strip())
        if titles != {TOTAL}:
            raise SourceDrift(
                f"{name}: line {TOTAL_LINE} is called {', '.join(sorted(titles)) or 'nothing'}, "
                f"not {TOTAL}.",
                "Compare the file with the tabulation's documentation.",
            )
        geoid = everyone["geoid"].str.split("US").str[-1]
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
    out["geo_vintage"], out["year"], out["period"] = (
        vintage.geo_vintage,
        vintage.year,
        vintage.period,
    )
    return {"citizens_of_voting_age": out}
