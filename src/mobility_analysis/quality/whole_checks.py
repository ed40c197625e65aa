"""Does the whole fit its parts? Everyone and the groups; a nation or state and its counties; percentiles.

A mean, share, rate or percentile of everyone lies between the smallest and the largest of the groups that
are everyone together, and that of a nation between its counties'. It may lie beyond
only because of people whose group or county has no value, because of rounding, or because of sampling errors.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.estimate import KEY
from mobility_analysis.framework.places import NATION_GEOID, Level
from mobility_analysis.framework.registry import Unit, registry
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.quality.number_checks import by_measure, is_relative
from mobility_analysis.quality.plausible import middle_limits

PLACE = ["measure", "level", "geoid", "year", "period"]
SERIES = ["measure", "year", "period", "subgroup", "scheme"]
_FOUR_RACES = (
    "Black, Non-Hispanic",
    "Hispanic",
    "Other Races and Ethnicities",
    "White, Non-Hispanic",
)
# Groups that hold everyone once. Neighborhoods do not: those without a majority are in neither kind.
EVERYONE = {
    "gender": ("Female", "Male"),
    "tenure": ("Owner", "Renter"),
    "household income": ("$50,000 or More", "Less than $50,000"),
    "age": ("Age 45 and Over", "Under Age 45"),
    "disability": ("With Disability", "Without Disability"),
    "pupils' income": ("Economically Disadvantaged", "Not Economically Disadvantaged"),
    "mother's education": (
        "Less Than High School",
        "High School or GED",
        "Some College",
        "Bachelor's Degree or More",
    ),
    "race in four groups": _FOUR_RACES,
    "race in five groups": ("Asian, Non-Hispanic", *_FOUR_RACES),
    "race, with Hispanic people": (
        "American Indian or Alaska Native",
        "Asian",
        "Black",
        "Other races",
        "White",
    ),
}
# HUD rounds every count to five, so a share of few households is off by up to some fives over them, and
# two percent covers the rest: 0.004 of 0.26 (1.4 percent) is the most in the national data.
ROUNDING, FIVES = 0.02, 15.0
# Everyone from the agency's table, groups from survey records: both errors count, and chance exceeds a
# 95 percent interval in one of twenty, so half as much again.
MARGINS = 1.5
# Counties give a verdict on their state or nation where they hold nearly all of it.
NEARLY_ALL = 0.9
# Sums of counties against their whole, where both have all people: at most 0.1 percent apart for shares in
# the national data. A ratio's or rate's county without a value has people, and nothing they are counted by:
# 8 percent for physicians and injury deaths, and 14 for associations of Wyoming, at most.
SHARE_SLACK, RATE_SLACK = 0.02, 0.20
OVERFULL = 1.05  # denominators of the counties, over that of the whole: 1.011 is the most
COUNT_SLACK = 0.02
FEW = 8  # counties, below which the middle one says nothing


def whole_tables(frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Tables ``groups``, ``wholes``, ``percentiles`` and ``middles``, a row for each comparison made."""
    frame = frame[~frame.duplicated(KEY)]  # another expectation checks repeated rows
    return {
        "groups": _groups(frame),
        "wholes": _wholes(frame),
        "percentiles": _percentiles(frame),
        "middles": _middles(frame),
    }


# ------------------------------------------------------------------ everyone and the groups


def _groups(frame: pd.DataFrame) -> pd.DataFrame:
    """Per place and kind of group: everyone's value, and how far it may lie beyond the groups'."""
    is_mean = ~_is_one_of(frame, Unit.COUNT) & frame["value"].notna()
    own = frame[is_mean & frame["borrowed_from"].isna()]
    columns = ["value", "lower", "upper", "denominator", "source_ids"]
    whole = own.loc[own["subgroup"] == ALL, [*PLACE, *columns]]
    parts = [_of_kind(own, whole, kind, labels) for kind, labels in EVERYONE.items()]
    out = pd.concat(parts, ignore_index=True)
    return out.assign(measure=out["measure"].astype("str"))


