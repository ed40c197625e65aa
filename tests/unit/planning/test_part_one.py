"""Part 1 of the inventory: evidence beside each group and predictor, no tick, and what no measure can say."""

from __future__ import annotations

from tests.unit.planning.editing import cell, edited

from mobility_analysis.insights.findings import Certainty, Kind
from mobility_analysis.planning.coalition.part_one_evidence import (
    group_evidence,
    is_told,
    predictor_evidence,
)
from mobility_analysis.planning.coalition.sheet_names import ASSETS, GROUPS, NAME, PREDICTORS
from mobility_analysis.planning.desk import Desk
from mobility_analysis.planning.guide import guide
from mobility_analysis.planning.workbooks.workbook_in import read_grids

HEADER = {GROUPS: 3, PREDICTORS: 4, ASSETS: 3}


def _rows(desk: Desk, sheet: str) -> dict[str, list[object]]:
    grid = read_grids(desk.coalition.book.path.read_bytes(), NAME)[sheet]
    return {str(row[0]): row[1:] for row in grid[HEADER[sheet] :]}


def test_all_groups_predictors_and_assets_of_the_guide_are_asked_about(desk: Desk) -> None:
    groups = _rows(desk, GROUPS)
    assert [f"group.{each.id}" for each in guide().groups] == [
        key for key in groups if key.count(".") == 1
    ]
    assert len(_rows(desk, PREDICTORS)) == 24
    assert len(_rows(desk, ASSETS)) == 14


def test_nothing_is_ticked(desk: Desk) -> None:
    with edited(desk.coalition.book.path) as book:
        for sheet, heading in (
            (GROUPS, "Falling behind? Ours to say"),
            (PREDICTORS, "Our concern"),
        ):
            for key in _rows(desk, sheet):
                assert cell(book[sheet], key, heading).value is None


def test_a_robust_gap_stands_with_its_group_and_no_other(desk: Desk) -> None:
    rows = {each.key: each for each in group_evidence(desk.opened.data, desk.opened.judge)}
    gaps = [each for each in desk.opened.data.findings if each.kind is Kind.GROUP_GAP]
    sure = [each for each in gaps if each.certainty is Certainty.ROBUST and is_told(each)]
    assert sure
    for each in sure:
        key = f"group.one_group.{each.group}"
        if key not in rows:
            key = "group.other"
        words = next(
            f for f in desk.opened.facts if f.claim.typed == f"{each.measure}/{each.group} gap"
        )
        assert words.words in rows[key].less_well_off
        others = {k: row for k, row in rows.items() if k != key}
        assert not any(words.words in row.less_well_off for row in others.values())


def test_groups_that_no_measure_speaks_of_are_told_so(desk: Desk) -> None:
    rows = {each.key: each for each in group_evidence(desk.opened.data, desk.opened.judge)}
    for name in ("english_learners", "lgbtq", "older", "immigrants", "rural"):
        assert rows[f"group.{name}"].speaks == "No number here can speak of it."
        assert "No measure here" in rows[f"group.{name}"].not_said
        assert rows[f"group.{name}"].less_well_off == ""


def test_a_predictor_without_a_value_says_why_and_whom_to_ask(desk: Desk) -> None:
    rows = {each.key: each for each in predictor_evidence(desk.opened.data, desk.opened.judge)}
    lacking = rows["predictor.descriptive_representation"]
    assert lacking.status == "no usable value"
    assert lacking.numbers.startswith("There is no value for Alder County.")
    assert "clerk" in lacking.ask
    assert rows["predictor.employment_opportunities"].numbers.startswith("In Alder County")


def test_what_people_say_of_groups_stays(desk: Desk) -> None:
    desk.coalition.book.answer(
        {GROUPS: {"group.youth": {"behind": "yes", "why": "Asked the schools"}},
         PREDICTORS: {"predictor.digital_access": {"concern": "low"}}}
    )  # fmt: skip
    assert not desk.coalition.book.refresh().is_new
    assert _rows(desk, GROUPS)["group.youth"][5:7] == ["yes", "Asked the schools"]
