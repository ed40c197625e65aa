"""Groups inside a sentence: "for Black people (not Hispanic)"."""

from __future__ import annotations

from mobility_analysis.insights.everyone_else import EVERYONE, EVERYONE_ELSE

NAMES = {
    "American Indian or Alaska Native, Non-Hispanic": "American Indian or Alaska Native people (not Hispanic)",
    "Asian, Non-Hispanic": "Asian people (not Hispanic)",
    "Black, Non-Hispanic": "Black people (not Hispanic)",
    "Hispanic": "Hispanic people",
    "Other Races and Ethnicities": "people of other races and ethnicities",
    "Pacific Islander, Non-Hispanic": "Pacific Islander people (not Hispanic)",
    "Two or More Races, Non-Hispanic": "people of two or more races (not Hispanic)",
    "White, Non-Hispanic": "White people (not Hispanic)",
    "American Indian or Alaska Native": "American Indian or Alaska Native people",
    "Asian": "Asian people",
    "Black": "Black people",
    "Hispanic (any race)": "Hispanic people",
    "Other races": "people of other races",
    "White": "White people",
    "White (not Hispanic)": "White people (not Hispanic)",
    "Female": "girls and women",
    "Male": "boys and men",
    "Economically Disadvantaged": "pupils counted as economically disadvantaged",
    "Not Economically Disadvantaged": "pupils not counted as economically disadvantaged",
    "Owner": "households that own their home",
    "Renter": "households that rent their home",
    "Age 45 and Over": "householders ages 45 and over",
    "Under Age 45": "householders under age 45",
    "With Disability": "people with a disability",
    "Without Disability": "people without a disability",
    "Less Than High School": "mothers without a high school diploma",
    "High School or GED": "mothers with a high school diploma or GED",
    "Some College": "mothers with some college",
    "Bachelor's Degree or More": "mothers with a bachelor's degree or more",
    "Education and Health": "jobs in education and health",
    "Goods Producing": "jobs in goods production",
    "Information Services": "jobs in information services",
    "Leisure and Other": "jobs in leisure and other services",
    "Professional Services": "jobs in professional services",
    "Public Administration": "public jobs",
    "Trade, Transit, Utilities": "jobs in trade, transit and utilities",
    "Neighborhoods of color": "neighborhoods of color",
    "White neighborhoods": "White neighborhoods",
    "High-Poverty": "high-poverty neighborhoods",
    "Not High-Poverty": "neighborhoods that are not of high poverty",
    "Less than $50,000": "households with an income below $50,000",
    "$50,000 or More": "households with an income of $50,000 or more",
    EVERYONE: "everyone together",
    EVERYONE_ELSE: "everyone else",
}


def group_in_words(label: str) -> str:
    """Return a group's name as it stands within a sentence."""
    return NAMES[label]


# What some groups are made of, where not of people.
_NOUNS = ("neighborhoods", "households", "mothers", "pupils", "jobs")


def others_in_words(group: str, versus: str) -> str:
    """Whom a group is compared with: "everyone else", "all other jobs", "all households together"."""
    if versus not in (EVERYONE, EVERYONE_ELSE):
        return NAMES[versus]
    noun = _noun(group)
    if noun is None:
        return NAMES[versus]
    return f"all other {noun}" if versus == EVERYONE_ELSE else f"all {noun} together"


def _noun(group: str) -> str | None:
    name = NAMES[group].lower()
    if name.startswith("householders"):
        return "households"
    return next((noun for noun in _NOUNS if noun in name), None)
