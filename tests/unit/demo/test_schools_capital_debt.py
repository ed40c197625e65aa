"""The demonstration's school, social capital and debt files: same bytes twice, truth within reach."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from tests.unit.demo._written import read_all, write_all

from mobility_analysis.demo.world import World
from mobility_analysis.framework.tables import Tables
from mobility_analysis.metrics import metric_modules

VINTAGES = {
    "ed_homeless": "sy2021-22-fs118-dg655",
    "nces_ccd": "2021-directory",
    "opportunity_insights_social_capital": "2022-release",
    "urban_debt_in_america": "2023-panel-map-2024-07",
}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Path]:
    folder = tmp_path_factory.mktemp("one")
    return write_all(VINTAGES, folder), folder


@pytest.fixture(scope="module")
def tables(written: tuple[World, Path]) -> Tables:
    return read_all(VINTAGES, written[1])


def test_two_runs_write_the_same_bytes(written: tuple[World, Path], tmp_path: Path) -> None:
    write_all(VINTAGES, tmp_path)
    first = {p.relative_to(written[1]): p.read_bytes() for p in written[1].rglob("*.*")}
    second = {p.relative_to(tmp_path): p.read_bytes() for p in tmp_path.rglob("*.*")}
    assert first == second
    assert len(first) == 5


@pytest.mark.parametrize("metric", ["housing_stability", "social_capital_connectedness"])
def test_intervals_reach_the_truth(
    written: tuple[World, Path], tables: Tables, metric: str
) -> None:
    found = metric_modules()[metric].estimate(tables)
    truth = pd.concat(
        frame.assign(measure=measure, truth=frame["value"]).drop(columns="value")
        for measure, frame in written[0].truth.items()
    )
    both = found.merge(truth, on=["measure", "geoid", "subgroup"]).dropna(subset=["value"])
    assert len(both) >= 11
    assert ((both["lower"] <= both["truth"]) & (both["truth"] <= both["upper"])).mean() >= 0.9
    if metric == "housing_stability":  # bounds are certain, not likely
        assert ((both["lower"] <= both["truth"]) & (both["truth"] <= both["upper"])).all()


def test_awkward_counties_are_missing_for_their_reason(tables: Tables) -> None:
    homeless = metric_modules()["housing_stability"].estimate(tables)
    share = homeless[homeless["measure"] == "share_homeless"].set_index("geoid")
    assert "99013" not in share.index
    assert share.loc["99015", "missing_reason"] == "too_few_records"
    debt = metric_modules()["financial_security"].estimate(tables)
    everyone = debt[debt["subgroup"] == "All"].set_index("geoid")
    assert everyone.loc["99017", "missing_reason"] == "suppressed_by_source"
