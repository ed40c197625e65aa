"""From marked boxes to the residents' groups: the rule as it is published."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.made_up_run import ROOT
from tests.unit.planning.officials.conftest import LISTS

from mobility_analysis.metrics.responsive_governance.descriptive_representation import (
    GROUPS as RESIDENTS,
)
from mobility_analysis.planning.officials.categories import (
    BY_ID,
    CATEGORIES,
    GROUPS,
    HISPANIC_ID,
    STANDARD_1997,
    STANDARD_2024,
    asked,
    group_of,
)
from mobility_analysis.planning.officials.lists import Column

OTHER, WHITE = "Other Races and Ethnicities", "White, Non-Hispanic"
ARAB = "middle_eastern_or_north_african"


@pytest.mark.parametrize(
    ("marks", "group"),
    [
        ({"asian"}, "Asian, Non-Hispanic"),
        (
            {"american_indian_or_alaska_native"},
            "American Indian or Alaska Native, Non-Hispanic",
        ),
        ({"native_hawaiian_or_pacific_islander"}, "Pacific Islander, Non-Hispanic"),
        ({"black_or_african_american"}, "Black, Non-Hispanic"),
        ({"white"}, WHITE),
        ({ARAB}, WHITE),
        ({ARAB, "white"}, WHITE),
        ({ARAB, "asian"}, OTHER),
        ({ARAB, "white", "asian"}, OTHER),
        ({"asian", "white"}, OTHER),
        ({"another_race"}, OTHER),
        ({"another_race", "white"}, OTHER),
        ({"hispanic_or_latino"}, "Hispanic"),
        ({"hispanic_or_latino", "white", "asian"}, "Hispanic"),
        ({"hispanic_or_latino", ARAB}, "Hispanic"),
    ],
)
def test_marks_and_the_group_they_count_with(marks: set[str], group: str) -> None:
    assert group_of(frozenset(marks)) == group


@given(st.sets(st.sampled_from(sorted(BY_ID)), min_size=1))
def test_every_answer_has_one_group_of_the_residents(marks: set[str]) -> None:
    found = group_of(frozenset(marks))
    assert found in RESIDENTS
    assert (found == "Hispanic") is (HISPANIC_ID in marks)


def test_the_groups_are_those_that_residents_are_counted_in() -> None:
    assert sorted(GROUPS) == sorted(RESIDENTS)


def test_the_forms_have_the_boxes_of_their_standards() -> None:
    assert len(asked(STANDARD_2024)) == 7
    assert {each.id for each in asked(STANDARD_2024)} - {
        each.id for each in asked(STANDARD_1997)
    } == {ARAB}
    assert len(CATEGORIES) == 8


def test_the_published_table_says_what_the_code_does() -> None:
    text = (ROOT / "docs" / "officials.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \| \*([^|]+)\* \|$", text, re.MULTILINE)
    said = dict(rows)
    alone = {each.label: each.group for each in CATEGORIES if each.id != HISPANIC_ID}
    for label, group in alone.items():
        assert said[f"{label} alone"] == group
    assert said["Hispanic or Latino, alone or with others"] == "Hispanic"
    assert said["Middle Eastern or North African and White"] == WHITE
    assert said["two or more others"] == OTHER
    assert len(said) == len(alone) + 3


@pytest.mark.parametrize("columns", LISTS.values(), ids=LISTS)
def test_the_page_says_what_each_column_takes(columns: Sequence[Column]) -> None:
    text = (ROOT / "docs" / "officials.md").read_text(encoding="utf-8")
    cells = " ".join(re.findall(r"^\| (`[^|]+) \|", text, re.MULTILINE))
    boxes = set(BY_ID) - {"hispanic_or_latino"}  # the table names the first and the last of them
    assert [
        each.name for each in columns if each.name not in boxes and f"`{each.name}`" not in cells
    ] == []
