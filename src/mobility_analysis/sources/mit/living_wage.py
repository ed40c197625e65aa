"""Hourly living wages by county, from the Living Wage Calculator, as a file the user obtains.

One row is a county and a kind of family. The producer's terms do not allow collecting its pages by a
program, nor passing the tables on, so this file is asked for and kept by the user; it is never fetched.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from mobility_analysis.core.glimpse import Glimpse
from mobility_analysis.core.io import (
    find_raw,
    read_delimited,
    require_codes,
    require_unique,
    to_number,
)
from mobility_analysis.framework.places import TERRITORIES, Level
from mobility_analysis.framework.sighting import Sightings, of_edition, only_value
from mobility_analysis.framework.source import ByHand, PassingOn, RemoteFile, Source, Vintage, by_id
from mobility_analysis.sources._of_year import require_said

STEPS = """\
The Living Wage Calculator may not be read by a program and its tables may not be passed on.
1. Open https://livingwage.mit.edu/pages/data and ask for the county table under its terms of use.
2. Save it as {name} with the columns year, state (2 digits), county (3 digits), adults ("1 Adult"),
   children ("2 Children"), wage (dollars an hour).
3. Drop it into data/inbox.
Without it, reports say that the cost of living is not there; nothing else changes."""
COLUMNS = ["year", "state", "county", "adults", "children", "wage"]
ADULTS, CHILDREN = "1 Adult", "2 Children"
# Vintage folder: file, and the edition whose dollars it is in.
FILES = {
    "2018-urban-scrape": ("mit-living-wage.csv", 2019),
    "2021-urban-file": ("mit-living-wage-2022.csv", 2022),
}


def _vintage(vintage_id: str, name: str, edition: int) -> Vintage:
    return Vintage(
        id=vintage_id,
        year=edition,
        period=str(edition),
        geo_vintage=2018 if edition < 2020 else 2021,
        files=(RemoteFile(name, steps=STEPS.format(name=name, vintage=vintage_id)),),
    )


SOURCE = Source(
    id="mit_living_wage",
    agency="Massachusetts Institute of Technology",
    title="Living Wage Calculator, hourly living wages by county and family",
    landing_page="https://livingwage.mit.edu/",
    citation="Glasmeier, A. K., Living Wage Calculator, Massachusetts Institute of Technology",
    licence="Terms of use of the producer: no collection by programs, no redistribution",
    passing_on=PassingOn.FORBIDDEN,
    each_row_is="a county and a kind of family",
    provides=("cost_of_living",),
    vintages=by_id(*(_vintage(key, *value) for key, value in FILES.items())),
    cadence="yearly, in no fixed month; the method changes between editions",
    warnings=("The method changed between editions: they do not form a series.",),
    by_hand=ByHand(
        15,
        "Ask for the county table; it may not be passed on.",
        "Reports say that the cost of living is not there; pay is shown without it.",
    ),
)


PRODUCT = "MIT, Living Wage Calculator by county"
# Years that the two copies at hand bear inside.
YEARS = {"2018": "2018-urban-scrape", "2021": "2021-urban-file"}


def recognise(seen: Glimpse) -> Sightings:
    """The year is a column of the table."""
    if seen.has(*COLUMNS):
        year = only_value(seen, "year")
        yield of_edition(PRODUCT, SOURCE, YEARS.get(year, ""), year)


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Text table ``wages``, all families."""
    path = find_raw(raw, vintage.files[0].name)
    return {"wages": read_delimited(path, columns=COLUMNS)}


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``cost_of_living``: one row per county.

    Column ``hourly``: dollars of ``year``, for one adult with two children.
    """
    table = tables["wages"]
    # The file bears the year before that of its dollars.
    require_said(table["year"], vintage.id.partition("-")[0], vintage.files[0].name)
    rows = table[(table["adults"] == ADULTS) & (table["children"] == CHILDREN)]
    # Two counties stand twice in one edition, with the same values.
    rows = rows.drop_duplicates()
    geoid = rows["state"] + rows["county"]
    ours = ~geoid.str[:2].isin(TERRITORIES)
    require_codes(geoid[ours], Level.COUNTY.width, vintage.id)
    out = pd.DataFrame({"geoid": geoid[ours], "hourly": to_number(rows.loc[ours, "wage"], "wage")})
    require_unique(out, ["geoid"], vintage.id)
    out["level"], out["geo_vintage"] = Level.COUNTY.value, vintage.geo_vintage
    out["year"], out["period"] = vintage.year, vintage.period
    return {"cost_of_living": out.reset_index(drop=True)}
