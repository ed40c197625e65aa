"""Values of census tracts as means of counties, states and the nation, and of kinds of neighborhood.

The values come from a model, and no producer states the model's error. The survey's error of the weights could be
computed, but it would be the smaller part of the whole error and look like all of it. So the means have no
interval, and their rubric never calls them strong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from mobility_analysis.core.missing import Missing
from mobility_analysis.estimation.build import absent, published_value, stack
from mobility_analysis.estimation.interviews import RESIDENTS_PER_INTERVIEW
from mobility_analysis.estimation.neighborhoods import FEWEST_MEMBERS, areas
from mobility_analysis.estimation.tract_poverty import HIGH, NOT_HIGH
from mobility_analysis.estimation.tract_residents import FIXED
from mobility_analysis.framework.estimate import IntervalKind, Route
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.subgroups import NEIGHBORHOODS_OF_COLOR, WHITE_NEIGHBORHOODS
from mobility_analysis.framework.tables import Tables
from mobility_analysis.geography.universe import Universe

# Share of an area's weight in tracts without a value: from the first on a note is printed, from the second the
# mean is weak (Urban Institute, Mobility Metrics: 5 percent for air, 25 percent for transport).
LACKING_SOME = 0.05
LACKING_MANY = 0.25
# Kinds of neighborhood by the column that tells them apart: who is the majority, how many are poor.
KINDS = {"neighborhood": (NEIGHBORHOODS_OF_COLOR, WHITE_NEIGHBORHOODS), "poverty": (HIGH, NOT_HIGH)}
# Points of a national rank: a mean of a kind of neighborhood that moves by more when the doubtful tracts
# change sides is weak. Smaller differences between modeled ranks say nothing (Urban Institute, Mobility
# Metrics, air hazard index).
MOVES = 5.0
NO_INTERVAL = "none_model_error_unknown"
# What a reader must know of HUD's two transport indices.
HUD_MEANS = (
    " Means of counties and states are weighted by households with less than half of the area's median "
    "income. Neighborhoods of the index are census tracts, not people: at least 60 percent of the low-income "
    "households are White, or are not."
)


def modeled_means(
    tracts: pd.DataFrame,
    measure: str,
    universe: Universe,
    behind: Mapping[str, pd.Series] = MappingProxyType({}),
    members: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Estimates of ``measure`` for counties, states and the nation from one table of tracts.

    Parameters
    ----------
    tracts
        One row per tract: ``geoid``, ``value`` (missing where there is none), ``weight``, the columns of
        :data:`FIXED`; optionally the columns of :data:`KINDS`: the kind of neighborhood, ``""`` for one
        of neither kind, missing where it is not known; beside it ``<column>_doubtful``, true where it may
        as well be of the other kind.
    universe
        The counties there are in each year.
    behind
        Snapshots by tract of the further tables that were used: of its ``weight``, of its kinds (the columns
        of :data:`KINDS`) and of its ``members``. A row names those of its own tracts.
    members
        Residents by tract (index) and group (columns), for the means over the members of each group.

    Returns
    -------
    Estimates without interval, ``ci_method`` :data:`NO_INTERVAL`. A state, and the nation, has a mean only
    where counties of nearly all its people have a tract with a value. ``denominator`` is the weight behind
    the mean.
    """
    # A county without any value gets no row: with a row its state would count as covered.
    has_value = tracts["value"].notna() & (tracts["weight"] > 0)
    valued = set(tracts.loc[has_value, "geoid"].str[: Level.COUNTY.width])
    tracts = tracts[tracts["geoid"].str[: Level.COUNTY.width].isin(valued)].reset_index(drop=True)
    if tracts.empty:
        return stack([])
    fixed = tracts.iloc[0][FIXED].to_dict()
    people = universe.county_population(int(fixed["geo_vintage"]))
    parts = []
    for level, area in areas(tracts["geoid"], people):
        place = {"level": level.value, **fixed}
        of_all = [_published(_means(tracts, area), place, measure)]
        of_area = partial(_with_sources, tracts=tracts, area=area, behind=behind)
        parts += of_area(of_all, ["weight"])
        for column in KINDS:
            if column in tracts:
                of_kinds = _of_neighborhoods(tracts, column, area, place, measure)
                parts += of_area(of_kinds, ["weight", column])
        if members is not None:
            parts += of_area(_of_members(tracts, area, place, measure, members), ["members"])
    return stack(parts)


