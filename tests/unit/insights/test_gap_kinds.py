"""Which gaps are between people, and which side is the less favorable."""

from __future__ import annotations

import pytest
from tests.unit.insights.test_reference_sets import _value

from mobility_analysis.framework.registry import Direction, Unit, registry
from mobility_analysis.insights.findings import Finding, Kind, Method, Verdict, unjudged
from mobility_analysis.insights.gap_kinds import is_less_favorable, is_of_one_market, is_of_people


def _gap(
    group: str, measure: str = "share_digital_access", verdict: Verdict = Verdict.HIGHER
) -> Finding:
    value = _value(0.5, 0.01, measure=registry().measures[measure])
    blank = unjudged(
        Kind.GROUP_GAP, value, "everyone else", method=Method.DIFFERENCE_TEST, sentence="",
        estimate_keys=(), group=group,
    )  # fmt: skip
    return Finding(**{**vars(blank), "verdict": verdict})


@pytest.mark.parametrize(
    ("group", "measure", "of_people", "of_one_market"),
    [
        ("Black", "pctl_income_50", True, True),
        ("Renter", "share_housing_problems", True, True),
        ("Renter", "ratio_affordable_available_50_ami", False, False),
        ("Education and Health", "ratio_living_wage", False, True),
    ],
)
def test_jobs_and_markets_are_not_people(
    group: str, measure: str, of_people: bool, of_one_market: bool
) -> None:
    gap = _gap(group, measure)
    assert (is_of_people(gap), is_of_one_market(gap)) == (of_people, of_one_market)


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("verdict", [Verdict.HIGHER, Verdict.LOWER])
def test_the_side_that_is_not_wished_for(direction: Direction, verdict: Verdict) -> None:
    measure = next(
        m.id
        for m in registry().measures.values()
        if m.direction is direction and m.unit is not Unit.COUNT
    )
    bad = {Direction.HIGHER: Verdict.LOWER, Direction.LOWER: Verdict.HIGHER}.get(direction)
    assert is_less_favorable(_gap("Black", measure, verdict)) is (verdict is bad)
