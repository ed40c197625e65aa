"""The demonstration's broadband by household income: the same households twice, and the truth found."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mobility_analysis.demo.generate import write_source
from mobility_analysis.demo.world import World
from mobility_analysis.framework.tables import Tables
from mobility_analysis.metrics import metric_modules
from mobility_analysis.sources import source_module

VINTAGE = "5yr-2023-all-api"
TABLES = ("B28002", "B28004")
GROUPS = ["$50,000 or More", "Less than $50,000"]


def _demonstration(folder: Path, seed: int) -> tuple[World, pd.DataFrame]:
    world = write_source("census_acs", [VINTAGE], seed, folder)
    module = source_module("census_acs")
    vintage = module.SOURCE.vintage(VINTAGE)
    tables = module.read(folder / "census_acs" / VINTAGE, vintage)
    # Only what the metric reads: this is done for a dozen worlds.
    tidy = module.tidy({table: tables[table] for table in TABLES}, vintage)
    return world, tidy["acs"].assign(snapshot=f"census_acs@{VINTAGE}")


def _estimates(acs: pd.DataFrame) -> pd.DataFrame:
    return metric_modules()["digital_access"].estimate(Tables.of(acs=acs))


@pytest.fixture(scope="module")
def acs(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    return _demonstration(tmp_path_factory.mktemp("demo"), 20260101)[1]


def test_both_tables_count_the_same_households(acs: pd.DataFrame) -> None:
    wide = acs.pivot(index=["level", "geoid"], columns="cell", values="estimate")
    lines = np.arange(2, 26, 4)
    households = wide[[f"B28004_{line:03d}" for line in lines]].sum(axis=1)
    with_it = wide[[f"B28004_{line + 2:03d}" for line in lines]].sum(axis=1)
    assert (households == wide["B28002_001"]).all()
    assert (with_it == wide["B28002_004"]).all()
    # Larch city is a county and a city.
    assert wide.loc[("county", "99510")].equals(wide.loc[("place", "9960000")])


def test_intervals_hold_the_truth_as_often_as_they_should(tmp_path: Path) -> None:
    inside: list[pd.Series] = []
    for seed in range(12):
        world, acs = _demonstration(tmp_path / str(seed), seed)
        found = _estimates(acs).merge(world.truth["share_digital_access"], on=["geoid", "subgroup"])
        # Counties whose sample is a handful of households have margins of their own kind.
        found = found[found["subgroup"].isin(GROUPS) & (found["denominator"] > 1_000)]
        inside.append(found["value_y"].between(found["lower"], found["upper"]))
    held = pd.concat(inside)
    assert len(held) > 300
    assert 0.93 <= held.mean() <= 0.995


def test_groups_add_up_to_everyone_and_states_have_them(acs: pd.DataFrame) -> None:
    found = _estimates(acs)
    assert set(found["level"]) == {"nation", "state", "county", "place"}
    parts = found[found["subgroup"] != "All"].groupby(["level", "geoid"])
    everyone = found[found["subgroup"] == "All"].set_index(["level", "geoid"])
    assert parts["denominator"].sum().sort_index().to_numpy() == pytest.approx(
        everyone["denominator"].sort_index().to_numpy()
    )
    by_group = found[found["level"] == "state"].set_index("subgroup")["value"]
    assert by_group["Less than $50,000"] < by_group["All"] < by_group["$50,000 or More"]