def _with_sources(
    parts: list[pd.DataFrame],
    roles: list[str],
    *,
    tracts: pd.DataFrame,
    area: pd.Series,
    behind: Mapping[str, pd.Series],
) -> list[pd.DataFrame]:
    """``parts`` with the tables that their areas' tracts rest on, the values' own first."""
    own = tracts["snapshot"].iloc[0]
    used = [behind[role].reindex(tracts["geoid"]) for role in roles if role in behind]
    pairs = [pd.DataFrame({"area": area.to_numpy(), "snapshot": each.to_numpy()}) for each in used]
    if not pairs:
        return [part.assign(sources=[[own]] * len(part)) for part in parts]
    known = pd.concat(pairs).dropna().drop_duplicates().sort_values("snapshot")
    of_area = known.groupby("area")["snapshot"].agg(list).to_dict()
    return [
        part.assign(sources=[[own, *of_area.get(geoid, [])] for geoid in part["geoid"]])
        for part in parts
    ]


def _of_neighborhoods(
    tracts: pd.DataFrame, column: str, area: pd.Series, place: dict[str, Any], measure: str
) -> list[pd.DataFrame]:
    """Both kinds of neighborhood; an area whose tracts are all known and of no such kind has none."""
    known = tracts[column].notna() & area.notna()
    complete = set(area[area.notna()]) - set(area[area.notna() & ~known])
    parts = []
    for group in KINDS[column]:
        inside = (tracts[column] == group) & area.isin(complete)
        if inside.any():
            means = _means(tracts[inside], area[inside]).assign(subgroup=group)
            if f"{column}_doubtful" in tracts:
                means = _with_doubt(means, tracts, inside, tracts[f"{column}_doubtful"], area)
            parts.append(_published(means, place, measure))
        none = sorted(complete - set(area[inside]))
        if none:
            rows = pd.DataFrame({"geoid": none, **place, "subgroup": group})
            parts.append(absent(rows, measure, Missing.NOT_APPLICABLE, Route.MODEL))
    return parts


def _with_doubt(
    means: pd.DataFrame,
    tracts: pd.DataFrame,
    inside: pd.Series,
    doubtful: pd.Series,
    area: pd.Series,
) -> pd.DataFrame:
    """``means`` of a kind of tracts, with a code for those that depend on doubtful tracts.

    A mean depends on them when it moves if all doubtful tracts leave the kind, or if all join it; a
    mean of doubtful tracts alone can move by its whole amount.
    """
    moves = pd.Series(0.0, index=means["geoid"])
    value = means.set_index("geoid")["value"]
    for chosen in (inside & ~doubtful, inside | doubtful):
        other = _means(tracts[chosen], area[chosen]).set_index("geoid")["value"]
        moves = np.fmax(moves, (other.reindex(value.index) - value).abs().fillna(np.inf))
    codes = [
        [*known, *(["near_the_line"] if move > MOVES else [])]
        for known, move in zip(means["reasons"], moves, strict=True)
    ]
    return means.assign(reasons=codes)


