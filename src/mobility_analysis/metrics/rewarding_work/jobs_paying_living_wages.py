"""Pay of the average job over the cost of living of one adult with two children.

Numerator: average weekly pay of jobs located in the county, full- and part-time alike. Denominator: the
hourly living wage of one adult with two children, times 40. A value of 1 means that the average job just
covers that family's costs. Traps: a withheld wage is written as 0; the living wage is a model whose
method changes between editions, so no series is drawn across them.
"""

from __future__ import annotations

import pandas as pd

from mobility_analysis.core.missing import Missing
from mobility_analysis.estimation.build import published_value, stack
from mobility_analysis.estimation.propagate import divide
from mobility_analysis.framework.estimate import IntervalKind, Route
from mobility_analysis.framework.metric import Metric
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.subgroups import SubgroupType
from mobility_analysis.framework.tables import Tables

MEASURE = "ratio_living_wage"
METRIC = Metric(
    id="jobs_paying_living_wages",
    inputs=("pay", "cost_of_living"),
    rubrics={MEASURE: "modeled_cost"},
    numerator="Average weekly pay of the jobs located in the county",
    denominator="What one adult with two children needs for a week: the hourly living wage times 40",
    universe="Jobs covered by unemployment insurance, wherever the people who hold them live",
    interval="None: pay is a complete count, and the cost of living is a model without a stated error.",
    levels=(Level.COUNTY,),
    subgroups=(SubgroupType.INDUSTRY,),
    cites=(
        "Bureau of Labor Statistics, Quarterly Census of Employment and Wages: "
        "https://www.bls.gov/cew/",
        "Living Wage Calculator, Massachusetts Institute of Technology: https://livingwage.mit.edu/",
        "Bureau of Labor Statistics, Consumer Price Index for All Urban Consumers, annual averages: "
        "https://www.bls.gov/cpi/",
    ),
    caveats=(
        "Industries are those of private employers; all public jobs are a group of their own.",
        "Part-time jobs are counted like full-time ones.",
        "People who work here may live elsewhere.",
        "Editions of the cost of living differ in method: values of different editions do not compare.",
    ),
)
WEEKLY_HOURS = 40
# CPI-U, U.S. city average, all items, annual averages (BLS series CUUR0000SA0).
CPI = {
    2014: 236.736, 2015: 237.017, 2016: 240.007, 2017: 245.120, 2018: 251.107, 2019: 255.657,
    2020: 258.811, 2021: 270.970, 2022: 292.655, 2023: 304.702, 2024: 313.689,
}  # fmt: skip
LARGEST_GAP = 1  # years between pay and the edition that prices it


def estimate(tables: Tables) -> pd.DataFrame:
    """Average pay over the living wage of the nearest edition, in dollars of the pay's year."""
    parts = []
    costs = tables["cost_of_living"]
    editions = sorted(costs["year"].unique())
    for (_, year), pay in tables["pay"].groupby(["snapshot", "year"]):
        edition = min(editions, key=lambda each: (abs(each - year), each))
        if abs(edition - year) > LARGEST_GAP:
            continue
        of_edition = costs.loc[costs["year"] == edition, ["level", "geoid", "hourly", "snapshot"]]
        joined = pay.merge(
            of_edition.rename(columns={"snapshot": "cost_snapshot"}),
            on=["level", "geoid"],
            how="left",
            validate="many_to_one",
        )
        parts.append(_ratio(joined, CPI[int(year)] / CPI[int(edition)]))
    return stack(parts) if parts else _ratio(tables["pay"].assign(hourly=float("nan")).iloc[:0], 1)


def _ratio(rows: pd.DataFrame, prices: float) -> pd.DataFrame:
    weekly = rows["hourly"] * prices * WEEKLY_HOURS
    reason = rows["reason"].astype("object").where(rows["reason"].notna(), None)
    reason = reason.mask(weekly.isna() & reason.isna(), Missing.NO_SOURCE_ROW.value)
    kept = reason.isna()
    pairs = zip(rows["snapshot"], rows.get("cost_snapshot", rows["snapshot"]), strict=True)
    sources = [[name for name in pair if isinstance(name, str)] for pair in pairs]
    return published_value(
        rows.assign(
            value=divide(rows["weekly_wage"], weekly),
            numerator=rows["weekly_wage"].where(kept),
            denominator=weekly.where(kept),
            n=rows["establishments"].where(kept),
            missing_reason=reason,
            sources=pd.Series(sources, index=rows.index, dtype="object"),
        ),
        MEASURE,
        route=Route.ADMINISTRATIVE,
        interval_kind=IntervalKind.NONE,
    )
