"""Where a police agency's people live: counties by the FBI's header, cities by ICPSR's crosswalk."""

from __future__ import annotations

import pandas as pd

from mobility_analysis.core.io import require_codes, require_unique, to_number
from mobility_analysis.framework.places import TERRITORIES, Level
from mobility_analysis.geography.universe import states

MOST_COUNTIES = 5
MONTHS = 12
# NIBRS writes Nebraska as NB.
POSTAL_REPAIRS = {"NB": "NE"}
# The New York City police are listed in Manhattan alone but serve five counties (residents of the 2020
# census, table P1).
SPREAD = {
    "NY0303000": {
        "36005": 1_472_654,
        "36047": 2_736_074,
        "36061": 1_694_251,
        "36081": 2_405_464,
        "36085": 495_747,
    }
}
NO_PLACE = "99"  # place codes of county governments, states and others begin with it


def allocation(agencies: pd.DataFrame, crosswalk: pd.DataFrame, name: str) -> pd.DataFrame:
    """One row per agency and area.

    Columns ``ori``, ``level``, ``geoid``, ``weight`` of its counts, ``months``, ``served`` (people
    there), ``covered`` (those, times the part of the year for which it reported).
    """
    require_unique(crosswalk, ["ORI9"], f"{name} crosswalk")
    agencies = agencies.assign(
        reporter=_reporter(agencies),
        months=_months(agencies, name),
        state=_state(agencies["state_abbreviation"]),
    )
    agencies = agencies[agencies["state"].notna() & ~agencies["state"].isin(TERRITORIES)]
    located = crosswalk.set_index("ORI9")
    counties = _counties(agencies, located, name)
    places = _places(agencies, located, counties)
    out = pd.concat([counties, places], ignore_index=True)
    out["covered"] = out["served"] * out["months"] / MONTHS
    return out[["ori", "level", "geoid", "weight", "months", "served", "covered"]]


def _state(postal: pd.Series) -> pd.Series:
    upper = postal.str.strip().str.upper().replace(POSTAL_REPAIRS)
    return upper.map(states().set_index("postal")["fips"])


def _reporter(agencies: pd.DataFrame) -> pd.Series:
    """The agency whose reports hold this one's: its own, or another that covers it."""
    other = agencies["covered_by_ori"].str.strip().str.upper()
    return agencies["ori"].mask(other.isin(agencies["ori"]), other)


def _months(agencies: pd.DataFrame, name: str) -> pd.Series:
    own = to_number(agencies["number_of_months_reported"], f"{name} months").fillna(0)
    by_ori = own.set_axis(agencies["ori"])
    return _reporter(agencies).map(by_ori).clip(0, MONTHS)


def _counties(agencies: pd.DataFrame, located: pd.DataFrame, name: str) -> pd.DataFrame:
    parts = []
    for k in range(1, MOST_COUNTIES + 1):
        code = agencies[f"fips_county_code_{k}"].str.strip()
        people = to_number(agencies[f"current_population_{k}"], f"{name} population").fillna(0)
        part = agencies[["ori", "months", "agency_indicator"]].assign(
            geoid=agencies["state"] + code.str.zfill(3), served=people
        )
        parts.append(part[code.str.fullmatch(r"\d{1,3}") & (code.str.strip("0") != "")])
    long = pd.concat(parts, ignore_index=True)
    lost = agencies[~agencies["ori"].isin(long["ori"])]
    rescued = lost[["ori", "months", "agency_indicator"]].assign(
        geoid=_crosswalk_county(lost["ori"], located),
        served=_served(lost),
    )
    long = pd.concat([long, rescued[rescued["geoid"].notna()]], ignore_index=True)
    # State police without a county of their own, listed in several counties or in the capital's, are in none.
    posts = long["agency_indicator"].str.strip().str.lower() == "state police"
    long = long[~(posts & (long.groupby("ori")["geoid"].transform("size") > 1))]
    long = _spread(long)
    require_codes(long["geoid"], Level.COUNTY.width, f"{name} counties of agencies")
    require_unique(long, ["ori", "geoid"], f"{name} counties of agencies")
    long = _pooled(long, agencies)
    long["weight"] = _weights(long)
    return long.assign(level=Level.COUNTY.value)


def _pooled(long: pd.DataFrame, agencies: pd.DataFrame) -> pd.DataFrame:
    """Agencies that another covers as a part of it: one report, the people of both."""
    reporter = long["ori"].map(agencies.set_index("ori")["reporter"])
    keys = ["ori", "geoid", "months"]
    return long.assign(ori=reporter).groupby(keys, as_index=False)["served"].sum()


def _crosswalk_county(ori: pd.Series, located: pd.DataFrame) -> pd.Series:
    rows = located.reindex(ori).set_axis(ori.index)
    return rows["FIPS_ST"].str.strip().str.zfill(2) + rows["FIPS_COUNTY"].str.strip().str.zfill(3)


def _spread(long: pd.DataFrame) -> pd.DataFrame:
    parts = [long[~long["ori"].isin(SPREAD)]]
    for ori, residents in SPREAD.items():
        rows = long[long["ori"] == ori]
        if rows.empty:
            continue
        one, total = rows.iloc[[0]], rows["served"].sum()
        for geoid, people in residents.items():
            share = people / sum(residents.values())
            parts.append(one.assign(geoid=geoid, served=total * share))
    return pd.concat(parts, ignore_index=True)


def _weights(long: pd.DataFrame) -> pd.Series:
    """Part of an agency's counts by county: by the people it serves there.

    For an agency that serves nobody (a campus) it is by all people served there, and if there are
    none, equal parts.
    """
    all_served = long.groupby("geoid")["served"].transform("sum")
    basis = long["served"]
    for instead in (all_served, pd.Series(1.0, index=long.index)):
        none = basis.groupby(long["ori"]).transform("sum") == 0
        basis = basis.mask(none, instead)
    return basis / basis.groupby(long["ori"]).transform("sum")


def _places(agencies: pd.DataFrame, located: pd.DataFrame, counties: pd.DataFrame) -> pd.DataFrame:
    """Agencies of a city by the crosswalk's place code: whole, or their part of the covering one."""
    rows = located.reindex(agencies["ori"]).set_axis(agencies.index)
    code = rows["FPLACE"].str.strip().str.zfill(5)
    valid = code.str.fullmatch(r"\d{5}").fillna(False).astype(bool)
    valid &= ~code.fillna("").str.startswith(NO_PLACE) & (code != "00000")
    served = _served(agencies)
    pool = agencies["reporter"].map(counties.groupby("ori")["served"].sum()).fillna(0.0)
    out = agencies[["months"]].assign(
        ori=agencies["reporter"],
        geoid=agencies["state"] + code,
        served=served,
        weight=(served / pool).where(pool > 0, 1.0),
        level=Level.PLACE.value,
    )
    return out[valid]


def _served(agencies: pd.DataFrame) -> pd.Series:
    """People an agency serves, all counties together."""
    columns = [f"current_population_{k}" for k in range(1, MOST_COUNTIES + 1)]
    numbers = [to_number(agencies[column], column).fillna(0) for column in columns]
    return pd.concat(numbers, axis=1).sum(axis=1)
