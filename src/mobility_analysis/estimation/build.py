"""From counts and margins to rows of the estimates table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mobility_analysis.core.missing import Missing
from mobility_analysis.estimation import intervals, propagate
from mobility_analysis.estimation.interviews import interviews_behind, interviews_of_share
from mobility_analysis.framework.estimate import IntervalKind, Route, conform
from mobility_analysis.framework.registry import registry
from mobility_analysis.framework.subgroups import ALL, BY_LABEL

PLACE = ["level", "geoid", "geo_vintage", "year", "period"]


def _finish(
    frame: pd.DataFrame,
    measure: str,
    *,
    interval_kind: IntervalKind,
    ci_method: str,
    route: Route,
) -> pd.DataFrame:
    out = frame.assign(measure=measure, route=route.value)
    if "subgroup" not in out:
        out["subgroup"] = ALL
    codes, labels = pd.factorize(out["subgroup"], use_na_sentinel=False)
    groups = [BY_LABEL[label] for label in labels]
    out["subgroup_type"] = np.array([group.type.value for group in groups], dtype=object)[codes]
    out["scheme"] = np.array([group.scheme.value for group in groups], dtype=object)[codes]
    for column in ("se", "lower", "upper"):
        if column not in out:
            out[column] = np.nan
    if "missing_reason" not in out:
        out["missing_reason"] = pd.NA
    out["missing_reason"] = out["missing_reason"].astype("object")
    unexplained = out["value"].isna() & out["missing_reason"].isna()
    out.loc[unexplained, "missing_reason"] = Missing.UNDEFINED.value
    absent = out["missing_reason"].notna()
    out.loc[absent, ["value", "lower", "upper", "se"]] = np.nan
    has_interval = out["lower"].notna() & out["upper"].notna()
    out["interval_kind"] = np.where(has_interval, interval_kind.value, IntervalKind.NONE.value)
    out["ci_method"] = np.where(
        has_interval, ci_method, np.where(absent, "no_value", "none_error_not_published")
    )
    if "sources" not in out:
        out["sources"] = (
            out["snapshot"].map(lambda s: [s]) if "snapshot" in out else [[]] * len(out)
        )
    return conform(out[[column for column in out.columns if column in _CONTRACT]])


_CONTRACT = set(conform(pd.DataFrame(columns=[])).columns)


def survey_share(
    frame: pd.DataFrame,
    measure: str,
    *,
    route: Route = Route.ACS_TABLE,
) -> pd.DataFrame:
    """Shares of one published survey count in another.

    Parameters
    ----------
    frame
        Columns of :data:`PLACE`, ``numerator``, ``numerator_se``, ``denominator``,
        ``denominator_se`` (standard errors of the counts), ``snapshot`` or ``sources``; optionally
        ``subgroup``, ``missing_reason``.

    Returns
    -------
    Estimates with ``n``, the interviews that the margins imply, and a Wilson interval on the effective sample size (never leaves 0-1, never of zero
    width at the edges); where the share is 0 or 1, or the share formula gives no error, the Wald
    interval of the handbook's ratio formula, clipped.
    """
    out = frame.copy()
    out["value"] = propagate.divide(out["numerator"], out["denominator"])
    out["se"] = propagate.proportion_error(
        out["numerator"], out["numerator_se"], out["denominator"], out["denominator_se"]
    )
    # At 0 and 1 the share formula gives an error of zero. The handbook's ratio formula, which adds the two
    # errors instead of subtracting them, does not.
    at_edge = out["value"].isin([0.0, 1.0]) | (out["se"] == 0)
    edge_se = propagate.ratio_error(
        out["numerator"], out["numerator_se"], out["denominator"], out["denominator_se"]
    )
    out["se"] = np.where(at_edge, edge_se, out["se"])
    lower, upper = intervals.wilson_from_se(out["value"], out["se"])
    wald_lower, wald_upper = intervals.wald(out["value"], out["se"], 0.0, 1.0)
    at_edge = at_edge | np.isnan(lower)
    # Both counts set to the Census Bureau's population estimates: no sampling error, no interval.
    is_controlled = out["se"] == 0
    whole = interviews_behind(out["denominator"], out["denominator_se"])
    out["n"] = interviews_of_share(out["value"], out["se"], whole)
    out["n"] = out["n"].where(out["value"].notna())
    out["lower"] = np.where(at_edge, wald_lower, lower)
    out["upper"] = np.where(at_edge, wald_upper, upper)
    out.loc[is_controlled, ["lower", "upper"]] = np.nan
    finished = _finish(
        out,
        measure,
        interval_kind=IntervalKind.SAMPLING,
        ci_method="acs_proportion_wilson_effective_n",
        route=route,
    )
    finished.loc[finished["se"] == 0, "ci_method"] = "none_controlled_to_total"
    return finished


def survey_ratio(
    frame: pd.DataFrame,
    measure: str,
    *,
    route: Route = Route.ACS_TABLE,
) -> pd.DataFrame:
    """Ratios of two published survey counts, neither inside the other; columns as for a share.

    ``n`` is the interviews behind the denominator, as its margin implies them.
    """
    out = frame.copy()
    out["value"] = propagate.divide(out["numerator"], out["denominator"])
    out["se"] = propagate.ratio_error(
        out["numerator"], out["numerator_se"], out["denominator"], out["denominator_se"]
    )
    out["n"] = interviews_behind(out["denominator"], out["denominator_se"])
    out["n"] = out["n"].where(out["value"].notna())
    out["lower"], out["upper"] = intervals.wald(out["value"], out["se"], 0.0)
    return _finish(
        out,
        measure,
        interval_kind=IntervalKind.SAMPLING,
        ci_method="acs_ratio_wald_clipped",
        route=route,
    )


def published_value(
    frame: pd.DataFrame,
    measure: str,
    *,
    route: Route,
    interval_kind: IntervalKind = IntervalKind.SAMPLING,
    ci_method: str = "published_se_wald_clipped",
) -> pd.DataFrame:
    """Values taken as published, with ``se`` where the agency gives one (else no interval).

    ``frame`` has :data:`PLACE`, ``value``, ``snapshot``; optionally ``se``, ``lower``, ``upper``,
    ``numerator``, ``denominator``, ``n``, ``subgroup``, ``missing_reason``. Given bounds are kept.
    """
    out = frame.copy()
    if "se" in out and "lower" not in out:
        low, high = registry().measures[measure].unit.range
        out["lower"], out["upper"] = intervals.wald(out["value"], out["se"], low, high)
    return _finish(out, measure, interval_kind=interval_kind, ci_method=ci_method, route=route)


def counted_share(frame: pd.DataFrame, measure: str, *, route: Route) -> pd.DataFrame:
    """Shares of complete counts (births), with a Wilson interval for their variability from year to year.

    A complete count has no sampling error. The interval describes how much a share of so few events
    moves by chance, as national vital statistics reports do; ``interval_kind`` is ``model``.
    ``frame`` has :data:`PLACE`, ``numerator``, ``denominator``, ``snapshot``.
    """
    out = frame.copy()
    out["value"] = propagate.divide(out["numerator"], out["denominator"])
    out["se"] = np.sqrt(
        propagate.divide(out["value"] * (1 - out["value"]), out["denominator"].to_numpy())
    )
    out["lower"], out["upper"] = intervals.wilson(out["numerator"], out["denominator"])
    out["n"] = out["denominator"]
    return _finish(out, measure, interval_kind=IntervalKind.MODEL, ci_method="wilson", route=route)


def counted_rate(frame: pd.DataFrame, measure: str, *, per: float, route: Route) -> pd.DataFrame:
    """Counted events per ``per`` people, with exact Poisson limits of the count.

    A complete count has no sampling error. The interval describes how much a count of so few events
    moves by chance (Garwood 1936; National Vital Statistics Reports, technical notes);
    ``interval_kind`` is ``model``. ``frame`` has :data:`PLACE`, ``numerator``, ``denominator``,
    ``snapshot``.
    """
    out = frame.copy()
    events, people = out["numerator"].astype(float), out["denominator"].astype(float)
    low, high = intervals.poisson_exact(events)
    out["value"] = propagate.divide(events, people) * per
    # Without any event the error is unknown, not zero; only the interval shows what is possible.
    out["se"] = propagate.divide(np.sqrt(events.where(events > 0)), people) * per
    out["lower"] = propagate.divide(low, people) * per
    out["upper"] = propagate.divide(high, people) * per
    out["n"] = events
    return _finish(
        out, measure, interval_kind=IntervalKind.MODEL, ci_method="poisson_exact", route=route
    )


def absent(frame: pd.DataFrame, measure: str, reason: Missing, route: Route) -> pd.DataFrame:
    """Rows without a value, all for one ``reason``; ``frame`` has :data:`PLACE`."""
    # Numerator and denominator of a value that cannot be formed are not shown: one alone would mislead.
    out = frame.assign(
        value=np.nan, numerator=np.nan, denominator=np.nan, missing_reason=reason.value
    )
    return _finish(out, measure, interval_kind=IntervalKind.NONE, ci_method="no_value", route=route)


def stack(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Estimates of several measures or groups as one frame."""
    if not parts:
        return conform(pd.DataFrame())
    return pd.concat(list(parts), ignore_index=True)
