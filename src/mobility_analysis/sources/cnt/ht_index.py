"""Modeled transport of moderate-income households by tract (H+T Index), as files the user obtains.

One row is a census tract. Figures are a model's, for a household with 80 percent of the area's median
income and the area's usual size and number of workers: the share of its workers who commute by transit,
and what it spends on transport as a share of its income. The producer asks for registration and does not
grant passing its files on, so they are asked for and kept by the user; they are never fetched.

The files wrap the tract's code in a second pair of quotation marks and carry no date.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from mobility_analysis.core.errors import BadValues, MissingInput
from mobility_analysis.core.glimpse import Glimpse
from mobility_analysis.core.io import (
    find_raw,
    read_delimited,
    require_codes,
    require_unique,
    to_number,
)
from mobility_analysis.framework.places import DEMONSTRATION_STATE, TERRITORIES, Level
from mobility_analysis.framework.sighting import Sighting, Sightings
from mobility_analysis.framework.source import (
    IF_THERE,
    ByHand,
    PassingOn,
    RemoteFile,
    Source,
    Vintage,
    by_id,
)

PAGE = "https://htaindex.cnt.org/download/"
STEPS = f"""\
The H+T Index may only be used by those who register, and may not be passed on.
1. Open {PAGE}, register, read the terms of use and sign in.
2. Choose the state and "Census tracts" and download {{name}}.
3. Drop it into data/inbox.
Without it, reports say that the modeled cost of transport is not there; nothing else changes."""
TRANSIT, COST = "pct_transit_commuters_80ami", "t_80ami"
COLUMNS = ["tract", "population", "households", TRANSIT, COST]
# Vintage folder: year of the edition, states of its files, county list. The Massachusetts file bears no
# date; its residents add up to the 6,705,586 that the ACS of 2011-15 has for the state.
EDITIONS: dict[str, tuple[int, tuple[str, ...], int]] = {
    "undated-tract-ma25": (2015, ("25",), 2015),
    "demo-tract": (2022, (DEMONSTRATION_STATE,), 2022),
}


def _vintage(vintage_id: str, year: int, states: tuple[str, ...], geo_vintage: int) -> Vintage:
    names = [f"htaindex_data_tracts_{state}.csv" for state in states]
    return Vintage(
        id=vintage_id,
        year=year,
        period=f"{year - 4}-{year}",
        geo_vintage=geo_vintage,
        covers=() if states == (DEMONSTRATION_STATE,) else states,
        option=IF_THERE,
        files=tuple(
            RemoteFile(name, steps=STEPS.format(name=name, vintage=vintage_id)) for name in names
        ),
    )


SOURCE = Source(
    id="cnt_ht_index",
    agency="Center for Neighborhood Technology",
    title="Housing and Transportation Affordability Index, by census tract",
    landing_page=PAGE,
    citation="Center for Neighborhood Technology, Housing and Transportation (H+T) Affordability Index",
    licence="Terms of use of the producer: registration, no redistribution",
    passing_on=PassingOn.FORBIDDEN,
    each_row_is="a census tract",
    provides=("tract_travel",),
    vintages=by_id(*(_vintage(key, *value) for key, value in EDITIONS.items())),
    cadence="every few years",
    warnings=("Results of a model, rounded to whole percents; no error is stated.",),
    by_hand=ByHand(
        10,
        "Register; the index may not be passed on.",
        "Reports say that the modeled cost of transport is not there.",
    ),
)


PRODUCT = "CNT, H+T Index by tract"


def recognise(seen: Glimpse) -> Sightings:
    """The state is in the codes of the tracts; a file bears no date, so an edition is known by its state."""
    if not seen.has(*COLUMNS):
        return
    states = {code.strip('"')[:2] for code in seen.values("tract")}
    for vintage in SOURCE.vintages.values():
        name = f"htaindex_data_tracts_{min(states)}.csv"
        if len(states) == 1 and any(file.name == name for file in vintage.files):
            yield Sighting(PRODUCT, vintage.id, name)
            return
    listed = ", ".join(sorted(states)[:5])
    yield Sighting(
        PRODUCT, but=f"of the state {listed}, which no edition declares (sources/cnt/ht_index.py)."
    )


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Text table ``tracts``: the files of the states that are there, one below the other."""
    parts = []
    for file in vintage.files:
        try:
            path = find_raw(raw, file.name)
        except MissingInput:
            continue
        parts.append(read_delimited(path, columns=COLUMNS)[COLUMNS])
    if not parts:
        raise MissingInput(f"{raw} holds no file of {vintage.id}.", vintage.files[0].steps)
    return {"tracts": pd.concat(parts, ignore_index=True)}


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``tract_travel``: one row per tract.

    Columns ``transit_share``, ``cost_share`` (0-1), ``weight`` (households). Tracts without
    households have no model and are left out.
    """
    table = tables["tracts"]
    code = table["tract"].str.strip('" ')
    require_codes(code, Level.TRACT.width, vintage.id)
    households = to_number(table["households"], f"{vintage.id} households")
    keep = (households > 0) & ~code.str[:2].isin(TERRITORIES)
    out = pd.DataFrame(
        {
            "level": Level.TRACT.value,
            "geoid": code[keep],
            "geo_vintage": vintage.geo_vintage,
            "year": vintage.year,
            "period": vintage.period,
            "transit_share": _share(table.loc[keep, TRANSIT], f"{vintage.id} {TRANSIT}"),
            "cost_share": _share(table.loc[keep, COST], f"{vintage.id} {COST}"),
            "weight": households[keep],
        }
    )
    require_unique(out, ["geoid"], vintage.id)
    return {"tract_travel": out.reset_index(drop=True)}


def _share(text: pd.Series, name: str) -> pd.Series:
    percent = to_number(text, name, ("", "NA"))
    if not percent.dropna().between(0, 100).all():
        raise BadValues(
            f"{name}: percents outside 0 to 100.",
            "Compare the file with the producer's list of columns for this edition.",
        )
    return percent / 100
