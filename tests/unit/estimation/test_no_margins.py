"""Shares without margins: no interval, never strong, and none of tracts with too few people."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mobility_analysis.estimation.no_margins import FEWEST, shares_without_margin
from mobility_analysis.quality.grading import grade

SIZES = [0.0, 1.0, FEWEST - 1.0, float(FEWEST), 5000.0]


def _tracts() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "level": "tract",
            "geoid": [f"990010001{place:02d}" for place in range(len(SIZES))],
            "geo_vintage": 2018,
            "year": 2018,
            "period": "2014-2018",
            "snapshot": "acs@bare",
            "value": [np.nan, 1.0, 0.5, 0.25, 0.0],
            "people": SIZES,
        },
        index=[7, 7, 8, 9, 10],  # of files put together
    )


def test_small_tracts_have_a_reason_instead_of_a_value() -> None:
    found = shares_without_margin(_tracts(), "share_x", "people")
    assert found["value"].tolist()[3:] == [0.25, 0.0]
    assert found["value"].isna().tolist() == [True, True, True, False, False]
    assert found["missing_reason"].tolist()[:3] == [
        "undefined",
        "too_few_records",
        "too_few_records",
    ]
    assert found["missing_reason"].isna().tolist()[3:] == [True, True]


def test_they_are_of_the_survey_without_interval_and_never_strong() -> None:
    found = shares_without_margin(_tracts(), "share_x", "people")
    graded = grade(found, {"share_x": "no_margin"}).dropna(subset=["value"])
    assert set(found["route"]) == {"acs_table"}
    assert found[["lower", "upper", "se", "numerator", "denominator"]].isna().all(axis=None)
    assert set(graded["interval_kind"]) == {"none"}
    assert set(graded["ci_method"]) == {"none_error_not_published"}
    assert set(graded["grade"]) == {2}
    assert graded["reasons"].map(list).tolist() == [["no_margin_published"]] * 2


def test_counts_are_kept_where_they_are_known() -> None:
    counts = _tracts().assign(numerator=1.0, denominator=SIZES)
    found = shares_without_margin(counts, "share_x", "people")
    assert found["denominator"].tolist() == SIZES
