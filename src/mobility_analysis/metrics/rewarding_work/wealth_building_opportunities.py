"""Each group's share of housing wealth, over its share of households.

Numerator: the value of the homes that households of a group own and live in, over the value of all such
homes, as their owners state it. Denominator: the group's households, owners and renters, over all
households. Groups are those of the householder and do not overlap. Trap: 1 is parity; gross values, so
mortgages are not taken off, and it is not wealth. No table crosses home values with race, so it needs
survey records; what every county has is who owns at all, by race, as a measure of its own: a group's
share of homeowners over its share of households.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from mobility_analysis.core.missing import Missing
from mobility_analysis.estimation.acs import HOME_VALUES, PLACE, published_medians
from mobility_analysis.estimation.aggregate import add_states_and_nation
from mobility_analysis.estimation.build import absent, published_value, stack
from mobility_analysis.estimation.chas import GROUPS
from mobility_analysis.estimation.intervals import wald
from mobility_analysis.estimation.interviews import interviews_behind
from mobility_analysis.estimation.microdata import replicate_ratio, replicate_share, totals
from mobility_analysis.estimation.propagate import (
    Z95,
    divide,
    relative_rate,
    se_from_moe90,
    sum_error,
)
from mobility_analysis.framework.estimate import Route
from mobility_analysis.framework.metric import AreaKind, Caveat, Metric, SmallAreaMeasure
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.registry import Unit
from mobility_analysis.framework.subgroups import ALL, SubgroupType
from mobility_analysis.framework.tables import Tables

RATIO, OF_VALUE, OF_HOUSEHOLDS = (
    "ratio_house_value_households",
    "share_house_value",
    "share_households",
)
OF_OWNERS = "ratio_homeowners_households"
HOME_VALUE = "pctl_home_value_50"  # of neighborhoods only
# Tables that some runs have: of homeowners by group, of homes and their value, of areas.
OWNERS_TABLE, RECORDS, ALLOCATION = "chas", "pums_households", "puma_allocation"
METRIC = Metric(
    id="wealth_building_opportunities",
    inputs=(),
    any_of=(OWNERS_TABLE, RECORDS),
    optional_inputs=(ALLOCATION,),
    only_from={
        OF_OWNERS: (OWNERS_TABLE,),
        **dict.fromkeys((RATIO, OF_VALUE, OF_HOUSEHOLDS), (RECORDS, ALLOCATION)),
    },
    rubrics={
        RATIO: "microdata_ratio",
        OF_VALUE: "microdata_share",
        OF_HOUSEHOLDS: "microdata_share",
        OF_OWNERS: "relative_precision",
    },
    numerator=(
        "The group's part of the value of all homes that households own and live in; or, from a table, "
        "of the households that own"
    ),
    denominator="The group's part of all households, owners and renters",
    universe="Households, by the race and ethnicity of the householder; no group quarters",
    interval=(
        "Housing wealth: the survey's 80 replicate weights; the ratio is computed with each of them, its "
        "interval is on the logarithm with 79 degrees of freedom; of the shares a Wilson interval on the "
        "effective sample size. Homeowners: the table's 90 percent margins, by a first-order expansion "
        "of the ratio, on the logarithm."
    ),
    levels=(Level.NATION, Level.STATE, Level.COUNTY, Level.PLACE),
    subgroups=(SubgroupType.RACE_ETHNICITY,),
    cites=(
        "Boosting Upward Mobility: A Planning Guide for Local Action, Step 2: ratio of the share of a "
        "community's housing wealth held by a racial or ethnic group to its share of households",
        "HUD, CHAS, table 9, tenure by race and ethnicity of the householder: "
        "https://www.huduser.gov/portal/datasets/cp.html",
        "Census Bureau, ACS Public Use Microdata Sample, accuracy of the data: "
        "https://www.census.gov/programs-surveys/acs/microdata/documentation.html",
    ),
    caveats=(
        Caveat(
            "The value of homes as their owners state it; what is still owed on them is not taken off.",
            (RATIO, OF_VALUE, HOME_VALUE),
        ),
        Caveat(
            "1 is parity: a group holds as large a share of the value of homes as of households.",
            (RATIO,),
        ),
        Caveat(
            "1 is parity: a group's share of homeowners is as large as its share of households.",
            (OF_OWNERS,),
        ),
        Caveat(
            "Of housing wealth, Other Races and Ethnicities counts Asian, American Indian and Pacific "
            "Islander households too.",
            (RATIO, OF_VALUE, OF_HOUSEHOLDS),
        ),
        Caveat(
            "Most counties share the survey's areas with others, and then the value is that of the area.",
            (RATIO, OF_VALUE, OF_HOUSEHOLDS),
        ),
    ),
)


TENURES = ("owner", "renter")
SMALL_AREAS = (
    SmallAreaMeasure(
        id=HOME_VALUE,
        label="Median value of homes whose owners live in them",
        one_unit="dollars",
        kind=AreaKind.TRACTS,
        rubric="relative_precision",
        unit=Unit.DOLLARS,
        note=(
            "As their owners state it. Single census tracts, because medians cannot be added up; each is "
            "graded by its own margin of error."
        ),
    ),
)


def estimate(tables: Tables) -> pd.DataFrame:
    """Each group's share of housing wealth, and of homeowners, over its share of households."""
    has_records = RECORDS in tables and ALLOCATION in tables
    parts = _of_wealth(tables) if has_records else []
    if OWNERS_TABLE in tables and _has_groups(tables[OWNERS_TABLE]):
        counts = _households_by_group(tables[OWNERS_TABLE])
        parts += [_of_owners(counts, group) for group in GROUPS]
        parts.append(_of_all(counts, OF_OWNERS, Missing.NOT_APPLICABLE, Route.SPECIAL_TABULATION))
        if not has_records:
            # The same places; no table of this run crosses home values with race.
            parts.append(_of_all(counts, RATIO, Missing.NOT_COLLECTED, Route.ACS_MICRODATA))
    return stack(parts)


