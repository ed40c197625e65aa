"""Arrests of young people by race and ethnicity in the demonstration, against what is true there."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.paths import project_root
from mobility_analysis.demo.generate import write_source
from mobility_analysis.framework.tables import Tables
from mobility_analysis.metrics import metric_modules
from mobility_analysis.quality.gates import check_raw
from mobility_analysis.quality.grading import grade
from mobility_analysis.sources import source_module

SOURCES = {
    "census_pep": ["v2023-county-agesex", "v2023-county-alldata"],
    "fbi_nibrs": ["2023-segments"],
}
RACES = ["Asian, Non-Hispanic", "Black, Non-Hispanic", "Hispanic", "White, Non-Hispanic"]
METRIC = metric_modules()["just_policing"]


def _compared(folder: Path, seed: int) -> pd.DataFrame:
    frames: dict[str, pd.DataFrame] = {}
    for source_id, vintages in SOURCES.items():
        world = write_source(source_id, vintages, seed, folder)
        module = source_module(source_id)
        for vintage_id in vintages:
            vintage = module.SOURCE.vintage(vintage_id)
            tables = module.read(folder / source_id / vintage_id, vintage)
            check_raw(
                source_id, vintage_id, tables, project_root() / "expectations", run="demo"
            ).raise_if_failed()
            frames |= {
                kind: frame.assign(snapshot=f"{source_id}@{vintage_id}")
                for kind, frame in module.tidy(tables, vintage).items()
            }
    found = grade(METRIC.estimate(Tables.of(**frames)), METRIC.METRIC.rubrics)
    truth = world.truth["rate_juv_arrest"].rename(columns={"value": "truth"})
    return found.merge(truth, on=["geoid", "subgroup"], how="left").assign(seed=seed)


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    seeds = (20260101, 1, 2, 3)
    return pd.concat([_compared(tmp_path_factory.mktemp(str(seed)), seed) for seed in seeds])


def test_the_truth_is_within_the_limits_of_chance(compared: pd.DataFrame) -> None:
    valued = compared[compared["subgroup"].isin(RACES) & (compared["level"] == "county")]
    valued = valued.dropna(subset=["value"])
    assert set(valued["subgroup"]) == set(RACES)
    assert len(valued) > 80
    held = valued["truth"].between(valued["lower"], valued["upper"])
    assert 0.9 <= held.mean() <= 1


def test_no_value_where_ethnicity_is_left_out_or_students_hide_the_ages(
    compared: pd.DataFrame,
) -> None:
    rows = compared[compared["subgroup"].isin(RACES)].groupby("geoid")["reasons"]
    reasons = rows.agg(lambda lists: {code for codes in lists for code in codes})
    assert reasons["99001"] == {"ethnicity_left_out"}  # Alderton's police
    assert reasons["99019"] == {"students_among_young"}  # the college
    tiny = compared[compared["subgroup"].isin(RACES) & (compared["geoid"] == "99017")]
    assert set(tiny["missing_reason"]) == {"too_few_records"}  # 84 residents
    everyone = compared[compared["subgroup"] == "All"].set_index("geoid")["value"]
    assert everyone["99001"].notna().all() and everyone["99019"].notna().all()


def test_rates_by_group_are_never_strong_and_stay_apart_from_those_by_sex(
    compared: pd.DataFrame,
) -> None:
    by_group = compared[compared["subgroup"].isin(RACES) & compared["value"].notna()]
    assert (by_group["grade"] >= 2).all()
    assert by_group["reasons"].map(lambda codes: "race_by_police" in codes).all()
    others = compared[~compared["subgroup"].isin(RACES) & compared["value"].notna()]
    assert not others["reasons"].map(lambda codes: "race_by_police" in codes).any()
    assert (others["grade"] == 1).any()
