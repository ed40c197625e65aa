"""Which sources are parsed side by side, and how they are shared out."""

from __future__ import annotations

from pathlib import Path

import pytest

from mobility_analysis.core.paths import RunPaths, project_root
from mobility_analysis.framework.chosen import run_settings
from mobility_analysis.sources import source_modules
from mobility_analysis.workflow.whole_run import WholeRun


def _run(root: Path, run: str = "real") -> WholeRun:
    return WholeRun(RunPaths(root, run), run_settings(project_root(), run), str(root))


def test_sources_without_tables_are_shared_out_by_what_is_to_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    run = _run(tmp_path)
    large = run.paths.raw / "census_acs" / "2023" / "table.csv"
    large.parent.mkdir(parents=True)
    with large.open("wb") as file:
        file.truncate(1 << 30)
    (run.paths.interim / "census_pep").mkdir(parents=True)
    groups = run._never_parsed()
    assert ["parse_real@census_acs"] in groups
    others = source_modules().keys() - {"census_acs", "census_pep"}
    [rest] = [group for group in groups if group != ["parse_real@census_acs"]]
    assert sorted(rest) == sorted(f"parse_real@{source}" for source in others)


def test_nothing_is_shared_out_where_all_was_parsed_or_one_stage_does_all(tmp_path: Path) -> None:
    run = _run(tmp_path)
    for source in source_modules():
        (run.paths.interim / source).mkdir(parents=True)
    assert run._never_parsed() == []
    assert _run(tmp_path / "demo", "demo")._never_parsed() == []
