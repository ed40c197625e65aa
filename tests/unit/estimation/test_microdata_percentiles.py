"""Percentiles of survey records: the rule, its ties, Woodruff's interval, shared areas."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.estimation._records import ALLOCATION, survey_records

from mobility_analysis.estimation.blended_values import Rising, hf3
from mobility_analysis.estimation.microdata import T79
from mobility_analysis.estimation.microdata_percentiles import (
    Percentiles,
    between_cuts,
    pieces_of_values,
    replicate_percentiles,
)
from mobility_analysis.framework.tables import WEIGHTS


def _hf3(value: np.ndarray, cumulative: np.ndarray, probability: object) -> np.ndarray:
    """Of a single curve, shape as ``probability``."""
    asked = np.asarray(probability, dtype=float)
    curve = Rising(value, np.asarray(cumulative, float), np.array([0]), np.array([len(value)]))
    return hf3(curve, asked.reshape(1, -1)).reshape(asked.shape)


MEASURES = {"pctl_income_20": 0.2, "pctl_income_50": 0.5, "pctl_income_80": 0.8}


@settings(max_examples=200)
@given(
    st.lists(st.integers(0, 50), min_size=1, max_size=30), st.sampled_from([0.2, 0.25, 0.5, 0.8])
)
def test_with_equal_weights_it_is_hyndman_and_fans_third_type(values: list[int], p: float) -> None:
    """Distinct values, as the definition needs them; numpy has the type as ``closest_observation``."""
    distinct = np.unique(np.array(values, dtype=float))
    found = _hf3(distinct, np.arange(1.0, len(distinct) + 1), p)
    # n p - 1/2 in numpy's type; ours takes n p, as survey packages do: compare by the definition.
    target = len(distinct) * p
    position = int(np.floor(target + 1e-9))
    if np.isclose(target, position) and position % 2 == 0 and position > 0:
        expected = distinct[position - 1]
    else:
        expected = distinct[min(position, len(distinct) - 1)]
    assert found == expected


def test_weights_count_as_so_many_records() -> None:
    value = np.array([10.0, 20.0, 30.0])
    assert _hf3(value, np.cumsum([8.0, 1.0, 1.0]), 0.5) == 10.0
    assert _hf3(value, np.cumsum([1.0, 1.0, 8.0]), 0.5) == 30.0
    assert np.isnan(_hf3(value, np.zeros(3), 0.5))


def _by_walking(value: list[float], weight: list[int], tenths: int) -> float:
    """The percentile in whole numbers, value by value: no sum is rounded."""
    target = tenths * sum(weight)  # of tenths of the weight
    passed = 0
    for place, (each, heavy) in enumerate(zip(value, weight, strict=True), start=1):
        passed += 10 * heavy
        if passed > target or (passed == target and place % 2 == 0):
            return each
    return value[-1]


@settings(max_examples=300)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=25))
def test_all_percentiles_at_once_are_those_found_by_walking(weight: list[int]) -> None:
    value = [3.0 * place for place in range(len(weight))]
    tenths = np.arange(1, 10).reshape(3, 3)
    found = _hf3(np.array(value), np.cumsum(np.array(weight, dtype=float)), tenths / 10)
    assert found.tolist() == [[_by_walking(value, weight, int(t)) for t in row] for row in tenths]
    outside = _hf3(
        np.array(value), np.cumsum(np.array(weight, dtype=float)), np.array([-0.1, 0, 1])
    )
    assert np.isnan(outside).all()


def _incomes() -> pd.DataFrame:
    records = survey_records(1500)
    rng = np.random.default_rng(8)
    return records.assign(income=np.round(rng.lognormal(11, 0.8, len(records)), -2))


def _slow(rows: pd.DataFrame, factor: pd.Series, p: float) -> tuple[float, float, float]:
    """Record by record, straight from the definition."""
    grouped = (rows["w0"] * factor).groupby(rows["income"]).sum()
    value, cumulative = grouped.index.to_numpy(float), grouped.cumsum().to_numpy(float)
    estimate = _hf3(value, cumulative, p)
    under = rows["income"] <= estimate
    shares = [(rows[w] * factor)[under].sum() / (rows[w] * factor).sum() for w in WEIGHTS]
    se = np.sqrt(4 / 80 * sum((each - shares[0]) ** 2 for each in shares[1:]))
    low, high = p - T79 * se, p + T79 * se
    return (
        float(estimate),
        float(_hf3(value, cumulative, low)),
        float(_hf3(value, cumulative, high)),
    )


@pytest.mark.parametrize(
    ("geoid", "factors"),
    [
        ("99001", {"9900100": 1.0}),
        ("99003", {"9900200": 0.2}),
        ("99004", {"9900200": 0.3, "9900300": 0.25}),
        ("99", {"9900100": 1.0, "9900200": 1.0, "9900300": 1.0}),
    ],
)
def test_places_are_what_a_loop_over_their_records_gives(
    geoid: str, factors: dict[str, float]
) -> None:
    records = _incomes()
    found = replicate_percentiles(records, ALLOCATION, records["income"], MEASURES, by=("gender",))
    for group in ("All", "Female"):
        rows = records[records["puma"].isin(factors)]
        if group != "All":
            rows = rows[rows["gender"] == group]
        factor = rows["puma"].map(factors).astype(float)
        for measure, p in MEASURES.items():
            row = found[
                (found["geoid"] == geoid)
                & (found["subgroup"] == group)
                & (found["measure"] == measure)
            ].iloc[0]
            assert (row["value"], row["lower"], row["upper"]) == pytest.approx(
                _slow(rows, factor, p)
            )


def test_a_shared_area_is_borrowed_and_few_interviews_say_nothing() -> None:
    records = _incomes()
    found = replicate_percentiles(records, ALLOCATION, records["income"], MEASURES)
    second = found[found["geoid"] == "99002"]
    assert set(second["borrowed_from"]) == {"9900200"}
    few = replicate_percentiles(records[:60], ALLOCATION, records["income"][:60], MEASURES)
    assert set(few.loc[few["geoid"] == "99003", "missing_reason"]) == {"too_few_records"}


@settings(max_examples=25)
@given(st.lists(st.integers(1, 1499), max_size=6), st.randoms(use_true_random=False))
def test_any_pieces_in_any_order_have_the_percentiles_of_all(
    cuts: list[int], random: object
) -> None:
    """Two files; some pieces lack an area, a group or all values."""
    records = _incomes().sort_values("puma", ignore_index=True)
    records.loc[1100:, "snapshot"] = "pums@2"
    records.loc[::4, "income"] = np.nan
    bounds = [0, *sorted(set(cuts)), len(records)]
    parts = [records.iloc[a:b].reset_index(drop=True) for a, b in pairwise(bounds)]
    first, *others = parts
    random.shuffle(others)  # type: ignore[attr-defined]
    pieces = [
        pieces_of_values(part, part["income"], ("gender",), part["has"])
        for part in [first, *others]
    ]
    asked = Percentiles.of(
        [[each.curves() for each in piece] for piece in pieces], ALLOCATION, MEASURES
    )
    found = asked.estimates([between_cuts(piece, asked.cuts) for piece in pieces])
    whole = replicate_percentiles(
        records, ALLOCATION, records["income"], MEASURES, by=("gender",), among=records["has"]
    )
    pd.testing.assert_frame_equal(found, whole, check_exact=True)
    assert whole["value"].notna().any()
