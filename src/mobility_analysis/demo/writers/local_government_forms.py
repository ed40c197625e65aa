"""A made-up list of the demonstration state's forms of government, as someone would keep it.

The awkward cases: the city that is a county stands under both codes with one form; a county of 84 people
has no government of its own; one row is dated by its year only; a citation has commas and quotation marks.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from mobility_analysis.demo.world import World
from mobility_analysis.framework.source import Vintage
from mobility_analysis.sources.local.government_forms import COLUMNS, COUNTY, PLACE

COUNTIES = {
    "99001": "council-manager",
    "99003": "council-manager",
    "99005": "council-manager",
    "99007": "council-executive",
    "99009": "commission",
    "99011": "commission",
    "99013": "commission",
    "99015": "commission",
    "99017": "no county government",
    "99019": "council-executive",
    "99021": "commission",
    "99510": "mayor-council",
}
CITIES = {
    "9910000": "council-manager",
    "9920000": "mayor-council",
    "9930000": "mayor-council",
    "9940000": "council-manager",
    "9950000": "representative town meeting",
    "9960000": "mayor-council",
}
DAY, YEAR_ONLY = "2025-06-30", "99021"
QUOTED = "99510"


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Write the list: every county and city of the state.

    Raises
    ------
    KeyError
        The state has a place whose form was not made up.
    """
    rows = [
        {
            "geoid": place.geoid,
            "level": level,
            "government_form": forms[place.geoid],
            "as_of": DAY[:4] if place.geoid == YEAR_ONLY else DAY,
            "citation": _citation(place.geoid, place.name),
        }
        for level, forms, places in (
            (COUNTY, COUNTIES, world.counties),
            (PLACE, CITIES, world.places),
        )
        for place in places.itertuples()
    ]
    pd.DataFrame(rows, columns=COLUMNS).to_csv(folder / vintage.files[0].name, index=False)


def _citation(geoid: str, name: str) -> str:
    if geoid == QUOTED:
        return f'Made-up charter of {name}, article 1, "One city, one county"'
    return f"Made-up charter of {name}, article 2"
