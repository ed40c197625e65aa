"""Adults with debt in collections.

Numerator: adults with at least one debt in collections on their credit record. Denominator: adults
with a credit record; about one adult in ten has none and is left out. Trap: the groups are ZIP codes
by who lives there, not people, and the share of residents that makes a "neighborhood of color" differs
between editions.
"""

from __future__ import annotations

import pandas as pd

from mobility_analysis.estimation.build import published_value
from mobility_analysis.framework.estimate import IntervalKind, Route
from mobility_analysis.framework.metric import Metric
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.subgroups import SubgroupType
from mobility_analysis.framework.tables import Tables

METRIC = Metric(
    id="financial_security",
    inputs=("debt",),
    rubrics={"share_debt_coll": "no_margin"},
    numerator="Adults with a credit record who have at least one debt in collections",
    denominator="Adults with a credit record",
    universe="Adults with a record at one credit bureau (a sample of records)",
    interval="None: the publisher gives neither margins nor the number of records.",
    levels=(Level.COUNTY,),
    subgroups=(SubgroupType.NEIGHBORHOOD,),
    cites=(
        "Urban Institute, Debt in America, technical appendix: "
        "https://apps.urban.org/features/debt-interactive-map",
        "Debt in America 2024, data catalog: https://datacatalog.urban.org/dataset/debt-america-2024",
        "Consumer Financial Protection Bureau (2015), Data Point: Credit Invisibles, for adults "
        "without a record",
    ),
    caveats=(
        "Counted are adults with a credit record, not households.",
        "Since July 2022 and April 2023 credit bureaus leave out most medical collections, so the "
        "share fell partly because of what is reported.",
        "Neighborhoods are ZIP codes where people of color (or White people) are at least 60 percent "
        "of residents through 2022, at least 50 percent in 2023: not people.",
        "The source publishes neither a margin of error nor the number of records.",
    ),
)


def estimate(tables: Tables) -> pd.DataFrame:
    """Share of adults with debt in collections, as published, without an interval."""
    debt = tables["debt"]
    out = debt.rename(columns={"share": "value", "reason": "missing_reason"})
    # No interval: it cannot be computed without the number of records.
    return published_value(
        out.drop(columns="threshold", errors="ignore"),
        "share_debt_coll",
        route=Route.ADMINISTRATIVE,
        interval_kind=IntervalKind.NONE,
    )
