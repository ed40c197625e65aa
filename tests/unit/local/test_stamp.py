"""A report is up to date or not by what it prints of its place's own records."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from tests.unit.local.writing import MEASURE, VALUE, plan_folder, write_local

from mobility_analysis.core.paths import RunPaths, project_root, tool
from mobility_analysis.runs.read_place import read_place
from mobility_analysis.runs.run_data import RunData
from mobility_analysis.workflow.publishing.stamps import Stamps

TEAM = MEASURE | {"local_id": "of_the_team", "sharing": "team"}


@pytest.fixture
def paths(run_folder: RunPaths, tmp_path: Path) -> RunPaths:
    """A project with the run's estimates, its expectations and no plans."""
    for name in ("data", "expectations", "notebooks"):
        (tmp_path / name).symlink_to(run_folder.root / name)
    return RunPaths(tmp_path, "demo")


def _stamps(paths: RunPaths) -> dict[str, str]:
    run, stamps = RunData(paths), Stamps(paths)
    return {geoid: stamps.of(run.find(geoid))["local"] for geoid in ("99001", "99003")}


def test_the_stamp_changes_with_what_is_printed_and_with_nothing_else(paths: RunPaths) -> None:
    none = _stamps(paths)
    write_local(paths.root, [MEASURE], [VALUE])
    first = _stamps(paths)
    assert first["99001"] != none["99001"]
    assert first["99003"] == none["99003"]
    write_local(paths.root, [MEASURE, TEAM], [VALUE, VALUE | {"local_id": "of_the_team"}])
    assert _stamps(paths) == first
    for measure, value in (
        (MEASURE, VALUE | {"numerator": "311"}),
        (MEASURE | {"known_limits": "Only public schools."}, VALUE),
        (MEASURE | {"sharing": "coalition"}, VALUE),
    ):
        write_local(paths.root, [measure], [value])
        assert _stamps(paths)["99001"] != first["99001"]
    write_local(paths.root, [MEASURE], [VALUE], "publish: {smallest_count: 1000}\n")
    assert _stamps(paths)["99001"] != first["99001"]


def test_a_place_is_read_again_when_its_files_change(paths: RunPaths) -> None:
    write_local(paths.root, [MEASURE], [VALUE])
    before = read_place(RunData(paths), "99001")
    assert read_place(RunData(paths), "99001") is before
    assert len(before.local.rows) == 1
    write_local(paths.root, [MEASURE], [VALUE, VALUE | {"period": "2023"}])
    assert len(read_place(RunData(paths), "99001").local.rows) == 2


def test_of_two_plans_of_one_place_none_is_shown(paths: RunPaths) -> None:
    folder = write_local(paths.root, [MEASURE], [VALUE])
    shutil.copytree(folder.plan, folder.plan.with_name("99001-copy"))
    found = read_place(RunData(paths), "99001").local
    assert found.is_unread
    assert found.rows.empty


def test_dvc_looks_at_nothing_of_a_plan_but_local_files_and_settings(tmp_path: Path) -> None:
    shutil.copy2(project_root() / ".dvcignore", tmp_path / ".dvcignore")
    folder = plan_folder(tmp_path).plan
    seen = ["local/measures.csv", "local/values.csv", "plan.yaml"]
    hidden = ["private/officials/roster.csv", "readiness.xlsx", "out/check.html", "drafts/a.docx"]
    for name in (*seen, *hidden):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    subprocess.run([tool("dvc"), "init", "--no-scm", "-q"], cwd=tmp_path, check=True)
    shutil.copy2(project_root() / ".dvcignore", tmp_path / ".dvcignore")
    asked = [(folder / name).relative_to(tmp_path).as_posix() for name in (*seen, *hidden)]
    ask = [tool("dvc"), "check-ignore", *asked]
    done = subprocess.run(ask, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert sorted(done.stdout.split()) == sorted(asked[len(seen) :]), done.stderr
