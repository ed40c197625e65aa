"""Pinned sources and vintages, and lenses, that do not exist are told all at once, before anything is fetched."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from mobility_analysis.cli import app
from mobility_analysis.core.errors import SettingsError, UsageError
from mobility_analysis.core.paths import project_root
from mobility_analysis.core.settings import load_settings
from mobility_analysis.workflow.doctor import examine
from mobility_analysis.workflow.known_sources import check_asked, check_sources


@pytest.fixture
def damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose runs name sources and vintages that do not exist."""
    content = yaml.safe_load((project_root() / "params.yaml").read_text(encoding="utf-8"))
    for run in content["runs"].values():
        run["pins"]["census_pepp"] = ["v1"]
        run["pins"]["epa_aqi"] = ["2023-annual-conty"]
        run["peer_lens"] = "balansed"
        run["languages"] = ["es", "tlh"]
    (tmp_path / "params.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "reference").symlink_to(project_root() / "data" / "reference")
    monkeypatch.setenv("MOBILITY_ROOT", str(tmp_path))
    return tmp_path


ALL = (
    "no source is called 'census_pepp' (did you mean census_pep?)",
    "epa_aqi has no vintage '2023-annual-conty' (did you mean 2023-annual-county?)",
    "there is no peer_lens 'balansed' (did you mean balanced?)",
    "there is no language 'tlh' beside English (there is: es)",
)


def test_all_are_named_with_the_nearest_known_and_the_run(damaged: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        check_sources(damaged, "demo", load_settings(damaged).run("demo"))
    assert f"{damaged / 'params.yaml'}, run demo" in caught.value.what
    for said in ALL:
        assert said in caught.value.what


@pytest.mark.parametrize(
    "command",
    [
        ["run"],
        ["fetch"],
        ["fetch", "epa_aqi"],
        ["report", "--run", "demo"],
        ["peers", "-c", "99001"],
    ],
)
def test_commands_tell_before_they_begin(damaged: Path, command: list[str]) -> None:
    shown = CliRunner().invoke(app, command)
    assert isinstance(shown.exception, SettingsError)
    assert all(said in str(shown.exception) for said in ALL)
    assert sorted(path.name for path in damaged.iterdir()) == ["data", "params.yaml"]
    assert [path.name for path in (damaged / "data").iterdir()] == ["reference"]


def test_the_doctor_names_them(damaged: Path) -> None:
    found = {each.what: each.remark for each in examine() if not each.is_good}
    assert all(said in found["sources of real"] for said in ALL)


@pytest.mark.parametrize("script", ["fetch", "parse", "check", "estimate", "report"])
def test_stage_scripts_do_too(damaged: Path, script: str) -> None:
    path = Path(__file__).resolve().parents[3] / "pipelines" / f"{script}.py"
    done = subprocess.run(
        [sys.executable, str(path), "--run", "demo"], capture_output=True, text=True, check=False
    )
    assert done.returncode == SettingsError.exit_code
    assert ALL[0] in done.stderr and "Traceback" not in done.stderr


def test_a_source_asked_for_that_is_none_of_the_run() -> None:
    settings = load_settings(project_root()).run("demo").taking({"epa_aqi": ()})
    with pytest.raises(UsageError, match=r"no source 'epa_aqy' \(did you mean epa_aqi\?\); 'x'"):
        check_asked("demo", settings, ["epa_aqy", "x", "epa_aqi"])


def test_the_projects_own_are_all_known() -> None:
    for name, run in load_settings(project_root()).runs.items():
        check_sources(project_root(), name, run)
