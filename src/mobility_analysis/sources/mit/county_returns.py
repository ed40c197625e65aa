"""Certified votes for president by county, 2000-2024.

One row of the file is a candidate in a reporting unit, and in some states a way of voting (``mode``)
too; some units have ``TOTAL`` rows beside the modes, so that a plain sum counts votes twice. Codes
have lost their leading zero in the published file itself. Units that are not counties: Alaska's
election districts, Kansas City (part of Jackson County, Missouri), ballots cast outside any county.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from mobility_analysis.core.errors import BadValues
from mobility_analysis.core.glimpse import Glimpse
from mobility_analysis.core.io import find_raw, read_delimited, to_number
from mobility_analysis.core.notes import note
from mobility_analysis.core.odd_rows import are_few, without_odd
from mobility_analysis.framework.places import ALASKA, DISTRICT_OF_COLUMBIA, Level
from mobility_analysis.framework.sighting import Sighting, Sightings
from mobility_analysis.framework.source import ByHand, RemoteFile, Rhythm, Source, Vintage, by_id
from mobility_analysis.geography.connecticut import region_of_town
from mobility_analysis.geography.universe import states
from mobility_analysis.sources._votes import add_up

NAME = "countypres_2000-2020.csv"
STEPS = """\
Harvard Dataverse asks who downloads this data set (a guestbook), so no program may fetch it without an account.
1. Open https://doi.org/10.7910/DVN/VOQCHQ and take {name} ({where}): Access File, Original Format (CSV).
2. Keep it as {name}. Do not open it in a spreadsheet."""


def _vintage(last: int, where: str) -> Vintage:
    name = f"countypres_2000-{last}.csv"
    return Vintage(
        id=f"2000-{last}-county-president",
        year=last,
        period=f"2016-{last}",
        # Votes are by the counties of 2020: Connecticut's old eight, Alaska by district.
        geo_vintage=2020,
        slot="returns",
        files=(RemoteFile(name, steps=STEPS.format(name=name, where=where)),),
    )


SOURCE = Source(
    id="mit_election_lab",
    agency="MIT Election Data and Science Lab",
    title="County Presidential Election Returns 2000-2024",
    landing_page="https://doi.org/10.7910/DVN/VOQCHQ",
    citation=(
        "MIT Election Data and Science Lab, 2018, County Presidential Election Returns 2000-2024, "
        "https://doi.org/10.7910/DVN/VOQCHQ, Harvard Dataverse"
    ),
    licence="As stated on the Harvard Dataverse record; cite the data set",
    each_row_is="a candidate in a county, by way of voting in some states",
    provides=("votes",),
    vintages=by_id(
        _vintage(2020, "in the versions to 15, or file 6104822"),
        _vintage(2024, "version 20 of February 2026, file 13573089"),
    ),
    cadence="every four years",
    warnings=("Alaska reports by election district, so its boroughs have no votes.",),
    rhythm=Rhythm(month=4, years_after=1, every=4),
    by_hand=ByHand(
        3,
        "The Dataverse asks for a name and an address (guestbook), and that the data set is cited.",
        "Votes compiled from news media serve (county_presidential), which name no source of theirs.",
    ),
)

COLUMNS = [
    "year", "state", "state_po", "county_name", "county_fips", "candidate", "party",
    "candidatevotes", "totalvotes", "mode",
]  # fmt: skip
YEARS = (2016, 2020)
ELECTIONS = (*YEARS, 2024)
# Codes of reporting units that are part of a county, or of a county under its former code.
RECODED = {
    "2938000": "29095",  # Kansas City's election board, reported apart from Jackson County
    "36000": "29095",  # the same in files of 2016
    "46113": "46102",  # Shannon County, renamed Oglala Lakota in 2015
    "51515": "51019",  # Bedford city, part of Bedford County since 2013
}
# Rows of later files that are ballots without a vote for president, or a sum.
NOT_VOTES = {"OVERVOTES", "UNDERVOTES", "SPOILED", "BLANK VOTES", "TOTAL VOTES CAST"}
BLANK = ("", "NA")
# "TOTAL", and in the edition of 2024 "TOTAL VOTES": a way of voting that is the sum of the others.
TOTAL = "TOTAL"
OFF = 0.01  # of a unit's stated votes: candidates' votes may differ by so much


PRODUCT = "MIT Election Lab, votes for president by county"
OF_STATES = ("state_fips", "candidatevotes", "totalvotes", "writein")


def recognise(seen: Glimpse) -> Sightings:
    """The edition is that of the last election in the file."""
    if seen.has(*OF_STATES):
        yield Sighting(
            PRODUCT,
            but="the Election Lab's returns by state. The file by county is at "
            f"{SOURCE.landing_page}.",
        )
    if not seen.has(*COLUMNS):
        return
    last = max(seen.values("year"))
    names = {str(vintage.year): vintage for vintage in SOURCE.vintages.values()}
    if last in names:
        yield Sighting(PRODUCT, names[last].id, names[last].files[0].name)
    else:
        yield Sighting(
            PRODUCT,
            but=f"returns whose last election is {last}; the editions in use end in {', '.join(names)}.",
        )


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Text table ``returns`` with the producer's column names."""
    return {"returns": read_delimited(find_raw(raw, vintage.files[0].name), columns=COLUMNS)}


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``votes``: one row per county outside Alaska, state, and the nation, for 2016, 2020 and, in the newer edition, 2024.

    States and the nation hold every vote, those of districts and of no county too.
    """
    table = tables["returns"]
    name = vintage.files[0].name
    years = [year for year in ELECTIONS if year <= vintage.year]
    rows = table[table["year"].isin([str(year) for year in years])]
    if rows.empty:
        raise BadValues(f"{name} has no votes of {years}.", "Check the file id on the Dataverse.")
    units = _votes_by_unit(rows)
    units = rejoin_shifted(units, _usual_codes(table), name)
    units = _mend_double_count(units, name)
    units = _with_state_codes(units, name)
    units["geoid"] = _county_codes(units, name)
    out = add_up(units.assign(year=units["year"].astype(int)), ["year"])
    out["geo_vintage"] = [_county_list(units, year, vintage) for year in out["year"]]
    out["period"] = out["year"].astype(str)
    out["reasons"] = [[] for _ in range(len(out))]
    return {"votes": out}


def _county_list(units: pd.DataFrame, year: int, vintage: Vintage) -> int:
    """Year of the county list: since 2024 Connecticut may be filed by its planning regions."""
    if year <= vintage.geo_vintage:
        return vintage.geo_vintage
    codes = set(units.loc[units["year"].astype(int) == year, "geoid"].dropna())
    return year if codes & set(region_of_town().values()) else vintage.geo_vintage


UNIT = ["year", "state", "state_po", "county_name", "county_fips"]


def _votes_by_unit(rows: pd.DataFrame) -> pd.DataFrame:
    """Votes of each reporting unit, taking a candidate's TOTAL row where there is one."""
    counts = rows.assign(
        votes=to_number(rows["candidatevotes"], "candidatevotes", BLANK),
        stated=to_number(rows["totalvotes"], "totalvotes", BLANK),
        candidate=rows["candidate"].str.strip().str.upper(),
        is_total=rows["mode"].str.strip().str.upper().str.split().str[0] == TOTAL,
    )
    counts = counts[~counts["candidate"].isin(NOT_VOTES)]
    has_total = counts.groupby([*UNIT, "candidate", "party"])["is_total"].transform("any")
    counted = counts[counts["is_total"] | ~has_total]
    units = counted.groupby(UNIT).agg(votes=("votes", "sum"), stated=("stated", "max"))
    return units.reset_index()


