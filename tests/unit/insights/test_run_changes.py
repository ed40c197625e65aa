"""Two runs side by side: what came, went, moved and turned."""

from __future__ import annotations

import pandas as pd
import pytest

from mobility_analysis.framework.estimate import conform
from mobility_analysis.insights.run_changes import (
    Change,
    count_changes,
    count_grades,
    run_changes,
)

# geoid: value, lower, upper, grade
BEFORE = {
    "01001": (0.10, 0.08, 0.12, 1),
    "01003": (0.10, 0.08, 0.12, 1),
    "01005": (0.10, 0.08, 0.12, 2),
    "01007": (0.10, None, None, 2),  # a tenth of it is 0.01
    "01009": (0.10, None, None, 2),
    "01011": (0.10, 0.08, 0.12, 1),
    "01013": (None, None, None, None),
    "01015": (None, None, None, None),
    "01017": (0.10, 0.08, 0.12, 1),
    "01019": (0.0, None, None, 2),
}
NOW = {
    "01001": (0.10 + 1e-13, 0.08, 0.12, 1),
    "01003": (0.119, 0.09, 0.14, 2),
    "01005": (0.121, 0.09, 0.14, 3),
    "01007": (0.109, None, None, 2),
    "01009": (0.1101, None, None, 2),
    "01011": (None, None, None, None),
    "01013": (0.2, 0.1, 0.3, 1),
    "01015": (None, None, None, None),
    "01019": (0.0, None, None, 2),
    "01021": (0.3, 0.2, 0.4, 1),
}
EXPECTED = {
    "01001": Change.SAME,
    "01003": Change.WITHIN,
    "01005": Change.BEYOND,
    "01007": Change.WITHIN,
    "01009": Change.BEYOND,
    "01011": Change.GONE,
    "01013": Change.NEW,
    "01015": Change.ABSENT,
    "01017": Change.GONE,  # its row is gone
    "01019": Change.SAME,  # nothing and still nothing
    "01021": Change.NEW,  # its row is new
}


def _table(values: dict[str, tuple]) -> pd.DataFrame:
    rows = [
        dict(zip(("value", "lower", "upper", "grade"), numbers, strict=True))
        | {"measure": "share_employed", "level": "county", "geoid": geoid, "year": 2022}
        | {"period": "2022", "subgroup": "All", "subgroup_type": "all", "scheme": "residents"}
        for geoid, numbers in values.items()
    ]
    return conform(pd.DataFrame(rows))


@pytest.fixture
def changes() -> pd.DataFrame:
    return run_changes(_table(BEFORE), _table(NOW))


def test_each_kind_of_change(changes: pd.DataFrame) -> None:
    assert dict(zip(changes["geoid"], changes["change"], strict=True)) == EXPECTED


def test_counts_have_a_column_for_every_kind(changes: pd.DataFrame) -> None:
    counts = count_changes(changes, ["period"])
    assert list(counts.columns) == ["period", *(change.value for change in Change)]
    assert counts.iloc[0].to_list() == ["2022", 2, 2, 2, 2, 2, 1]


def test_grades_of_values_in_both_runs(changes: pd.DataFrame) -> None:
    # 01001 stays strong, 01003 falls to care, 01005 from care to weak, three stay at care.
    assert count_grades(changes).to_numpy().tolist() == [[1, 1, 0], [0, 3, 1], [0, 0, 0]]


def test_a_run_against_itself_has_no_change() -> None:
    kinds = set(run_changes(_table(NOW), _table(NOW))["change"])
    assert kinds == {Change.SAME, Change.ABSENT}


def test_without_rows_there_are_no_changes() -> None:
    empty = _table(NOW).iloc[:0]
    assert count_changes(run_changes(empty, empty), ["period"]).empty
    assert count_grades(run_changes(empty, empty)).to_numpy().sum() == 0
