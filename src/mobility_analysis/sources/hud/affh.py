"""HUD's fair housing indices by census tract (AFFH-T raw data): transit, transport cost, air hazard.

One row is a census tract of 2010. The indices are percentile ranks among the nation's tracts, 0 to 100,
made by models: how far a household of three with half the region's median income is expected to use
transit and to spend on transport, and how little modeled air toxics threaten health. Higher is always
better. The file writes codes as numbers, so nine states lose a zero.

``hazard-index`` is a partner's extract of the air column alone, without a count of people.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
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
from mobility_analysis.framework.places import TERRITORIES, Level
from mobility_analysis.framework.sighting import Sighting, Sightings
from mobility_analysis.framework.source import (
    US_GOV_WORK,
    ByHand,
    PassingOn,
    RemoteFile,
    Source,
    Vintage,
    by_id,
)
from mobility_analysis.framework.subgroups import NEIGHBORHOODS_OF_COLOR, WHITE_NEIGHBORHOODS
from mobility_analysis.geography.tracts import renumbered

PAGE = "https://www.huduser.gov/portal/datasets/affht.html"
CATALOG = (
    "https://datacatalog.urban.org/dataset/data-and-tools-fair-housing-planning/resource/"
    "12d878f5-efcc-4a26-93e7-5a3dfc505819"
)
STEPS = f"""\
1. Open {PAGE} and look for the raw data AFFHT0006 (July 2020). HUD lists AFFHT0007 (December 2024) now, which has
   no index of transport cost: the Urban Institute's data catalog keeps AFFHT0006 at {CATALOG}.
2. Unpack the zip and keep AFFH_tract_AFFHT0006_July2020.csv (one row per census tract)."""
EXTRACT_STEPS = (
    "A partner's extract of one column (Urban Institute's public repository); or take the vintage "
    "2020-07-tract, which has all of them."
)
HOUSEHOLDS = "hh_lt50ami_all"  # households below half of the area's median income
WHITE_HOUSEHOLDS = "hh_white_lt50ami"
COLUMNS = {
    "full": ["geoid", "tcost_idx", "trans_idx", "haz_idx", HOUSEHOLDS, WHITE_HOUSEHOLDS],
    "hazard": ["tract", "haz_idx_affh"],
}
# What the indices are of: travel of the Location Affordability Index on the ACS of 2012-16, air of the
# National Air Toxics Assessment of 2014.
TRAVEL, AIR = (2016, "2012-2016"), (2014, "2014")
MAJORITY = 0.60  # of a tract's low-income households (Urban Institute, Mobility Metrics)
MISSING = ("", "NA", ".")


def _vintage(vintage_id: str, name: str, layout: str, steps: str) -> Vintage:
    year, period = AIR if layout == "hazard" else TRAVEL
    return Vintage(
        id=vintage_id,
        year=year,
        period=period,
        geo_vintage=2016,
        layout=layout,
        files=(RemoteFile(name, steps=steps),),
    )


SOURCE = Source(
    id="hud_affh",
    agency="U.S. Department of Housing and Urban Development",
    title="Affirmatively Furthering Fair Housing, opportunity indices by census tract",
    landing_page=PAGE,
    citation="HUD, AFFH-T raw data, AFFHT0006, July 2020",
    licence=US_GOV_WORK,
    passing_on=PassingOn.FREE,
    each_row_is="a census tract of 2010",
    provides=("tract_transport", "tract_air_hazard"),
    cadence="no longer updated; AFFHT0007 of December 2024 is the last edition and has no transport cost",
    vintages=by_id(
        _vintage("2020-07-tract", "AFFH_tract_AFFHT0006_July2020.csv", "full", STEPS),
        _vintage(
            "2020-07-tract-hazard-index",
            "AFFH_tract_AFFHT0006_July2020__haz_idx_subset.csv",
            "hazard",
            EXTRACT_STEPS,
        ),
    ),
    ended="HUD no longer updates these indices.",
    warnings=("Results of models; HUD states no error of them.",),
    by_hand=ByHand(
        5,
        "None: works of the United States government.",
        "Reports say that the indices of transport are not there; air toxics rest on EPA's assessments.",
    ),
)


PRODUCT = "HUD, AFFH-T indices by tract"


def recognise(seen: Glimpse) -> Sightings:
    """Of the editions only AFFHT0006 has the index of transport cost."""
    for vintage in SOURCE.vintages.values():
        if seen.has(*COLUMNS[vintage.layout]):
            yield Sighting(PRODUCT, vintage.id, vintage.files[0].name)
            return
    if seen.has("geoid", "trans_idx", "haz_idx"):
        yield Sighting(
            PRODUCT, but="an edition without the index of transport cost: take AFFHT0006."
        )


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Text table ``full`` or ``hazard``, with the columns we use."""
    path = find_raw(raw, vintage.files[0].name)
    wanted = COLUMNS[vintage.layout]
    return {vintage.layout: read_delimited(path, columns=wanted)[wanted]}


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``tract_air_hazard`` and, of the full file, ``tract_transport``: one row per tract.

    The first has ``hazard_index``; the second ``transit_index``, ``cost_index``, ``weight``
    (households of low income) and ``neighborhood``.
    """
    table = tables[vintage.layout]
    key, hazard = ("tract", "haz_idx_affh") if vintage.layout == "hazard" else ("geoid", "haz_idx")
    code = table[key].str.zfill(Level.TRACT.width)
    require_codes(code, Level.TRACT.width, vintage.id)
    is_ours = ~code.str[:2].isin(TERRITORIES)
    table, code = table[is_ours], code[is_ours]
    places = pd.DataFrame(
        {
            "level": Level.TRACT.value,
            "geoid": renumbered(code),
            "geo_vintage": vintage.geo_vintage,
        }
    )
    require_unique(places, ["geoid"], vintage.id)
    air = places.assign(
        year=AIR[0], period=AIR[1], hazard_index=_index(table[hazard], f"{vintage.id} {hazard}")
    )
    found = {"tract_air_hazard": air.reset_index(drop=True)}
    if vintage.layout == "full":
        found["tract_transport"] = _transport(table, places, vintage.id).reset_index(drop=True)
    return found


def _transport(table: pd.DataFrame, places: pd.DataFrame, name: str) -> pd.DataFrame:
    households = to_number(table[HOUSEHOLDS], f"{name} {HOUSEHOLDS}", MISSING)
    white = to_number(table[WHITE_HOUSEHOLDS], f"{name} {WHITE_HOUSEHOLDS}", MISSING)
    share = (white / households.where(households > 0)).to_numpy(float)
    return places.assign(
        year=TRAVEL[0],
        period=TRAVEL[1],
        transit_index=_index(table["trans_idx"], f"{name} trans_idx"),
        cost_index=_index(table["tcost_idx"], f"{name} tcost_idx"),
        weight=households,
        # With a tolerance, because in binary 0.4 is not exactly 1 - 0.6.
        neighborhood=np.select(
            [share >= MAJORITY - 1e-9, share <= 1 - MAJORITY + 1e-9],
            [WHITE_NEIGHBORHOODS, NEIGHBORHOODS_OF_COLOR],
            "",
        ),
    )


def _index(text: pd.Series, name: str) -> pd.Series:
    """Ranks of 0 to 100."""
    numbers = to_number(text, name, MISSING)
    outside = ~numbers.dropna().between(0, 100)
    if outside.any():
        raise BadValues(
            f"{name}: {int(outside.sum())} ranks are outside 0 to 100.",
            "Compare the column with HUD's data documentation of this edition.",
        )
    return numbers
