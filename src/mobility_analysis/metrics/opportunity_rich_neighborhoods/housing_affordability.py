"""Affordable and available homes per household with a low income.

For a level X (30, 50, 80 percent of the area median): homes that a household at X can afford and that
are either vacant on the market or lived in by a household at or below X, over households at or below
X. Left out: people in group quarters, vacant homes not for sale or rent. Trap: HUD has no home-value
class for 30 percent of the median, so at 30 percent only rented homes can be counted, and the value
for all households is `not_collected`, never the renters' value under another name.

Survey records have no such gap, so where a run has them three more measures stand beside: the same ratio by
HUD's income limits for four people, one for households and homes of every size. These are another series:
the lowest limit is not 30 percent of the median but at least the poverty guideline, and a home of an owner
fits by what is paid for it each month, a vacant one by what a buyer of today would pay.

Beside supply stands need: the share of all households with at least one of HUD's four housing problems (no
complete kitchen, no complete plumbing, more than one person per room, cost above 30 percent of income), by
tenure, by race and ethnicity, and by neighborhood. Table 1 has it; table 2 has *severe* problems. Trap: of
a household without income (or with a loss) no cost burden can be computed, and HUD counts it with those that
have no problem.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pandas as pd

from mobility_analysis.core.missing import Missing
from mobility_analysis.estimation.acs import part_of_whole
from mobility_analysis.estimation.aggregate import complete_levels
from mobility_analysis.estimation.build import absent, stack, survey_ratio, survey_share
from mobility_analysis.estimation.chas import GROUPS, cells_of
from mobility_analysis.estimation.microdata import replicate_ratio
from mobility_analysis.estimation.microdata_local import local_totals
from mobility_analysis.estimation.propagate import divide
from mobility_analysis.framework.estimate import Route
from mobility_analysis.framework.metric import Caveat, Metric, SmallAreaMeasure
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.subgroups import ALL, SubgroupType
from mobility_analysis.framework.tables import Tables

LEVELS = ("30", "50", "80")
TENURES = {"Owner": ("owner",), "Renter": ("renter",), ALL: ("owner", "renter")}

PROBLEMS = "share_housing_problems"
# Items of table 1: households with a problem, and all households.
_PARTS = {
    ALL: ("problems_(owner|renter)", "occupied_all"),
    "Owner": ("problems_owner", "occupied_owner"),
    "Renter": ("problems_renter", "occupied_renter"),
}
# Since 2014-2018 the table has no cells of this group (data dictionary, "Readme"): households of all groups
# less those of the others would undo what the agency withholds.
WITHHELD = ("Other Races and Ethnicities",)

RATIO, BY_RECORDS = (
    "ratio_affordable_available_{}_ami",
    "ratio_affordable_available_{}_ami_four_person",
)
RECORDS = ("pums_households", "pums_vacant_homes", "puma_allocation", "income_limits")
# Part of an income that housing may cost (HUD's definition of an affordable home).
AFFORDABLE = 0.30
# Monthly cost of a home for sale over its price: a loan of 90 percent over 30 years at 6 percent a year, its
# insurance of 0.7 percent a year, and a quarter of the payment for taxes and insurance (Urban Institute,
# Mobility Metrics, housing affordability).
PAYMENT = 0.005 / (1 - 1.005**-360)
COST_OF_PRICE = 0.9 * (PAYMENT * 1.25 + 0.007 / 12)
METRIC = Metric(
    id="housing_affordability",
    inputs=("chas",),
    optional_inputs=(*RECORDS, "chas_tracts"),
    only_from={BY_RECORDS.format(level): RECORDS for level in LEVELS},
    rubrics={RATIO.format(level): "relative_precision" for level in LEVELS}
    | {BY_RECORDS.format(level): "microdata_ratio" for level in LEVELS}
    | {PROBLEMS: "share_precision"},
    numerator=(
        "Homes that cost no more than a household at the level can afford, and that are vacant for "
        "sale or rent or lived in by a household at or below the level; of housing problems, households "
        "with at least one of HUD's four"
    ),
    denominator="Households with incomes at or below the level; of housing problems, all households",
    universe="Occupied homes and vacant homes for sale or rent; group quarters are left out",
    interval=(
        "HUD's 90 percent margins, carried through the sums and the ratio by the Census "
        "handbook's formulas; 95 percent limits, never below zero, of housing problems a Wilson interval on "
        "the effective sample size. From survey records: the survey's 80 "
        "replicate weights, of homes lived in and vacant alike, on the logarithm with 79 degrees of freedom."
    ),
    levels=(Level.NATION, Level.STATE, Level.COUNTY, Level.PLACE),
    subgroups=(SubgroupType.TENURE, SubgroupType.RACE_ETHNICITY),
    cites=(
        "HUD, CHAS background and data dictionary: https://www.huduser.gov/portal/datasets/cp.html; of "
        "housing problems table 1",
        "ACS handbook (2020), chapter 8, for the margin of error of a ratio of sums",
        "HUD, Section 8 income limits: https://www.huduser.gov/portal/datasets/il.html",
        "Census Bureau, ACS Public Use Microdata Sample, accuracy of the data: "
        "https://www.census.gov/programs-surveys/acs/microdata/documentation.html",
    ),
    caveats=(
        "Rents and home values are compared with what a household of fitting size can afford at that "
        "income; a home's condition is not considered.",
        "For homes that are owned, the test is whether a household at that income could buy the home "
        "at its value today.",
        Caveat(
            "By HUD's income limits for four people a single person and a large family are held to one "
            "limit, and the extremely low limit is at least the poverty guideline: not comparable with the "
            "measures by size of household.",
            tuple(BY_RECORDS.format(level) for level in LEVELS),
        ),
        Caveat(
            "Most counties share the survey's areas with others, and then the value from survey records is "
            "that of the area's homes, by the county's own limits.",
            tuple(BY_RECORDS.format(level) for level in LEVELS),
        ),
        Caveat(
            "Housing problems are an incomplete kitchen, incomplete plumbing, more than one person per room, and "
            "housing that costs more than 30 percent of income. Cost cannot be set against no income: households "
            "without any (1.3 percent of the nation's) count only if they have one of the other problems.",
            (PROBLEMS,),
        ),
    ),
)


def estimate(tables: Tables) -> pd.DataFrame:
    """Affordable and available homes per low-income household, and the share with housing problems.

    At 30 percent of the median income only renters have a value; with survey records the ratios at
    limits for four people are added.
    """
    chas = tables["chas"]
    parts = _with_problems(chas)
    for position, level in enumerate(LEVELS):
        up_to = LEVELS[: position + 1]
        measure = RATIO.format(level)
        for group, tenures in TENURES.items():
            counts = _homes_and_households(chas, tenures, up_to).assign(subgroup=group)
            counts = complete_levels(counts, by=["subgroup"])
            # No home-value class exists for 30 percent of the median.
            if level == "30" and "owner" in tenures:
                parts.append(
                    absent(counts, measure, Missing.NOT_COLLECTED, Route.SPECIAL_TABULATION)
                )
            else:
                parts.append(survey_ratio(counts, measure, route=Route.SPECIAL_TABULATION))
    if all(kind in tables for kind in RECORDS):
        parts += _from_records(tables)
    return stack(parts)


def _homes_and_households(
    chas: pd.DataFrame, tenures: tuple[str, ...], up_to: tuple[str, ...]
) -> pd.DataFrame:
    homes = rf"(units|vacant)_({'|'.join(tenures)})_cost({'|'.join(up_to)})(_income({'|'.join(up_to)}))?"
    households = rf"households_({'|'.join(tenures)})_income({'|'.join(up_to)})"
    return _counts_of(chas, homes, households)


# ------------------------------------------------------------------ housing problems


def _with_problems(chas: pd.DataFrame) -> list[pd.DataFrame]:
    """Of all households, by tenure and by group; a copy of the files without the table has none."""
    if not (chas["item"] == "occupied_all").any():
        return []
    parts = [_counts_of(chas, *cells).assign(subgroup=name) for name, cells in _PARTS.items()]
    for group, name in GROUPS.items():
        has = rf"problems_({'|'.join(TENURES[ALL])})_{name}"
        if group not in WITHHELD:
            parts.append(_counts_of(chas, has, f"(no_)?{has}").assign(subgroup=group))
    counts = complete_levels(pd.concat(parts, ignore_index=True), by=["subgroup"])
    nobody = counts["denominator"] == 0
    counts["missing_reason"] = counts["missing_reason"].mask(nobody, Missing.TOO_FEW_RECORDS.value)
    counts.loc[nobody, ["numerator", "denominator"]] = float("nan")
    everyone = counts[counts["subgroup"] == ALL].drop(columns=["numerator_se", "denominator_se"])
    reason, route = Missing.SUPPRESSED_BY_SOURCE, Route.SPECIAL_TABULATION
    return [
        survey_share(counts, PROBLEMS, route=route),
        *(absent(everyone.assign(subgroup=g), PROBLEMS, reason, route) for g in WITHHELD),
    ]


def _counts_of(chas: pd.DataFrame, has: str, among: str) -> pd.DataFrame:
    return part_of_whole(chas, cells_of(chas, has), cells_of(chas, among))


SMALL_AREAS = (
    SmallAreaMeasure(
        id=PROBLEMS,
        label="Share of households with a housing problem",
        one_unit="percent of households",
        inputs=("chas_tracts",),
    ),
)


def small_areas(tables: Tables) -> pd.DataFrame:
    """Each tract's households with at least one of HUD's four problems among all households."""
    return _counts_of(tables["chas_tracts"], *_PARTS[ALL])


# ------------------------------------------------------------------ survey records


def _from_records(tables: Tables) -> list[pd.DataFrame]:
    homes = homes_with_costs(tables["pums_households"], tables["pums_vacant_homes"])
    limits = tables["income_limits"]
    parts = []
    for level in LEVELS:
        found = local_totals(
            homes,
            tables["puma_allocation"],
            limits[["geoid", "year", "snapshot", f"limit{level}"]],
            partial(_at_limit, level),
            columns=("is_vacant", "income", "cost"),
            interviews="households",
            by=("tenure",),
        )
        if found is None:
            continue
        own = found.of
        counted = found.rows.assign(
            numerator=own["homes"][:, 0], denominator=own["households"][:, 0]
        )
        ratio = divide(own["homes"], own["households"])
        parts.append(replicate_ratio(replace(found, rows=counted), ratio, BY_RECORDS.format(level)))
    return parts


def _at_limit(level: str, homes: pd.DataFrame) -> dict[str, pd.Series]:
    """Households at or below the limit, and the homes that are affordable to and available for them."""
    limit = homes[f"limit{level}"]
    is_low = ~homes["is_vacant"] & (homes["income"] <= limit)
    fits = 12 * homes["cost"] <= AFFORDABLE * limit
    return {
        "households": is_low.astype(float),
        "homes": (fits & (homes["is_vacant"] | is_low)).astype(float),
    }


def homes_with_costs(households: pd.DataFrame, vacant: pd.DataFrame) -> pd.DataFrame:
    """Occupied and vacant homes with ``is_vacant`` and ``cost``, dollars a month; missing where unknown.

    Of renters it is the gross rent (none where no rent is paid), of owners what they pay for the home. A
    vacant home's rent lacks utilities: it is raised by what renters of its survey area pay in gross rent
    over what they pay in rent alone. A home for sale costs what a buyer would pay.
    """
    by_area = ["snapshot", "puma"]
    pays = households["gross_rent"].notna() & (households["rent"] > 0)
    renters = households.loc[pays, [*by_area, "rent", "gross_rent", "w0"]]
    paid = renters[by_area].assign(
        rent=renters["rent"] * renters["w0"], gross=renters["gross_rent"] * renters["w0"]
    )
    sums = paid.groupby(by_area, observed=True).sum()
    utilities = (sums["gross"] / sums["rent"]).rename("utilities")
    everywhere = sums["gross"].sum() / sums["rent"].sum() if len(sums) else float("nan")
    raised = vacant[by_area].join(utilities, on=by_area)["utilities"].fillna(everywhere)
    is_rental = vacant["tenure"] == "Renter"
    asked = (vacant["rent"] * raised).where(is_rental, vacant["home_value"] * COST_OF_PRICE)
    is_owner = households["tenure"] == "Owner"
    lived_in = households.assign(
        is_vacant=False, cost=households["owner_cost"].where(is_owner, households["gross_rent"])
    )
    empty = vacant.assign(is_vacant=True, cost=asked, income=float("nan"))
    shared = [column for column in empty.columns if column in lived_in.columns]
    return pd.concat([lived_in[shared], empty[shared]], ignore_index=True)
