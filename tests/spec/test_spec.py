"""Worked examples a policy reader can check: one YAML file per metric, run through the real code.

Each example gives the rows of the tidy tables and what must come out: ``expect`` of places, ``areas`` of
areas within counties. Rows may leave out what is the
same everywhere: level county, year 2023, period 2023, list of 2023. A row of survey records stands for as
many as its ``records`` says, with replicate weights equal to its weight where it gives none. A tract's outline is
its ``box``: west, south, east, north.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import shapely
import yaml

from mobility_analysis.framework.tables import Tables
from mobility_analysis.metrics import metric_modules
from mobility_analysis.workflow.estimating.small_areas import small_areas

FOLDER = Path(__file__).parent
DEFAULTS = {
    "level": "county",
    "geo_vintage": 2023,
    "year": 2023,
    "period": "2023",
    "snapshot": "example@1",
}
EXAMPLES = [
    pytest.param(spec["metric"], example, id=f"{spec['metric']}: {example['name']}")
    for path in sorted(FOLDER.glob("*.yaml"))
    for spec in [yaml.safe_load(path.read_text(encoding="utf-8"))]
    for example in spec["examples"]
]


@pytest.mark.parametrize(("metric", "example"), EXAMPLES)
def test_example(metric: str, example: dict[str, Any]) -> None:
    frames = {
        kind: pd.DataFrame([DEFAULTS | row for row in _records(kind, rows)])
        for kind, rows in example["tables"].items()
    }
    for kind in ("acs", "acs_tracts", "chas", "chas_tracts"):
        if kind in frames and "reason" not in frames[kind]:
            frames[kind]["reason"] = None
    tables = Tables.of(**frames)
    assert example.get("expect") or example.get("areas"), "the example expects nothing"
    if "expect" in example:
        estimates = metric_modules()[metric].estimate(tables)
        for expected in example["expect"]:
            _check(estimates, dict(expected))
    if "areas" in example:
        areas = small_areas(tables)
        for expected in example["areas"]:
            _check(areas, dict(expected))


def _records(kind: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if kind == "tract_boundaries":
        return [row | {"geometry": shapely.to_wkb(shapely.box(*row.pop("box")))} for row in rows]
    if not kind.startswith("pums_"):
        return rows
    filled = []
    for row in rows:
        weights = {f"w{number}": row["w0"] for number in range(81)}
        one = {"puma_vintage": 2020} | weights | row
        filled += [one] * one.pop("records", 1)
    return filled


def _check(estimates: pd.DataFrame, expected: dict[str, Any]) -> None:
    tolerance = expected.pop("tolerance", 1e-6)
    keys = {"subgroup": "All"} | {
        key: expected.pop(key)
        for key in ("measure", "geoid", "area", "county", "subgroup", "year", "level", "scheme")
        if key in expected
    }
    rows = estimates
    for column, wanted in keys.items():
        rows = rows[rows[column] == wanted]
    assert len(rows) == 1, f"{len(rows)} rows for {keys}"
    row = rows.iloc[0]
    for column, wanted in expected.items():
        found = row[column]
        if wanted is None:
            assert pd.isna(found), f"{keys} {column}: {found}, expected missing"
        elif isinstance(wanted, (int, float)):
            assert math.isclose(found, wanted, rel_tol=tolerance, abs_tol=1e-9), (
                f"{keys} {column}: {found}, expected {wanted}"
            )
        elif isinstance(wanted, list):
            assert list(found) == wanted, f"{keys} {column}: {found}, expected {wanted}"
        else:
            assert found == wanted, f"{keys} {column}: {found}, expected {wanted}"
