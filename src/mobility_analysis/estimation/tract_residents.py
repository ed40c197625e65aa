"""Who lives in a tract: residents as weights, the majority, the members of groups; and which table says so."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mobility_analysis.estimation.tract_poverty import SAME_TRACTS
from mobility_analysis.framework.subgroups import NEIGHBORHOODS_OF_COLOR, WHITE_NEIGHBORHOODS
from mobility_analysis.framework.tables import Tables

# Share of a tract's residents from which it counts as a neighborhood of color, or a White one.
MAJORITY = 0.60
RESIDENTS, WHITE_RESIDENTS = "B03002_001", "B03002_003"
GROUPS = {
    "Asian, Non-Hispanic": "B03002_006",
    "Black, Non-Hispanic": "B03002_004",
    "Hispanic": "B03002_012",
    "White, Non-Hispanic": "B03002_003",
}
FIXED = ["geo_vintage", "year", "period", "snapshot"]
NOTHING = pd.Series(dtype="object")  # no snapshot of any tract


def with_residents(tracts: pd.DataFrame, tables: Tables) -> tuple[pd.DataFrame, pd.Series]:
    """``tracts`` with ``weight``: residents, of the table that knows most tracts of those near the year.

    All residents, those in group quarters too. Tracts that only the residents' table knows are added
    without a value, so that the people who live there count. Returns the snapshot used by
    tract too. Empty where no table is near enough.
    """
    year = int(tracts["year"].iloc[0])
    known = []
    if "acs_tracts" in tables:
        cells = tables["acs_tracts"]
        known.append(cells[cells["cell"] == RESIDENTS].rename(columns={"estimate": "weight"}))
    if "tract_poverty" in tables:
        known.append(tables["tract_poverty"].rename(columns={"residents": "weight"}))
    groups = [rows for table in known for _, rows in table.groupby("snapshot")]
    near = [rows for rows in groups if abs(_year(rows) - year) <= SAME_TRACTS]
    if not near:
        return tracts.iloc[:0].assign(weight=np.nan), NOTHING
    best = max(near, key=lambda rows: (len(rows), -abs(_year(rows) - year)))
    joined = tracts.merge(best[["geoid", "weight"]], on="geoid", how="outer", validate="1:1")
    for column in FIXED:
        joined[column] = tracts[column].iloc[0]
    return joined, best.set_index("geoid")["snapshot"]


def _year(rows: pd.DataFrame) -> int:
    return int(rows["year"].iloc[0])


def with_neighborhoods(tracts: pd.DataFrame, tables: Tables) -> tuple[pd.DataFrame, pd.Series]:
    """``tracts`` with ``neighborhood``, by who lives there in the nearest year a table knows.

    Tracts that no table of residents knows stay without a kind. Returns the snapshot used by
    tract too.
    """
    wide, used = _nearest_residents(tracts, tables, [RESIDENTS, WHITE_RESIDENTS])
    if wide.empty:
        return tracts, NOTHING
    share = (wide[WHITE_RESIDENTS] / wide[RESIDENTS].where(wide[RESIDENTS] > 0)).to_numpy(float)
    # With a tolerance, because in binary 0.4 is not exactly 1 - 0.6.
    kind = np.select(
        [share >= MAJORITY - 1e-9, share <= 1 - MAJORITY + 1e-9],
        [WHITE_NEIGHBORHOODS, NEIGHBORHOODS_OF_COLOR],
        "",
    )
    of_tract = pd.Series(kind, index=wide.index)
    return tracts.assign(neighborhood=tracts["geoid"].map(of_tract)), used


def group_members(tracts: pd.DataFrame, tables: Tables) -> tuple[pd.DataFrame, pd.Series]:
    """Residents of each of :data:`GROUPS` by tract, of the nearest year a table knows, and its snapshot."""
    wide, used = _nearest_residents(tracts, tables, list(GROUPS.values()))
    return wide.set_axis(list(GROUPS), axis=1), used


def _nearest_residents(
    tracts: pd.DataFrame, tables: Tables, wanted: list[str]
) -> tuple[pd.DataFrame, pd.Series]:
    """Cells of B03002 by tract (index), each tract's from the nearest year a table knows it in."""
    nothing = pd.DataFrame(columns=wanted, dtype=float)
    if "acs_tracts" not in tables:
        return nothing, NOTHING
    cells = tables["acs_tracts"]
    rows = cells[cells["cell"].isin(wanted) & cells["geoid"].isin(tracts["geoid"])]
    away = (rows["year"].astype(int) - int(tracts["year"].iloc[0])).abs()
    rows = rows.assign(away=away)[away <= SAME_TRACTS]
    if rows.empty:
        return nothing, NOTHING
    wide = rows.pivot(index=["geoid", "away", "snapshot"], columns="cell", values="estimate")
    wide = wide.reindex(columns=wanted).reset_index()
    wide = wide.sort_values(["away", "snapshot"]).drop_duplicates("geoid").set_index("geoid")
    return wide[wanted], wide["snapshot"]
