"""Weighted totals of survey records where the rule depends on the county, such as on its income limits.

A record says only in which area (PUMA) it lies. For a county the rule is the county's own, applied to the
records of its areas. For a city, a state and the nation each record stands for the counties of its area in
the proportion of their people, each with its own rule; so counties add up to their state.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from mobility_analysis.estimation.microdata import Totals, files_of, totals_of_areas
from mobility_analysis.estimation.survey_areas import crosswalk_of
from mobility_analysis.framework.places import Level

Values = Callable[[pd.DataFrame], Mapping[str, pd.Series]]


def local_totals(
    records: pd.DataFrame,
    allocation: pd.DataFrame,
    rules: pd.DataFrame,
    values: Values,
    *,
    columns: Sequence[str],
    interviews: str,
    by: Sequence[str] = (),
) -> Totals | None:
    """Weighted totals of ``values`` for counties, cities, states and the nation.

    Parameters
    ----------
    records, allocation, by
        As for :func:`estimation.microdata.totals`.
    rules
        One row per county and year: ``geoid``, ``year``, ``snapshot`` and the numbers of its rule.
    values
        From ``columns`` of the records beside their county's rule to the number of each record by name; a
        missing number adds nothing.
    columns
        Columns of ``records`` that ``values`` needs.
    interviews
        Name of the value whose records count as interviews: those it is not 0 for.

    Returns
    -------
    None where no place has a rule of a file's year. A place has no row where a county of its areas has
    no rule.
    """
    names = [name for name in rules.columns if name not in (*_KEYS, *_FIXED)]
    parts = []
    for labels, index in files_of(records):
        own = rules[rules["year"] == labels["year"]]
        if own.empty:
            continue
        crosswalk = crosswalk_of(records, index, allocation, labels["snapshot"])
        crosswalk, areas = _cut_by_rule(crosswalk, own[["geoid", *names]], names)
        if crosswalk.empty:
            continue
        crosswalk = crosswalk.assign(pums=labels["snapshot"])
        # A record is used once for each rule in its area.
        rows = pd.DataFrame({"row": index, "puma": records["puma"].iloc[index].to_numpy()})
        rows = rows.merge(areas, on="puma", how="inner").sort_values("row", kind="stable")
        position = rows["row"].to_numpy()
        facts = records[list(columns)].iloc[position].reset_index(drop=True)
        found = values(facts.assign(**{name: rows[name].to_numpy() for name in names}))
        numbers = {name: column.fillna(0).to_numpy(float) for name, column in found.items()}
        part = totals_of_areas(
            records,
            position,
            rows["area"],
            crosswalk,
            by=by,
            values=numbers,
            interviewed=numbers[interviews] != 0,
        )
        ruled = [*part.rows["sources"].iloc[0], *own["snapshot"].unique()]
        described = part.rows.assign(**labels)
        described["sources"] = pd.Series([ruled] * len(described))
        parts.append(Totals(described, part.of))
    if not parts:
        return None
    return Totals(
        pd.concat([part.rows for part in parts], ignore_index=True),
        {name: np.vstack([part.of[name] for part in parts]) for name in parts[0].of},
    )


_KEYS = ("geoid", "year", "snapshot")
_FIXED = ("level", "geo_vintage", "period")


def _cut_by_rule(
    crosswalk: pd.DataFrame, rules: pd.DataFrame, names: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(crosswalk with ``area``: a PUMA and one of the rules in it; the areas with ``puma`` and rule).

    Counties lead to the area of their own rule; all other places to every area of the PUMA, by the part of
    its people who live under the rule. Places that areas without a rule belong to are left out.
    """
    is_county = crosswalk["level"] == Level.COUNTY.value
    counties = crosswalk[is_county].merge(rules, on="geoid", how="left", validate="many_to_one")
    parts = counties.groupby(["puma", *names], dropna=False, as_index=False)["afact"].sum()
    parts["part"] = parts["afact"] / parts.groupby("puma")["afact"].transform("sum")
    parts["area"] = parts["puma"] + "/" + parts.groupby("puma").cumcount().astype(str)
    areas = parts[["puma", "area", "part", *names]]
    own = counties.merge(areas, on=["puma", *names], how="left", validate="many_to_one")
    others = crosswalk[~is_county].merge(areas, on="puma")
    others["afact"] = others["afact"] * others["part"]
    both = pd.concat([own, others], ignore_index=True)
    lacking = both[list(names)].isna().any(axis=1)
    place = pd.MultiIndex.from_frame(both[["level", "geoid"]])
    both = both[~place.isin(place[lacking])].drop(columns=[*names, "part"])
    return both.reset_index(drop=True), areas[areas["area"].isin(both["area"])]
