"""A place is part of its state's sample: nominal false positives, and more power than independence has."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from tests.unit.insights.test_compare import row

from mobility_analysis.framework.estimate import conform
from mobility_analysis.insights.compare import Reference, compare
from mobility_analysis.insights.findings import Kind, Method
from mobility_analysis.insights.overlap import difference_error, part_of
from mobility_analysis.insights.selection import Selection, Value

DRAWS = 40_000


def _value(geoid: str, of: float, se: float, **more: object) -> Value:
    level = {2: "state", 5: "county"}[len(geoid)] if geoid != "00" else "nation"
    numbers = {
        "level": level,
        "numerator": 0.8 * of,
        "denominator": of,
        "sources": ["census_acs@a"],
    }
    one = row("share_employed", geoid, 0.8, se, **(numbers | more))
    return Selection(conform(pd.DataFrame([one]))).values[0]


def _rates(part: float, true_gap: float) -> tuple[float, float]:
    """How often a true gap between a county and the rest of its state is found: with the overlap, and by
    independent errors. The county has a standard error of 0.01, the rest one in proportion to its size."""
    rng = np.random.default_rng(5)
    se, rest_se = 0.01, 0.01 * math.sqrt(part / (1 - part))
    county = rng.normal(0.8 + true_gap, se, DRAWS)
    rest = rng.normal(0.8, rest_se, DRAWS)
    state = part * county + (1 - part) * rest
    state_se = math.hypot(part * se, (1 - part) * rest_se)
    ours = difference_error(_value("99001", 1e5 * part, se), _value("99", 1e5, state_se))
    difference = np.abs(county - state)
    independent = math.hypot(se, state_se)
    return float(np.mean(difference > 1.96 * ours)), float(np.mean(difference > 1.96 * independent))


@pytest.mark.parametrize("part", [0.02, 0.3, 0.6, 0.9])
def test_false_positives_stay_at_the_nominal_rate(part: float) -> None:
    ours, independent = _rates(part, 0.0)
    assert ours == pytest.approx(0.05, abs=0.005)
    assert independent <= ours


@pytest.mark.parametrize(("part", "gain"), [(0.3, 0.15), (0.6, 0.45)])
def test_the_overlap_gains_power(part: float, gain: float) -> None:
    """A county with 30 percent of its state, 4 points above the rest: found in 92 of 100 instead of 75."""
    ours, independent = _rates(part, 0.04)
    assert ours - independent > gain


def test_a_county_that_is_its_state_is_not_compared_with_it() -> None:
    county, state = _value("99001", 1e5, 0.01), _value("99", 1e5, 0.01)
    assert difference_error(county, state) == 0
    numbers = {"numerator": 8e4, "denominator": 1e5}
    rows = [row("share_employed", "99001", 0.8, 0.01, **numbers)]
    rows.append(row("share_employed", "99", 0.8, 0.01, **(numbers | {"level": "state"})))
    selection = Selection(conform(pd.DataFrame(rows)))
    reference = Reference(Kind.VERSUS_STATE, "99", "the state")
    (finding,) = compare(selection, "99001", [reference], ["share_employed"])
    assert finding.method is Method.SAME_AREA


def test_either_may_be_the_part() -> None:
    county, state = _value("99001", 3e4, 0.01), _value("99", 1e5, 0.006)
    assert difference_error(county, state) == difference_error(state, county)
    assert part_of(county, state) == 0.3


@pytest.mark.parametrize(
    ("place", "whole"),
    [
        ({}, {"geoid": "98"}),  # another state
        ({"borrowed_from": "99-pool"}, {}),
        ({}, {"sources": ["hud_chas@b"]}),
        ({}, {"period": "2018-2022"}),
        ({"denominator": None}, {}),
        ({"interval_kind": "model"}, {}),
        ({"numerator": 100.0}, {}),  # no quotient of its counts: a median, a ratio of shares
    ],
)
def test_samples_that_do_not_overlap_or_are_unknown_are_independent(
    place: dict, whole: dict
) -> None:
    state = {"geoid": "99"} | whole
    assert (
        part_of(
            _value("99001", 3e4, 0.01, **place), _value(state.pop("geoid"), 1e5, 0.006, **state)
        )
        == 0
    )
