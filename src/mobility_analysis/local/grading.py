"""Intervals and grades of a place's own numbers, by the rubrics of the national ones as far as they apply.

=========================================  ===========================  ==============================
what the row gives                         interval                     rubric
=========================================  ===========================  ==============================
both ends of an interval                   as given                     share or relative precision
numerator and denominator of a share       Wilson                       share precision
numerator and denominator of a rate        exact Poisson limits         counted events
anything else                              none                         no margin: care at best
=========================================  ===========================  ==============================

Fewer than 30 people or records are weak, as everywhere. A survey without an interval of its own is never strong: the
Wilson interval takes its answers for a random sample, which a local survey seldom is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import pandas as pd

from mobility_analysis.estimation.intervals import poisson_exact, wilson
from mobility_analysis.estimation.propagate import Z95
from mobility_analysis.framework.estimate import (
    DO_NOT_ACT,
    USE_WITH_CARE,
    IntervalKind,
    Route,
    conform,
)
from mobility_analysis.framework.registry import Unit
from mobility_analysis.geography.universe import PlaceRef
from mobility_analysis.insights.age import with_age
from mobility_analysis.local.values import LocalRow
from mobility_analysis.quality.precision import (
    MINIMUM_N,
    counted_events,
    no_margin,
    relative_precision,
    share_precision,
)

SURVEY, QUALITATIVE = "survey", "qualitative count"
WILSON, POISSON = "wilson", "poisson_exact"
GIVEN, NOT_GIVEN = "limits_given_locally", "none_not_given_locally"
# Columns beside those of the estimates contract.
ROW, AREA, AS_OF = "row", "area", "as_of"
_RATES = (Unit.PER_10K, Unit.PER_100K)
_NO_LOCAL_MARGIN = "local_no_margin"


def graded(rows: Sequence[LocalRow], here: PlaceRef, today: str) -> pd.DataFrame:
    """The rows as estimates, with interval, grade and reasons, in their order.

    Parameters
    ----------
    today
        ISO day of the estimates, from which the age of a value counts.

    Returns
    -------
    The columns of the estimates contract (``measure`` is the local id), ``years_since_end``, ``years_since_middle``,
    ``area``, ``as_of`` and ``row``, the number of the row in its file.
    """
    if not rows:
        return _no_rows().copy()
    plain = pd.DataFrame([_plain(row, here) for row in rows])
    contract = plain.drop(columns=list(_BESIDE))
    frame = with_age(_graded(conform(contract), rows), today)
    return frame.assign(**{name: plain[name] for name in _BESIDE})


@lru_cache(maxsize=1)
def _no_rows() -> pd.DataFrame:
    """What almost every place has; a report that has to build it spends a hundredth of its time on it."""
    beside = {name: pd.Series(dtype=kind) for name, kind in _BESIDE.items()}
    return conform(pd.DataFrame()).assign(**beside)


_BESIDE = {AREA: "object", AS_OF: "object", ROW: "int64"}


def _plain(row: LocalRow, here: PlaceRef) -> dict[str, Any]:
    is_share = row.measure.measure.unit is Unit.SHARE
    return {
        "measure": row.measure.id,
        "level": here.level.value,
        "geoid": here.geoid,
        "year": int(row.period[-4:]),
        "period": row.period,
        "subgroup_type": row.group.type.value,
        "subgroup": row.group.label,
        "scheme": row.group.scheme.value,
        "value": row.value,
        "numerator": row.numerator,
        "denominator": row.denominator,
        # A share rests on as many as it is a share of.
        "n": row.denominator if row.n is None and is_share else row.n,
        "route": Route.ADMINISTRATIVE.value,
        "reasons": [],
        "sources": [f"local: {row.measure.collected_by}"],
        **_interval(row),
        AREA: row.area,
        AS_OF: "" if row.as_of is None else row.as_of.isoformat(),
        ROW: row.number,
    }


def _interval(row: LocalRow) -> dict[str, Any]:
    """Both ends of the interval, the standard error that goes with them, and how they were had."""
    unit, part, of = row.measure.measure.unit, row.numerator, row.denominator
    if row.lower is not None and row.upper is not None:
        lower, upper, method = row.lower, row.upper, GIVEN
        se = (upper - lower) / (2 * Z95)
    elif unit is Unit.SHARE and part is not None and of is not None:
        (lower,), (upper,) = wilson([part], [of])
        se, method = math.sqrt(row.value * (1 - row.value) / of), WILSON
    elif unit in _RATES and part is not None and of is not None:
        (lower,), (upper,) = (ends * unit.per / of for ends in poisson_exact([part]))
        se, method = math.sqrt(part) * unit.per / of, POISSON
    else:
        return {"interval_kind": IntervalKind.NONE.value, "ci_method": NOT_GIVEN}
    kind = IntervalKind.SAMPLING.value
    return {"lower": lower, "upper": upper, "se": se, "interval_kind": kind, "ci_method": method}


def _graded(frame: pd.DataFrame, rows: Sequence[LocalRow]) -> pd.DataFrame:
    is_share = pd.Series([row.measure.measure.unit is Unit.SHARE for row in rows])
    kinds = pd.Series([row.measure.kind for row in rows])
    method = frame["ci_method"]
    without, by_events = method == NOT_GIVEN, method == POISSON
    out = frame.copy()
    for where, rubric in (
        (is_share & ~without, share_precision),
        (by_events, counted_events),
        (~is_share & ~without & ~by_events, relative_precision),
        (without, no_margin),
    ):
        if where.any():
            grades, reasons = rubric(frame[where])
            out.loc[where, "grade"] = grades.astype("Int64")
            out.loc[where, "reasons"] = reasons
    out["reasons"] = out["reasons"].map(_in_local_words)
    _lower(out, out["n"] < MINIMUM_N, DO_NOT_ACT, "local_few")
    _lower(out, (kinds == SURVEY) & (method == WILSON), USE_WITH_CARE, "local_simple_sample")
    _lower(out, kinds == QUALITATIVE, USE_WITH_CARE, "local_qualitative")
    return out


def _in_local_words(codes: list[str]) -> list[str]:
    return [_NO_LOCAL_MARGIN if code == "no_margin_published" else code for code in codes]


def _lower(out: pd.DataFrame, where: pd.Series, grade: int, code: str) -> None:
    """Hold the grade of some rows at ``grade`` or worse, and say why; what praises them is taken away."""
    out["grade"] = out["grade"].mask(where & (out["grade"] < grade), grade)
    out["reasons"] = pd.Series(
        [
            [code, *(each for each in codes if each not in ("precise", "complete_count"))]
            if held
            else codes
            for codes, held in zip(out["reasons"], where, strict=True)
        ],
        index=out.index,
        dtype="object",
    )
