"""Cities that are a county: one territory under two codes, so one value under both.

San Francisco, Denver, Philadelphia, New Orleans or Virginia's independent cities are a county and a city
at once, and most agencies publish only the county. The rule: a city is a county if 998 of 1,000 people
of each live in the other, in every census the run has overlaps of. Such a city takes the county's whole
row, value, interval, grade or reason for absence, wherever a series has no value of its own for it;
nothing is borrowed from a larger area, so ``borrowed_from`` stays as the county has it.

A city that merely fills most of its county (Jacksonville, 95 percent of Duval County) is another place,
and so is the balance of a consolidated government (Nashville, Louisville, Indianapolis), which leaves
out the smaller cities inside.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from mobility_analysis.core.missing import NO_ENTRY, Missing
from mobility_analysis.framework.estimate import KEY
from mobility_analysis.framework.places import Level

# The tidy table of who lives where: counties and the places within them.
OVERLAPS = "county_place_overlap"
# From this part on two areas count as one; a survey area as a place's own, too (quality.area_rubrics).
# Allocation factors have four decimals, so a place made of whole areas may miss a fit of 1 by this.
WHOLE = 0.998
SERIES = [name for name in KEY if name not in ("level", "geoid")]
NOTHING_SAID = [*NO_ENTRY, Missing.COUNTIES_ONLY.value]


def counties_of_cities(overlaps: pd.DataFrame) -> dict[str, str]:
    """The county that a city is, by the city's code.

    Parameters
    ----------
    overlaps
        Tidy table ``county_place_overlap``: ``geoid`` of the place, ``county``, ``of_county`` and
        ``of_place`` (shares of people), ``snapshot``.
    """
    is_same = (overlaps["of_county"] >= WHOLE) & (overlaps["of_place"] >= WHOLE)
    found = overlaps[is_same].groupby(["geoid", "county"])["snapshot"].nunique()
    agreed = found[found == overlaps["snapshot"].nunique()]
    return dict(sorted(agreed.index))


def main_counties(overlaps: pd.DataFrame) -> pd.DataFrame:
    """The county in which most residents of each city live, by the newest census at hand.

    Returns one row per city: ``geoid``, ``main_county`` and ``in_main_county``, the share of its residents.
    """
    newest = overlaps[overlaps["year"] == overlaps.groupby("geoid")["year"].transform("max")]
    # A second query for planning regions repeats the same overlaps; the smaller code is used.
    ranked = newest.sort_values(["of_place", "county"], ascending=[False, True])
    first = ranked.drop_duplicates("geoid")
    return first.rename(columns={"county": "main_county", "of_place": "in_main_county"})[
        ["geoid", "main_county", "in_main_county"]
    ]


def share_county_values(estimates: pd.DataFrame, county_of: Mapping[str, str]) -> pd.DataFrame:
    """``estimates`` in which cities that are a county have its rows where they have no value.

    Parameters
    ----------
    estimates
        Completed and graded rows of the estimates contract.
    county_of
        County by city, from :func:`counties_of_cities`.

    A city's own reason for absence stays where the county has no value either, unless it only says that
    the source has no entry.
    """
    city = estimates[
        (estimates["level"] == Level.PLACE.value)
        & estimates["geoid"].isin(list(county_of))
        & estimates["value"].isna()
    ]
    counties = estimates[
        (estimates["level"] == Level.COUNTY.value)
        & estimates["geoid"].isin(set(county_of.values()))
    ]
    wanted = city[[*SERIES, "geoid", "missing_reason"]].rename(
        columns={"geoid": "city", "missing_reason": "own_reason"}
    )
    wanted = wanted.assign(geoid=wanted["city"].map(county_of), row=city.index)
    taken = wanted.merge(counties, on=[*SERIES, "geoid"], validate="many_to_one")
    taken = taken[taken["value"].notna() | taken["own_reason"].isin(NOTHING_SAID)]
    replaced = taken["row"]
    taken = taken.assign(geoid=taken["city"], level=Level.PLACE.value)[estimates.columns]
    return pd.concat([estimates.drop(index=replaced), taken], ignore_index=True)
