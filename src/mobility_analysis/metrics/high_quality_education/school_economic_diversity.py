"""Pupils who attend high-poverty schools.

Two quantities, kept apart by their names: the share whose school has at least 20 percent of its pupils in
poverty, by a model's estimate (MEPS), by race and ethnicity; and the share whose school has more than 75
percent of its pupils eligible for free or reduced-price lunch, without race. Universe: pupils of public
schools. Traps: schools without an estimate are left out of both sides, never counted as not poor; lunch
counts differ by state where whole schools eat free.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from mobility_analysis.core.missing import Missing
from mobility_analysis.estimation.acs import PLACE
from mobility_analysis.estimation.aggregate import add_states_and_nation
from mobility_analysis.estimation.build import published_value, stack
from mobility_analysis.estimation.propagate import Z95, divide
from mobility_analysis.framework.estimate import IntervalKind, Route
from mobility_analysis.framework.metric import Caveat, Metric
from mobility_analysis.framework.subgroups import SubgroupType
from mobility_analysis.framework.tables import Tables

POVERTY, LUNCH = "share_meps20", "share_high_lunch_schools"
METRIC = Metric(
    id="school_economic_diversity",
    inputs=(),
    any_of=("school_poverty", "school_lunch"),
    only_from={POVERTY: ("school_poverty",), LUNCH: ("school_lunch",)},
    rubrics={POVERTY: "modeled_schools", LUNCH: "lunch_schools"},
    numerator="Pupils of schools where at least 20 percent of pupils are in poverty",
    denominator="Pupils of schools with an estimate",
    universe="Pupils of public schools, charter schools included; private schools are not there",
    interval=(
        "The model's standard error of each school decides how surely it lies above the line; the "
        "interval adds that doubt up over schools. Of lunch counts the bounds are given: none, or all, "
        "of the pupils in schools without a usable count attend a high-poverty school."
    ),
    subgroups=(SubgroupType.RACE_ETHNICITY,),
    cites=(
        "Urban Institute, Model Estimates of Poverty in Schools: "
        "https://www.urban.org/research/publication/model-estimates-poverty-schools",
        "National Center for Education Statistics, Condition of Education, Concentration of Public "
        "School Students Eligible for Free or Reduced-Price Lunch, for the 75 percent line",
    ),
    caveats=(
        Caveat(
            "The model's errors of a district's schools may go together, which the interval does not know.",
            (POVERTY,),
        ),
        Caveat(
            "Where a whole school eats free, nobody counts who would qualify: such schools, often the "
            "poorest, are left out of the share by lunch, and its bounds say what they could change.",
            (LUNCH,),
        ),
    ),
)
POVERTY_LINE = 0.20  # at least
LUNCH_LINE = 0.75  # more than
NEARLY_ALL = 0.99  # of the pupils written down as eligible: meals counted, not need
HALF_KNOWN, NEARLY_KNOWN = 0.5, 0.9  # of the pupils, by what is known of their schools


def estimate(tables: Tables) -> pd.DataFrame:
    """Share of pupils in high-poverty schools, by modeled poverty and by free lunches."""
    parts = []
    if "school_poverty" in tables:
        parts.append(_poverty(tables["school_poverty"]))
    if "school_lunch" in tables:
        parts.append(_lunch(tables["school_lunch"]))
    return stack(parts)


def _poverty(schools: pd.DataFrame) -> pd.DataFrame:
    from scipy.stats import norm

    known = schools["rate"].notna()
    students = schools["students"].astype(float)
    # Pupils whose school has no estimate enter neither part.
    with_estimate = students.where(known, 0.0)
    certain = (schools["rate"] >= POVERTY_LINE).astype(float)
    error = schools["rate_se"].where(schools["rate_se"] > 0)
    chance = pd.Series(norm.cdf((schools["rate"] - POVERTY_LINE) / error), schools.index)
    chance = chance.fillna(certain)
    counts = schools[[*PLACE, "subgroup"]].assign(
        numerator=with_estimate * certain,
        denominator=with_estimate,
        pupils=students,
        expected=with_estimate * chance,
        variance=with_estimate**2 * chance * (1 - chance),
    )
    sums = ["numerator", "denominator", "pupils", "expected", "variance"]
    out = _all_levels(counts, sums, ["subgroup"])
    out["value"] = divide(out["numerator"], out["denominator"])
    out["se"] = divide(np.sqrt(out["variance"]), out["denominator"].to_numpy())
    middle = divide(out["expected"], out["denominator"])
    # The value is the definition applied to the estimates. Near the line its error is one-sided.
    out["lower"] = np.fmin(np.clip(middle - Z95 * out["se"], 0, 1), out["value"])
    out["upper"] = np.fmax(np.clip(middle + Z95 * out["se"], 0, 1), out["value"])
    sure = out["lower"] == out["upper"]
    out.loc[sure, ["lower", "upper"]] = np.nan
    out["n"] = out["denominator"]
    return _finish(out, POVERTY, "model_error_of_schools")


def _lunch(schools: pd.DataFrame) -> pd.DataFrame:
    # Where a whole school eats free, some states list every pupil and others none. The number of eligible pupils
    # of such a school is unknown, so the share has only bounds.
    known = schools["lunch"].notna() & (schools["lunch"] < NEARLY_ALL * schools["students"])
    students = schools["students"].astype(float)
    counts = schools[PLACE].assign(
        numerator=students.where(known & (schools["lunch"] > LUNCH_LINE * students), 0.0),
        denominator=students.where(known, 0.0),
        pupils=students,
    )
    out = _all_levels(counts, ["numerator", "denominator", "pupils"], [])
    out["value"] = divide(out["numerator"], out["denominator"])
    unknown = out["pupils"] - out["denominator"]
    out["lower"] = divide(out["numerator"], out["pupils"])
    out["upper"] = divide(out["numerator"] + unknown, out["pupils"].to_numpy())
    out["n"] = out["denominator"]
    complete = unknown == 0
    out.loc[complete, ["lower", "upper"]] = np.nan
    return _finish(out, LUNCH, "bounds_of_unknown_schools")


def _all_levels(counts: pd.DataFrame, sums: list[str], by: list[str]) -> pd.DataFrame:
    county = counts.groupby([*PLACE, *by], observed=True)[sums].sum().reset_index()
    return add_states_and_nation(county, sums, by=by)


def _finish(out: pd.DataFrame, measure: str, ci_method: str) -> pd.DataFrame:
    covered = divide(out["denominator"], out["pupils"])
    out["reasons"] = [["some_schools_unknown"] if share < NEARLY_KNOWN else [] for share in covered]
    # For most pupils nothing is known, and the other pupils' schools do not represent them.
    lacking = ~(covered >= HALF_KNOWN)
    out["missing_reason"] = pd.Series(lacking, index=out.index).map(
        {True: Missing.NOT_COLLECTED.value, False: pd.NA}
    )
    done = published_value(
        out[[*PLACE, *(c for c in _KEPT if c in out)]],
        measure,
        route=Route.MODEL if measure == POVERTY else Route.REGISTRY,
        interval_kind=(
            IntervalKind.MODEL if measure == POVERTY else IntervalKind.SUPPRESSION_BOUNDS
        ),
        ci_method=ci_method,
    )
    no_interval = done["value"].notna() & done["lower"].isna()
    done.loc[no_interval, "ci_method"] = (
        "none_far_from_the_line" if measure == POVERTY else "none_complete_count"
    )
    return done


_KEPT = (
    "subgroup",
    "value",
    "lower",
    "upper",
    "se",
    "numerator",
    "denominator",
    "n",
    "reasons",
    "missing_reason",
)
