"""Each group's share of housing wealth, over its share of households.

Numerator: the value of the homes that households of a group own and live in, over the value of all such
homes, as their owners state it. Denominator: the group's households, owners and renters, over all
households. Groups are those of the householder and do not overlap. Trap: 1 is parity; gross values, so
mortgages are not taken off, and it is not wealth. No table crosses home values with race, so it needs
survey records.
"""

from __future__ import annotations

import pandas as pd

from mobility_analysis.core.missing import Missing
from mobility_analysis.estimation.build import absent, stack
from mobility_analysis.estimation.microdata import replicate_ratio, replicate_share, totals
from mobility_analysis.estimation.propagate import divide
from mobility_analysis.framework.estimate import Route
from mobility_analysis.framework.metric import Metric
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.subgroups import ALL, SubgroupType
from mobility_analysis.framework.tables import Tables

RATIO, OF_VALUE, OF_HOUSEHOLDS = (
    "ratio_house_value_households",
    "share_house_value",
    "share_households",
)
METRIC = Metric(
    id="wealth_building_opportunities",
    inputs=("pums_households", "puma_allocation"),
    rubrics={
        RATIO: "microdata_ratio",
        OF_VALUE: "microdata_share",
        OF_HOUSEHOLDS: "microdata_share",
    },
    numerator="The group's part of the value of all homes that households own and live in",
    denominator="The group's part of all households, owners and renters",
    universe="Households, by the race and ethnicity of the householder; no group quarters",
    interval=(
        "The survey's 80 replicate weights: the ratio is computed with each of them. Of the ratio on "
        "the logarithm with 79 degrees of freedom; of the shares a Wilson interval on the effective "
        "sample size."
    ),
    levels=(Level.NATION, Level.STATE, Level.COUNTY, Level.PLACE),
    subgroups=(SubgroupType.RACE_ETHNICITY,),
    cites=(
        "Boosting Upward Mobility: A Planning Guide for Local Action, Step 2: ratio of the share of a "
        "community's housing wealth held by a racial or ethnic group to its share of households",
        "Census Bureau, ACS Public Use Microdata Sample, accuracy of the data: "
        "https://www.census.gov/programs-surveys/acs/microdata/documentation.html",
    ),
    caveats=(
        "The value of homes as their owners state it; what is still owed on them is not taken off.",
        "1 is parity: a group holds as large a share of the value of homes as of households.",
        "Most counties share the survey's areas with others, and then the value is that of the area.",
    ),
)


def estimate(tables: Tables) -> pd.DataFrame:
    homes, allocation = tables["pums_households"], tables["puma_allocation"]
    numbers = {
        "households": pd.Series(1.0, index=homes.index),
        "home_value": homes["home_value"],
    }
    found = totals(homes, allocation, numbers, by=("race_ethnicity",))
    everyone = found.everyone()
    parts = [
        replicate_ratio(
            found,
            divide(
                divide(found.of["home_value"], everyone["home_value"]),
                divide(found.of["households"], everyone["households"]),
            ),
            RATIO,
        ),
        replicate_share(found, found.of["home_value"], everyone["home_value"], OF_VALUE),
        replicate_share(found, found.of["households"], everyone["households"], OF_HOUSEHOLDS),
    ]
    of_groups = [part[part["subgroup"] != ALL] for part in parts]
    # Everyone's share of everything is 1 and says nothing.
    places = found.rows[found.rows["subgroup"] == ALL]
    of_all = [
        absent(
            places.drop(columns=["reasons", "borrowed_from", "n"]),
            measure,
            Missing.NOT_APPLICABLE,
            Route.ACS_MICRODATA,
        )
        for measure in (RATIO, OF_VALUE, OF_HOUSEHOLDS)
    ]
    return stack([*of_groups, *of_all])
