"""Votes for president by county as news sites showed them on election night and after.

One row of a file is a county, except that Alaska is by election district (whose made-up codes are in
part those of real boroughs), the District of Columbia in 2024 by ward, and in 2016 every Alaska row
repeats the state's total. Not certified: late-counted ballots may be lacking. Use it where the
certified file cannot be had.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from mobility_analysis.core.errors import BadValues
from mobility_analysis.core.glimpse import Glimpse
from mobility_analysis.core.io import (
    find_raw,
    read_delimited,
    require_codes,
    require_unique,
    to_number,
)
from mobility_analysis.framework.places import ALASKA, DISTRICT_OF_COLUMBIA, Level
from mobility_analysis.framework.sighting import Sighting, Sightings
from mobility_analysis.framework.source import PassingOn, RemoteFile, Rhythm, Source, Vintage, by_id
from mobility_analysis.geography.universe import states
from mobility_analysis.sources._votes import add_up

REPOSITORY = (
    "https://raw.githubusercontent.com/tonmcg/US_County_Level_Election_Results_08-24"
    "/faf9ef453d1f7775ec6e1caf6ecf56480e5c3f24"
)
RENAMED = {"46113": "46102"}  # Shannon County, renamed Oglala Lakota in 2015
NOT_CERTIFIED = "media_compiled"


@dataclass(frozen=True)
class Layout:
    """What differs between the years' files."""

    code: str
    state: str
    lost_zeros: bool = False
    alaska_repeats_total: bool = False
    dc_by_ward: bool = False


LAYOUTS = {
    # The producer wrote the codes of this file as numbers: its own defect, so zeros are put back.
    "2016": Layout("combined_fips", "state_abbr", lost_zeros=True, alaska_repeats_total=True),
    "2020": Layout("county_fips", "state_name"),
    "2024": Layout("county_fips", "state_name", dc_by_ward=True),
}


def _vintage(year: int, geo_vintage: int) -> Vintage:
    name = f"{year}_US_County_Level_Presidential_Results.csv"
    return Vintage(
        id=f"{year}-media-compiled",
        year=year,
        period=str(year),
        geo_vintage=geo_vintage,
        layout=str(year),
        files=(RemoteFile(name, f"{REPOSITORY}/{name}", megabytes=0.4),),
    )


SOURCE = Source(
    id="county_presidential",
    agency="News media (compiled by a volunteer project)",
    title="US county-level presidential results as shown by news sites",
    landing_page="https://github.com/tonmcg/US_County_Level_Election_Results_08-24",
    citation="County-level presidential results compiled from news sites, 2016, 2020 and 2024",
    licence="MIT (the compilation); the votes are facts reported by news media",
    passing_on=PassingOn.WITH_CONDITIONS,
    each_row_is="a county, an Alaska election district or a ward of the District of Columbia",
    provides=("votes",),
    vintages=by_id(_vintage(2016, 2016), _vintage(2020, 2020), _vintage(2024, 2023)),
    cadence="every four years",
    warnings=(
        "Not certified by any election office; the 2016 file was taken too early and lacks one vote in "
        "twenty, in some states one in five.",
        "Alaska reports by election district, and not completely: it has no votes here.",
    ),
    rhythm=Rhythm(month=11, years_after=0, every=4),
)


PRODUCT = "votes for president, compiled from news media"


def recognise(seen: Glimpse) -> Sightings:
    """The file states no year, so its name must say which election it is."""
    if not seen.has("votes_gop", "votes_dem", "total_votes", "county_name"):
        return
    is_old = "combined_fips" in seen.header
    for vintage in SOURCE.vintages.values():
        if (vintage.year <= 2016) == is_old:
            yield Sighting(PRODUCT, vintage.id, vintage.files[0].name)


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Text table ``results`` with the file's own column names."""
    layout = LAYOUTS[vintage.layout]
    columns = [layout.code, layout.state, "county_name", "votes_gop", "votes_dem", "total_votes"]
    return {"results": read_delimited(find_raw(raw, vintage.files[0].name), columns=columns)}


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``votes``: one row per county and state outside Alaska, and the nation.

    They are never graded as certified (``reasons`` holds ``media_compiled``).
    """
    layout, name = LAYOUTS[vintage.layout], vintage.files[0].name
    table = tables["results"]
    rows = pd.DataFrame(
        {
            "geoid": _codes(table, layout, name),
            "state": _states(table[layout.state], name),
            "votes": to_number(table["total_votes"], "total_votes"),
        }
    )
    _refuse_misplaced(rows, name)
    rows = _one_alaska(rows, name) if layout.alaska_repeats_total else rows
    require_unique(rows.dropna(subset=["geoid"]), ["geoid"], name)
    if layout.dc_by_ward:
        rows.loc[rows["state"] == DISTRICT_OF_COLUMBIA[:2], "geoid"] = DISTRICT_OF_COLUMBIA
    # Alaska's districts use codes of the state's own range, some of them real boroughs': never counties.
    rows["geoid"] = rows["geoid"].mask(rows["state"] == ALASKA)
    # Alaska's rows add up to 9 percent more than the certified total in 2020 and to 4 percent less in
    # 2024: too far off for a state, too little to matter in the nation (0.02 percent).
    out = add_up(rows, [], without_state_total={ALASKA})
    out["geo_vintage"], out["year"], out["period"] = (
        vintage.geo_vintage,
        vintage.year,
        vintage.period,
    )
    out["reasons"] = [[NOT_CERTIFIED] for _ in range(len(out))]
    return {"votes": out}


def _codes(table: pd.DataFrame, layout: Layout, name: str) -> pd.Series:
    code = table[layout.code].str.strip()
    if layout.lost_zeros:
        code = code.str.zfill(Level.COUNTY.width)
    require_codes(code, Level.COUNTY.width, name)
    return code.replace(RENAMED)


def _states(text: pd.Series, name: str) -> pd.Series:
    """FIPS code of each row's state, from its name or postal code."""
    known = states()
    fips = {
        **dict(zip(known["postal"].str.upper(), known["fips"], strict=True)),
        **dict(zip(known["name"].str.upper(), known["fips"], strict=True)),
    }
    code = text.str.strip().str.upper().map(fips)
    if code.isna().any():
        raise BadValues(
            f"{name}: unknown states: {', '.join(sorted(set(text[code.isna()]))[:5])}.",
            "Compare with data/reference/states.csv.",
        )
    return code


def _refuse_misplaced(rows: pd.DataFrame, name: str) -> None:
    """The state's name must agree with the code: zeros put back in the wrong place would show here."""
    wrong = rows[rows["geoid"].str[:2] != rows["state"]]
    if len(wrong):
        raise BadValues(
            f"{name}: {len(wrong)} county codes do not fit their state, for example "
            f"{', '.join(wrong['geoid'].head(3))}.",
            "A spreadsheet may have shifted the codes: fetch the file again.",
        )


def _one_alaska(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """Alaska once: every row of this file repeats the statewide total."""
    alaska = rows[rows["state"] == ALASKA]
    if not (alaska["votes"] == alaska["votes"].iloc[:1].sum()).all():
        raise BadValues(
            f"{name}: Alaska's rows no longer repeat one total.", "Sum them: see the layout table."
        )
    return rows.drop(index=alaska.index[1:])
