"""The bounds of the gate are the project's own, and a damaged file of them is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.local.writing import EXPECTATIONS

from mobility_analysis.core.errors import SettingsError
from mobility_analysis.framework.registry import Unit
from mobility_analysis.local.bounds import NAME, load_bounds
from mobility_analysis.local.measures import COLUMNS as MEASURE_COLUMNS
from mobility_analysis.local.measures import UNIT_WORDS
from mobility_analysis.local.values import COLUMNS as VALUE_COLUMNS


def test_the_projects_bounds_name_columns_and_units_that_there_are() -> None:
    bounds = load_bounds(EXPECTATIONS)
    assert {*bounds.measures.required, *bounds.measures.longest} - {"other"} <= {*MEASURE_COLUMNS}
    assert {*bounds.values.required} <= {*VALUE_COLUMNS}
    assert bounds.measures.units.keys() == UNIT_WORDS.keys()
    assert bounds.measures.units[Unit.SHARE] == (0, 1)


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("share: [0, 1]", "shares: [0, 1]", r"expectations/local.yaml: measures.units.shares"),
        ("most_rows: 2000", "most_rows: many", "values.most_rows: Input should be a valid integer"),
        ("most_rows: 2000", "most_row: 2000", "values.most_row: Extra inputs"),
    ],
)
def test_a_damaged_file_is_named(was: str, becomes: str, said: str, tmp_path: Path) -> None:
    text = (EXPECTATIONS / NAME).read_text(encoding="utf-8")
    assert was in text
    (tmp_path / NAME).write_text(text.replace(was, becomes), encoding="utf-8")
    with pytest.raises(SettingsError, match=said):
        load_bounds(tmp_path)
