"""The demonstration's birth, physician, air and vote files: same bytes twice, truth within reach."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from tests.unit.demo._written import read_all, write_all

from mobility_analysis.demo.world import World
from mobility_analysis.framework.tables import Tables
from mobility_analysis.metrics import metric_modules

VINTAGES = {
    "census_pep": "v2023-county-agesex",
    "cdc_wonder_natality": "2022-all-counties",
    "hrsa_ahrf": "2024-2025",
    "epa_aqi": "2023-annual-county",
    "mit_election_lab": "2000-2020-county-president",
}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Path]:
    folder = tmp_path_factory.mktemp("one")
    return write_all(VINTAGES, folder), folder


@pytest.fixture(scope="module")
def tables(written: tuple[World, Path]) -> Tables:
    return read_all(VINTAGES, written[1])


def _estimate(tables: Tables, metric_id: str) -> pd.DataFrame:
    found = metric_modules()[metric_id].estimate(tables)
    return found[(found["level"] == "county") & (found["subgroup"] == "All")].set_index("geoid")


def test_two_runs_write_the_same_bytes(written: tuple[World, Path], tmp_path: Path) -> None:
    write_all(VINTAGES, tmp_path)
    files = [path for path in written[1].rglob("*") if path.is_file()]
    assert len(files) == 23
    for path in files:
        assert (tmp_path / path.relative_to(written[1])).read_bytes() == path.read_bytes()


def test_small_counties_borrow_the_pooled_births(tables: Tables) -> None:
    found = _estimate(tables, "neonatal_health")
    borrowed = found[found["borrowed_from"].notna()]
    assert sorted(borrowed.index) == ["99009", "99011", "99013", "99015", "99017", "99021"]
    assert set(borrowed["borrowed_from"]) == {"99999"}
    assert len(set(borrowed["value"])) == 1
    assert len(found) == 12


def test_a_small_group_is_withheld(tables: Tables) -> None:
    births = tables["births"]
    assert (births["reason"] == "suppressed_by_source").any()
    assert not births["low_weight"].between(1, 9).any()


def test_a_county_has_no_physician_and_some_no_monitor(tables: Tables) -> None:
    physicians = _estimate(tables, "access_to_health_services")
    assert physicians.loc["99015", "reasons"] == ["no_physicians"]
    assert pd.isna(physicians.loc["99015", "value"])
    air = _estimate(tables, "environmental_quality")
    assert (air["missing_reason"] == "not_collected").sum() == 5
    assert air.loc["99510", "value"] > 0  # EPA's "Larch (City)"


def test_votes_are_counted_once(tables: Tables) -> None:
    found = _estimate(tables, "political_participation")
    assert found.loc["99017", "reasons"] == ["more_votes_than_adults"]
    assert found["value"].dropna().between(0.4, 0.8).all()


@pytest.mark.parametrize(
    ("metric_id", "measure", "tolerance"),
    [
        ("environmental_quality", "index_air_quality_median", 0.08),
        ("political_participation", "share_election_turnout", 0.05),
    ],
)
def test_complete_counts_and_medians_are_near_the_truth(
    written: tuple[World, Path], tables: Tables, metric_id: str, measure: str, tolerance: float
) -> None:
    truth = written[0].truth[measure].set_index("geoid")["value"]
    value = _estimate(tables, metric_id)["value"].reindex(truth.index)
    assert ((value - truth).abs() / truth).max() < tolerance


@pytest.mark.parametrize(
    ("metric_id", "measure"),
    [
        ("neonatal_health", "share_low_birth_weight"),
        ("access_to_health_services", "ratio_population_pc_physician"),
    ],
)
def test_intervals_hold_the_truth(
    written: tuple[World, Path], tables: Tables, metric_id: str, measure: str
) -> None:
    truth = written[0].truth[measure].query("subgroup == 'All'").set_index("geoid")["value"]
    found = _estimate(tables, metric_id).reindex(truth.index).dropna(subset=["value"])
    truth = truth[found.index]
    inside = (found["lower"] <= truth) & (truth <= found["upper"])
    assert inside.sum() >= len(inside) - 1
