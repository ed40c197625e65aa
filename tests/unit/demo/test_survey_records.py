"""The demonstration's survey records: same bytes twice, through the gate, replicate weights that measure
the sampling error, and areas that cover every county and city once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mobility_analysis.core.paths import project_root
from mobility_analysis.demo.generate import write_source
from mobility_analysis.demo.replicates import CYCLE, factors, hadamard, replicate_weights
from mobility_analysis.demo.world import World
from mobility_analysis.framework.tables import WEIGHTS
from mobility_analysis.quality.gates import check_raw
from mobility_analysis.sources import source_module

SEED = 20260101
VINTAGES = {"census_pums": "5yr-2023-us", "mcdc_geocorr": "geocorr-2022-planning-regions"}
Written = tuple[World, Path]


def _write(folder: Path) -> World:
    worlds = [write_source(source, [vintage], SEED, folder) for source, vintage in VINTAGES.items()]
    return worlds[0]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp("one")
    return _write(folder), folder


@pytest.fixture(scope="module")
def tidy(written: Written) -> dict[str, pd.DataFrame]:
    found: dict[str, pd.DataFrame] = {}
    for source_id, vintage_id in VINTAGES.items():
        module = source_module(source_id)
        vintage = module.SOURCE.vintage(vintage_id)
        found |= module.tidy(module.read(written[1] / source_id / vintage_id, vintage), vintage)
    return found


def test_two_runs_write_the_same_bytes(written: Written, tmp_path: Path) -> None:
    _write(tmp_path)
    files = [path for path in written[1].rglob("*") if path.is_file()]
    assert len(files) == 6
    for path in files:
        assert (tmp_path / path.relative_to(written[1])).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("source_id", VINTAGES)
def test_the_gate_lets_them_through(written: Written, source_id: str) -> None:
    module, vintage_id = source_module(source_id), VINTAGES[source_id]
    raw = written[1] / source_id / vintage_id
    tables = module.read(raw, module.SOURCE.vintage(vintage_id))
    result = check_raw(source_id, vintage_id, tables, project_root() / "expectations", run="demo")
    result.raise_if_failed()
    assert result.outcomes


def test_weights_add_up_to_the_people_and_homes(
    written: Written, tidy: dict[str, pd.DataFrame]
) -> None:
    counties = written[0].counties
    assert tidy["pums_persons"]["w0"].sum() == pytest.approx(counties["population"].sum(), rel=0.01)
    assert tidy["pums_households"]["w0"].sum() == pytest.approx(counties["households"].sum(), 0.01)
    replicates = tidy["pums_persons"][list(WEIGHTS)].sum()
    assert (replicates / replicates["w0"]).between(0.97, 1.03).all()


def test_people_of_a_home_move_together(written: Written) -> None:
    module = source_module("census_pums")
    raw = written[1] / "census_pums" / VINTAGES["census_pums"]
    people = module.read(raw, module.SOURCE.vintage(VINTAGES["census_pums"]))["persons"]
    names = [f"PWGTP{number}" for number in range(1, 81)]
    family = people[people["SERIALNO"] == people["SERIALNO"].mode().iloc[0]]
    assert len(family) > 4
    assert len(family[names].drop_duplicates()) == 1


def test_every_county_and_city_is_covered_once(
    written: Written, tidy: dict[str, pd.DataFrame]
) -> None:
    allocation = tidy["puma_allocation"]
    inside = allocation.groupby(["level", "geoid"])["afact2"].sum()
    places = [*written[0].counties["geoid"], *written[0].places["geoid"]]
    assert sorted(inside.index.get_level_values("geoid")) == sorted(places)
    assert inside.to_numpy() == pytest.approx(1, abs=1e-3)
    assert set(tidy["pums_persons"]["puma"]) == set(allocation["puma"])
    fit = (allocation["afact"] * allocation["afact2"]).groupby(allocation["geoid"]).sum()
    # Whole areas; in two shared ones; one of many in a shared one.
    assert fit["99001"] == pytest.approx(1, abs=1e-3)
    assert 0.35 < fit["99005"] < 0.75
    assert fit["99017"] < 0.01
    # At least 100,000 people in each, as the Census Bureau draws them.
    counties = allocation[allocation["level"] == "county"]
    assert counties.groupby("puma")["population"].sum().min() >= 100_000


def test_the_hadamard_matrix_is_one() -> None:
    matrix = hadamard()
    assert (matrix @ matrix.T == 80 * np.eye(80, dtype=int)).all()
    assert (matrix[0] == 1).all()


def test_factors_are_those_of_the_agency_and_change_partners() -> None:
    found = factors(3 * CYCLE)
    assert np.unique(found.round(3)).tolist() == [0.293, 1.0, 1.707]
    # Within a cycle a record shares a row with the next one; a cycle later the pairs are others.
    deviation = (found - 1) * 2**1.5
    assert deviation[0] @ deviation[1] == pytest.approx(-80)
    assert not np.allclose(found[1], found[1 + CYCLE])


def test_two_records_by_hand() -> None:
    """Of two records the variance of a total is half the squared difference of what they weigh in."""
    weights = replicate_weights(np.array([1000.0, 1000.0]), np.array([0, 1]))
    values = np.array([1.0, 4.0])
    totals = values @ weights
    variance = 4 / 80 * ((totals[1:] - totals[0]) ** 2).sum()
    # Rows 1-2 and 2-3: 1/8 of (y1 h1 + (y2 - y1) h2 - y2 h3) squared, the rows orthogonal: times 4.
    expected = 4 / 8 * (1 + 9 + 16) * 1000**2
    assert variance == pytest.approx(expected, rel=1e-3)


def test_replicates_measure_the_sampling_error() -> None:
    rng = np.random.default_rng(7)
    records, draws, true_errors, found = 400, 300, [], []
    for _ in range(draws):
        values = rng.random(records) < 0.3
        weights = replicate_weights(np.full(records, 100.0), np.arange(records))
        shares = values @ weights / weights.sum(axis=0)
        found.append(4 / 80 * ((shares[1:] - shares[0]) ** 2).sum())
        true_errors.append((shares[0] - 0.3) ** 2)
    assert np.mean(found) == pytest.approx(0.3 * 0.7 / records, rel=0.05)
    assert np.mean(found) == pytest.approx(np.mean(true_errors), rel=0.25)


@pytest.mark.parametrize("measure", ["share_hs_degree", "ratio_house_value_households"])
def test_the_truth_is_recorded_once_for_every_place(written: Written, measure: str) -> None:
    truth = written[0].truth[measure]
    assert not truth.duplicated(["geoid", "subgroup"]).any()
    assert set(truth["geoid"]) == {*written[0].counties["geoid"], *written[0].places["geoid"]}


def test_groups_shares_of_housing_wealth_add_up(written: Written) -> None:
    world = written[0]
    ratio = world.truth["ratio_house_value_households"].pivot(
        index="geoid", columns="subgroup", values="value"
    )
    shares = world.groups.set_index("geoid").drop(columns="Asian, Non-Hispanic")
    shares["Other Races and Ethnicities"] = 1 - shares.drop(
        columns="Other Races and Ethnicities"
    ).sum(axis=1)
    assert (ratio.loc[shares.index] * shares).sum(axis=1).to_numpy() == pytest.approx(1)