def _of_kind(
    own: pd.DataFrame, whole: pd.DataFrame, kind: str, labels: tuple[str, ...]
) -> pd.DataFrame:
    rows = own[own["subgroup"].isin(labels)]
    rows = rows.assign(half=(rows["upper"] - rows["lower"]) / 2)
    found = rows.groupby(PLACE, observed=True).agg(
        groups=("value", "size"),
        smallest=("value", "min"),
        largest=("value", "max"),
        half=("half", "max"),
        people=("denominator", "sum"),
        sized=("denominator", "count"),
        source_ids_first=("source_ids", "first"),
        source_ids_last=("source_ids", "last"),
    )
    found["people"] = found["people"].where(found["sized"] == found["groups"])
    full = found[found["groups"] == len(labels)].reset_index().merge(whole, on=PLACE)
    slack = _group_slack(full)
    inside = full["value"].between(full["smallest"] - slack, full["largest"] + slack)
    kept = [*PLACE, "value", "smallest", "largest"]
    return full[kept].assign(groups=kind, ok_between_groups=inside.to_numpy())


def _group_slack(full: pd.DataFrame) -> pd.Series:
    """How far everyone's value may lie beyond the groups'."""
    known = (full["people"] / full["denominator"].where(full["denominator"] > 0)).clip(upper=1)
    span = full["largest"].abs().where(~_is_one_of(full, Unit.SHARE), 1.0)
    unknown_group = ((1 - known) * span).fillna(0.0)
    fives = (FIVES / full["denominator"] * span).where(full["denominator"] > 0, 0.0).fillna(0.0)
    half = (full["upper"] - full["lower"]) / 2
    is_one_source = (full["source_ids"].astype("str") == full["source_ids_first"].astype("str")) & (
        full["source_ids"].astype("str") == full["source_ids_last"].astype("str")
    )
    is_weighted = is_one_source & full["denominator"].notna() & full["people"].notna()
    margins = MARGINS * (half.fillna(0.0) + full["half"].fillna(0.0))
    return ROUNDING * full["value"].abs() + unknown_group + fives + margins.where(~is_weighted, 0.0)


def _is_one_of(frame: pd.DataFrame, *units: Unit) -> pd.Series:
    known = {name: entry.unit in units for name, entry in registry().measures.items()}
    return frame["measure"].astype("str").map(known).fillna(value=False).astype(bool)


# ------------------------------------------------------------------ a nation or state and its counties


def _wholes(frame: pd.DataFrame) -> pd.DataFrame:
    """Per series and nation or state with a value: what its counties say of it."""
    counties = frame[
        (frame["level"] == Level.COUNTY.value)
        & (frame["missing_reason"] != Missing.GEOGRAPHY_CHANGED.value)
    ]
    has_own = counties["value"].notna() & counties["borrowed_from"].isna()
    counties = counties.assign(
        own=counties["value"].where(has_own),
        denominator=counties["denominator"].where(has_own),
        weighted=(counties["value"] * counties["denominator"]).where(has_own),
    )
    levels = {Level.NATION: NATION_GEOID, Level.STATE: None}
    parts = [
        _of_level(
            frame, counties.assign(geoid=code or counties["state"].astype("str")), level.value
        )
        for level, code in levels.items()
    ]
    out = _judged(pd.concat(parts, ignore_index=True))
    return out.assign(measure=out["measure"].astype("str"))


def _of_level(frame: pd.DataFrame, counties: pd.DataFrame, level: str) -> pd.DataFrame:
    whole = frame[(frame["level"] == level) & frame["value"].notna()]
    whole = whole[[*SERIES, "level", "geoid", "value", "denominator"]]
    of_series = counties.groupby([*SERIES, "geoid"], observed=True).agg(
        counties=("own", "size"),
        valued=("own", "count"),
        smallest=("own", "min"),
        largest=("own", "max"),
        total=("own", "sum"),
        people=("denominator", "sum"),
        weighted=("weighted", "sum"),
    )
    whole = whole.assign(geoid=whole["geoid"].astype("str"))
    return whole.merge(of_series.reset_index(), on=[*SERIES, "geoid"])


