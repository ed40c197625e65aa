"""Counts that scatter by more than Poisson are tested with that scatter."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from tests.unit.insights.test_compare import PEER, found, row

from mobility_analysis.framework.estimate import conform
from mobility_analysis.insights.chance import SCATTER, chance_error
from mobility_analysis.insights.findings import Method, Verdict
from mobility_analysis.insights.selection import Selection

HOMELESS = "share_homeless"


def counted(geoid: str, count: float, of: float, withheld: float = 0.0, **more: object) -> dict:
    bounds = {"lower": (count - withheld) / of, "upper": (count + withheld) / of}
    numbers = {"numerator": count, "denominator": of, "interval_kind": "suppression_bounds"}
    return row(HOMELESS, geoid, count / of, **(bounds | numbers | more))


def test_a_difference_that_chance_can_make_is_none() -> None:
    """60 of 4,000 students and 80: variances 3 x 60 + 6^2 and 3 x 80 + 8^2, so z = 20 / 22.8 = 0.88."""
    finding = found(counted("99001", 80, 4_000), counted("99003", 60, 4_000), reference=PEER)
    assert (finding.verdict, finding.method) == (Verdict.SIMILAR, Method.DIFFERENCE_TEST)
    assert finding.p_value == pytest.approx(math.erfc(20 / math.sqrt(216 + 304) / math.sqrt(2)))


def test_a_large_difference_is_found() -> None:
    finding = found(counted("99001", 160, 4_000), counted("99003", 60, 4_000), reference=PEER)
    assert finding.verdict is Verdict.WORSE


def test_of_withheld_counts_the_least_difference_counts() -> None:
    """160 against 60 where 45 more or fewer are possible in each: at least 10 apart."""
    rows = counted("99001", 160, 4_000, 45), counted("99003", 60, 4_000, 45)
    finding = found(*rows, reference=PEER)
    assert finding.verdict is Verdict.SIMILAR
    assert finding.lower is not None and finding.lower < 10 / 4_000
    overlapping = found(
        counted("99001", 160, 4_000, 60), counted("99003", 60, 4_000, 60), reference=PEER
    )
    assert overlapping.p_value == 1


def test_a_nation_has_no_part_of_its_own() -> None:
    errors = {}
    for geoid in ("00", "99001"):
        finding_row = counted(geoid, 1_000_000, 50_000_000)
        errors[geoid] = _error(finding_row)
    assert errors["00"] == pytest.approx(math.sqrt(3e6) / 5e7)
    assert errors["99001"] == pytest.approx(math.sqrt(3e6 + 1e10) / 5e7)
    assert found(counted("99001", 80, 4_000), counted("00", 1_000_000, 50_000_000)).p_value


def _error(one: dict) -> float | None:
    return chance_error(Selection(conform(pd.DataFrame([one]))).values[0])


def test_counts_made_with_the_scatter_are_seldom_called_different() -> None:
    """Two years of 4,000 counties in which nothing changed: p below 0.05 in about one of twenty."""
    scatter, rng = SCATTER[HOMELESS], np.random.default_rng(11)
    usual = rng.uniform(60, 2_000, 4_000)
    clusters = [
        rng.poisson(usual * np.exp(rng.normal(0, scatter.part, 4_000)) / scatter.times)
        for _ in range(2)
    ]
    first, last = (scatter.times * each for each in clusters)
    variance = np.array([[scatter.variance(x) for x in year] for year in (first, last)]).sum(axis=0)
    rate = float(np.mean(np.abs(last - first) / np.sqrt(variance) > 1.96))
    assert 0.03 < rate < 0.07
    poisson = float(np.mean(np.abs(last - first) / np.sqrt(first + last) > 1.96))
    assert poisson > 0.3
