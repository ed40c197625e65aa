"""Precedence: which source counts for a year, where several have the same kind of table.

Decided when the tables are read, so that the next source is used where the first was set aside.
"""

from __future__ import annotations

import pandas as pd

from mobility_analysis.sources import source_module

# The more complete source first: the agency's counts before numbers made from them, all places before cities.
FIRST: dict[str, tuple[str, ...]] = {
    "associations": ("census_cbp", "chr"),
    "births": ("cdc_wonder_natality", "chr"),
    "homeless_students": ("ed_homeless", "ed_homeless_edfacts"),
    "injury_deaths": ("cdc_wonder_mortality", "chr"),
    "physicians": ("hrsa_ahrf", "chr"),
    "reported_crimes": ("fbi_nibrs", "fbi_cius", "icpsr_ucr_county"),
    "votes": ("mit_election_lab", "county_presidential"),
}


def first_of_each_year(kind: str, rows: pd.DataFrame) -> pd.DataFrame:
    """``rows`` (``year``, ``snapshot``) without those of years that a source before theirs has.

    A file of a part of the nation comes after every file of the whole nation, whatever its source. A whole year
    is taken from one source, so that the nation is the sum of its counties.
    """
    if kind not in FIRST or rows.empty:
        return rows
    names = rows["snapshot"].unique()
    rank = rows["snapshot"].map({name: _rank(kind, name) for name in names})
    best = rank.groupby(rows["year"]).transform("min")
    return rows[rank == best].reset_index(drop=True)


def _rank(kind: str, snapshot: str) -> int:
    source_id, _, vintage_id = snapshot.partition("@")
    order = FIRST[kind]
    is_part = bool(source_module(source_id).SOURCE.vintage(vintage_id).covers)
    place = order.index(source_id) if source_id in order else len(order)
    return place + is_part * (len(order) + 1)
