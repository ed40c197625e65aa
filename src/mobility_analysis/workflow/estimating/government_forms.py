"""The run's own list of forms of government, compared with the places of the run."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from mobility_analysis.core.errors import BadValues, UnknownPlace
from mobility_analysis.core.io import require_unique
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.tables import Tables
from mobility_analysis.geography.place_names import find_place
from mobility_analysis.geography.universe import Universe

KIND = "government_forms"
COUNTY_DIGITS = 5
NAMES = {
    "geoid": "geoid",
    "government_form": "government_form",
    "as_of": "government_form_as_of",
    "citation": "government_form_citation",
}


def listed_forms(tables: Tables, universe: Universe) -> pd.DataFrame:
    """One row per listed place: ``geoid``, its form, the day and the citation; none without a list.

    Raises
    ------
    BadValues
        Places that the run does not have, all of them, each with what its code may have meant; or a
        place in two lists.
    """
    if KIND not in tables:
        return pd.DataFrame(columns=list(NAMES.values())).astype("str")
    listed = tables[KIND]
    if not universe.codes(Level.PLACE, universe.latest_year):
        # The list of cities was set aside, so codes of cities cannot be checked.
        listed = listed[listed["geoid"].str.len() == COUNTY_DIGITS]
    unknown = list(_unknown(listed["geoid"], universe))
    if unknown:
        raise BadValues(
            f"The list of forms of government names {len(unknown)} "
            f"place{'' if len(unknown) == 1 else 's'} that this run does not have.\n"
            + "\n".join(unknown),
            "Correct these codes, or take the lines out of the list: a run has the counties of today "
            "and the cities that `mobility places` names.",
        )
    require_unique(listed, ["geoid"], "forms of government")
    return listed.rename(columns=NAMES)[list(NAMES.values())]


def _unknown(codes: pd.Series, universe: Universe) -> Iterator[str]:
    for code in codes:
        try:
            find_place(universe, code)
        except UnknownPlace as error:
            yield f"{error.what} {error.next_step.strip()}"
