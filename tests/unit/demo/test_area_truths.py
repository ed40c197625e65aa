"""The demonstration's small areas: what the agencies' layouts give back of the truth behind them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mobility_analysis.core.paths import project_root
from mobility_analysis.demo.generate import write_source
from mobility_analysis.demo.world import World
from mobility_analysis.demo.writers.ed_homeless import true_counts
from mobility_analysis.estimation.build import survey_share
from mobility_analysis.framework.tables import Tables
from mobility_analysis.metrics import metric_modules
from mobility_analysis.quality.gates import check_raw
from mobility_analysis.sources import source_module

SEED = 20260101
VINTAGES = {
    "seda": "5.0-district-long-gcs",
    "ed_homeless": "sy2021-22-fs118-dg655",
    "nces_ccd": "2021-directory",
    "fbi_nibrs": "2023-segments",
    "census_acs": "5yr-2023-tract-sf",
}


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, World], Tables]:
    folder = tmp_path_factory.mktemp("areas")
    worlds, frames = {}, {}
    for source_id, vintage_id in VINTAGES.items():
        worlds[source_id] = write_source(source_id, [vintage_id], SEED, folder)
        module = source_module(source_id)
        vintage = module.SOURCE.vintage(vintage_id)
        raw = module.read(folder / source_id / vintage_id, vintage)
        for kind, frame in module.tidy(raw, vintage).items():
            frames[kind] = frame.assign(snapshot=f"{source_id}@{vintage_id}")
    return worlds, Tables.of(**frames)


def _areas(tables: Tables, metric: str) -> pd.DataFrame:
    return metric_modules()[metric].area_values(tables)


def test_intervals_of_districts_reach_their_true_rates(
    worlds: tuple[dict[str, World], Tables],
) -> None:
    made, tables = worlds
    truth = made["seda"].truth["rate_learning"].set_index("geoid")["value"]
    found = _areas(tables, "effective_public_education").dropna(subset=["value"])
    actual = found["geoid"].map(truth)
    assert len(found) > 100
    assert ((found["lower"] <= actual) & (actual <= found["upper"])).mean() >= 0.9


def test_districts_give_their_counts_back_and_no_district_has_a_false_zero(
    worlds: tuple[dict[str, World], Tables],
) -> None:
    made, tables = worlds
    true = {d.leaid: d for d in true_counts(made["ed_homeless"])}
    found = _areas(tables, "housing_stability").set_index("geoid")
    assert set(found.index) == set(made["ed_homeless"].districts["leaid"])
    for leaid, row in found.iterrows():
        district = true.get(str(leaid))
        if district is None:
            assert row["missing_reason"] == "no_source_row"
        elif district.total <= 2:
            assert row["missing_reason"] in {"suppressed_by_source", "no_source_row"}
        elif district.total < 10:
            assert row["missing_reason"] == "too_few_records"
        else:
            assert row["value"] == district.total / district.students
            assert row["name"] == district.name
    assert (found["value"] > 0).sum() > 20


@pytest.mark.parametrize("measure", ["rate_crime_violent", "rate_crime_property"])
def test_intervals_of_police_agencies_reach_their_true_rates(
    worlds: tuple[dict[str, World], Tables], measure: str
) -> None:
    made, tables = worlds
    truth = made["fbi_nibrs"].truth[measure].drop_duplicates("geoid").set_index("geoid")["value"]
    found = _areas(tables, "safety_from_crime")
    found = found[found["measure"] == measure].set_index("name")
    valued = found.dropna(subset=["value"])
    actual = valued["geoid"].map(truth)
    assert len(valued) >= 15
    assert ((valued["lower"] <= actual) & (actual <= valued["upper"])).mean() >= 0.85
    assert found.loc["Birchfield Police Dept", "missing_reason"] == "agencies_silent"
    assert found.loc["State Campus Police", "missing_reason"] == "too_few_records"
    assert found.loc["Elm Harbor Police Dept", "reasons"] == ["agencies_half"]
    force = found.loc["Cedar And Elm Task Force"]
    assert sorted(force["county"]) == ["99005", "99009"]
    first, second = force["value"]
    assert first == second


@pytest.mark.parametrize(
    ("metric", "measure"),
    [
        ("opportunities_for_income", "pctl_income_50"),
        ("wealth_building_opportunities", "pctl_home_value_50"),
    ],
)
def test_margins_of_tracts_reach_their_true_medians(
    worlds: tuple[dict[str, World], Tables], metric: str, measure: str
) -> None:
    made, tables = worlds
    truth = made["census_acs"].truth[measure].set_index("geoid")["value"]
    found = _areas(tables, metric).set_index("geoid")
    sure = found.dropna(subset=["lower"])
    actual = truth[sure.index]
    assert len(sure) > 240
    assert 0.9 <= ((sure["lower"] <= actual) & (actual <= sure["upper"])).mean() <= 0.99
    assert found.loc["99017000100", "missing_reason"] == "too_few_records"
    beyond = found.loc["99001001700"]
    assert beyond["reasons"][0].startswith("open_interval")
    assert pd.isna(beyond["lower"])
    assert truth["99001001700"] > beyond["value"]


@pytest.mark.parametrize(
    ("metric", "measure", "least"),
    [
        ("access_to_preschool", "share_enrolled_ages_3_4", 240),
        ("employment_opportunities", "share_employed", 240),
    ],
)
def test_margins_of_tracts_reach_their_true_shares(
    worlds: tuple[dict[str, World], Tables], metric: str, measure: str, least: int
) -> None:
    made, tables = worlds
    truth = made["census_acs"].truth[measure].set_index("geoid")["value"]
    counts = metric_modules()[metric].small_areas(tables)
    found = survey_share(counts[counts["denominator"] > 0], measure)
    actual = truth[found["geoid"]].to_numpy()
    assert len(found) >= least
    assert 0.9 <= ((found["lower"] <= actual) & (actual <= found["upper"])).mean() <= 1.0


EXTRACT = "5yr-2019-tract-oeps"


def test_an_extract_without_margins_passes_its_gate_and_lies_around_the_truth(
    tmp_path: Path,
) -> None:
    world = write_source("census_acs", [EXTRACT], SEED, tmp_path)
    module = source_module("census_acs")
    vintage = module.SOURCE.vintage(EXTRACT)
    raw = module.read(tmp_path / "census_acs" / EXTRACT, vintage)
    check_raw(
        "census_acs", EXTRACT, raw, project_root() / "expectations", run="demo"
    ).raise_if_failed()
    frame = module.tidy(raw, vintage)["tract_internet"].assign(snapshot=f"census_acs@{EXTRACT}")
    found = _areas(Tables.of(tract_internet=frame), "digital_access")
    truth = world.truth["share_internet_subscription"].set_index("geoid")["value"]
    valued = found.dropna(subset=["value"])
    assert len(valued) > 240
    assert (valued["denominator"] >= 400).all()
    # The survey's own error of these tracts is about 2 points; unbiased on average.
    error = valued["value"] - truth[valued["geoid"]].to_numpy()
    assert abs(error.mean()) < 0.005
    assert 0.005 < np.sqrt((error**2).mean()) < 0.05
    parks = found[found["geoid"].str.endswith("980000")]
    assert len(parks) == frame["geoid"].str[:5].nunique()
    assert set(parks["missing_reason"]) == {"undefined"}
