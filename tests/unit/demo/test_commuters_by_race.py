"""Commuters by race and people by householder in the demonstration: true shares that fit one another."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.demo.world import GROUPS, World
from mobility_analysis.demo.writers import census_acs as writer
from mobility_analysis.sources.census import acs


def _written(folder: Path, *vintages: str) -> World:
    world = World()
    for vintage in vintages:
        writer.write(world, acs.SOURCE.vintage(vintage), folder)
    return world


def test_groups_shares_make_the_countys(tmp_path: Path) -> None:
    world = _written(tmp_path, "5yr-2023-all-api", "5yr-2018-county-api-wide")
    truth = world.truth["share_commute_transit"].pivot(
        index="geoid", columns="subgroup", values="value"
    )
    counties = truth.dropna()
    assert len(counties) == 12
    members = world.groups.set_index("geoid").loc[counties.index, GROUPS]
    of_groups = counties[["Asian", "Black", "Hispanic (any race)", "White (not Hispanic)"]]
    named = members.drop(columns="Other Races and Ethnicities").to_numpy()
    # The fifth group has the odds of everyone before all are scaled: 1.0 beside 2.2 for Black workers.
    fifth = members["Other Races and Ethnicities"] * counties["Black"] / 2.2
    added_up = (named * of_groups.to_numpy()).sum(axis=1) + fifth
    assert added_up.to_numpy() == pytest.approx(counties["All"].to_numpy())


def test_percentages_have_one_decimal_and_none_is_of_nobody(tmp_path: Path) -> None:
    _written(tmp_path, "5yr-2018-county-api-wide")
    table = pd.read_csv(tmp_path / "co_acs_raw.csv")
    percents = table.filter(regex=r"_0[12]\dE$")
    assert (percents.round(1).fillna(-1) == percents.fillna(-1)).all(axis=None)
    nobody = table["S0802_C04_001E"] == 0
    assert (table["S0802_C04_013E"].isna() == nobody).all()


def test_householders_are_fewer_than_people_in_households(tmp_path: Path) -> None:
    world = _written(tmp_path, "5yr-2023-tract-api-wide")
    table = pd.read_csv(tmp_path / "acs_data_2019-2023_tract.csv", dtype={"GEOID": str})
    of_two = table["B11002A_001E"] + table["B11002B_001E"]
    assert (of_two <= table["B11002_001E"]).all()
    assert table["GEOID"].str.fullmatch(r"99\d{9}").all()
    truth = world.truth["share_exposure_other_householders"]
    assert set(truth["subgroup"]) == {"Black", "White"}
    assert truth["value"].between(0, 1).all()
