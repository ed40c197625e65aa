"""The typical place is the yardstick where the nation's value is typical of few places."""

from __future__ import annotations

import pandas as pd
import pytest

from mobility_analysis.framework.estimate import conform
from mobility_analysis.insights.findings import Finding, Method, Verdict
from mobility_analysis.insights.selection import Selection
from mobility_analysis.insights.standing import Distribution
from mobility_analysis.insights.typical import TYPICAL, TYPICAL_COUNTY, compare_with_typical

MEASURE = "share_commute_transit"
# Of 100 counties half have under 0.6 percent; the nation's 5 percent is above 96 of them.
COUNTIES = Distribution(
    3144, 3144, tuple(0.00012 * x if x <= 96 else 0.05 * (x - 95) for x in range(101))
)


def _row(geoid: str, value: float, se: float | None, **more: object) -> dict:
    return {
        "measure": MEASURE, "level": {2: "nation", 5: "county"}[len(geoid)], "geoid": geoid,
        "year": 2023, "period": "2019-2023", "subgroup_type": "all", "subgroup": "All",
        "scheme": "residents", "value": value, "se": se, "grade": 1, "interval_kind": "sampling",
    } | more  # fmt: skip


def _found(
    here: float,
    nation: float,
    se: float | None = 0.0005,
    *,
    is_county_too: bool = False,
    **more: object,
) -> list[Finding]:
    rows = [_row("99001", here, se, **more), _row("00", nation, 0.0001)]
    return compare_with_typical(
        Selection(conform(pd.DataFrame(rows))),
        "99001",
        "00",
        distributions={(MEASURE, "county", 2023, "2019-2023"): COUNTIES},
        measures=[MEASURE],
        typical={MEASURE: 0.01},
        is_county_too=is_county_too,
    )


@pytest.mark.parametrize(
    ("here", "verdict"),
    [(0.02, Verdict.BETTER), (0.002, Verdict.WORSE), (0.0065, Verdict.SIMILAR)],
)
def test_the_place_is_set_beside_the_median(here: float, verdict: Verdict) -> None:
    (finding,) = _found(here, 0.05)
    assert (finding.verdict, finding.versus, finding.method) == (
        verdict,
        TYPICAL,
        Method.DIFFERENCE_TEST,
    )
    assert finding.compared_value == pytest.approx(0.006)
    assert "in the typical county" in finding.sentence


def test_an_area_of_ones_own_is_set_beside_the_typical_county() -> None:
    (finding,) = _found(0.02, 0.05, level="area")
    assert (finding.verdict, finding.versus) == (Verdict.BETTER, TYPICAL)
    assert "in the typical county" in finding.sentence


def test_a_city_that_is_a_county_is_set_beside_the_typical_county_where_there_are_few_cities() -> (
    None
):
    """Another city is not: what is typical of counties says nothing of it."""
    (finding,) = _found(0.02, 0.05, level="place", is_county_too=True)
    assert (finding.verdict, finding.versus) == (Verdict.BETTER, TYPICAL_COUNTY)
    assert "in the typical county" in finding.sentence
    assert _found(0.02, 0.05, level="place") == []


def test_there_is_no_second_yardstick_where_the_nation_is_typical() -> None:
    assert _found(0.02, 0.006) == []


@pytest.mark.parametrize("more", [{"borrowed_from": "p1"}, {"grade": 3}])
def test_a_value_that_is_not_the_places_own_or_too_weak_is_not_compared(more: dict) -> None:
    assert _found(0.02, 0.05, **more) == []


def test_without_a_margin_the_fixed_rule_decides() -> None:
    (finding,) = _found(0.02, 0.05, se=None)
    assert finding.method is Method.FIXED_RULE
    assert finding.verdict is Verdict.BETTER


def test_a_rate_of_events_is_tested_by_its_interval() -> None:
    more = {"lower": 0.018, "upper": 0.022, "numerator": 20.0, "denominator": 1000.0}
    (finding,) = _found(0.02, 0.05, se=None, ci_method="poisson_exact", **more)
    assert finding.method is Method.DIFFERENCE_TEST
    assert finding.lower == pytest.approx(0.02 - 0.006 - 0.002)
