"""Each rubric at its thresholds, and the one function that applies them."""

from __future__ import annotations

import pandas as pd
import pytest

from mobility_analysis.core.errors import SettingsError
from mobility_analysis.quality.grading import grade, usable
from mobility_analysis.quality.reasons import EXPLAIN_ABSENCE, REASONS
from mobility_analysis.quality.rubrics import RUBRICS


def _row(**values: object) -> pd.DataFrame:
    base = {
        "measure": "share_employed",
        "subgroup": "All",
        "value": 0.5,
        "lower": 0.48,
        "upper": 0.52,
        "se": 0.01,
        "numerator": 500.0,
        "denominator": 1000.0,
        "n": 1000.0,
        "period": "2023",
        "borrowed_from": None,
        "reasons": [],
        "grade": None,
        "sources": ["a@1"],
    }
    return pd.DataFrame([base | values]).astype({"grade": "Int64"})


@pytest.mark.parametrize(
    ("rubric", "values", "expected"),
    [
        ("share_precision", {"lower": 0.46, "upper": 0.54}, 1),
        ("share_precision", {"lower": 0.40, "upper": 0.60}, 2),
        ("share_precision", {"lower": 0.34, "upper": 0.66}, 3),
        # NCHS: 2 percent, from 0 to 6: wide for so small a share.
        ("share_precision", {"value": 0.02, "lower": 0.0, "upper": 0.06}, 3),
        # 0.06 percent, from 0.001 to 2.9: narrow, and 48 times the share. The same of 99.94 percent.
        ("share_precision", {"value": 0.0006, "lower": 0.00001, "upper": 0.029}, 2),
        ("share_precision", {"value": 0.9994, "lower": 0.971, "upper": 0.99999}, 2),
        # 2 percent, from 0.9 to 3.4: 125 percent of it; to 3.6: 135 percent.
        ("share_precision", {"value": 0.02, "lower": 0.009, "upper": 0.034}, 1),
        ("share_precision", {"value": 0.02, "lower": 0.009, "upper": 0.036}, 2),
        ("share_precision", {"value": 0.98, "lower": 0.964, "upper": 0.991}, 2),
        # None in a sample of 1,000: at most 0.4 percent, and perhaps none.
        ("share_precision", {"value": 0.0, "lower": 0.0, "upper": 0.004}, 2),
        ("share_precision", {"lower": None, "upper": None}, 2),
        # Everyone in a household under one race: never strong.
        ("householders", {"lower": 0.48, "upper": 0.52}, 2),
        ("householders", {"lower": 0.34, "upper": 0.66}, 3),
        ("relative_precision", {"value": 100.0, "se": 12.0}, 1),
        ("relative_precision", {"value": 100.0, "se": 12.1}, 2),
        ("relative_precision", {"value": 100.0, "se": 40.1}, 3),
        ("relative_precision", {"value": 0.0, "se": 1.0}, 3),
        ("suppression_bounds", {"lower": 100.0, "upper": 105.0, "numerator": 102}, 1),
        ("suppression_bounds", {"lower": 100.0, "upper": 106.0, "numerator": 102}, 2),
        ("suppression_bounds", {"lower": 100.0, "upper": 111.0, "numerator": 102}, 3),
        ("suppression_bounds", {"lower": 20.0, "upper": 20.0, "numerator": 20}, 3),
        # 70 physicians: CV 12.0 percent; 7: 37.8; 6: 40.8, although one more moves it by a seventh.
        ("one_more_physician", {"denominator": 70.0}, 1),
        ("one_more_physician", {"denominator": 69.0}, 2),
        ("one_more_physician", {"denominator": 7.0}, 2),
        ("one_more_physician", {"denominator": 6.0}, 3),
        ("one_more_physician", {"denominator": 1.0}, 3),
        ("withheld_parts", {"lower": 100.0, "upper": 100.0}, 1),
        ("withheld_parts", {"lower": 100.0, "upper": 104.0}, 1),
        ("withheld_parts", {"lower": 100.0, "upper": 106.0}, 2),
        ("withheld_parts", {"lower": 100.0, "upper": 111.0}, 3),
        ("concentrated_poverty", {"lower": 0.47, "upper": 0.53}, 1),
        ("monitored_days", {"n": 300.0}, 1),
        ("monitored_days", {"n": 250.0}, 2),
        ("monitored_days", {"n": 100.0}, 3),
        ("no_margin", {}, 2),
        ("turnout", {}, 2),
        ("turnout", {"value": 1.2}, 3),
        ("births", {"n": 250.0, "numerator": 25.0, "lower": 0.48, "upper": 0.52}, 1),
        ("births", {"n": 250.0, "numerator": 15.0}, 2),
        ("births", {"n": 90.0}, 3),
        ("births", {"borrowed_from": "39999"}, 3),
    ],
)
def test_rubric(rubric: str, values: dict, expected: int) -> None:
    grades, reasons = RUBRICS[rubric](_row(**values))
    assert grades.iloc[0] == expected
    assert reasons.iloc[0], "a grade without a reason"
    assert set(reasons.iloc[0]) <= set(REASONS)


