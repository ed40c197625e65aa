"""What each measure's values can be at most, and where the middle county of the nation lies.

The limits are wide on purpose: they should catch a typing error, a wrong unit or a wrong join, but no value that
is only rare. In the national data of 2012 to 2024 no county, city or state comes near them, however small;
the extremes found there are named beside each.
"""

from __future__ import annotations

from dataclasses import dataclass

from mobility_analysis.framework.registry import Measure, registry


@dataclass(frozen=True)
class Plausible:
    """Limits of one measure.

    Attributes
    ----------
    least, most
        Between these lies the value of every place and group; ``None``: the range of the unit.
    middle
        Between these lies the value, for everyone, of the middle one of all counties; ``None``: the measure
        has no value for everyone, or one that depends on which counties a source has.
    why
        The reason of ``least`` and ``most``.
    """

    least: float | None = None
    most: float | None = None
    middle: tuple[float, float] | None = None
    why: str = ""


_UNITS = "Homes and households are counted in fives, so a county of a few households has a large ratio: 12 is the largest there is."
_EDGE = "The Census Bureau prints 2,499 and 250,001 for what lies beyond; survey records go on, but not past a million."
_POLICE = "One offense per resident and year; the largest of any city is 10,665 per 100,000."
_RELATIVE = "A group has at most all of it, and its share of households is rarely below a twentieth of that: 2.8 is the largest there is."

PLAUSIBLE: dict[str, Plausible] = {
    "ratio_affordable_available_50_ami": Plausible(0, 50, (0.1, 2), _UNITS),
    "ratio_affordable_available_30_ami": Plausible(0, 50, (0.05, 2), _UNITS),
    "ratio_affordable_available_80_ami": Plausible(0, 50, (0.2, 3), _UNITS),
    "share_housing_problems": Plausible(middle=(0.1, 0.6)),
    "ratio_affordable_available_30_ami_four_person": Plausible(0, 50, (0.05, 2), _UNITS),
    "ratio_affordable_available_50_ami_four_person": Plausible(0, 50, (0.1, 2), _UNITS),
    "ratio_affordable_available_80_ami_four_person": Plausible(0, 50, (0.2, 3), _UNITS),
    "share_homeless": Plausible(middle=(0.004, 0.1)),
    "count_homeless": Plausible(
        0, 10_000_000, (10, 5_000), "A fifth of all pupils of the nation; 1,552,266 is the most."
    ),
    "share_poverty_exposure": Plausible(),
    "share_exposure_other_groups": Plausible(),
    "share_exposure_other_householders": Plausible(),
    "count_membership_associations_per_10k": Plausible(
        0, 1_000, (3, 40), "One association for ten residents; the largest of any county is 81."
    ),
    "ratio_economic_connectedness": Plausible(
        0, 5, (0.3, 1.5), "Twice the share of well-off friends, over what is even; 2.1 is the largest."
    ),
    "index_transit_trips": Plausible(middle=(5, 95)),
    "share_commute_transit": Plausible(middle=(0.0005, 0.2)),
    "share_transit_commuter": Plausible(middle=(0.002, 0.3)),
    "index_transportation_cost": Plausible(middle=(5, 95)),
    "share_transportation_cost": Plausible(middle=(0.05, 0.6)),
    "share_enrolled_ages_3_4": Plausible(middle=(0.15, 0.8)),
    "rate_learning": Plausible(middle=(0.5, 1.5)),
    "index_reading_grade_3": Plausible(middle=(1.5, 5)),
    "share_meps20": Plausible(),
    "share_high_lunch_schools": Plausible(),
    "share_hs_degree": Plausible(middle=(0.5, 0.99)),
    "share_hs_degree_18_24": Plausible(middle=(0.5, 0.99)),
    "share_hs_degree_households": Plausible(middle=(0.5, 0.99)),
    "share_digital_access": Plausible(middle=(0.5, 0.99)),
    "share_employed": Plausible(middle=(0.4, 0.95)),
    "ratio_living_wage": Plausible(
        0.01, 20, (0.3, 1.5), "Average pay over the cost of living; found are 0.23 to 1.64."
    ),
    "pctl_income_50": Plausible(0, 1_000_000, (25_000, 200_000), _EDGE),
    "pctl_income_20": Plausible(0, 1_000_000, (8_000, 100_000), _EDGE),
    "pctl_income_80": Plausible(0, 1_000_000, (50_000, 400_000), _EDGE),
    "share_debt_coll": Plausible(middle=(0.05, 0.6)),
    "ratio_house_value_households": Plausible(0, 50, None, _RELATIVE),
    "share_house_value": Plausible(),
    "share_households": Plausible(),
    "ratio_homeowners_households": Plausible(0, 50, None, _RELATIVE),
    "ratio_population_pc_physician": Plausible(
        10, 1_000_000, (500, 8_000), "A large county with one physician; found are 160 to 31,578."
    ),
    "share_low_birth_weight": Plausible(middle=(0.03, 0.2)),
    "index_air_quality_median": Plausible(middle=(10, 150)),
    "index_air_hazard": Plausible(middle=(5, 95)),
    "rate_injury_death": Plausible(
        0, 20_000, (30, 300), "A fifth of all residents in a year; the largest of any group is 672."
    ),
    # Turnout divides votes by adults counted in another way: a value above 1 is odd, but possible. It is
    # graded 3 and says why (rubric `turnout`); more than this is two files that do not belong together.
    "share_election_turnout": Plausible(0, 1.5, (0.2, 0.95)),
    "share_election_turnout_citizens": Plausible(middle=(0.2, 0.98)),
    "ratio_desc_rep": Plausible(
        0, 1_000, None, "All officials, of a group that is a thousandth of the residents."
    ),
    "share_residents": Plausible(),
    "rate_crime_violent": Plausible(0, 100_000, (20, 2_000), _POLICE),
    "rate_crime_property": Plausible(0, 100_000, (200, 15_000), _POLICE),
    "rate_crime_against_persons": Plausible(0, 100_000, (100, 10_000), _POLICE),
    "rate_crime_against_property": Plausible(0, 100_000, (200, 20_000), _POLICE),
    "rate_juv_arrest": Plausible(
        0, 100_000, (50, 20_000), "One arrest per child and year; 5,700 is a high rate of any group."
    ),
}  # fmt: skip


def value_limits(measure: Measure) -> tuple[float, float]:
    """Smallest and largest value of any place and group."""
    least, most = measure.unit.range
    limits = PLAUSIBLE.get(measure.id, Plausible())
    return (
        least if limits.least is None else limits.least,
        most if limits.most is None else limits.most,
    )


def middle_limits() -> dict[str, tuple[float, float]]:
    """Limits of the middle county's value, by measure, for those that have some."""
    return {
        name: limits.middle
        for name, limits in PLAUSIBLE.items()
        if limits.middle is not None and name in registry().measures
    }
