"""A source's profile: counts by hand over a made-up file, and clear words where something is not there."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tests.made_up_lab import SHA, VINTAGE, write_lab
from tests.made_up_run import reseal

from mobility_analysis import SourceProfile
from mobility_analysis.core.errors import MissingInput, UsageError
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.framework.chosen import Chosen, write_chosen


@pytest.fixture(scope="module")
def paths(run_folder: RunPaths, tmp_path_factory: pytest.TempPathFactory) -> RunPaths:
    """A run with one parsed, gated and recorded source: births of two of its eight counties."""
    return write_lab(run_folder, tmp_path_factory.mktemp("profile"))


@pytest.fixture(scope="module")
def profile(paths: RunPaths) -> SourceProfile:
    return SourceProfile("cdc_wonder_natality", run="demo", root=paths.root)


def test_tables_are_those_of_the_runs_vintages(profile: SourceProfile) -> None:
    assert list(profile.tables) == [("births", VINTAGE)]
    summary = profile.summary().iloc[0]
    assert summary[["rows", "years", "rows_by_level", "places"]].to_list() == [
        4, "2022", "county 4", 3,
    ]  # fmt: skip
    assert summary["values"] == "births, low_weight"


def test_places_are_held_against_those_that_exist(profile: SourceProfile) -> None:
    row = profile.coverage().iloc[0]
    assert row[["expected", "present", "with_a_value", "others"]].to_list() == [8, 2, 2, 1]
    assert row["share"] == 2 / 8
    assert row["lacking"].startswith("Cedar County (99005), Dogwood County (99007)")
    assert row["lacking"].endswith("and 1 more")


def test_reasons_and_values_by_what_they_are_about(profile: SourceProfile) -> None:
    missing = profile.missing().iloc[0]
    assert (missing["code"], missing["rows"], missing["share_of_rows"]) == (
        "suppressed_by_source", 1, 0.25,
    )  # fmt: skip
    assert "withholds" in missing["meaning"]
    columns = profile.columns("births").set_index(["subgroup", "column"])
    assert columns.loc[("All", "low_weight"), ["rows", "without", "zeros"]].to_list() == [3, 1, 0]
    assert columns.loc[("Hispanic", "low_weight"), "zeros"] == 1
    assert columns.loc[("All", "births"), "median"] == 400


def test_files_are_held_against_what_the_estimates_were_made_of(
    paths: RunPaths, profile: SourceProfile
) -> None:
    file = profile.files().iloc[0]
    assert (file["name"], file["sha256"], file["same_in_estimates"]) == ("a.txt", SHA, False)
    record = paths.estimates / "run.json"
    content = json.loads(record.read_text())
    entry = {"source_id": "cdc_wonder_natality", "vintage": VINTAGE, "name": "a.txt", "sha256": SHA}
    record.write_text(json.dumps(content | {"snapshots": [*content["snapshots"], entry]}))
    reseal(paths)
    again = SourceProfile("cdc_wonder_natality", run="demo", root=paths.root)
    assert again.files()["same_in_estimates"].item()


def test_gates_name_what_does_not_hold(profile: SourceProfile) -> None:
    assert len(profile.outcomes) == 2
    gate = profile.gates().iloc[0]
    assert gate[["expectations", "held", "not_held"]].to_list() == [2, 1, "No gaps."]


def test_a_column_is_drawn_with_words_and_table(profile: SourceProfile) -> None:
    shown = profile.distribution("births", "births", subgroup="All", year=2022)
    (figure,) = shown.figures
    assert "3 rows" in figure.alt
    assert "<details" in shown._repr_html_()
    assert profile.distribution("births", "births", subgroup="Asian, Non-Hispanic").figures == ()


def test_what_it_is_stands_on_top(profile: SourceProfile) -> None:
    assert profile.about().loc["vintages of this run"].item() == VINTAGE
    assert "Demonstration data" in profile._repr_html_()


@pytest.mark.parametrize(
    ("arguments", "where", "words", "hint"),
    [
        (("deaths", "births"), {}, "provides no 'deaths'", "births"),
        (("births", "geoid"), {}, "no numeric column 'geoid'", "births, low_weight"),
        (("births", "births"), {"births": 1}, "cannot be chosen by 'births'", "subgroup"),
    ],
)
def test_bad_input_is_named(
    profile: SourceProfile, arguments: tuple[str, str], where: dict, words: str, hint: str
) -> None:
    with pytest.raises(UsageError, match=words) as raised:
        profile.distribution(*arguments, **where)
    assert hint in raised.value.next_step


def test_a_source_the_run_does_not_use_or_has_not_parsed(paths: RunPaths) -> None:
    with pytest.raises(UsageError, match="no source 'chr'") as raised:
        SourceProfile("chr", run="demo", root=paths.root)
    assert "cdc_wonder_natality" in raised.value.next_step
    write_chosen(paths.raw / "census_pep", Chosen(origin="demonstration", vintages=("v1",)))
    unparsed = SourceProfile("census_pep", run="demo", root=paths.root)
    with pytest.raises(MissingInput, match="tidy tables of census_pep"):
        unparsed.summary()


def test_a_gate_that_has_not_run(paths: RunPaths, tmp_path: Path) -> None:
    root = tmp_path / "ungated"
    shutil.copytree(paths.root, root, ignore=shutil.ignore_patterns("quality"))
    with pytest.raises(MissingInput, match="gate"):
        SourceProfile("cdc_wonder_natality", run="demo", root=root).gates()