def test_a_missing_value_gets_no_grade_and_cannot_be_used() -> None:
    graded = grade(_row(value=float("nan")), {"share_employed": "share_precision"})
    assert graded["grade"].isna().all()
    assert not usable(graded).any()


def test_a_weak_value_cannot_be_used() -> None:
    graded = grade(_row(lower=0.1, upper=0.9), {"share_employed": "share_precision"})
    assert list(graded["grade"]) == [3]
    assert not usable(graded).any()


def test_a_metrics_own_reasons_are_kept() -> None:
    graded = grade(_row(reasons=["media_compiled"]), {"share_employed": "turnout"})
    assert graded["reasons"].iloc[0] == ["adults_not_citizens", "media_compiled"]


def test_turnout_of_citizens_is_strong_only_with_certified_votes() -> None:
    precise = {"lower": 0.58, "upper": 0.62, "value": 0.6}
    for codes, expected in (([], 1), (["media_compiled"], 2)):
        graded = grade(_row(**precise, reasons=codes), {"share_employed": "turnout_of_citizens"})
        assert list(graded["grade"]) == [expected]
        assert graded["reasons"].iloc[0] == (codes or ["precise"])
    wide = grade(_row(lower=0.3, upper=0.9), {"share_employed": "turnout_of_citizens"})
    assert list(wide["grade"]) == [3]


def test_the_crime_rate_of_a_larger_area_is_never_strong() -> None:
    counts = {"value": 640.0, "se": 3.0, "numerator": 53_000.0, "reasons": ["agencies_nearly_all"]}
    grades = [
        RUBRICS["reporting_agencies"](_row(**counts, borrowed_from=area))[0].iloc[0]
        for area in (None, "3651000")
    ]
    assert grades == [1, 2]


def test_an_absence_keeps_what_explains_it_and_no_grade_sentence() -> None:
    codes = ["districts_mostly_without_row", "no_monitor"]
    graded = grade(_row(value=float("nan"), reasons=codes), {"share_employed": "share_precision"})
    assert graded["reasons"].iloc[0] == ["no_monitor"]


def test_what_explains_absences_has_a_sentence() -> None:
    assert set(REASONS) >= EXPLAIN_ABSENCE


@pytest.mark.parametrize(
    ("upper", "expected"), [(100.0, "complete_count"), (102.7, "hardly_withheld")]
)
def test_only_a_count_without_withheld_parts_is_called_complete(
    upper: float, expected: str
) -> None:
    _, reasons = RUBRICS["withheld_parts"](_row(lower=100.0, upper=upper))
    assert reasons.iloc[0] == [expected]


def test_a_measure_without_rubric_is_an_error() -> None:
    with pytest.raises(SettingsError, match="no rubric"):
        grade(_row(), {})


@pytest.mark.parametrize(
    ("rubric", "reasons", "expected"),
    [
        ("relative_precision", ["open_interval_low"], 3),
        ("relative_precision", ["siblings_imprecise"], 3),
        ("suppression_bounds", ["districts_without_row"], 2),
        ("suppression_bounds", ["districts_mostly_without_row"], 3),
        ("suppression_bounds", ["hardly_without_enrollment"], 1),
        ("suppression_bounds", ["partly_without_enrollment"], 2),
        ("suppression_bounds", ["mostly_without_enrollment"], 3),
        ("concentrated_poverty", ["edge_of_simulation"], 2),
    ],
)
def test_a_metrics_own_doubt_lowers_the_grade(
    rubric: str, reasons: list[str], expected: int
) -> None:
    row = _row(value=100.0, se=1.0, lower=100.0, upper=100.0, numerator=100.0, reasons=reasons)
    assert list(RUBRICS[rubric](row)[0]) == [expected]


@pytest.mark.parametrize(
    ("codes", "complete"), [([], True), (["hardly_without_enrollment"], False)]
)
def test_a_share_without_some_students_is_no_complete_count(
    codes: list[str], complete: bool
) -> None:
    row = _row(value=0.06, lower=0.06, upper=0.06, numerator=390.0, reasons=codes)
    _, reasons = RUBRICS["suppression_bounds"](row)
    assert ("complete_count" in reasons.iloc[0]) is complete
    assert "suppressed_parts" not in reasons.iloc[0]


@pytest.mark.parametrize(
    ("measure", "value", "expected"),
    [("share_homeless", 0.51, 2), ("share_homeless", 0.49, 1), ("count_homeless", 510.0, 1)],
)
def test_more_than_half_of_the_students_is_to_be_used_with_care(
    measure: str, value: float, expected: int
) -> None:
    row = _row(measure=measure, value=value, lower=value, upper=value)
    assert RUBRICS["suppression_bounds"](row)[0].tolist() == [expected]


def test_a_share_of_zero_with_a_wide_interval_is_weak() -> None:
    grades, _ = RUBRICS["share_precision"](_row(value=0.0, lower=0.0, upper=0.28))
    assert list(grades) == [3]
