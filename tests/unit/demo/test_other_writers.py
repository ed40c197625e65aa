"""The demonstration's EDFacts, media-compiled and County Health Rankings files: the gate lets them
through, same bytes twice, truth within reach."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import MissingInput
from mobility_analysis.core.paths import project_root
from mobility_analysis.demo.generate import write_source
from mobility_analysis.demo.world import World
from mobility_analysis.demo.writers.census_pep import GROWTH
from mobility_analysis.quality.gates import check_raw
from mobility_analysis.sources import source_module

SEED = 20260101
VINTAGES = {
    "ed_homeless_edfacts": [f"sy{fall}-{fall % 100 + 1}-wide" for fall in range(2014, 2019)],
    "county_presidential": [f"{year}-media-compiled" for year in (2016, 2020, 2024)],
    "chr": ["2025-measure-files"],
}
PAIRS = [(source_id, vintage) for source_id, ids in VINTAGES.items() for vintage in ids]
Written = tuple[dict[str, World], Path]


def _write(folder: Path) -> dict[str, World]:
    return {
        source_id: write_source(source_id, vintages, SEED, folder)
        for source_id, vintages in VINTAGES.items()
    }


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp("one")
    return _write(folder), folder


def _read(written: Written, source_id: str, vintage_id: str) -> dict[str, pd.DataFrame]:
    module = source_module(source_id)
    raw = written[1] / source_id / vintage_id
    return dict(module.read(raw, module.SOURCE.vintage(vintage_id)))


def _tidy(written: Written, source_id: str, vintage_id: str) -> pd.DataFrame:
    module = source_module(source_id)
    tables = _read(written, source_id, vintage_id)
    frame, *_ = module.tidy(tables, module.SOURCE.vintage(vintage_id)).values()
    return pd.DataFrame(frame)


def _truth(written: Written, source_id: str, measure: str) -> pd.DataFrame:
    truth = written[0][source_id].truth[measure]
    assert not truth.duplicated(["geoid", "subgroup"]).any()
    return truth


def test_two_runs_write_the_same_bytes(written: Written, tmp_path: Path) -> None:
    _write(tmp_path)
    first = {p.relative_to(written[1]): p.read_bytes() for p in written[1].rglob("*.csv")}
    second = {p.relative_to(tmp_path): p.read_bytes() for p in tmp_path.rglob("*.csv")}
    assert first == second
    assert len(first) == 15


@pytest.mark.parametrize(("source_id", "vintage_id"), PAIRS)
def test_the_gate_lets_them_through(written: Written, source_id: str, vintage_id: str) -> None:
    tables = _read(written, source_id, vintage_id)
    result = check_raw(source_id, vintage_id, tables, project_root() / "expectations", run="demo")
    assert result.outcomes
    result.raise_if_failed()


@pytest.mark.parametrize(("source_id", "vintage_id"), PAIRS)
def test_they_are_tidied(written: Written, source_id: str, vintage_id: str) -> None:
    found = _tidy(written, source_id, vintage_id)
    assert len(found) > 10


def test_the_header_of_the_wide_files_drifts(written: Written) -> None:
    headers = []
    for vintage_id in VINTAGES["ed_homeless_edfacts"]:
        (path,) = (written[1] / "ed_homeless_edfacts" / vintage_id).glob("*.csv")
        headers.append(path.read_text(encoding="ascii").splitlines()[0].split(","))
    assert [header[0] for header in headers] == ["STNAM", *["SCHOOL_YEAR_TEXT"] * 4]
    assert ["ST_LEAID" in header for header in headers] == [False, False, True, True, True]
    assert ["CWD" in header for header in headers] == [False, False, False, True, True]
    assert "SHELTERED_TRANSITIONAL_HOUSING" in headers[-1]


@pytest.mark.parametrize("vintage_id", VINTAGES["ed_homeless_edfacts"])
def test_homeless_students_add_up_to_the_truth(written: Written, vintage_id: str) -> None:
    found = _tidy(written, "ed_homeless_edfacts", vintage_id).set_index("leaid")
    county = written[0]["ed_homeless_edfacts"].districts.set_index("leaid")["county"]
    county["9999903"] = "99001"  # a school without enrollment
    found["county"] = found.index.map(county)
    assert found.loc[found["county"] == "99013", "reason"].tolist() == ["not_published"]
    assert found.loc[found["county"] == "99017", "reason"].tolist() == ["suppressed_by_source"]
    assert "5900001" in found.index and "7299901" not in found.index
    truth = _truth(written, "ed_homeless_edfacts", "count_homeless").set_index("geoid")["value"]
    by_county = found.groupby("county")
    open_counts = by_county["count"].sum().reindex(truth.index)
    withheld = by_county["reason"].count().reindex(truth.index)
    assert ((open_counts + withheld <= truth) & (truth <= open_counts + 2 * withheld)).all()
    assert (withheld > 0).sum() == 3
    share = _truth(written, "ed_homeless_edfacts", "share_homeless")["value"]
    assert share.between(0, 0.15).all()


def test_no_withheld_night_can_be_worked_out(written: Written) -> None:
    path = written[1] / "ed_homeless_edfacts" / "sy2014-15-wide" / "EDFacts_Homelessness_2014.csv"
    table = pd.read_csv(path, dtype=str)
    nights = table[["HOTELS_MOTELS", "UNSHELTERED", "SHELTERED", "DOUBLED_UP"]]
    withheld = (nights == "S").sum(axis=1)[table["TOTAL"].str.isdigit()]
    assert withheld.max() >= 2
    assert not (withheld == 1).any()


@pytest.mark.parametrize(
    ("vintage_id", "year", "lacking"),
    [
        ("2016-media-compiled", 2016, 0.05),
        ("2020-media-compiled", 2020, 0.0),
        ("2024-media-compiled", 2024, 0.0),
    ],
)
def test_votes_are_near_the_truth(
    written: Written, vintage_id: str, year: int, lacking: float
) -> None:
    found = _tidy(written, "county_presidential", vintage_id)
    votes = found[found["level"] == "county"].set_index("geoid")["votes"]
    world = written[0]["county_presidential"]
    adults = world.counties.set_index("geoid")["adults"] * (1 - GROWTH) ** (2023 - year)
    truth = _truth(written, "county_presidential", "share_election_turnout")
    value = truth.set_index("geoid")["value"] * (1 - lacking)
    assert len(value) == 11
    assert ((votes / adults).reindex(value.index) / value - 1).abs().max() < 0.05
    assert votes["99017"] > adults["99017"]  # more votes than adults
    assert votes.index.str.startswith("99").all()


@pytest.mark.parametrize("vintage_id", VINTAGES["county_presidential"])
def test_alaska_is_counted_once_and_in_the_nation_only(written: Written, vintage_id: str) -> None:
    found = _tidy(written, "county_presidential", vintage_id).set_index(["level", "geoid"])["votes"]
    assert found.index.get_level_values("level").tolist().count("state") == 1
    assert found["nation", "00"] - found["state", "99"] == 30


def test_the_early_file_has_lost_its_zeros(written: Written) -> None:
    table = _read(written, "county_presidential", "2016-media-compiled")["results"]
    assert table["combined_fips"].tolist()[:4] == ["2013", "2016", "2020", "99001"]
    assert table["total_votes"].str.endswith(".0").all()


def _births_and_truth(written: Written) -> pd.DataFrame:
    """Published counties with their truth and ``z``, the distance in standard errors."""
    found = _tidy(written, "chr", "2025-measure-files")
    counties = found[(found["level"] == "county") & found["reason"].isna()]
    truth = _truth(written, "chr", "share_low_birth_weight")
    both = counties.merge(truth, on=["geoid", "subgroup"], validate="one_to_one")
    assert len(both) == len(counties) > 50
    error = (both["value"] * (1 - both["value"]) / both["births"]) ** 0.5
    both["z"] = (both["low_weight"] / both["births"] - both["value"]) / error
    # A withheld count is a small one, so that tiny groups that are shown lie above their truth.
    return both[both["births"] * both["value"] >= 30]


def test_births_are_near_the_truth(written: Written) -> None:
    both = _births_and_truth(written)
    assert (both["low_weight"] / both["births"] - both["value"]).abs().median() < 0.01
    assert both["z"].abs().max() < 5


def test_births_vary_around_the_truth_as_they_should(tmp_path: Path) -> None:
    # Ten worlds: of the forty or so cells of a single one, more than a tenth may be outside.
    distances = []
    for seed in range(10):
        folder = tmp_path / str(seed)
        world = write_source("chr", VINTAGES["chr"], seed, folder)
        distances.append(_births_and_truth(({"chr": world}, folder))["z"])
    pooled = pd.concat(distances)
    assert 0.92 <= (pooled.abs() <= 1.96).mean() <= 0.98
    assert abs(pooled.mean()) < 0.15


def test_nation_state_and_withheld_births(written: Written) -> None:
    found = _tidy(written, "chr", "2025-measure-files")
    everyone = found[found["subgroup"] == "All"].set_index(["level", "geoid"])
    assert len(everyone) == 14  # the territory is left out
    assert everyone.loc[("nation", "00"), "births"] == everyone.loc[("state", "99"), "births"]
    assert everyone.loc[("county", "99017"), "reason"] == "suppressed_by_source"
    by_race = found[(found["subgroup"] != "All") & found["reason"].notna()]
    assert by_race["births"].notna().any()  # the births are shown, the light ones are not
    assert not found["low_weight"].between(0, 9).any()


def test_unreliable_rates_are_flagged(written: Written) -> None:
    folder = written[1] / "chr" / "2025-measure-files"
    everyone = pd.read_csv(folder / "v037_how.csv", dtype=str, keep_default_na=False)
    by_race = pd.read_csv(folder / "v037_singlerace_how.csv", dtype=str, keep_default_na=False)
    assert everyone["fips"].tolist()[:3] == ["00000", "99000", "99001"]
    assert set(by_race.filter(like="unreliable_").to_numpy().ravel()) == {"0", "1", "NA"}
    flagged = by_race[by_race["unreliable_asian"] == "1"]
    assert flagged["num_asian"].astype(int).between(10, 24).all()


def test_the_sas_file_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(MissingInput, match="sas7bdat") as error:
        write_source("chr", ["2026-measure-files"], SEED, tmp_path)
    assert "hrsa_ahrf" in error.value.next_step
    assert not (tmp_path / "chr" / "2026-measure-files").exists()


@pytest.fixture(scope="module")
def of_2016(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, dict[str, pd.DataFrame]]:
    folder = tmp_path_factory.mktemp("of_2016")
    vintage_id = "2016-analytic-data"
    world = write_source("chr", [vintage_id], SEED, folder)
    module, raw = source_module("chr"), folder / "chr" / vintage_id
    tables = module.read(raw, module.SOURCE.vintage(vintage_id))
    gate = check_raw("chr", vintage_id, tables, project_root() / "expectations", run="demo")
    gate.raise_if_failed()
    return world, module.tidy(tables, module.SOURCE.vintage(vintage_id))


@pytest.mark.parametrize(
    ("kind", "measure", "counts", "per"),
    [
        ("births", "share_low_birth_weight", ("low_weight", "births"), 1),
        ("injury_deaths", "rate_injury_death", ("deaths", "population"), 1e5),
        (
            "associations",
            "count_membership_associations_per_10k",
            ("establishments", "population"),
            1e4,
        ),
        ("physicians", "ratio_population_pc_physician", ("physicians", "population"), 1),
    ],
)
def test_counts_of_2016_are_near_the_truth(
    of_2016: tuple[World, dict[str, pd.DataFrame]],
    kind: str,
    measure: str,
    counts: tuple[str, str],
    per: float,
) -> None:
    world, found = of_2016
    rows = found[kind].query("level == 'county' and reason.isna()").set_index("geoid")
    truth = world.truth[measure].set_index("geoid")["value"]
    rows = rows.loc[rows.index.isin(truth.index)]
    expected = rows[counts[1]] * truth[rows.index] / per
    if kind == "physicians":
        expected = rows[counts[1]] / truth[rows.index]
    distance = (rows[counts[0]] - expected) / expected**0.5
    assert len(rows) >= 9
    assert distance.abs().max() < 4


def test_blanks_of_2016_are_those_of_the_agency(
    of_2016: tuple[World, dict[str, pd.DataFrame]],
) -> None:
    found = {kind: rows.set_index("geoid") for kind, rows in of_2016[1].items()}
    assert found["physicians"].loc["99015", "reason"] == "not_published"
    assert found["births"].loc["99017", "reason"] == "suppressed_by_source"
    assert (
        found["physicians"].loc["99", "physicians"]
        == found["physicians"].drop("99")["physicians"].sum()
    )
