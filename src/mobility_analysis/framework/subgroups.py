"""Groups a measure can be split by, with what each word means.

Three **schemes** are kept apart, because mixing them misleads: outcomes of residents who belong to
a group; outcomes of neighborhoods where a group is the majority; race that includes Hispanic people.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Scheme(StrEnum):
    """How people were assigned to groups; values of different schemes must not be compared."""

    RESIDENTS = "residents"
    NEIGHBORHOODS = "neighborhoods"
    RACE_INCLUDES_HISPANIC = "race_includes_hispanic"


class SubgroupType(StrEnum):
    """What distinguishes the groups of a row; ``all`` is everyone."""

    ALL = "all"
    RACE_ETHNICITY = "race_ethnicity"
    GENDER = "gender"
    INCOME = "income"
    HOUSEHOLD_INCOME = "household_income"
    TENURE = "tenure"
    AGE = "age"
    DISABILITY = "disability"
    INDUSTRY = "industry"
    MOTHERS_EDUCATION = "mothers_education"
    NEIGHBORHOOD = "neighborhood"
    NEIGHBORHOOD_POVERTY = "neighborhood_poverty"


ALL = "All"
NEIGHBORHOODS_OF_COLOR, WHITE_NEIGHBORHOODS = "Neighborhoods of color", "White neighborhoods"


@dataclass(frozen=True)
class Subgroup:
    """A group: its name in reports, its kind, its scheme and its definition."""

    label: str
    type: SubgroupType
    scheme: Scheme
    definition: str


def _residents(label: str, kind: SubgroupType, definition: str) -> Subgroup:
    return Subgroup(label, kind, Scheme.RESIDENTS, definition)


_RACE = SubgroupType.RACE_ETHNICITY

# The order of printing: alphabetical within a type, so that no group stands first as the norm.
SUBGROUPS: tuple[Subgroup, ...] = (
    _residents(ALL, SubgroupType.ALL, "Everyone the measure is about."),
    _residents(
        "American Indian or Alaska Native, Non-Hispanic",
        _RACE,
        "American Indian or Alaska Native alone, not Hispanic or Latino.",
    ),
    _residents("Asian, Non-Hispanic", _RACE, "Asian alone, not Hispanic or Latino."),
    _residents("Black, Non-Hispanic", _RACE, "Black alone, not Hispanic or Latino."),
    _residents("Hispanic", _RACE, "Hispanic or Latino, of any race."),
    _residents(
        "Other Races and Ethnicities",
        _RACE,
        "Every other race, and two or more races, not Hispanic or Latino.",
    ),
    _residents(
        "Pacific Islander, Non-Hispanic",
        _RACE,
        "Native Hawaiian or other Pacific Islander alone, not Hispanic or Latino.",
    ),
    _residents("Two or More Races, Non-Hispanic", _RACE, "More than one race, not Hispanic."),
    _residents("White, Non-Hispanic", _RACE, "White alone, not Hispanic or Latino."),
    Subgroup(
        "American Indian or Alaska Native",
        _RACE,
        Scheme.RACE_INCLUDES_HISPANIC,
        "American Indian or Alaska Native alone, Hispanic people included.",
    ),
    Subgroup("Asian", _RACE, Scheme.RACE_INCLUDES_HISPANIC, "Asian alone, Hispanic included."),
    Subgroup(
        "Black", _RACE, Scheme.RACE_INCLUDES_HISPANIC, "Black alone, Hispanic people included."
    ),
    Subgroup(
        "Hispanic (any race)",
        _RACE,
        Scheme.RACE_INCLUDES_HISPANIC,
        "Hispanic or Latino, of any race; overlaps the race groups beside it.",
    ),
    Subgroup(
        "Other races",
        _RACE,
        Scheme.RACE_INCLUDES_HISPANIC,
        "Every other race, and two or more races, Hispanic people included.",
    ),
    Subgroup(
        "White", _RACE, Scheme.RACE_INCLUDES_HISPANIC, "White alone, Hispanic people included."
    ),
    Subgroup(
        "White (not Hispanic)",
        _RACE,
        Scheme.RACE_INCLUDES_HISPANIC,
        "White alone, not Hispanic, as the Census Bureau's iterated tables give it.",
    ),
    _residents("Female", SubgroupType.GENDER, "Sex recorded as female."),
    _residents("Male", SubgroupType.GENDER, "Sex recorded as male."),
    _residents(
        "Economically Disadvantaged",
        SubgroupType.INCOME,
        "Pupils whom their state counts as economically disadvantaged; each state has its own rule.",
    ),
    _residents(
        "Not Economically Disadvantaged",
        SubgroupType.INCOME,
        "Pupils whom their state does not count as economically disadvantaged.",
    ),
    _residents(
        "$50,000 or More",
        SubgroupType.HOUSEHOLD_INCOME,
        "Households with an income of 50,000 dollars a year or more.",
    ),
    _residents(
        "Less than $50,000",
        SubgroupType.HOUSEHOLD_INCOME,
        "Households with an income of less than 50,000 dollars a year.",
    ),
    _residents("Owner", SubgroupType.TENURE, "Households that own their home."),
    _residents("Renter", SubgroupType.TENURE, "Households that rent their home."),
    _residents("Age 45 and Over", SubgroupType.AGE, "Householders of 45 years and more."),
    _residents("Under Age 45", SubgroupType.AGE, "Householders under 45 years."),
    _residents(
        "With Disability",
        SubgroupType.DISABILITY,
        "Difficulty hearing, seeing, remembering, walking, bathing or going out alone.",
    ),
    _residents("Without Disability", SubgroupType.DISABILITY, "None of these difficulties."),
    _residents(
        "Less Than High School", SubgroupType.MOTHERS_EDUCATION, "Mother without a diploma."
    ),
    _residents(
        "High School or GED",
        SubgroupType.MOTHERS_EDUCATION,
        "Mother's highest: high school or GED.",
    ),
    _residents(
        "Some College", SubgroupType.MOTHERS_EDUCATION, "Some college, or an associate degree."
    ),
    _residents(
        "Bachelor's Degree or More",
        SubgroupType.MOTHERS_EDUCATION,
        "Bachelor's, master's, doctorate or professional degree.",
    ),
    # Jobs, wherever the people who hold them live.
    _residents("Education and Health", SubgroupType.INDUSTRY, "Private schools, hospitals, care."),
    _residents(
        "Goods Producing", SubgroupType.INDUSTRY, "Farming, mining, construction, manufacturing."
    ),
    _residents(
        "Information Services",
        SubgroupType.INDUSTRY,
        "Publishing, media, telecommunications, data.",
    ),
    _residents(
        "Leisure and Other",
        SubgroupType.INDUSTRY,
        "Arts, hotels, restaurants, repair, personal services.",
    ),
    _residents(
        "Professional Services",
        SubgroupType.INDUSTRY,
        "Finance, real estate, professional and business services.",
    ),
    _residents(
        "Public Administration",
        SubgroupType.INDUSTRY,
        "Jobs of federal, state and local government, public schools included.",
    ),
    _residents(
        "Trade, Transit, Utilities",
        SubgroupType.INDUSTRY,
        "Shops, wholesale, transport, warehouses, utilities.",
    ),
    Subgroup(
        NEIGHBORHOODS_OF_COLOR,
        SubgroupType.NEIGHBORHOOD,
        Scheme.NEIGHBORHOODS,
        "Neighborhoods (ZIP codes or census tracts) where people of color are the majority; not people of color everywhere.",
    ),
    Subgroup(
        WHITE_NEIGHBORHOODS,
        SubgroupType.NEIGHBORHOOD,
        Scheme.NEIGHBORHOODS,
        "Neighborhoods (ZIP codes or census tracts) where White people are the majority; not White people everywhere.",
    ),
    Subgroup(
        "High-Poverty",
        SubgroupType.NEIGHBORHOOD_POVERTY,
        Scheme.NEIGHBORHOODS,
        "Census tracts where at least 40 percent of people are in poverty; not people in poverty everywhere.",
    ),
    Subgroup(
        "Not High-Poverty",
        SubgroupType.NEIGHBORHOOD_POVERTY,
        Scheme.NEIGHBORHOODS,
        "Census tracts where fewer than 40 percent of people are in poverty.",
    ),
)

BY_LABEL: dict[str, Subgroup] = {group.label: group for group in SUBGROUPS}
ORDER: dict[str, int] = {group.label: rank for rank, group in enumerate(SUBGROUPS)}
