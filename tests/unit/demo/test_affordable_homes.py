"""Affordable and available homes from the demonstration's survey records, against its known truth."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.demo.generate import write_source
from mobility_analysis.demo.world import World
from mobility_analysis.framework.tables import Tables
from mobility_analysis.metrics import metric_modules
from mobility_analysis.metrics.opportunity_rich_neighborhoods.housing_affordability import (
    BY_RECORDS,
    LEVELS,
)
from mobility_analysis.quality.grading import grade
from mobility_analysis.sources import source_module

SOURCES = {
    "hud_chas": "2018-2022-county-050",
    "hud_income_limits": "fy2023-section8-workbook",
    "census_pums": "5yr-2023-us",
    "mcdc_geocorr": "geocorr-2022-planning-regions",
}
MEASURES = [BY_RECORDS.format(level) for level in LEVELS]
METRIC = metric_modules()["housing_affordability"]


def _demonstration(folder: Path, seed: int) -> tuple[World, Tables]:
    frames: dict[str, pd.DataFrame] = {}
    for source_id, vintage_id in SOURCES.items():
        written = write_source(source_id, [vintage_id], seed, folder)
        if source_id == "census_pums":
            world = written
        module = source_module(source_id)
        vintage = module.SOURCE.vintage(vintage_id)
        tidy = module.tidy(module.read(folder / source_id / vintage_id, vintage), vintage)
        frames |= {k: f.assign(snapshot=f"{source_id}@{vintage_id}") for k, f in tidy.items()}
    return world, Tables.of(**frames)


@pytest.fixture(scope="module")
def estimated(tmp_path_factory: pytest.TempPathFactory) -> dict[int, tuple[World, pd.DataFrame]]:
    """Three demonstrations by their seeds, each with the estimates from its records."""
    out = {}
    for seed in (20260101, 1, 2):
        world, tables = _demonstration(tmp_path_factory.mktemp(str(seed)), seed)
        out[seed] = world, METRIC.estimate(tables)
    return out


@pytest.fixture(scope="module")
def compared(estimated: dict[int, tuple[World, pd.DataFrame]]) -> pd.DataFrame:
    """Estimates of counties and cities beside their truth."""
    parts = []
    for seed, (world, found) in estimated.items():
        for measure in MEASURES:
            truth = world.truth[measure].rename(columns={"value": "truth"})
            own = found[found["measure"] == measure]
            parts.append(own.merge(truth, on=["geoid", "subgroup"]).assign(seed=seed))
    return pd.concat(parts, ignore_index=True)


def test_the_truth_is_found_where_areas_are_the_places_own(compared: pd.DataFrame) -> None:
    own = compared[compared["borrowed_from"].isna() & compared["value"].notna()]
    assert set(own["subgroup"]) == {"All", "Owner", "Renter"}
    assert {"99001", "99007", "99510", "9930000"} <= set(own["geoid"])
    held = own["truth"].between(own["lower"], own["upper"])
    assert len(own) > 150
    assert 0.9 <= held.mean() <= 0.99
    z = (own["value"] - own["truth"]) / own["se"]
    assert z.abs().max() < 4.5
    assert abs(z.mean()) < 0.5


def test_owners_and_everyone_have_a_value_at_the_lowest_limit(compared: pd.DataFrame) -> None:
    # HUD's tabulation has none there: it knows no home value class for 30 percent of the median.
    lowest = compared[(compared["measure"] == MEASURES[0]) & (compared["geoid"] == "99007")]
    assert lowest["value"].notna().all()
    assert (lowest["lower"] < lowest["value"]).all() and (lowest["value"] < lowest["upper"]).all()


def test_small_shared_counties_have_the_areas_homes_or_nothing(compared: pd.DataFrame) -> None:
    shared = compared[compared["geoid"].isin(["99009", "99011"]) & compared["value"].notna()]
    assert set(shared["borrowed_from"]) == {"9900500"}
    smallest = compared[compared["geoid"] == "99017"]
    assert set(smallest["missing_reason"]) == {"too_few_records"}


def test_grades_are_those_of_the_rubric_for_records(
    estimated: dict[int, tuple[World, pd.DataFrame]],
) -> None:
    _, found = estimated[20260101]
    graded = grade(found, METRIC.METRIC.rubrics)
    rows = graded[graded["measure"].isin(MEASURES) & graded["value"].notna()]
    is_shared = rows["borrowed_from"].notna()
    assert (rows.loc[is_shared, "grade"] >= 2).all()
    assert (rows.loc[~is_shared, "grade"] == 1).any()
    states = rows[rows["level"] == "state"].set_index(["measure", "subgroup"])["denominator"]
    for measure in MEASURES:
        by_tenure = states[measure, "Owner"] + states[measure, "Renter"]
        assert by_tenure == pytest.approx(states[measure, "All"])
