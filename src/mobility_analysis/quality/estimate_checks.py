"""The logical checks of the estimates, as tables that simple expectations can look at.

Great Expectations compares columns with values; whether three columns of a row fit together is worked
out here, once, as a column ``ok_…`` that must be true. :mod:`quality.estimate_suite` says in words what
each means.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.estimate import IntervalKind
from mobility_analysis.framework.places import NATION_GEOID, Level
from mobility_analysis.framework.registry import Unit, registry
from mobility_analysis.framework.subgroups import ALL, BY_LABEL, SubgroupType
from mobility_analysis.geography.universe import Universe
from mobility_analysis.quality.number_checks import number_checks
from mobility_analysis.quality.reasons import REASONS
from mobility_analysis.quality.whole_checks import whole_tables

TOLERANCE = 1e-9
SENTINEL = -1e8  # the Census Bureau's codes are -222222222 and below
NUMBERS = ["value", "lower", "upper", "se", "numerator", "denominator", "n"]
TEXTS = [
    "measure", "level", "geoid", "period", "subgroup_type", "subgroup", "scheme", "interval_kind",
    "missing_reason", "route", "ci_method",
]  # fmt: skip
SERIES = ["measure", "year", "period", "geo_vintage", "subgroup_type", "subgroup", "scheme"]
# Groups that together are everyone, so that their denominators add up to that of everyone.
PARTITIONS = (SubgroupType.GENDER, SubgroupType.TENURE, SubgroupType.HOUSEHOLD_INCOME)
FEW_COUNTIES = 5
OPEN_ENDS = (2_499.0, 250_001.0)  # how the Census Bureau prints "less than" and "or more"
REPEATABLE = {Unit.COUNT, Unit.AQI}  # equal round numbers are no sign of an error


def prepare(
    estimates: pd.DataFrame, universe: Universe, levels: tuple[Level, ...] | None = None
) -> dict[str, pd.DataFrame]:
    """The tables that the expectations look at, by name.

    ``estimates`` (one row per estimate), ``series`` (per measure, year, group and level),
    ``states`` (per measure, year and state), ``repeats``, ``partitions``, and those of
    :mod:`quality.whole_checks`.
    """
    frame = estimates.reset_index(drop=True)
    lists = frame["reasons"].map(tuple)
    kept = [column for column in frame.columns if column not in ("reasons", "sources")]
    frame = frame[kept].assign(
        **{column: frame[column].astype("category") for column in TEXTS},
        grade=frame["grade"].astype("float64"),
        year=frame["year"].astype("int64"),
        has_source=frame["sources"].map(len) > 0,
    )
    frame["state"] = frame["geoid"].astype("str").str[:2]
    # The products behind a row, as one word: files of one product and period fit together.
    named = estimates["sources"].map(tuple)
    products = {sources: _products(sources) for sources in set(named)}
    frame["source_ids"] = named.map(products).astype("category").to_numpy()
    checked = frame.assign(**_row_checks(frame, lists), **_place_checks(frame, universe))
    checked["ok_sourced"] = checked.pop("has_source")
    wanted = levels or tuple(Level(level) for level in frame["level"].cat.categories)
    return {
        "estimates": checked,
        "series": _series(frame, universe, wanted),
        "states": _states(frame),
        "repeats": _repeats(frame),
        "partitions": _partitions(frame),
        **whole_tables(frame),
        "names": _names(universe),
    }


def _products(sources: Iterable[str]) -> str:
    return " ".join(sorted({source.partition("@")[0] for source in sources}))


def _row_checks(frame: pd.DataFrame, reasons: pd.Series) -> dict[str, pd.Series]:
    value, lower, upper = frame["value"], frame["lower"], frame["upper"]
    valued, bounded = value.notna(), lower.notna() & upper.notna()
    slack = TOLERANCE * np.maximum(1.0, value.abs())
    kind = frame["interval_kind"]
    least, most = _measure_limits(frame["measure"])
    known = {codes: all(code in REASONS for code in codes) for codes in set(reasons)}
    # Only a complete count may have an interval without width.
    exact = kind == IntervalKind.SUPPRESSION_BOUNDS.value
    return {
        "ok_graded_if_valued": valued == frame["grade"].notna(),
        "ok_reason_if_missing": valued != frame["missing_reason"].notna(),
        "ok_no_bounds_if_missing": valued | (lower.isna() & upper.isna() & frame["se"].isna()),
        "ok_both_bounds": lower.notna() == upper.notna(),
        "ok_bounds_ordered": ~bounded | ((lower <= value + slack) & (value <= upper + slack)),
        "ok_bounds_possible": ~bounded
        | ((lower >= least - TOLERANCE) & (upper <= most + TOLERANCE)),
        "ok_interval_kind": bounded == (kind != IntervalKind.NONE.value),
        "ok_interval_has_width": ~bounded | exact | (upper > lower),
        "ok_explained_if_valued": ~valued | (reasons.map(len) > 0),
        "ok_reasons_known": reasons.map(known),
        "ok_no_sentinel": (frame[NUMBERS].isna() | (frame[NUMBERS] > SENTINEL)).all(axis=1),
        "ok_finite": ~np.isinf(frame[NUMBERS]).any(axis=1),
        "ok_subgroup_defined": _subgroup_defined(frame),
        **number_checks(frame),
    }


def _measure_limits(measure: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Smallest and largest possible value of each row's measure; unbounded for an unknown one."""
    units = {name: entry.unit for name, entry in registry().measures.items()}
    limits = {
        name: units[name].range if name in units else (-np.inf, np.inf)
        for name in measure.cat.categories
    }
    return tuple(
        measure.map({name: pair[end] for name, pair in limits.items()}).astype("float64")
        for end in (0, 1)
    )


