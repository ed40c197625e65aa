"""What officials are asked, under two federal standards, and the bridge from answers to the residents' groups.

**The bridge.** Who marks Hispanic or Latino, alone or with others, counts with *Hispanic*. Who marks exactly one
other category counts with that group. Who marks two or more counts with *Other Races and Ethnicities*, as do
residents of two or more races and of some other race in the table that officials are compared with (Census Bureau,
table B03002). Middle Eastern or North African, alone or with White, counts with *White*, because that table still
counts such residents so; with any other category it is one of two or more.

Sources: Office of Management and Budget, Statistical Policy Directive No. 15 of 2024 (one question, seven
categories) and of 1997 (ethnicity and race apart).
"""

from __future__ import annotations

from dataclasses import dataclass

from mobility_analysis.framework.subgroups import BY_LABEL

STANDARD_2024, STANDARD_1997 = "2024", "1997"
STANDARDS = (STANDARD_2024, STANDARD_1997)


@dataclass(frozen=True)
class Category:
    """One box of a form.

    Attributes
    ----------
    id
        The column of ``replies.csv``.
    label
        What stands beside the box.
    group
        The residents' group of somebody who marks this box alone.
    standards
        The forms that have the box.
    """

    id: str
    label: str
    group: str
    standards: tuple[str, ...] = STANDARDS


WHITE, HISPANIC, OTHER = "White, Non-Hispanic", "Hispanic", "Other Races and Ethnicities"
CATEGORIES: tuple[Category, ...] = (
    Category(
        "american_indian_or_alaska_native",
        "American Indian or Alaska Native",
        "American Indian or Alaska Native, Non-Hispanic",
    ),
    Category("asian", "Asian", "Asian, Non-Hispanic"),
    Category("black_or_african_american", "Black or African American", "Black, Non-Hispanic"),
    Category("hispanic_or_latino", "Hispanic or Latino", HISPANIC),
    Category(
        "middle_eastern_or_north_african",
        "Middle Eastern or North African",
        WHITE,
        (STANDARD_2024,),
    ),
    Category(
        "native_hawaiian_or_pacific_islander",
        "Native Hawaiian or Pacific Islander",
        "Pacific Islander, Non-Hispanic",
    ),
    Category("white", "White", WHITE),
    Category("another_race", "Another race", OTHER, (STANDARD_1997,)),
)
BY_ID = {category.id: category for category in CATEGORIES}
HISPANIC_ID, MIDDLE_EASTERN_ID, WHITE_ID = (
    "hispanic_or_latino",
    "middle_eastern_or_north_african",
    "white",
)
# The residents' groups, in the order of printing.
GROUPS = tuple(label for label in BY_LABEL if label in {each.group for each in CATEGORIES})


def asked(standard: str) -> tuple[Category, ...]:
    """The categories on the form of ``standard``, in their order on it."""
    return tuple(each for each in CATEGORIES if standard in each.standards)


def group_of(marks: frozenset[str]) -> str:
    """The residents' group with which somebody counts who marked ``marks`` (ids of categories, at least one)."""
    if HISPANIC_ID in marks:
        return HISPANIC
    groups = {BY_ID[mark].group for mark in marks}
    return groups.pop() if len(groups) == 1 else OTHER
