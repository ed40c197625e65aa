"""Deaths due to injury per 100,000 people and year.

Numerator: deaths of residents from accidents, suicide, homicide, undetermined intent, legal intervention
or war, five years together. Denominator: residents of the same years, added up. Trap: crude rates, not
adjusted for age, so a county with many old people has more deaths by falling.
"""

from __future__ import annotations

import pandas as pd

from mobility_analysis.estimation.aggregate import complete_counts
from mobility_analysis.estimation.build import counted_rate, published_value, stack
from mobility_analysis.estimation.propagate import Z95
from mobility_analysis.framework.estimate import IntervalKind, Route
from mobility_analysis.framework.metric import Metric
from mobility_analysis.framework.subgroups import SubgroupType
from mobility_analysis.framework.tables import Tables

MEASURE = "rate_injury_death"
METRIC = Metric(
    id="safety_from_trauma",
    inputs=("injury_deaths",),
    rubrics={MEASURE: "counted_events"},
    numerator="Deaths of residents whose underlying cause is an injury, five years together",
    denominator="Residents in July of each of those years, added up",
    universe="Residents of the place, wherever they died",
    interval=(
        "Exact Poisson limits of the number of deaths: chance from year to year, not sampling error. "
        "Where a source prints only a group's rate, its own limits."
    ),
    subgroups=(SubgroupType.RACE_ETHNICITY,),
    cites=(
        "CDC WONDER, Underlying Cause of Death: https://wonder.cdc.gov/wonder/help/ucd-expanded.html",
        "Garwood (1936), Biometrika 28, for the limits; NCHS practice of not showing rates on fewer "
        "than 20 deaths",
    ),
    caveats=(
        "Not adjusted for age: where many old people live, falls weigh heavily, and as people grow older "
        "the rate rises.",
        "Accidental poisoning, which holds most drug overdoses, is among the injuries.",
        "Periods of five years overlap, so values of neighboring years share most of their deaths.",
    ),
)
PER = 100_000


def estimate(tables: Tables) -> pd.DataFrame:
    """Deaths due to injury per 100,000 people and year, from ``injury_deaths``.

    Where the source prints a rate without its counts, the printed rate and limits are used.
    """
    deaths = tables["injury_deaths"].rename(
        columns={"deaths": "numerator", "population": "denominator", "reason": "missing_reason"}
    )
    has_rate = deaths["rate"].notna() if "rate" in deaths else pd.Series(False, deaths.index)
    counted = complete_counts(deaths[~has_rate], ["numerator", "denominator"], by=["subgroup"])
    rates = counted_rate(
        counted.drop(columns=["rate", "lower", "upper"], errors="ignore"),
        MEASURE,
        per=PER,
        route=Route.REGISTRY,
    )
    if not has_rate.any():
        return rates
    printed = deaths[has_rate].rename(columns={"rate": "value"})
    # The printed limits are rate +- 1.96 standard errors from 100 deaths on, exact below.
    printed["se"] = (printed["upper"] - printed["lower"]) / (2 * Z95)
    published = published_value(
        printed.drop(columns=["numerator", "denominator"]),
        MEASURE,
        route=Route.REGISTRY,
        interval_kind=IntervalKind.MODEL,
        ci_method="published_limits",
    )
    return stack([rates, published])
