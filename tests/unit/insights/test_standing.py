"""Ranks among the nation's counties, against known positions and SciPy's."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import percentileofscore

from mobility_analysis.framework.estimate import conform
from mobility_analysis.framework.registry import registry
from mobility_analysis.insights.selection import Selection
from mobility_analysis.insights.standing import (
    Distribution,
    Distributions,
    Standing,
    read_distributions,
    standing,
)

LINE = Distribution(3144, 3144, tuple(float(x) for x in range(101)))  # value = percentile
FIRST = ("share_employed", "county", 2023, "2019-2023")


def _row(measure: str, geoid: str, value: float | None, **more: object) -> dict:
    level = {2: "state", 5: "county"}[len(geoid)] if geoid != "00" else "nation"
    return {
        "measure": measure, "level": level, "geoid": geoid, "year": 2023, "period": "2019-2023",
        "subgroup_type": "all", "subgroup": "All", "scheme": "residents", "value": value,
        "grade": None if value is None else 1,
        "missing_reason": "no_source_row" if value is None else None,
    } | more  # fmt: skip


def _stand(
    rows: list[dict], spread: Distributions, metric: str = "employment_opportunities"
) -> Standing:
    selection = Selection(conform(pd.DataFrame(rows)))
    entry = registry().metric_of.get(metric) or registry().metric(metric)
    return standing(selection, spread, entry, "99001", peers=("99003", "99005"), nation="00")


@pytest.mark.parametrize(
    ("value", "rank"), [(-1, 0), (0, 0), (25, 25), (62.5, 62.5), (100, 100), (7000, 100)]
)
def test_a_value_has_the_rank_of_the_quantile_it_is(value: float, rank: float) -> None:
    assert LINE.rank(value) == rank


def test_places_with_the_same_value_share_the_middle_of_their_stretch() -> None:
    values = [0.0] * 60 + [float(x) for x in range(1, 42)]
    tied = Distribution(101, 101, tuple(np.quantile(values, np.arange(101) / 100)))
    assert tied.rank(0.0) == 29.5
    assert tied.tied(0.0) == 59
    assert tied.tied(41.0) == 0


@given(st.lists(st.integers(0, 40), min_size=101, max_size=400), st.integers(-1, 41))
def test_ranks_agree_with_scipy_to_a_percentile(values: list[int], at: int) -> None:
    spread = Distribution(
        len(values), len(values), tuple(np.quantile(values, np.arange(101) / 100))
    )
    assert abs(spread.rank(at) - percentileofscore(values, at, kind="mean")) <= 1.0


def test_right_is_better_whatever_the_direction() -> None:
    rows = [_row("share_employed", "99001", 80.0, lower=70.0, upper=85.0)]
    found = _stand(rows, {FIRST: LINE})
    assert (found.rank, found.low, found.high) == (80, 70, 85)
    rows = [_row("share_low_birth_weight", "99001", 80.0, lower=70.0, upper=85.0)]
    spread = {("share_low_birth_weight", *FIRST[1:]): LINE}
    found = _stand(rows, spread, "share_low_birth_weight")
    assert (found.rank, found.low, found.high) == (20, 15, 30)


def test_a_measure_without_direction_keeps_its_raw_position() -> None:
    rows = [_row("share_exposure_other_groups", "99001", 80.0)]
    spread = {("share_exposure_other_groups", *FIRST[1:]): LINE}
    assert _stand(rows, spread, "share_exposure_other_groups").rank == 80


def test_peers_and_nation_are_ranked_and_weak_ones_are_not() -> None:
    rows = [
        _row("share_employed", "99001", 80.0),
        _row("share_employed", "99003", 30.0),
        _row("share_employed", "99005", 30.0, grade=3),
        _row("share_employed", "00", 55.0),
    ]
    found = _stand(rows, {FIRST: LINE})
    assert found.peers == (30, None)
    assert found.nation == 55


def test_a_weak_or_missing_value_has_no_rank() -> None:
    assert _stand([_row("share_employed", "99001", 80.0, grade=3)], {FIRST: LINE}).rank is None
    assert _stand([_row("share_employed", "99001", None)], {FIRST: LINE}).rank is None
    assert _stand([_row("share_employed", "99003", 80.0)], {FIRST: LINE}).rank is None


def test_a_few_places_are_not_the_nation() -> None:
    rows = [_row("share_employed", "99001", 80.0)]
    for n, places in ((4, 4), (300, 3144)):
        assert _stand(rows, {FIRST: Distribution(n, places, LINE.quantiles)}).rank is None
    assert _stand(rows, {}).rank is None


def test_a_year_of_a_few_counties_gives_way_to_the_last_of_the_nation() -> None:
    rows = [
        _row("share_employed", "99001", 80.0),
        _row("share_employed", "99001", 30.0, year=2018, period="2014-2018"),
        _row("share_employed", "99001", 20.0, year=2013, period="2009-2013"),
    ]
    older = {
        ("share_employed", "county", y, p): LINE
        for y, p in ((2018, "2014-2018"), (2013, "2009-2013"))
    }
    found = _stand(rows, older)
    assert (found.rank, found.is_older) == (30, True)
    assert not _stand(rows, older | {FIRST: LINE}).is_older


def test_a_headline_without_a_value_gives_way_to_the_measure_beside_it() -> None:
    rows = [
        _row("index_air_quality_median", "99001", None),
        _row("index_air_hazard", "99001", 40.0),
    ]
    spread = {("index_air_hazard", *FIRST[1:]): LINE}
    found = _stand(rows, spread, "index_air_quality_median")
    assert found.measure.id == "index_air_hazard"
    assert found.rank is not None


def test_the_table_comes_back_as_it_was_written() -> None:
    frame = pd.DataFrame(
        [("share_employed", "county", 2023, "2019-2023", 3144, 3100, np.arange(101.0))],
        columns=["measure", "level", "year", "period", "places", "n", "quantiles"],
    )
    assert read_distributions(frame) == {FIRST: Distribution(3100, 3144, LINE.quantiles)}


@pytest.mark.parametrize(("n", "ranked"), [(1_887, True), (1_886, False)])
def test_a_rank_needs_three_fifths_of_the_places(n: int, ranked: bool) -> None:
    rows = [_row("share_employed", "99001", 80.0)]
    found = _stand(rows, {FIRST: Distribution(n, 3_144, LINE.quantiles)})
    assert (found.rank is not None) is ranked
    assert found.among is not None and found.among.n == n


def test_the_typical_distance_is_that_of_the_middle_half() -> None:
    """The middle half of 0 to 100 is 50 wide, as of a normal variable with a deviation of 37.06."""
    assert LINE.typical_distance == pytest.approx(37.06, abs=0.01)
    assert Distribution(100, 100, (0.0,) * 101).typical_distance is None
