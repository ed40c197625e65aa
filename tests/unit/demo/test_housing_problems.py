"""Housing problems of the demonstration: files in HUD's layout give back the truth behind them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.io import read_delimited
from mobility_analysis.demo.generate import write_source
from mobility_analysis.demo.homes import ownership
from mobility_analysis.demo.housing_problems import MEASURE, housing_problems, of_counties
from mobility_analysis.demo.world import GROUPS, World
from mobility_analysis.estimation.build import survey_share
from mobility_analysis.framework.tables import Tables
from mobility_analysis.metrics import metric_modules
from mobility_analysis.sources.hud import chas

COUNTIES, TRACTS = "2018-2022-county-050", "2018-2022-tract-140"
METRIC = metric_modules()["housing_affordability"]


def _tables(folder: Path, vintage_id: str) -> Tables:
    vintage = chas.SOURCE.vintage(vintage_id)
    tidy = chas.tidy(chas.read(folder / "hud_chas" / vintage_id, vintage), vintage)
    snapshot = f"hud_chas@{vintage_id}"
    return Tables.of(**{kind: frame.assign(snapshot=snapshot) for kind, frame in tidy.items()})


def _written(folder: Path, vintage_id: str, seed: int = 20260101) -> tuple[World, Tables]:
    world = write_source("hud_chas", [vintage_id], seed, folder)
    return world, _tables(folder, vintage_id)


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """Shares of counties beside their truth, over four demonstrations; without the county of 84 people."""
    parts = []
    for seed in (20260101, 1, 2, 3):
        world, tables = _written(tmp_path_factory.mktemp(str(seed)), COUNTIES, seed)
        found = METRIC.estimate(tables)
        own = found[(found["measure"] == MEASURE) & (found["geoid"] != "99017")]
        truth = world.truth[MEASURE].rename(columns={"value": "truth"})
        parts.append(own.merge(truth, on=["geoid", "subgroup"]))
    return pd.concat(parts, ignore_index=True)


def test_intervals_of_counties_reach_the_truth_of_everyone_tenures_and_groups(
    compared: pd.DataFrame,
) -> None:
    valued = compared.dropna(subset=["value"])
    withheld = compared[compared["subgroup"] == "Other Races and Ethnicities"]
    assert set(withheld["missing_reason"]) == {"suppressed_by_source"}
    assert set(valued["subgroup"]) == {"All", "Owner", "Renter", *GROUPS} - set(
        withheld["subgroup"]
    )
    assert len(valued) > 280
    assert 0.92 <= valued["truth"].between(valued["lower"], valued["upper"]).mean() <= 0.98
    z = (valued["value"] - valued["truth"]) / valued["se"]
    assert abs(z[valued["denominator"] > 5_000].mean()) < 0.3


def test_margins_of_tracts_reach_their_true_shares(tmp_path: Path) -> None:
    world, tables = _written(tmp_path, TRACTS)
    truth = world.truth[MEASURE].query("subgroup == 'All'").set_index("geoid")["value"]
    found = survey_share(METRIC.small_areas(tables), MEASURE)
    actual = truth[found["geoid"]].to_numpy()
    assert len(found) == len(truth) > 240
    assert 0.9 <= ((found["lower"] <= actual) & (actual <= found["upper"])).mean() <= 0.99


def test_counties_and_tracts_have_one_truth() -> None:
    world = World()
    tracts, parts = housing_problems(world)
    assert parts.sum(axis=(1, 2, 3)) == pytest.approx(1)
    counties = of_counties(world, tracts, parts)
    by_hand = (parts[..., 0].sum(axis=(1, 2)) * tracts["households"]).groupby(tracts["county"])
    households = tracts.groupby("county")["households"].sum()
    assert counties[..., 0].sum(axis=(1, 2)) == pytest.approx(
        (by_hand.sum() / households).to_numpy()
    )
    # Who owns is what the demonstration's other sources say, but for the rounding of tracts.
    owners = counties.sum(axis=3)[:, 0] / counties.sum(axis=(1, 3))
    assert owners == pytest.approx(ownership(world).to_numpy(), abs=1e-3)


def test_tract_files_are_laid_out_like_those_of_counties_with_a_column_more(tmp_path: Path) -> None:
    for vintage_id in (COUNTIES, TRACTS):
        write_source("hud_chas", [vintage_id], 20260101, tmp_path)
    frames = [
        read_delimited(tmp_path / "hud_chas" / vintage_id / "Table1.csv", encoding="latin-1")
        for vintage_id in (COUNTIES, TRACTS)
    ]
    counties, tracts = frames
    assert [name for name in tracts if name != "tract"] == list(counties)
    assert list(tracts)[:7] == ["source", "sumlevel", "geoid", "name", "st", "cnty", "tract"]
    first = tracts.iloc[0]
    assert first[["source", "sumlevel", "geoid", "st", "cnty", "tract"]].tolist() == [
        "2018thru2022", "140", "14000US99001000100", "99", "001", "000100",
    ]  # fmt: skip
    assert first["name"] == "Census Tract 1, Alder County, Demonstration State"
    # Totals are drawn with their details, so they differ by HUD's rounding only.
    cells = chas.cells().query("table == '1'").set_index("item")["cell"]
    total, owners, renters = (
        counties[f"T1_est{cells[f'occupied_{part}']}"].astype(int)
        for part in ("all", "owner", "renter")
    )
    assert (owners + renters - total).abs().max() <= 9


def test_a_release_without_the_table_has_no_value_and_the_others_keep_theirs(
    tmp_path: Path,
) -> None:
    for vintage_id in (COUNTIES, "2017-2021-county-050"):
        write_source("hud_chas", [vintage_id], 20260101, tmp_path)
    (tmp_path / "hud_chas" / "2017-2021-county-050" / "Table1.csv").unlink()
    both = [_tables(tmp_path, v)["chas"] for v in (COUNTIES, "2017-2021-county-050")]
    found = METRIC.estimate(Tables.of(chas=pd.concat(both, ignore_index=True)))
    years = found.groupby("measure")["year"].unique().map(sorted)
    assert years[MEASURE] == [2022]
    assert years["ratio_affordable_available_50_ami"] == [2021, 2022]
    older = METRIC.estimate(Tables.of(chas=both[1]))
    assert MEASURE not in set(older["measure"])
