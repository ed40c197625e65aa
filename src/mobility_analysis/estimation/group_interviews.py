"""The interviews behind a median by race of the householder, which its own table does not contain.

They are counted from what the run has, in this order: the group's households in HUD's tabulation (CHAS table 9, five
years of the same survey), then its residents in the survey's own table B03002. HUD's groups and those of
B03002 leave out Hispanic people, except the Hispanic group itself; so for Black, Asian and American Indian
householders, whom the medians count whatever their origin, they are a little too few and the floor is
cautious.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from mobility_analysis.estimation.acs import sum_cells
from mobility_analysis.estimation.aggregate import add_states_and_nation
from mobility_analysis.estimation.chas import cells_of
from mobility_analysis.estimation.interviews import RESIDENTS_PER_INTERVIEW, interviews_behind
from mobility_analysis.framework.tables import Tables

COUNTS = ("chas",)  # tables that tell of households, where a run has them
# The group as medians name it: in HUD's items, and the cell of its residents.
_GROUPS = {
    "American Indian or Alaska Native": ("native", "B03002_005"),
    "Asian": ("asian", "B03002_006"),
    "Black": ("black", "B03002_004"),
    "Hispanic (any race)": ("hispanic", "B03002_012"),
    "White (not Hispanic)": ("white", "B03002_003"),
}
# Two periods of five years share a year of interviews where their ends lie less than five years apart.
_SHARED = 5
_KEY = ["level", "geoid", "subgroup"]


def interviews_of_groups(estimates: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """``estimates`` with ``n`` for groups whose number is not published but can be estimated.

    Parameters
    ----------
    estimates
        Rows of the estimates contract, of five-year periods.
    tables
        The run's tables: ``acs``, and ``chas`` where there is one. Of several releases the one whose five
        years are nearest is used, if it shares a year with the estimate's.
    """
    out = estimates
    for counted in _counted(tables):
        lacking = out["n"].isna() & out["value"].notna() & out["subgroup"].isin(_GROUPS)
        found = _nearest(out[lacking], counted)
        out = out.assign(n=out["n"].fillna(found))
    return out


def _counted(tables: Tables) -> Iterator[pd.DataFrame]:
    """``level, geoid, subgroup, year_counted, interviews`` of each table, the better one first."""
    if "chas" in tables and tables["chas"]["item"].str.startswith("group_").any():
        yield _households(tables["chas"])
    acs = tables["acs"]
    present = [group for group, (_, cell) in _GROUPS.items() if (acs["cell"] == cell).any()]
    if present:
        yield pd.concat([_residents(acs, group) for group in present], ignore_index=True)


def _households(chas: pd.DataFrame) -> pd.DataFrame:
    parts = []
    for group, (name, _) in _GROUPS.items():
        cells = cells_of(chas, rf"group_(owner|renter)_{name}")
        if cells:
            counts = sum_cells(chas, cells).drop(columns="missing_reason")
            counts = add_states_and_nation(counts, ["estimate"], errors=["se"])
            parts.append(_rows(counts, group, interviews_behind(counts["estimate"], counts["se"])))
    return pd.concat(parts, ignore_index=True)


def _residents(acs: pd.DataFrame, group: str) -> pd.DataFrame:
    counts = sum_cells(acs, [_GROUPS[group][1]])
    interviews = interviews_behind(counts["estimate"], counts["se"], RESIDENTS_PER_INTERVIEW)
    return _rows(counts, group, interviews)


def _rows(places: pd.DataFrame, group: str, interviews: np.ndarray) -> pd.DataFrame:
    rows = places[["level", "geoid"]].assign(
        subgroup=group, year_counted=places["year"].astype("int64"), interviews=interviews
    )
    return rows.dropna(subset=["interviews"])


def _nearest(estimates: pd.DataFrame, counted: pd.DataFrame) -> pd.Series:
    """The interviews of each estimate's place and group, of the nearest period; by its index."""
    keyed = estimates[[*_KEY, "year"]].rename_axis("row").reset_index()
    both = keyed.merge(counted, on=_KEY)
    both["apart"] = (both["year"].astype("int64") - both["year_counted"]).abs()
    near = both[both["apart"] < _SHARED].sort_values(["apart", "year_counted"], kind="stable")
    return near.drop_duplicates("row").set_index("row")["interviews"]
