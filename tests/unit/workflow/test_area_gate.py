"""Rows of an area pass the gate of the estimates, or a measure of them has no value and says so."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from tests.made_up_areas import write_area
from tests.some_expectations import ALL, write_expectations

from mobility_analysis.core.errors import GateFailed
from mobility_analysis.core.io import read_parquet
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.framework.estimate import conform
from mobility_analysis.geography.universe import Universe
from mobility_analysis.runs.area_folder import area_folder
from mobility_analysis.runs.run_data import RunData
from mobility_analysis.workflow.area_gate import gated

BROKEN = "share_employed"
# What the tests break, what of the other measure still holds, and what is asked of rows without a value.
ASKED = (
    f"{BROKEN} is 0 to 1",
    "share_enrolled_ages_3_4 is 0 to 1",
    "are in this order",
    "Codes of areas",
    "says why, and only a missing one",
    "A missing value has no bounds",
    "A value has a grade",
    "exactly where there are no bounds",
    "Reasons are known",
    "Every row names its sources",
)


@pytest.fixture
def some(tmp_path: Path) -> Path:
    return write_expectations(tmp_path / "some", *ASKED)


@pytest.fixture
def area(paths: RunPaths) -> tuple[pd.DataFrame, Universe]:
    write_area(paths, "99A01", "Two Rivers", "99001")
    rows = read_parquet(area_folder(paths, "99A01").estimates)
    rows = rows[rows["measure"].isin((BROKEN, "share_enrolled_ages_3_4"))].reset_index(drop=True)
    lists = {name: rows[name].map(list) for name in ("reasons", "sources")}
    return conform(rows.assign(**lists)), RunData(paths).universe


def test_rows_that_pass_all_that_is_asked_are_published_as_they_are(
    area: tuple[pd.DataFrame, Universe],
) -> None:
    kept, failures = gated(area[0], ALL.parent, area[1])
    assert failures == []
    pd.testing.assert_frame_equal(kept, area[0])


@pytest.mark.parametrize(
    ("column", "number", "says"),
    [("value", 1.7, "share_employed is"), ("lower", 0.999, "lower")],
)
def test_a_measure_that_fails_has_no_value_and_the_others_are_published(
    area: tuple[pd.DataFrame, Universe], some: Path, column: str, number: float, says: str
) -> None:
    rows = area[0].copy()
    one = rows.index[(rows["measure"] == BROKEN) & rows["value"].notna()][0]
    rows.loc[one, column] = number
    kept, failures = gated(rows, some, area[1])
    (failure,) = failures
    assert "Not published" in failure and says in failure
    broken = kept["measure"] == BROKEN
    assert broken.sum() == (rows["measure"] == BROKEN).sum()
    assert kept.loc[broken, ["value", "lower", "upper", "se", "grade"]].isna().all(axis=None)
    assert set(kept.loc[broken, "missing_reason"]) == {"check_failed"}
    assert kept.loc[broken, "sources"].map(len).all()
    others = rows[rows["measure"] != BROKEN]
    assert kept.loc[~broken, "value"].tolist() == others["value"].tolist()


def test_nothing_is_published_under_a_code_that_no_area_has(
    area: tuple[pd.DataFrame, Universe], some: Path
) -> None:
    with pytest.raises(GateFailed, match="Codes of areas"):
        gated(area[0].assign(geoid="99001"), some, area[1])
