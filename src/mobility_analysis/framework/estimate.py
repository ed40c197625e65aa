"""The estimates table: one row per measure, place, year, period and group.

A row exists for every place of the universe of its year, valued or with a ``missing_reason``.
"""

from __future__ import annotations

from enum import StrEnum

import pandas as pd

COLUMNS: dict[str, str] = {
    "measure": "str",  # registry id
    "level": "str",
    "geoid": "str",
    "geo_vintage": "Int64",
    "year": "Int64",
    "period": "str",
    "subgroup_type": "str",
    "subgroup": "str",
    "scheme": "str",
    "value": "float64",  # shares 0-1
    "lower": "float64",  # 95 percent
    "upper": "float64",
    "se": "float64",
    "interval_kind": "str",
    "ci_method": "str",
    "numerator": "float64",
    "denominator": "float64",
    "n": "float64",  # unweighted sample or count that precision rests on
    "grade": "Int64",  # 1 strong, 2 use with care, 3 do not act on it
    "reasons": "object",  # list of reason codes (quality.reasons)
    "missing_reason": "str",
    "borrowed_from": "str",
    "route": "str",
    "sources": "object",  # list of source@vintage
}

DO_NOT_ACT = 3  # the grade from which a value enters no sentence, comparison or rank

KEY = ["measure", "level", "geoid", "year", "period", "subgroup_type", "subgroup", "scheme"]


class IntervalKind(StrEnum):
    SAMPLING = "sampling"
    SUPPRESSION_BOUNDS = "suppression_bounds"
    MODEL = "model"
    NONE = "none"


class Route(StrEnum):
    ACS_TABLE = "acs_table"
    ACS_MICRODATA = "acs_microdata"
    SPECIAL_TABULATION = "special_tabulation"
    REGISTRY = "registry"
    ADMINISTRATIVE = "administrative"
    MODEL = "model"


def conform(frame: pd.DataFrame) -> pd.DataFrame:
    """``frame`` with exactly the contract's columns, in order, with their types.

    Absent columns become missing; an unknown column is an error, so that nothing is lost silently.
    """
    unknown = set(frame.columns) - set(COLUMNS)
    if unknown:
        raise ValueError(f"columns outside the estimates contract: {sorted(unknown)}")
    out = pd.DataFrame(index=frame.index)
    for column, kind in COLUMNS.items():
        if column in frame.columns:
            values = frame[column]
        else:
            values = pd.Series(pd.NA if kind != "float64" else float("nan"), index=frame.index)
        if kind == "object":
            out[column] = values.map(lambda v: list(v) if isinstance(v, list | tuple) else [])
        else:
            out[column] = values.astype(kind)  # type: ignore[call-overload]
    return out