def _mend_double_count(units: pd.DataFrame, name: str) -> pd.DataFrame:
    """``units``; where candidates' votes exceed the unit's own total, that total, with a note.

    Raises
    ------
    BadValues
        In more than one unit in a hundred: then it is the file and not the unit.
    """
    over = units["votes"] > (1 + OFF) * units["stated"]
    if over.sum() > 0.01 * len(units):
        raise BadValues(
            f"{name}: in {over.sum()} of {len(units)} places candidates' votes exceed the total.",
            "Votes are counted twice: look at the values of `mode` in the new release.",
        )
    if over.any():
        note(
            f"{name}: candidates' votes exceed the stated total in {_named(units[over])}: the total is taken."
        )
    return units.assign(votes=units["votes"].mask(over, units["stated"]))


# ------------------------------------------------------------------ codes that slipped by a row


PLACE = ["state", "county_name"]


def _usual_codes(table: pd.DataFrame) -> pd.Series:
    """The code that each name has in most elections of the file, where one has the most."""
    pairs = table[["year", *PLACE, "county_fips"]].drop_duplicates()
    times = pairs.groupby([*PLACE, "county_fips"]).size().reset_index(name="times")
    most = times.groupby(PLACE)["times"].transform("max")
    best = times[times["times"] == most].drop_duplicates(PLACE, keep=False)
    return best.set_index(PLACE)["county_fips"]