def _of_members(
    tracts: pd.DataFrame,
    area: pd.Series,
    place: dict[str, Any],
    measure: str,
    members: pd.DataFrame,
) -> list[pd.DataFrame]:
    """What the members of each group live with: means weighted by where they live.

    Only in areas whose tracts' residents are all known; few members are too few for a mean.
    """
    of_tract = members.reindex(tracts["geoid"])
    unknown = of_tract.isna().any(axis=1).to_numpy() & (tracts["weight"] > 0).to_numpy()
    inside = area.where(~area.isin(set(area[area.notna() & unknown])))
    parts = []
    for group in members.columns:
        means = _means(tracts.assign(weight=of_tract[group].to_numpy(float)), inside)
        few = ~(means["denominator"] > FEWEST_MEMBERS)
        means["value"] = means["value"].mask(few)
        means["missing_reason"] = means["missing_reason"].mask(few, Missing.TOO_FEW_RECORDS.value)
        # The margins of the residents are not used here; their number gives the number of interviews.
        means["n"] = (means["denominator"] / RESIDENTS_PER_INTERVIEW).mask(few)
        parts.append(_published(means.assign(subgroup=group), place, measure))
    return [part for part in parts if len(part)]


def _means(tracts: pd.DataFrame, area: pd.Series) -> pd.DataFrame:
    weight = tracts["weight"].fillna(0).to_numpy(float)
    value = tracts["value"].to_numpy(float)
    behind = np.where(np.isnan(value), 0.0, weight)
    sums = (
        pd.DataFrame({"geoid": area, "all": weight, "behind": behind})
        .assign(product=np.nan_to_num(value) * behind)
        .dropna(subset=["geoid"])
        .groupby("geoid", as_index=False)
        .sum()
    )
    some = sums["behind"].where(sums["behind"] > 0)
    lacking = 1 - sums["behind"] / sums["all"].where(sums["all"] > 0)
    return pd.DataFrame(
        {
            "geoid": sums["geoid"],
            "value": sums["product"] / some,
            "denominator": some,
            "missing_reason": pd.Series(None, index=sums.index, dtype="object").mask(
                some.isna(), Missing.NO_SOURCE_ROW.value
            ),
            "reasons": [_lacking(share) for share in lacking],
        }
    )


def _lacking(share: float) -> list[str]:
    if share >= LACKING_MANY:
        return ["many_tracts_without_value"]
    return ["some_tracts_without_value"] if share >= LACKING_SOME else []


def _published(means: pd.DataFrame, place: dict[str, Any], measure: str) -> pd.DataFrame:
    out = published_value(
        means.assign(**place), measure, route=Route.MODEL, interval_kind=IntervalKind.NONE
    )
    out.loc[out["value"].notna(), "ci_method"] = NO_INTERVAL
    return out


def single_tracts(tracts: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Estimates of the tracts themselves, without interval: models state no error.

    ``tracts`` has ``level``, ``geoid``, ``value`` (missing where there is none) and :data:`FIXED`.
    """
    rows = tracts[["level", "geoid", *FIXED, "value"]]
    absent_ones = pd.Series(None, index=rows.index, dtype="object").mask(
        rows["value"].isna(), Missing.NO_SOURCE_ROW.value
    )
    return published_value(
        rows.assign(missing_reason=absent_ones),
        measure,
        route=Route.MODEL,
        interval_kind=IntervalKind.NONE,
    )


def tracts_of_models(tables: Tables, models: Iterable[tuple[str, str, str]]) -> pd.DataFrame:
    """:func:`single_tracts` of each model that the run has: ``(kind, its column, measure)``."""
    return stack(
        [
            single_tracts(tables[kind].assign(value=tables[kind][column]), measure)
            for kind, column, measure in models
            if kind in tables
        ]
    )


def hazard_ranks(risks: pd.DataFrame) -> pd.Series:
    """National percent rank of tracts by several hazards together, 0 to 100: higher is cleaner.

    Every hazard counts in standard deviations between all tracts, all alike; the rank is the share of the
    other tracts that are worse. Tracts that lack a hazard have none (Urban Institute, Mobility Metrics,
    air hazard index; unlike there the rank of a tract is not rounded).

    Parameters
    ----------
    risks
        One row per tract of the nation, one column per hazard.
    """
    numbers = risks.dropna().astype(float)
    clean = -((numbers - numbers.mean()) / numbers.std()).sum(axis=1)
    rank = clean.rank(method="min")
    return (100 * (rank - 1) / max(len(rank) - 1, 1)).reindex(risks.index)
