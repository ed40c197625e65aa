"""Estimates that are replaced by others are kept once; a repeated run keeps nothing."""

from __future__ import annotations

from pathlib import Path

from mobility_analysis.core.paths import RunPaths
from mobility_analysis.workflow.estimating.previous_estimates import keep_previous


def _estimates(folder: Path, content: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "estimates.parquet").write_text(content)
    (folder / "run.json").write_text(f"record of {content}")
    return folder


def test_the_first_run_has_no_predecessor(tmp_path: Path) -> None:
    paths = RunPaths(tmp_path, "demo")
    keep_previous(paths, _estimates(tmp_path / "new", "one"))
    assert not paths.previous.exists()


def test_the_predecessor_is_the_last_that_differs(tmp_path: Path) -> None:
    paths = RunPaths(tmp_path, "demo")
    _estimates(paths.estimates, "one")
    keep_previous(paths, _estimates(tmp_path / "new", "two"))
    assert (paths.previous / "estimates.parquet").read_text() == "one"
    assert (paths.previous / "run.json").read_text() == "record of one"

    _estimates(paths.estimates, "two")
    keep_previous(paths, _estimates(tmp_path / "new", "two"))
    assert (paths.previous / "estimates.parquet").read_text() == "one"

    keep_previous(paths, _estimates(tmp_path / "new", "three"))
    assert (paths.previous / "estimates.parquet").read_text() == "two"


def test_states_and_what_findings_rest_on_are_kept_too(tmp_path: Path) -> None:
    paths = RunPaths(tmp_path, "demo")
    old = _estimates(paths.estimates, "one")
    (old / "by_state").mkdir()
    (old / "by_state" / "99.parquet").write_text("a state")
    (old / "peer_factors.parquet").write_text("factors")
    keep_previous(paths, _estimates(tmp_path / "new", "two"))
    kept = {path.relative_to(paths.previous).as_posix() for path in paths.previous.rglob("*.*")}
    assert kept == {"estimates.parquet", "run.json", "peer_factors.parquet", "by_state/99.parquet"}
