"""Certified votes for president by county, 2000-2020.

One row of the file is a candidate in a reporting unit, and in some states a way of voting (``mode``)
too; some units have ``TOTAL`` rows beside the modes, so that a plain sum counts votes twice. Codes
have lost their leading zero in the published file itself. Units that are not counties: Alaska's
election districts, Kansas City (part of Jackson County, Missouri), ballots cast outside any county.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from mobility_analysis.core.errors import BadValues
from mobility_analysis.core.io import find_raw, read_delimited, to_number
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.source import RemoteFile, Source, Vintage, by_id
from mobility_analysis.geography.universe import states
from mobility_analysis.sources._votes import add_up

NAME = "countypres_2000-2020.csv"

SOURCE = Source(
    id="mit_election_lab",
    agency="MIT Election Data and Science Lab",
    title="County Presidential Election Returns 2000-2020",
    landing_page="https://doi.org/10.7910/DVN/VOQCHQ",
    citation=(
        "MIT Election Data and Science Lab, 2018, County Presidential Election Returns 2000-2020, "
        "https://doi.org/10.7910/DVN/VOQCHQ, Harvard Dataverse"
    ),
    licence="As stated on the Harvard Dataverse record; cite the data set",
    each_row_is="a candidate in a county, by way of voting in some states",
    provides=("votes",),
    vintages=by_id(
        Vintage(
            id="2000-2020-county-president",
            year=2020,
            period="2016-2020",
            # Votes are by the counties of 2020: Connecticut's old eight, Alaska by district.
            geo_vintage=2020,
            files=(
                RemoteFile(
                    NAME,
                    "https://dataverse.harvard.edu/api/access/datafile/6104822?format=original&gbrecs=true",
                ),
            ),
        )
    ),
    cadence="every four years",
    warnings=("Alaska reports by election district, so its boroughs have no votes.",),
)

COLUMNS = [
    "year", "state", "state_po", "county_name", "county_fips", "candidate", "party",
    "candidatevotes", "totalvotes", "mode",
]  # fmt: skip
YEARS = (2016, 2020)
ALASKA = "02"
# Codes of reporting units that are part of a county, or of a county under its former code.
RECODED = {
    "2938000": "29095",  # Kansas City's election board, reported apart from Jackson County
    "36000": "29095",  # the same in files of 2016
    "46113": "46102",  # Shannon County, renamed Oglala Lakota in 2015
    "51515": "51019",  # Bedford city, part of Bedford County since 2013
}
DISTRICT_OF_COLUMBIA = "11001"
# Rows of later files that are ballots without a vote for president, or a sum.
NOT_VOTES = {"OVERVOTES", "UNDERVOTES", "SPOILED", "BLANK VOTES", "TOTAL VOTES CAST"}
BLANK = ("", "NA")
TOTAL = "TOTAL"


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Text table ``returns`` with the producer's column names."""
    return {"returns": read_delimited(find_raw(raw, vintage.files[0].name), columns=COLUMNS)}


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``votes``: one row per county outside Alaska, state, and the nation, for 2016 and 2020.

    States and the nation hold every vote, those of districts and of no county too.
    """
    table = tables["returns"]
    rows = table[table["year"].isin([str(year) for year in YEARS])]
    if rows.empty:
        raise BadValues(f"{NAME} has no votes of {YEARS}.", "Check the file id on the Dataverse.")
    units = _votes_by_unit(rows)
    _refuse_double_count(units)
    units["state"] = _state_codes(units["state"])
    units["geoid"] = _county_codes(units)
    out = add_up(units.assign(year=units["year"].astype(int)), ["year"])
    out["geo_vintage"], out["period"] = vintage.geo_vintage, out["year"].astype(str)
    out["reasons"] = [[] for _ in range(len(out))]
    return {"votes": out}


UNIT = ["year", "state", "state_po", "county_name", "county_fips"]


def _votes_by_unit(rows: pd.DataFrame) -> pd.DataFrame:
    """Votes of each reporting unit, taking a candidate's TOTAL row where there is one."""
    counts = rows.assign(
        votes=to_number(rows["candidatevotes"], "candidatevotes", BLANK),
        stated=to_number(rows["totalvotes"], "totalvotes", BLANK),
        candidate=rows["candidate"].str.strip().str.upper(),
        is_total=rows["mode"].str.strip().str.upper() == TOTAL,
    )
    counts = counts[~counts["candidate"].isin(NOT_VOTES)]
    has_total = counts.groupby([*UNIT, "candidate", "party"])["is_total"].transform("any")
    counted = counts[counts["is_total"] | ~has_total]
    units = counted.groupby(UNIT).agg(votes=("votes", "sum"), stated=("stated", "max"))
    return units.reset_index()


def _refuse_double_count(units: pd.DataFrame) -> None:
    over = units[units["votes"] > 1.01 * units["stated"]]
    if len(over) > 0.01 * len(units):
        raise BadValues(
            f"{NAME}: in {len(over)} of {len(units)} places candidates' votes exceed the total.",
            "Votes are counted twice: look at the values of `mode` in the new release.",
        )


def _state_codes(names: pd.Series) -> pd.Series:
    """FIPS code of each state's name. Not from ``state_po``: it is blank for some statewide rows."""
    fips = states().assign(name=states()["name"].str.upper()).set_index("name")["fips"]
    codes = names.str.strip().str.upper().map(fips)
    if codes.isna().any():
        raise BadValues(
            f"{NAME}: unknown states: {', '.join(sorted(set(names[codes.isna()]))[:5])}.",
            "Compare with data/reference/states.csv.",
        )
    return codes


def _county_codes(units: pd.DataFrame) -> pd.Series:
    """Five-digit county of each unit; missing for Alaska and for votes cast in no county."""
    code = units["county_fips"].str.strip()
    code = code.mask(code.isin(BLANK)).str.removesuffix(".0")
    code = code.mask(units["state"] == DISTRICT_OF_COLUMBIA[:2], DISTRICT_OF_COLUMBIA)
    # The published file lost the leading zero of nine states' codes; the state's name vouches for it.
    code = code.replace(RECODED).str.zfill(Level.COUNTY.width)
    wrong = code.notna() & ((code.str[:2] != units["state"]) | (code.str.len() != 5))
    if wrong.any():
        raise BadValues(
            f"{NAME}: {int(wrong.sum())} county codes do not fit their state, for example "
            f"{', '.join(code[wrong].head(3))}.",
            "If it is part of a county, add it to RECODED in sources/mit/county_returns.py.",
        )
    return code.mask(units["state"] == ALASKA)
