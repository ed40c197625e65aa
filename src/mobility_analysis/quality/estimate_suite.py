"""``expectations/estimates.yaml``, written from the registry and the enumerations.

The file is committed so that a reviewer sees what must hold; a test says whether it is stale.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from mobility_analysis.core.io import write_text
from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.estimate import KEY, IntervalKind, Route
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.registry import Measure, registry
from mobility_analysis.framework.subgroups import BY_LABEL, Scheme, SubgroupType
from mobility_analysis.geography.areas import CODE
from mobility_analysis.quality.plausible import PLAUSIBLE, value_limits
from mobility_analysis.quality.suite_entries import entry, in_set
from mobility_analysis.quality.whole_suite import names_table, whole_tables

HEAD = """\
# What must hold of the estimates. Written by `python -m mobility_analysis.quality.estimate_suite`
# from the registry and the enumerations: change those, not this file.
"""
# Levels whose codes are digits all the way. A reporting agency's may hold letters.
NUMERIC = [level for level in Level if level not in (Level.AGENCY, Level.AREA)]
SHOW = ["missing_reason"]

# Column that must be true, what it says, and why it must hold.
ROWS = {
    "ok_graded_if_valued": ("A value has a grade, and only a value has one.", ""),
    "ok_reason_if_missing": ("A missing value says why, and only a missing one does.", ""),
    "ok_no_bounds_if_missing": ("A missing value has no bounds and no standard error.", ""),
    "ok_both_bounds": ("An interval has both its ends.", ""),
    "ok_bounds_ordered": ("The lower bound, the value and the upper bound are in this order.", ""),
    "ok_bounds_possible": ("Bounds lie where the measure's values can lie.", ""),
    "ok_interval_kind": ("The kind of interval is `none` exactly where there are no bounds.", ""),
    "ok_interval_has_width": (
        "An interval has some width.",
        "Only a complete count is free of doubt; a zero margin is a lost one.",
    ),
    "ok_explained_if_valued": ("A graded value gives the reasons of its grade.", ""),
    "ok_reasons_known": ("Every reason of a grade has a sentence for readers.", ""),
    "ok_no_sentinel": (
        "No number is one of the Census Bureau's codes for a missing value.",
        "-666666666 and its like mark a missing value; as numbers they spoil every sum.",
    ),
    "ok_finite": ("No number is infinite.", "Something was divided by zero."),
    "ok_subgroup_defined": (
        "Group, kind of group and scheme are defined together.",
        "framework/subgroups.py says what each group means; no other is printed.",
    ),
    "ok_state_known": ("The first two digits are a state of this run.", ""),
    "ok_place_exists": (
        "The place exists in the source's list of places, or in today's.",
        "A code of no list would be lost in a join.",
    ),
    "ok_change_said": (
        "A place of today that the source's list does not know is missing for that reason.",
        "Otherwise a value of other boundaries is printed under its name.",
    ),
    "ok_sourced": ("Every row names its sources.", ""),
}
# The same for the numerator and denominator, which are shown with a value.
NUMBERS = {
    "ok_counts_not_negative": (
        "Numerator, denominator, n and standard error are not negative.",
        "Nobody counts fewer than none.",
        ["numerator", "denominator", "n", "se"],
    ),
    "ok_part_of_its_whole": (
        "The numerator of a share is not larger than its denominator.",
        "Then they count people of two years, two places or two definitions.",
        ["numerator", "denominator"],
    ),
    "ok_value_is_ratio": (
        "A value is its numerator over its denominator, where it has both.",
        "A percent was taken for a share, or a column comes from another row.",
        ["numerator", "denominator"],
    ),
    "ok_se_fits": (
        "The standard error fits the width of the interval.",
        "An interval is about four standard errors wide; three times more or less is another quantity.",
        ["se"],
    ),
}


def _filled(column: str) -> dict[str, Any]:
    return entry(
        "expect_column_values_to_not_be_null",
        f"Every row has its {column}.",
        kwargs={"column": column},
    )


def _range(measure: Measure) -> dict[str, Any]:
    least, most = value_limits(measure)
    return entry(
        "expect_column_values_to_be_between",
        f"{measure.id} is {_plain(least)} to {_plain(most)}.",
        PLAUSIBLE[measure.id].why,
        kwargs={"column": "value", "min_value": least, "max_value": most},
        where=f'measure == "{measure.id}"',
    )


def _plain(limit: float) -> str:
    return f"{limit:,g}" if abs(limit) < 1e4 else f"{limit:,.0f}"


def _codes(level: Level) -> dict[str, Any]:
    return entry(
        "expect_column_values_to_match_regex",
        f"Codes of level {level.value} have {level.width} digits.",
        "A shorter code has lost its leading zero.",
        kwargs={"column": "geoid", "regex": rf"^\d{{{level.width}}}$"},
        where=f'level == "{level.value}"',
    )


def _codes_of_areas() -> dict[str, Any]:
    return entry(
        "expect_column_values_to_match_regex",
        "Codes of areas of one's own are a state, an A and a number.",
        "A county's code there would give the county's place to the area.",
        kwargs={"column": "geoid", "regex": f"^{CODE.pattern}$"},
        where=f'level == "{Level.AREA.value}"',
    )


def _rows_table() -> dict[str, Any]:
    entries = [
        entry(
            "expect_compound_columns_to_be_unique",
            "There is one row per measure, place, year, period and group.",
            kwargs={"column_list": KEY},
        ),
        *(_filled(column) for column in (*KEY, "route", "interval_kind", "ci_method")),
        in_set("measure", "Measures are in the registry.", list(registry().measures)),
        in_set("level", "Levels are known.", [level.value for level in Level]),
        *(_codes(level) for level in NUMERIC),
        _codes_of_areas(),
        in_set("subgroup", "Groups are defined.", list(BY_LABEL)),
        in_set("subgroup_type", "Kinds of group are known.", [t.value for t in SubgroupType]),
        in_set("scheme", "Schemes are known.", [scheme.value for scheme in Scheme]),
        in_set("grade", "Grades are 1, 2 or 3.", [1, 2, 3]),
        in_set("missing_reason", "Reasons are known.", [m.value for m in Missing], show=["value"]),
        in_set("interval_kind", "Kinds of interval are known.", [k.value for k in IntervalKind]),
        in_set("route", "Routes are known.", [route.value for route in Route]),
        *(
            in_set(column, must, [True], **({"why": why} if why else {}), show=SHOW)
            for column, (must, why) in ROWS.items()
        ),
        *(
            in_set(column, must, [True], why=why, show=show)
            for column, (must, why, show) in NUMBERS.items()
        ),
        *(_range(measure) for measure in registry().measures.values()),
    ]
    return {
        "match": "estimates",
        "key": ["measure", "level", "geoid", "year", "subgroup", "value", "lower", "upper"],
        "expectations": entries,
    }


def _series_table() -> dict[str, Any]:
    return {
        "match": "series",
        "key": ["measure", "year", "subgroup", "level"],
        "expectations": [
            in_set(
                "places_lacking",
                "Every place of the year's list has a row, valued or with a reason.",
                [0],
                why="A place without a row disappears from its report without a word.",
                show=["lacking"],
            ),
            in_set("ok_everyone_there", "All people together are there beside the groups.", [True]),
        ],
    }


def _warning_tables() -> list[dict[str, Any]]:
    def between(column: str, must: str, why: str, **limits: float) -> dict[str, Any]:
        return entry(
            "expect_column_values_to_be_between",
            must,
            why,
            kwargs={"column": column, **limits},
            severity="warning",
        )

    common = {"min_rows": 0, "optional": True}
    return [
        {
            "match": "states",
            **common,
            "key": ["measure", "year", "state", "counties", "missing_share"],
            "expectations": [
                between(
                    "above_nation",
                    "No state lacks far more county values than the nation.",
                    "Such a state usually fell out of a join, or its boundaries changed.",
                    max_value=0.75,
                )
            ],
        },
        {
            "match": "repeats",
            **common,
            "key": ["measure", "year", "subgroup", "state", "value"],
            "expectations": [
                between(
                    "counties",
                    "No more than five counties of a state share one value that is not round.",
                    "Shared values are often those of an area that holds them all.",
                    max_value=5,
                )
            ],
        },
        {
            "match": "partitions",
            **common,
            "key": ["measure", "level", "geoid", "year", "subgroup_type"],
            "expectations": [
                between(
                    "gap",
                    "Groups that are everyone add up to everyone, within 2 percent.",
                    "A group was left out, counted twice or taken from another table.",
                    min_value=-0.02,
                    max_value=0.02,
                )
            ],
        },
    ]


def estimates_suite_text() -> str:
    """The text of ``expectations/estimates.yaml``."""
    content = {
        "source": "estimates",
        "tables": [
            _rows_table(),
            _series_table(),
            *whole_tables(),
            names_table(),
            *_warning_tables(),
        ],
    }
    return HEAD + yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100)


def write_estimates_suite(path: Path) -> None:
    """Write the expectations of the estimates table to ``path``."""
    write_text(path, estimates_suite_text())


if __name__ == "__main__":
    from mobility_analysis.core.paths import project_root

    write_estimates_suite(project_root() / "expectations" / "estimates.yaml")