def rejoin_shifted(units: pd.DataFrame, usual: pd.Series, name: str) -> pd.DataFrame:
    """``units`` whose rows stood under the codes of their neighbors, put back together by name.

    A name under two codes, or a code under two names, is right where each unit's votes make up its own total
    (a county and a city of one name). Where they do not, a county's rows slipped into others' codes: they are
    added up by name, under the code that the name has in other elections, with a note.

    Raises
    ------
    BadValues
        In many units the parts do not make up the stated total, or other elections do not tell the code; few are
        votes of the state that no county is given.
    """
    keys = ["year", "state", "county_name"]
    is_off = (units["votes"] - units["stated"]).abs() > OFF * units["stated"]
    two_codes = units.groupby(keys)["county_fips"].transform("nunique") > 1
    two_names = (
        units.groupby(["year", "state", "county_fips"])["county_name"].transform("nunique") > 1
    ) & ~units["county_fips"].isin(BLANK)
    slipped = pd.MultiIndex.from_frame(units.loc[is_off & (two_codes | two_names), keys])
    wrong = pd.MultiIndex.from_frame(units[keys]).isin(slipped.unique())
    if not wrong.any():
        return units
    whole = (
        units[wrong]
        .groupby([*keys, "state_po"], as_index=False)
        .agg(votes=("votes", "sum"), stated=("stated", "max"))
    )
    whole["county_fips"] = usual.reindex(pd.MultiIndex.from_frame(whole[PLACE])).to_numpy()
    lost = whole["county_fips"].isna() | (
        (whole["votes"] - whole["stated"]).abs() > OFF * whole["stated"]
    )
    taken = pd.MultiIndex.from_frame(units.loc[~wrong, ["year", "county_fips"]])
    lost |= pd.MultiIndex.from_frame(whole[["year", "county_fips"]]).isin(taken)
    if lost.any():
        said = (
            f"{name}: rows of one county stand under several codes, and do not add up to its total: "
            f"{_named(whole[lost])}"
        )
        if not are_few(pd.Series(wrong, units.index), units["county_name"]):
            raise BadValues(
                f"{said}.",
                "Compare with the data set's page on the Dataverse for a corrected version.",
            )
        note(f"{said}: set aside, and counted in the state alone.", whole[lost])
        whole["county_fips"] = whole["county_fips"].mask(lost, BLANK[0])
    if not lost.all():
        put = _named(whole[~lost])
        note(f"{name}: rows under codes of other counties are put back by name: {put}.")
    return pd.concat([units[~wrong], whole], ignore_index=True)


def _named(units: pd.DataFrame) -> str:
    listed = units["county_name"] + ", " + units["state"] + " " + units["year"]
    more = f" and {len(listed) - 5} more" if len(listed) > 5 else ""
    return "; ".join(listed.head(5)) + more


def _with_state_codes(units: pd.DataFrame, name: str) -> pd.DataFrame:
    """``units`` with the FIPS code of each state in place of its name.

    ``state_po`` is not used: it is blank for some statewide rows.
    """
    fips = states().assign(name=states()["name"].str.upper()).set_index("name")["fips"]
    codes = units["state"].str.strip().str.upper().map(fips)
    known = without_odd(
        units, codes.isna(), ["state", "county_name"], name, "of a state in no list"
    )
    return known.assign(state=codes[known.index])


def _county_codes(units: pd.DataFrame, name: str) -> pd.Series:
    """Five-digit county of each unit; missing for Alaska and for votes cast in no county."""
    code = units["county_fips"].str.strip()
    code = code.mask(code.isin(BLANK)).str.removesuffix(".0")
    code = code.mask(units["state"] == DISTRICT_OF_COLUMBIA[:2], DISTRICT_OF_COLUMBIA)
    # The published file lost the leading zero of nine states' codes; the state's name confirms it.
    code = code.replace(RECODED).str.zfill(Level.COUNTY.width)
    wrong = code.notna() & ((code.str[:2] != units["state"]) | (code.str.len() != 5))
    if wrong.any():
        said = (
            f"{name}: {int(wrong.sum())} county codes do not fit their state, for example "
            f"{', '.join(code[wrong].head(3))}"
        )
        if not are_few(wrong, code):
            raise BadValues(
                f"{said}.",
                "If it is part of a county, add it to RECODED in sources/mit/county_returns.py.",
            )
        note(f"{said}: set aside, and counted in the state alone.", units[wrong])
    return code.mask((units["state"] == ALASKA) | wrong)
