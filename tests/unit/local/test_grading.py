"""Intervals and grades of a place's own numbers, by the rubrics of the national ones as far as they apply."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.local.writing import MEASURE, VALUE, read, write_local

from mobility_analysis.quality.reasons import REASONS
from mobility_analysis.reporting.page.sources_page import INTERVALS

NONE = {"numerator": "", "denominator": ""}


def _graded(root: Path, about: dict[str, str], **cells: str) -> dict[str, Any]:
    found = read(write_local(root, [MEASURE | about], [VALUE | cells]))
    assert found.remarks == ()
    (row,) = found.rows.to_dict("records")
    return row


@pytest.mark.parametrize(
    ("about", "cells", "grade", "reasons", "method"),
    [
        ({}, {}, 1, ["precise"], "wilson"),
        ({}, {"numerator": "31", "denominator": "100"}, 2, ["wide_interval"], "wilson"),
        ({}, {"numerator": "10", "denominator": "28"}, 3, ["local_few", "too_imprecise"], "wilson"),
        ({}, {"numerator": "0", "denominator": "1000"}, 2, ["rarer_side_imprecise"], "wilson"),
        ({"kind": "survey"}, {}, 2, ["local_simple_sample"], "wilson"),
        (
            {"kind": "survey"},
            {"lower": "0.27", "upper": "0.35"},
            1,
            ["precise"],
            "limits_given_locally",
        ),
        (
            {"kind": "survey"},
            {"lower": "0.2", "upper": "0.6"},
            3,
            ["too_imprecise"],
            "limits_given_locally",
        ),
        (
            {"kind": "survey"},
            {"lower": "0.27", "upper": "0.35", "n": "20"},
            3,
            ["local_few"],
            "limits_given_locally",
        ),
        (
            {},
            {"value": "0.31", **NONE},
            2,
            ["local_no_margin"],
            "none_not_given_locally",
        ),
        (
            {"unit": "count"},
            {"value": "212", **NONE},
            2,
            ["local_no_margin"],
            "none_not_given_locally",
        ),
        (
            {"unit": "ratio"},
            {"numerator": "50", "denominator": "40"},
            2,
            ["local_no_margin"],
            "none_not_given_locally",
        ),
        (
            {"unit": "per_100k"},
            {"numerator": "400", "denominator": "100000"},
            1,
            ["complete_count"],
            "poisson_exact",
        ),
        (
            {"unit": "per_100k"},
            {"numerator": "12", "denominator": "100000"},
            3,
            ["few_events"],
            "poisson_exact",
        ),
        (
            {"unit": "dollars"},
            {"value": "$52,000", "lower": "50000", "upper": "54000", **NONE},
            1,
            ["precise"],
            "limits_given_locally",
        ),
        ({"kind": "qualitative count"}, {}, 2, ["local_qualitative"], "wilson"),
        ({}, {"period": "2018"}, 2, ["precise", "older_than_five_years"], "wilson"),
        ({"kind": "historical"}, {"period": "1940"}, 2, ["precise", "older_than_eight_years"], "wilson"),
    ],
)  # fmt: skip
def test_a_grade_and_its_reasons(
    *,
    about: dict[str, str],
    cells: dict[str, str],
    grade: int,
    reasons: list[str],
    method: str,
    tmp_path: Path,
) -> None:
    row = _graded(tmp_path, about, **cells)
    assert (row["grade"], row["reasons"], row["ci_method"]) == (grade, reasons, method)
    assert {*row["reasons"]} <= REASONS.keys()
    assert row["ci_method"] in INTERVALS


def test_the_interval_of_a_share_is_wilsons(tmp_path: Path) -> None:
    row = _graded(tmp_path, {})
    # Newcombe (1998), Statistics in Medicine 17, formula of method 3, worked by hand for 310 of 1,000.
    assert row["lower"] == pytest.approx(0.28211, abs=5e-6)
    assert row["upper"] == pytest.approx(0.33935, abs=5e-6)
    assert row["n"] == 1000


def test_the_interval_of_a_rate_is_poissons(tmp_path: Path) -> None:
    counts = {"numerator": "20", "denominator": "50000"}
    row = _graded(tmp_path, {"unit": "per_100k"}, **counts)
    # Limits for 20 events: 12.217 and 30.888 (Garwood 1936), each for 50,000 people.
    assert (row["lower"], row["upper"]) == (
        pytest.approx(24.433, abs=1e-3),
        pytest.approx(61.777, abs=1e-3),
    )


KINDS = st.sampled_from(
    ["administrative", "survey", "inventory", "historical", "qualitative count"]
)
UNITS = st.sampled_from(["share", "ratio", "count", "dollars", "per_10k", "per_100k", "index_100"])


@given(
    kind=KINDS,
    unit=UNITS,
    value=st.floats(0, 100, allow_nan=False).map(lambda number: f"{number:.4f}"),
    part=st.none() | st.integers(0, 500),
    of=st.none() | st.integers(1, 500),
    year=st.integers(1990, 2026),
)
@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_every_row_is_graded_with_a_reason_or_told_of(
    *, kind: str, unit: str, value: str, part: int | None, of: int | None, year: int, tmp_path: Path
) -> None:
    cells = {
        "value": "" if part is not None and of is not None else value,
        "numerator": "" if part is None else str(part),
        "denominator": "" if of is None else str(of),
        "period": str(year),
    }
    found = read(write_local(tmp_path, [MEASURE | {"kind": kind, "unit": unit}], [VALUE | cells]))
    told = [each for each in found.remarks if not each.is_note]
    assert len(found.rows) == (not told)
    assert found.left_out == bool(told)
    for row in found.rows.to_dict("records"):
        assert row["grade"] in (1, 2, 3)
        assert row["reasons"]
        assert {*row["reasons"]} <= REASONS.keys()
        if row["interval_kind"] == "none":
            assert row["grade"] > 1
        else:
            assert row["lower"] <= row["value"] + 1e-9 and row["value"] <= row["upper"] + 1e-9