def _judged(rows: pd.DataFrame) -> pd.DataFrame:
    relative = rows["measure"].astype("str").map(is_relative).astype(bool)
    rows = rows[(rows["valued"] > 0) & ~relative].reset_index(drop=True)
    is_share, is_count = _is_one_of(rows, Unit.SHARE), _is_one_of(rows, Unit.COUNT)
    people, weights = rows["people"], rows["denominator"]
    fullness = (people / weights.where(weights > 0)).where(people > 0)
    held = fullness.clip(upper=1.0)
    by_number = rows["valued"] / rows["counties"]
    mean = rows["weighted"] / people.where(people > 0)
    # The limits that the other people allow: a share is 0 or 1 for each of them.
    span = rows["largest"].abs().where(~is_share, 1.0)
    rest = (1 - held) * span
    slack = mean.abs() * np.where(is_share, SHARE_SLACK, RATE_SLACK) + rest
    is_near = (rows["value"] - mean).abs() <= slack
    can_tell = held.notna() & ((held >= NEARLY_ALL) | (is_share & (fullness <= 1.0)))
    width = RATE_SLACK * rows[["smallest", "largest"]].abs().max(axis=1)
    low = (rows["smallest"] - width).where(~is_share, rows["smallest"] * (1 - SHARE_SLACK))
    high = (rows["largest"] + width).where(~is_share, rows["largest"] * (1 + SHARE_SLACK))
    low, high = low - rest.fillna(0.0), high + rest.fillna(0.0)
    in_range = rows["value"].between(low, high) | (by_number < NEARLY_ALL) & (
        held.isna() | ~can_tell
    )
    is_total = rows["value"] >= rows["total"] * (1 - COUNT_SLACK)
    return rows.assign(
        counties_mean=mean,
        ok_within_counties=np.where(is_count, is_total, in_range),
        ok_near_counties=is_near | ~can_tell | is_count,
        ok_holds_counties=~(fullness > OVERFULL),
    )


# ------------------------------------------------------------------ order and scale


def _percentiles(frame: pd.DataFrame) -> pd.DataFrame:
    """The three income percentiles of one place, year and group side by side."""
    names = ["pctl_income_20", "pctl_income_50", "pctl_income_80"]
    rows = frame[frame["measure"].isin(names) & frame["value"].notna()]
    keys = ["level", "geoid", "year", "period", "subgroup", "scheme"]
    rows = rows[[*keys, "measure", "value"]].astype({"measure": "str"})
    wide = rows.drop_duplicates([*keys, "measure"]).set_index([*keys, "measure"])["value"]
    table = wide.unstack("measure").reindex(columns=names).reset_index()
    low, middle, high = (table[name] for name in names)
    ordered = ~((low > middle) | (middle > high) | (low > high))
    return table.assign(ok_percentiles_in_order=ordered)


def _middles(frame: pd.DataFrame) -> pd.DataFrame:
    """Per measure and year: the middle county's value for everyone."""
    rows = frame[
        (frame["level"] == Level.COUNTY.value) & (frame["subgroup"] == ALL) & frame["value"].notna()
    ]
    found = rows.groupby(["measure", "year", "period"], observed=True)["value"]
    table = found.agg(counties="size", middle="median").reset_index()
    limits = middle_limits()
    table["least"] = by_measure(table, {name: pair[0] for name, pair in limits.items()}, -np.inf)
    table["most"] = by_measure(table, {name: pair[1] for name, pair in limits.items()}, np.inf)
    inside = table["middle"].between(table["least"], table["most"])
    table = table.assign(measure=table["measure"].astype("str"), ok_middle_plausible=inside)
    return table[table["counties"] >= FEW].reset_index(drop=True)
