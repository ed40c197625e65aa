"""The estimates table: one row per measure, place, year, period and group.

Every place of the universe of a year has a row, with a value or with a ``missing_reason``.
"""

from __future__ import annotations

from enum import StrEnum

import pandas as pd

COLUMNS: dict[str, str] = {
    "measure": "str",
    "level": "str",
    "geoid": "str",
    "geo_vintage": "Int64",
    "year": "Int64",
    "period": "str",
    "subgroup_type": "str",
    "subgroup": "str",
    "scheme": "str",
    "value": "float64",
    "lower": "float64",
    "upper": "float64",
    "se": "float64",
    "interval_kind": "str",
    "ci_method": "str",
    "numerator": "float64",
    "denominator": "float64",
    "n": "float64",
    "grade": "Int64",
    "reasons": "object",
    "missing_reason": "str",
    "borrowed_from": "str",
    "route": "str",
    "sources": "object",
}

# What each column holds, for the data dictionary.
MEANINGS: dict[str, str] = {
    "measure": "Id of the measure, as in the registry.",
    "level": "Kind of place: nation, state, county, place (a city) or area (one of your own).",
    "geoid": (
        "The Census Bureau's code of the place, as text of fixed width; 00 is the nation. Areas of your own have an A "
        "in it."
    ),
    "geo_vintage": "The year whose boundaries the source uses.",
    "year": "The last year of the period.",
    "period": "The years the value covers, such as 2018-2022.",
    "subgroup_type": "Kind of group, such as race_ethnicity; all for everyone together.",
    "subgroup": "The group; All for everyone together.",
    "scheme": "Whether groups are residents, neighborhoods, or races that include Hispanic people.",
    "value": "The estimate, not rounded; shares from 0 to 1. Empty where there is none.",
    "lower": "Lower end of the 95 percent interval, or the lowest value possible.",
    "upper": "Upper end of the 95 percent interval, or the highest value possible.",
    "se": "Standard error, in the unit of the value.",
    "interval_kind": "sampling, suppression_bounds, model or none.",
    "ci_method": "How the interval was computed.",
    "numerator": "The upper part of the ratio, where it is one.",
    "denominator": "The lower part of the ratio, where it is one.",
    "n": (
        "Unweighted sample, or count, that the precision rests on; of published tables the number of "
        "interviews that the margins imply."
    ),
    "grade": "1 strong, 2 use with care, 3 do not act on it; empty without a value.",
    "reasons": "Codes of the reasons for the grade or for the absence.",
    "missing_reason": "Why there is no value.",
    "borrowed_from": "The larger area whose value this is; empty where it is the place's own.",
    "route": "By which way the value was made, such as acs_table or registry.",
    "sources": "The source@vintage of everything behind the value.",
}

# Raised by one when the content of the estimates' files changes: files of another form are refused.
FORM = 3

# A value with the last grade enters no sentence, comparison or rank.
STRONG, USE_WITH_CARE, DO_NOT_ACT = 1, 2, 3

KEY = ["measure", "level", "geoid", "year", "period", "subgroup_type", "subgroup", "scheme"]


class IntervalKind(StrEnum):
    """What the ends of an interval stand for."""

    SAMPLING = "sampling"
    SUPPRESSION_BOUNDS = "suppression_bounds"
    MODEL = "model"
    NONE = "none"


class Route(StrEnum):
    """The kind of data that a value comes from; it decides which errors are possible."""

    ACS_TABLE = "acs_table"
    ACS_MICRODATA = "acs_microdata"
    SPECIAL_TABULATION = "special_tabulation"
    REGISTRY = "registry"
    ADMINISTRATIVE = "administrative"
    MODEL = "model"


def conform(frame: pd.DataFrame) -> pd.DataFrame:
    """``frame`` with exactly the contract's columns, in order, with their types.

    Absent columns become missing; an unknown column is an error, so that nothing is lost silently. Rows with equal
    lists share one list: of a million rows they would be half of the memory.
    """
    unknown = set(frame.columns) - set(COLUMNS)
    if unknown:
        raise ValueError(f"columns outside the estimates contract: {sorted(unknown)}")
    out = {}
    for column, kind in COLUMNS.items():
        if kind == "object":
            held = frame[column].tolist() if column in frame.columns else [None] * len(frame)
            out[column] = pd.Series(_lists(held), index=frame.index, dtype="object")
        elif column in frame.columns:
            out[column] = frame[column].astype(kind)
        else:
            missing = pd.NA if kind != "float64" else float("nan")
            out[column] = pd.Series(missing, index=frame.index).astype(kind)
    return pd.DataFrame(out, index=frame.index)


def _lists(held: list[object]) -> list[list[object]]:
    made: dict[tuple[object, ...], list[object]] = {}
    # Most rows share their list with others already; one that was seen is not looked into again.
    seen: dict[int, list[object]] = {}
    for each in held:
        if id(each) not in seen:
            key = tuple(each) if isinstance(each, list | tuple) else ()
            seen[id(each)] = made.setdefault(key, list(key))
    return [seen[id(each)] for each in held]