def _has_groups(chas: pd.DataFrame) -> bool:
    """Whether a copy of the files has the table of households by group; one of census tracts has not."""
    return bool(chas["item"].str.startswith("group_").any())


def area_values(tables: Tables) -> pd.DataFrame:
    """The median home value of every tract, with its own margin."""
    if "acs_tracts" not in tables:
        return pd.DataFrame()
    values = published_medians(tables["acs_tracts"], "B25077_001", HOME_VALUES)
    values["lower"], values["upper"] = wald(values["value"], values["se"], 0.0)
    return published_value(values, HOME_VALUE, route=Route.ACS_TABLE, ci_method="acs_published_moe")


def _of_all(rows: pd.DataFrame, measure: str, reason: Missing, route: Route) -> pd.DataFrame:
    """No value for everyone together: their share of the whole is always 1."""
    kept = [column for column in (*PLACE, "sources") if column in rows]
    return absent(rows[kept], measure, reason, route)


def _of_wealth(tables: Tables) -> list[pd.DataFrame]:
    homes = tables[RECORDS]
    numbers = {
        "households": pd.Series(1.0, index=homes.index),
        "home_value": homes["home_value"],
    }
    found = totals(homes, tables[ALLOCATION], numbers, by=("race_ethnicity",))
    own, all_groups = found.of, found.everyone()
    of_value = divide(own["home_value"], all_groups["home_value"])
    of_households = divide(own["households"], all_groups["households"])
    parts = [
        replicate_ratio(found, divide(of_value, of_households), RATIO),
        replicate_share(found, own["home_value"], all_groups["home_value"], OF_VALUE),
        replicate_share(found, own["households"], all_groups["households"], OF_HOUSEHOLDS),
    ]
    everyone = found.rows[found.rows["subgroup"] == ALL]
    return [
        *(part[part["subgroup"] != ALL] for part in parts),
        *(
            _of_all(everyone, measure, Missing.NOT_APPLICABLE, Route.ACS_MICRODATA)
            for measure in (RATIO, OF_VALUE, OF_HOUSEHOLDS)
        ),
    ]


def _households_by_group(chas: pd.DataFrame) -> pd.DataFrame:
    """A column of households and one of its error for each tenure and group; states and nation too."""
    items = [f"group_{tenure}_{group}" for group in GROUPS.values() for tenure in TENURES]
    rows = chas[chas["item"].isin(items)]
    counts = rows.pivot(index=PLACE, columns="item", values="estimate")
    errors = rows.assign(moe=se_from_moe90(rows["moe"])).pivot(
        index=PLACE, columns="item", values="moe"
    )
    wide = counts.join(errors.add_suffix("_se")).reset_index()
    return add_states_and_nation(wide, items, errors=[f"{item}_se" for item in items])


def _of_owners(counts: pd.DataFrame, group: str) -> pd.DataFrame:
    named = [f"group_{tenure}_{GROUPS[group]}" for tenure in TENURES]
    others = [
        [f"group_{tenure}_{name}" for label, name in GROUPS.items() if label != group]
        for tenure in TENURES
    ]
    value, se = relative_rate(
        (*(counts[n] for n in named), *(counts[o].sum(axis=1) for o in others)),
        (
            *(counts[f"{n}_se"] for n in named),
            *(sum_error(counts[o], counts[[f"{n}_se" for n in o]]) for o in others),
        ),
    )
    reach = np.exp(Z95 * divide(se, value))
    everyone = counts[named].sum(axis=1)
    error = sum_error(counts[named], counts[[f"{n}_se" for n in named]])
    nobody = pd.Series(None, index=counts.index, dtype="object").mask(
        everyone == 0, Missing.TOO_FEW_RECORDS.value
    )
    rows = counts[PLACE].assign(
        value=value,
        se=se,
        # At 0 the logarithm has no interval; the linear one ends above 0.
        lower=np.where(value > 0, value / reach, 0.0),
        upper=np.where(value > 0, value * reach, Z95 * se),
        numerator=counts[named[0]].mask(nobody.notna()),
        denominator=everyone.mask(nobody.notna()),
        n=pd.Series(interviews_behind(everyone, error), index=counts.index).mask(nobody.notna()),
        missing_reason=nobody,
        subgroup=group,
    )
    return published_value(
        rows, OF_OWNERS, route=Route.SPECIAL_TABULATION, ci_method="acs_relative_rate_log"
    )