def _subgroup_defined(frame: pd.DataFrame) -> pd.Series:
    known = {(group.type.value, group.label, group.scheme.value) for group in BY_LABEL.values()}
    columns = ["subgroup_type", "subgroup", "scheme"]
    triples = frame[columns].drop_duplicates().astype("str")
    number = frame.groupby(columns, observed=True, dropna=False).ngroup()
    defined = {
        number[row]: triple in known
        for row, triple in zip(
            triples.index, triples.itertuples(index=False, name=None), strict=True
        )
    }
    return number.map(defined)


# ------------------------------------------------------------------ places


def _place_checks(frame: pd.DataFrame, universe: Universe) -> dict[str, pd.Series]:
    """Codes exist in the list their source uses, or exist today and say that they changed."""
    listed = pd.Series(False, index=frame.index)
    today = pd.Series(False, index=frame.index)
    for (level, year), rows in frame.groupby(
        ["level", "geo_vintage"], observed=True
    ).groups.items():
        codes = frame.loc[rows, "geoid"]
        listed[rows] = codes.isin(_codes(universe, str(level), int(year)))
        today[rows] = codes.isin(_codes(universe, str(level), universe.latest_year))
    changed = frame["missing_reason"] == Missing.GEOGRAPHY_CHANGED.value
    is_nation = frame["level"] == Level.NATION.value
    # An area of one's own may lie in several states.
    is_wide = is_nation | (frame["level"] == Level.AREA.value)
    state_known = frame["state"].isin(universe.state_codes) | (
        is_wide & (frame["state"] == NATION_GEOID)
    )
    return {
        "ok_state_known": state_known,
        "ok_place_exists": listed | today,
        "ok_change_said": listed | ~today | changed,
    }


def _names(universe: Universe) -> pd.DataFrame:
    """What the places of the run are called, from the agencies' lists."""
    year = universe.latest_year
    parts = [
        universe.of(level, year).assign(level=level.value)
        for level in (Level.STATE, Level.COUNTY, Level.PLACE)
    ]
    return pd.concat(parts, ignore_index=True)[["level", "geoid", "name"]]


def _codes(universe: Universe, level: str, year: int) -> frozenset[str]:
    if level == Level.AREA.value:
        return frozenset(area.geoid for area in universe.areas)
    return universe.codes(Level(level), year) if level in set(Level) else frozenset()


def _series(frame: pd.DataFrame, universe: Universe, levels: tuple[Level, ...]) -> pd.DataFrame:
    """One row per series and level: how many places lack a row, and whether everyone is there."""
    return pd.DataFrame(list(_series_rows(frame, universe, levels)))


