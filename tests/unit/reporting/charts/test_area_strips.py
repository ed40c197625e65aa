"""A strip of areas without outlines: every mark and number, weak ones hollow, a long table shortened."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from mobility_analysis.framework.registry import registry
from mobility_analysis.reporting.charts.area_strips import area_strip
from mobility_analysis.reporting.charts.area_tables import LISTED

DATA: Any = SimpleNamespace(
    here=SimpleNamespace(label="Alder County, DM", in_words="Alder County, DM", geoid="99001"),
    latest={},
)

MEASURE = registry().measures["ratio_economic_connectedness"]


def _areas(number: int) -> pd.DataFrame:
    value = np.linspace(0.3, 1.2, number)
    return pd.DataFrame(
        {
            "measure": "ratio_economic_connectedness",
            "area": [f"{99_001 + i}" for i in range(number)],
            "name": [f"ZIP code {99_001 + i}" for i in range(number)],
            "value": value,
            "lower": value - 0.05,
            "upper": value + 0.05,
            "grade": 1,
            "interval_kind": "model",
            "reasons": [[]] * number,
        }
    )


def test_every_area_has_a_mark_and_a_row_and_the_absent_none() -> None:
    areas = _areas(6)
    areas.loc[2, "value"] = np.nan
    areas.loc[4, "grade"] = 3
    figure = area_strip(DATA, MEASURE, areas, "Connectedness", "a-1")
    assert figure.svg.count("<circle") == 5
    assert "Strip of 5 areas of Alder County, DM" in figure.alt
    assert "from 30 for every 100 (ZIP code 99001) to 120 for every 100" in figure.alt
    assert [row[0] for row in figure.table.rows] == [
        "ZIP code 99006", "ZIP code 99005", "ZIP code 99004", "ZIP code 99002", "ZIP code 99001",
    ]  # fmt: skip
    assert figure.table.rows[1][3] == "Do not act on this"
    assert figure.table.rows[0][1:3] == ("120 for every 100", "115 to 125 for every 100")


def test_a_long_table_names_both_ends_and_how_many_lie_between() -> None:
    rows = area_strip(DATA, MEASURE, _areas(100), "Connectedness", "a-2").table.rows
    assert len(rows) == 2 * LISTED + 1
    assert rows[LISTED][0] == "90 areas between (all stand in small_areas.csv)"
