"""Survey areas (PUMAs) and the places they overlap: how an area's total is divided among them.

An area's people are shared out to counties and cities by the part of its residents who live there; a
place that is not made of whole areas borrows their value.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from mobility_analysis.core.errors import MissingInput
from mobility_analysis.estimation import propagate
from mobility_analysis.estimation.propagate import Array
from mobility_analysis.framework.places import NATION_GEOID, Level
from mobility_analysis.geography.same_territory import WHOLE

# Below it most people of a place's areas may live elsewhere (Urban Institute, Mobility Metrics, lowest
# grade of geographic allocation).
SHARED = 0.35
AREA_WHOLE, AREA_SHARED, AREA_OTHERS = (
    "survey_area_whole",
    "survey_area_shared",
    "survey_area_mostly_others",
)
Index = NDArray[np.intp]


def crosswalk_of(
    records: pd.DataFrame, index: Index, allocation: pd.DataFrame, snapshot: str
) -> pd.DataFrame:
    """The rows of ``allocation`` that share out the areas of these records, with states and the nation."""
    pumas = records["puma"].iloc[index].unique()
    census = records["puma_vintage"].iloc[index].unique()
    return crosswalk_between(pumas, census, allocation, snapshot)


def crosswalk_between(
    pumas: Sequence[str], census: Sequence[int], allocation: pd.DataFrame, snapshot: str
) -> pd.DataFrame:
    """The rows of ``allocation`` that share out the areas ``pumas`` of a ``census``, with states and the nation."""
    found = allocation[allocation["puma_vintage"].isin(census)]
    found = found[found["geo_vintage"] == found["geo_vintage"].max()]
    areas = pd.Index(pumas)
    unknown = areas.difference(pd.Index(found.loc[found["level"] == Level.COUNTY.value, "puma"]))
    if len(census) > 1 or len(unknown):
        raise MissingInput(
            f"{snapshot}: {len(unknown)} survey areas of the census of "
            f"{' and '.join(str(each) for each in sorted(census))} are in no crosswalk of this run"
            + (f", for example {unknown[0]}." if len(unknown) else "."),
            "The vintage of mcdc_geocorr made for that census has them (`mobility sources mcdc_geocorr`); a file whose records "
            "carry areas of two censuses cannot be used.",
        )
    covered = found["puma"].isin(areas)
    whole = found[["puma", "geo_vintage", "snapshot"]].assign(covered=covered, afact=1.0, fit=1.0)
    whole = whole.drop_duplicates("puma")
    above = [
        whole.assign(level=Level.STATE.value, geoid=whole["puma"].str[:2]),
        whole.assign(level=Level.NATION.value, geoid=NATION_GEOID),
    ]
    complete = [
        rows[rows["covered"].groupby(rows["geoid"]).transform("all")].drop(columns="covered")
        for rows in above
    ]
    # Areas of a place that are not in the file count as other places' people.
    inside = (found["afact"] * found["afact2"]).where(covered, 0)
    fit = inside.groupby([found["level"], found["geoid"]]).transform("sum")
    return pd.concat([found.assign(fit=fit)[covered], *complete], ignore_index=True)


def positions_of(areas: pd.Index, codes: pd.Series) -> Index:
    """Position in ``areas`` of each code; -1 where it is not among them. A code is looked up once, not for each record."""
    number, names = pd.factorize(codes, use_na_sentinel=False)
    return np.asarray(areas.get_indexer(names.astype("object"))[number], dtype=np.intp)


def sharing(crosswalk: pd.DataFrame, areas: pd.Index) -> tuple[sparse.csr_array, pd.DataFrame]:
    """Which part of each survey area's people lives in each place.

    Returns a matrix (places by areas: the part of the area's people in the place), and the places:
    ``level, geoid, geo_vintage, fit, reasons, borrowed_from``. ``areas`` are codes of the
    crosswalk's ``puma``, or of its ``area`` where areas are divided further.
    """
    place = ["level", "geoid", "geo_vintage", "fit"]
    code = crosswalk["area" if "area" in crosswalk else "puma"]
    number, keys = pd.factorize(pd.MultiIndex.from_frame(crosswalk[place]))
    share = sparse.csr_array(
        (crosswalk["afact"], (number, areas.get_indexer(code))),
        shape=(len(keys), len(areas)),
    )
    rows = keys.to_frame(index=False, name=place)
    shared = crosswalk.assign(row=number)[crosswalk["fit"] < WHOLE].sort_values("puma")
    shared = shared.drop_duplicates(["row", "puma"])
    reason = np.select(
        [rows["fit"] >= WHOLE, rows["fit"] >= SHARED], [AREA_WHOLE, AREA_SHARED], AREA_OTHERS
    )
    rows["reasons"] = pd.Series([[str(each)] for each in reason], index=rows.index)
    names: dict[int, list[str]] = {}
    for row, puma in zip(shared["row"].tolist(), shared["puma"].tolist(), strict=True):
        names.setdefault(row, []).append(puma)
    borrowed = {row: "+".join(pumas) for row, pumas in names.items()}
    rows["borrowed_from"] = pd.Series(borrowed, dtype="object").reindex(rows.index)
    return share, rows


def behind_areas(area: Index, weight: Array, number: int) -> Array:
    """Records of each of ``number`` areas, their weights, and the squares of these, shape (areas, 3)."""
    return np.stack(
        [
            np.bincount(area, minlength=number).astype(float),
            np.bincount(area, weights=weight, minlength=number),
            np.bincount(area, weights=weight**2, minlength=number),
        ],
        axis=1,
    )


def describe_places(rows: pd.DataFrame, share: sparse.csr_array, behind: Array) -> pd.DataFrame:
    """``rows`` with ``n``, the interviews to be expected, and ``n_effective``, what they are worth.

    ``behind`` is what :func:`behind_areas` gives.
    """
    interviews, once, squared = behind.T
    expected = share @ interviews
    worth = propagate.divide((share @ once) ** 2, share.power(2) @ squared)
    return rows.assign(n=expected, n_effective=np.minimum(worth, expected))
