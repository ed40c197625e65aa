"""What must hold of wholes and parts, of order and scale, and of the places' names, in words."""

from __future__ import annotations

from typing import Any

from mobility_analysis.quality.suite_entries import entry, in_set

# Letters of any script, with their accents; digits; and the punctuation of the Census Bureau's names, such as
# "Prince George's County" and "Nashville-Davidson (balance)". The longest name of a county has 33 letters.
NAME = r"^[^\W_](?:[^\W_]|[\u0300-\u036f .,'\u2019\u2018\u02bb\u02bc\u00b7/&\(\)\u2013\u2014-]){0,99}\Z"


def whole_tables() -> list[dict[str, Any]]:
    """Everyone and the groups, places and their counties, percentiles, and the scale of a measure."""
    between = "A mean lies between the smallest and the largest of what it is the mean of."
    tables: dict[str, tuple[list[str], list[dict[str, Any]]]] = {
        "groups": (
            ["measure", "level", "geoid", "year", "groups", "value", "smallest", "largest"],
            [
                in_set(
                    "ok_between_groups",
                    "Everyone's value lies between the smallest and the largest of the groups that are everyone.",
                    [True],
                    why=between,
                )
            ],
        ),
        "wholes": (
            ["measure", "level", "geoid", "year", "subgroup", "value"],
            [
                in_set(
                    "ok_within_counties",
                    "A nation's or state's value lies between the smallest and the largest of its counties, "
                    "and a count is not less than theirs together.",
                    [True],
                    why=between,
                    show=["smallest", "largest", "counties", "valued"],
                ),
                in_set(
                    "ok_near_counties",
                    "A nation's or state's value is that of its counties taken together, where they hold "
                    "nearly all of its people.",
                    [True],
                    why="Otherwise it comes from another year, table or unit.",
                    show=["counties_mean", "counties", "valued"],
                ),
                in_set(
                    "ok_holds_counties",
                    "The denominators of the counties do not add up to more than their nation's or state's.",
                    [True],
                    why="Otherwise one of the two counts something else.",
                    show=["denominator", "people"],
                ),
            ],
        ),
        "percentiles": (
            ["level", "geoid", "year", "subgroup"],
            [
                in_set(
                    "ok_percentiles_in_order",
                    "The 20th percentile of income is not above the 50th, nor the 50th above the 80th.",
                    [True],
                    why="Two columns were swapped.",
                    show=["pctl_income_20", "pctl_income_50", "pctl_income_80"],
                )
            ],
        ),
        "middles": (
            ["measure", "year", "counties", "middle", "least", "most"],
            [
                in_set(
                    "ok_middle_plausible",
                    "The middle one of all counties has a value as that measure has in this country.",
                    [True],
                    why="A whole column in percent, in thousands or of another measure looks right row by row.",
                )
            ],
        ),
    }
    return [
        {"match": name, "min_rows": 0, "optional": True, "key": key, "expectations": entries}
        for name, (key, entries) in tables.items()
    ]


def names_table() -> dict[str, Any]:
    """Return what must hold of the table of places' names."""
    return {
        "match": "names",
        "key": ["level", "geoid", "name"],
        "expectations": [
            entry(
                "expect_column_values_to_not_be_null",
                "Every place of the run has a name.",
                kwargs={"column": "name"},
            ),
            entry(
                "expect_column_values_to_match_regex",
                "Names of places hold letters, digits, spaces and the punctuation of names, at most 100.",
                "It is printed on every page of its report; anything else is no name, but a slip or a trap.",
                kwargs={"column": "name", "regex": NAME},
            ),
        ],
    }
