"""Quantiles over counties: whose values count, and what stands in the table."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mobility_analysis.estimation.distribution import distributions
from mobility_analysis.framework.estimate import conform


def _rows(values: list[float | None], **more: object) -> pd.DataFrame:
    rows = [
        {
            "measure": "share_employed", "level": "county", "geoid": f"99{number:03d}", "year": 2023,
            "period": "2019-2023", "subgroup_type": "all", "subgroup": "All", "scheme": "residents",
            "value": value, "grade": None if value is None else 1,
        } | more
        for number, value in enumerate(values)
    ]  # fmt: skip
    return conform(pd.DataFrame(rows))


def test_quantiles_are_those_of_the_usable_values() -> None:
    values = [float(x) for x in np.random.default_rng(1).permutation(101)]
    found = distributions(_rows(values)).iloc[0]
    assert (found["n"], found["places"]) == (101, 101)
    np.testing.assert_allclose(found["quantiles"], np.arange(101))


def test_weak_borrowed_and_missing_values_and_groups_are_left_out() -> None:
    frame = pd.concat(
        [
            _rows([0.1, 0.2, 0.3, None]),
            _rows([0.9], geoid="99100", grade=3),
            _rows([0.9], geoid="99101", borrowed_from="99-pool"),
            _rows([0.9], geoid="99001", subgroup="Female"),
            _rows([0.9], geoid="99", level="state"),
        ]
    )
    table = distributions(frame)
    assert len(table) == 1
    found = table.iloc[0]
    assert (found["n"], found["places"]) == (3, 6)
    np.testing.assert_allclose(np.asarray(found["quantiles"])[[0, 50, 100]], [0.1, 0.2, 0.3])


def test_cities_and_counties_have_rows_of_their_own_and_an_empty_series_has_none() -> None:
    frame = pd.concat(
        [_rows([0.1, 0.2]), _rows([0.5], level="place"), _rows([None], year=2020, period="2020")]
    )
    assert distributions(frame)["level"].tolist() == ["county", "place"]


def test_a_county_that_is_gone_is_none_of_the_places() -> None:
    gone = _rows([None], geoid="99100", missing_reason="geography_changed")
    silent = _rows([None], geoid="99101", missing_reason="no_source_row")
    found = distributions(pd.concat([_rows([0.1, 0.2]), gone, silent])).iloc[0]
    assert (found["n"], found["places"]) == (2, 3)
