"""People per primary care physician.

Numerator: residents. Denominator: active, non-federal physicians under 75 in primary care, without
hospital residents; nurse practitioners and physician assistants are left out. Trap: a county without
any physician has no ratio. A zero would be the best value of a measure where lower is better.
"""

from __future__ import annotations

import pandas as pd

from mobility_analysis.core.missing import Missing
from mobility_analysis.estimation.aggregate import complete_counts
from mobility_analysis.estimation.build import published_value
from mobility_analysis.estimation.intervals import poisson_exact
from mobility_analysis.estimation.propagate import divide
from mobility_analysis.framework.estimate import IntervalKind, Route
from mobility_analysis.framework.metric import Metric
from mobility_analysis.framework.tables import Tables

MEASURE = "ratio_population_pc_physician"
METRIC = Metric(
    id="access_to_health_services",
    inputs=("physicians",),
    rubrics={MEASURE: "one_more_physician"},
    numerator="Residents",
    denominator=(
        "Active primary care physicians (general and family practice, internal medicine, pediatrics) "
        "under 75 who do not work for the federal government and are not hospital residents"
    ),
    universe="All residents; physicians by the county where they mainly practice",
    interval=(
        "Exact Poisson limits of the number of physicians, as if the count were one of "
        "many possible years; there is no sampling error."
    ),
    cites=(
        "HRSA, Area Health Resources Files, technical documentation: "
        "https://data.hrsa.gov/topics/health-workforce/ahrf",
        "Garwood (1936), Biometrika 28, for the exact limits of a count",
    ),
    caveats=(
        "Patients cross county lines: a county beside a medical center looks short of physicians.",
        "Nurse practitioners and physician assistants, who also give primary care, are not counted.",
        "The interval says how much a count of so few physicians moves by chance from year to year.",
    ),
)
NO_PHYSICIANS = "no_physicians"


def estimate(tables: Tables) -> pd.DataFrame:
    """Residents per primary care physician, from ``physicians``.

    The interval is the inverse of the exact Poisson interval of the number of physicians; a place
    without physicians has no value.
    """
    rows = complete_counts(tables["physicians"], ["physicians", "population"])
    physicians, residents = rows["physicians"].astype(float), rows["population"].astype(float)
    low, high = poisson_exact(physicians)
    none = physicians == 0
    reason = rows["reason"].astype("object").where(rows["reason"].notna(), None)
    rows = rows.assign(
        numerator=residents,
        denominator=physicians,
        n=physicians,
        value=divide(residents, physicians),
        # Delta method for a Poisson count: the ratio's relative error is the count's, 1 / sqrt(n).
        se=divide(divide(residents, physicians), physicians**0.5),
        # More physicians mean fewer people for each: the count's upper limit is the ratio's lower.
        lower=divide(residents, high),
        upper=divide(residents, low),
        missing_reason=reason.mask(none, Missing.UNDEFINED.value),
        reasons=none.map({True: [NO_PHYSICIANS], False: []}),
    )
    rows.loc[rows["missing_reason"].notna(), ["numerator", "denominator", "n"]] = float("nan")
    return published_value(
        rows,
        MEASURE,
        route=Route.ADMINISTRATIVE,
        interval_kind=IntervalKind.MODEL,
        ci_method="poisson_exact_inverted",
    )