def _series_rows(
    frame: pd.DataFrame, universe: Universe, levels: tuple[Level, ...]
) -> Iterator[dict[str, object]]:
    expected: dict[tuple[Level, int], frozenset[str]] = {}
    with_all = {
        tuple(key)
        for key in frame.loc[frame["subgroup"] == ALL, ["measure", "year", "level"]]
        .drop_duplicates()
        .itertuples(index=False, name=None)
    }
    for keys, rows in frame.groupby(SERIES, observed=True, dropna=False, sort=False):
        fixed = dict(zip(SERIES, keys, strict=True))
        year = int(fixed["geo_vintage"])
        found = dict(iter(rows.groupby("level", observed=True)["geoid"]))
        # A source of cities only is silent about counties and larger areas.
        for level in [Level.PLACE] if set(found) == {Level.PLACE.value} else levels:
            present = set(found.get(level.value, ()))
            if (level, year) not in expected:
                expected[level, year] = _codes(universe, level.value, year) | _codes(
                    universe, level.value, universe.latest_year
                )
            lacking = sorted(expected[level, year] - present)
            yield {
                **{name: fixed[name] for name in ("measure", "year", "subgroup")},
                "level": level.value,
                "places_lacking": len(lacking),
                "lacking": ", ".join(lacking[:3]),
                "ok_everyone_there": (fixed["measure"], fixed["year"], level.value) in with_all,
            }


# ------------------------------------------------------------------ odd, but possible: warnings


def _states(frame: pd.DataFrame) -> pd.DataFrame:
    """Per measure, year and state: how much more of its counties lacks a value than elsewhere."""
    rows = frame[(frame["level"] == Level.COUNTY.value) & (frame["subgroup"] == ALL)]
    rows = rows.assign(is_missing=rows["value"].isna())
    by_series = rows.groupby(["measure", "year"], observed=True)["is_missing"].mean()
    out = (
        rows.groupby(["measure", "year", "state"], observed=True)["is_missing"]
        .agg(counties="size", missing_share="mean")
        .reset_index()
    )
    nation = out.set_index(["measure", "year"]).index.map(by_series)
    out["above_nation"] = out["missing_share"] - np.asarray(nation, dtype="float64")
    return out[out["counties"] >= FEW_COUNTIES].reset_index(drop=True)


def _repeats(frame: pd.DataFrame) -> pd.DataFrame:
    """Per measure, year, group and state: how many counties share the commonest non-round value."""
    units = {name: entry.unit for name, entry in registry().measures.items()}
    rows = frame[(frame["level"] == Level.COUNTY.value) & frame["value"].notna()]
    countable = rows["measure"].map(lambda name: units.get(name) in REPEATABLE).astype(bool)
    is_round = np.isclose(rows["value"], rows["value"].round(2), rtol=0, atol=TOLERANCE)
    # Incomes are round numbers, too, but differ by county, except at the ends of open intervals.
    money = rows["measure"].map(lambda name: units.get(name) is Unit.DOLLARS).astype(bool)
    own = ~is_round | (money & ~rows["value"].isin(OPEN_ENDS))
    odd = rows[~countable & own]
    keys = ["measure", "year", "subgroup", "state"]
    counts = odd.groupby([*keys, "value"], observed=True).size().rename("counties").reset_index()
    return counts.sort_values("counties", ascending=False).drop_duplicates(keys)


def _partitions(frame: pd.DataFrame) -> pd.DataFrame:
    """Per place and measure: groups that are everyone, added up, against everyone."""
    keys = ["measure", "level", "geoid", "year", "period"]
    whole = frame.loc[frame["subgroup"] == ALL, [*keys, "denominator"]]
    parts = []
    for kind in PARTITIONS:
        size = sum(group.type is kind for group in BY_LABEL.values())
        rows = frame[(frame["subgroup_type"] == kind.value) & frame["denominator"].notna()]
        total = rows.groupby(keys, observed=True)["denominator"].agg(["sum", "size"]).reset_index()
        full = total[total["size"] == size].merge(whole, on=keys)
        gap = full["sum"] / full["denominator"].where(full["denominator"] > 0) - 1
        parts.append(full[keys].assign(subgroup_type=kind.value, gap=gap))
    return pd.concat(parts, ignore_index=True)
