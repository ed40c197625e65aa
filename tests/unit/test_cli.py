"""The command line: help, choices, errors without tracebacks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from tests.made_up_run import write_run
from typer.testing import CliRunner

from mobility_analysis.cli import _choose_run, _weights, app
from mobility_analysis.core.errors import ReportError, UsageError
from mobility_analysis.core.paths import RunPaths, tool
from mobility_analysis.framework.chosen import Chosen, write_chosen
from mobility_analysis.insights.peer_lenses import resolve_weights
from mobility_analysis.workflow.place_requests import split_places


def test_every_command_has_help() -> None:
    names = [command.name or command.callback.__name__ for command in app.registered_commands]
    expected = {"run", "report", "site", "fetch", "metrics", "places", "peers", "doctor"}
    assert expected <= set(names)
    for name in names:
        shown = CliRunner().invoke(app, [name, "--help"])
        assert shown.exit_code == 0 and len(shown.output) > 80


def test_help_loads_nothing_heavy() -> None:
    code = "import sys, mobility_analysis.cli; print([m for m in ('pandas', 'great_expectations', 'matplotlib') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["39153"], ["39153"]),
        (["39153,29019"], ["39153", "29019"]),
        (["39153 29019"], ["39153", "29019"]),
        (["Summit County, OH; Boone County, MO"], ["Summit County, OH", "Boone County, MO"]),
        (["Summit County, OH", "29019"], ["Summit County, OH", "29019"]),
    ],
)
def test_several_places_in_one_word(given: list[str], expected: list[str]) -> None:
    assert split_places(given) == expected


@pytest.mark.parametrize(
    ("run", "counties", "data", "expected"),
    [
        ("", [], "", "demo"),
        ("", ["39153"], "", "real"),
        ("", [], "somewhere", "real"),
        ("", ["99001"], "", "demo"),
        ("", ["Alder County, DM"], "", "demo"),
        ("demo", ["39153"], "", "demo"),
    ],
)
def test_the_run_follows_from_what_is_asked(
    run: str, counties: list[str], data: str, expected: str
) -> None:
    assert _choose_run(run, counties, data) == expected


def test_an_unknown_run_is_refused() -> None:
    with pytest.raises(UsageError, match="other"):
        _choose_run("other", [], "")


def test_a_wrong_folder_is_named_without_a_traceback() -> None:
    done = subprocess.run(
        [tool("mobility"), "run", "--data", "/no/such/folder"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "no such folder" in done.stderr
    assert "Traceback" not in done.stderr


def test_peers_are_listed_with_reasons_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOBILITY_ROOT", str(write_run(tmp_path / "project").root))
    target = tmp_path / "peers.csv"
    asked = ["peers", "-c", "99005", "--run", "demo", "--lens", "size", "--weight", "income=2"]
    shown = CliRunner().invoke(app, [*asked, "--number", "2", "--csv", str(target)])
    assert shown.exit_code == 0, shown.output
    assert (
        "Birch County, DM" in shown.output and "mobility report -c 99005 -p 99003" in shown.output
    )
    rows = pd.read_csv(target, dtype=str)
    assert rows["geoid"].tolist() == ["99003", "99007"]
    assert set(rows["place"]) == {"99005"} and set(rows["weights"]) == {"income=2"}


@pytest.mark.parametrize("weight", ["income", "income=much", "=2"])
def test_a_weight_is_a_factor_and_a_number(weight: str) -> None:
    with pytest.raises(UsageError):
        resolve_weights("balanced", _weights([weight]))


def test_metrics_names_all_26() -> None:
    shown = CliRunner().invoke(app, ["metrics"])
    assert shown.exit_code == 0
    assert "of 26 built" in shown.output
    assert "employment_opportunities" in shown.output


def test_a_state_is_made_with_its_index_and_a_failure_is_the_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = write_run(tmp_path / "project")
    people = pd.read_parquet(paths.estimates / "places.parquet").query("level == 'county'")
    folder = paths.interim / "census_pep"
    folder.mkdir(parents=True)
    people.assign(year=2023).to_parquet(folder / "population.v1.parquet")
    write_chosen(paths.raw / "census_pep", Chosen(origin="demonstration", vintages=("v1",)))
    monkeypatch.setenv("MOBILITY_ROOT", str(paths.root))
    sheet = tmp_path / "runs.csv"
    sheet.write_text('place,peers\n99001,99003\n"Birch County, DM",\n', encoding="utf-8")
    shown = CliRunner().invoke(app, ["report", "--run", "demo", "--run-sheet", str(sheet)])
    assert shown.exit_code == 0, shown.output
    assert "2 of 2 reports made" in shown.output
    assert "Index: reports/demo/index.html" in shown.output
    assert "Birch County" in (paths.reports / "index.html").read_text(encoding="utf-8")
    (paths.notebooks / "findings.ipynb").write_text("{}")
    failed = CliRunner().invoke(app, ["report", "--state", "DM"])
    assert isinstance(failed.exception, ReportError)
    assert "8 of 8 reports failed" in str(failed.exception)


def test_places_are_asked_for_in_one_way() -> None:
    shown = CliRunner().invoke(app, ["report", "-c", "99001", "--all"])
    assert isinstance(shown.exception, UsageError)


EMPTY = ["", " ", ";;;", " ; ", ","]


@pytest.mark.parametrize("empty", EMPTY)
@pytest.mark.parametrize(
    "command",
    [
        ["report", "-c"],
        ["run", "--county"],
        ["run", "-c", "99001", "-c"],
        ["peers", "-c"],
        ["report", "-p"],
        ["run", "--peer"],
        ["report", "--state"],
        ["places", "--state"],
        ["run", "--data"],
        ["fetch", "--data"],
        ["report", "--lens"],
        ["site", "--run"],
        ["report", "--scheduler"],
    ],
    ids=" ".join,
)
def test_what_is_given_and_empty_is_no_wish_for_the_default(command: list[str], empty: str) -> None:
    shown = CliRunner().invoke(app, [*command, empty])
    assert isinstance(shown.exception, UsageError), shown.output
    assert "without a value" in str(shown.exception)


@pytest.mark.parametrize("number", ["0", "-3"])
def test_no_or_fewer_peers_cannot_be_listed(number: str) -> None:
    shown = CliRunner().invoke(app, ["peers", "-c", "99001", "--number", number])
    assert shown.exit_code == 2 and "Traceback" not in shown.output


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunPaths:
    """A run with estimates and its list of places."""
    paths = write_run(tmp_path / "project")
    people = pd.read_parquet(paths.estimates / "places.parquet").query("level == 'county'")
    folder = paths.interim / "census_pep"
    folder.mkdir(parents=True)
    people.assign(year=2023).to_parquet(folder / "population.v1.parquet")
    write_chosen(paths.raw / "census_pep", Chosen(origin="demonstration", vintages=("v1",)))
    monkeypatch.setenv("MOBILITY_ROOT", str(paths.root))
    return paths


@pytest.mark.parametrize(
    "command",
    [
        ["report", "-c", "99001", "-p", "99001"],
        ["report", "-c", "99001", "-p", "Alder County, DM; 99003"],
        ["report", "-c", "99003; 99001", "-p", "99001"],
        ["report", "--state", "DM", "-p", "99001"],
        ["run", "-c", "99001", "-p", "99001"],
    ],
    ids=" ".join,
)
def test_a_place_is_never_its_own_peer(made: RunPaths, command: list[str]) -> None:
    shown = CliRunner().invoke(app, command)
    assert isinstance(shown.exception, UsageError), shown.output
    assert "own" in str(shown.exception) and "99001" in str(shown.exception)
    assert not list(made.reports.glob("99*"))


def test_a_place_asked_for_twice_is_made_once_and_said(made: RunPaths) -> None:
    asked = ["report", "-c", "99001", "-c", "Alder County, DM", "-p", "99003"]
    shown = CliRunner().invoke(app, asked)
    assert shown.exit_code == 0, shown.output
    assert "Alder County, DM was asked for more than once" in shown.output
    assert shown.output.count("Report: ") == 1


def test_the_table_of_peers_is_refused_before_the_work_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mobility_analysis.cli._open", lambda _: pytest.fail("the work began"))
    asked = ["peers", "-c", "99001", "--csv"]
    for path, said in ((tmp_path, "is a folder"), (tmp_path / "none" / "x.csv", "no folder")):
        shown = CliRunner().invoke(app, [*asked, str(path)])
        assert isinstance(shown.exception, UsageError) and said in str(shown.exception)
    monkeypatch.setattr("os.access", lambda *_: False)
    shown = CliRunner().invoke(app, [*asked, str(tmp_path / "x.csv")])
    assert "may not be written to" in str(shown.exception)
