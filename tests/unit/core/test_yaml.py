"""Every YAML file of the project that is broken is named with its line; none ends in a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from mobility_analysis.core.errors import MissingInput, SettingsError
from mobility_analysis.core.io import read_yaml
from mobility_analysis.core.paths import project_root
from mobility_analysis.core.settings import load_settings
from mobility_analysis.framework.registry import load_registry_file
from mobility_analysis.framework.snapshot import load_snapshot
from mobility_analysis.quality.suites import read_suite

BROKEN = {
    "tab": (b"runs:\n\tdemo: 1\n", "line 2"),
    "quote": (b'runs:\n  a: "open\n  b: 1\n', "line 4"),
    "list": (b"runs:\n  a: [1, 2\n", "line 3"),
    "colon": (b"runs: demo: 1\n", "line 1"),
    "nul": (b"runs:\n  a: \x00\n", "line 2"),
    "latin": ("runs:\n  title: Do\u00f1a\n".encode("latin-1"), "line 2: not UTF-8"),
    "utf-16": ("runs:\n  title: a\n".encode("utf-16"), "line 1: not UTF-8"),
    "twice": (
        b"runs:\n  demo:\n    peers: []\n    peers: [1]\n",
        "line 4: 'peers' stands here a second time",
    ),
    "date": (b"runs:\n  a: 2024-13-45\n", "month must be in 1..12"),
    "deep": (b"[" * 5000, "nested too deeply"),
    "empty": (b"", "is empty"),
    "comment": (b"# nothing\n", "is empty"),
    "a list": (b"- 1\n", "holds a list"),
    "a word": (b"demo\n", "holds one value"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_settings_that_are_broken(tmp_path: Path, case: str) -> None:
    content, said = BROKEN[case]
    path = tmp_path / "params.yaml"
    path.write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path)
    assert str(path) in caught.value.what and said in caught.value.what
    assert caught.value.next_step


@pytest.mark.parametrize("case", BROKEN)
def test_the_registry_expectations_and_records_that_are_broken(tmp_path: Path, case: str) -> None:
    content, said = BROKEN[case]
    path = tmp_path / "source" / "v1.yaml"
    path.parent.mkdir()
    path.write_bytes(content)
    for read in (
        lambda: load_registry_file(path),
        lambda: read_suite(path),
        lambda: load_snapshot(tmp_path, "source", "v1"),
    ):
        with pytest.raises(SettingsError, match=said.replace("[", r"\[")) as caught:
            read()
        assert str(path) in caught.value.what


def test_a_list_is_asked_for_and_a_file_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "county_changes.yaml"
    path.write_text("a: 1\n")
    with pytest.raises(SettingsError, match="must hold a list"):
        read_yaml(path, list)
    with pytest.raises(MissingInput):
        read_yaml(tmp_path / "none.yaml")


def test_another_projects_settings_are_called_that(tmp_path: Path) -> None:
    path = tmp_path / "params.yaml"
    path.write_text("train:\n  lr: 0.1\nseed: 3\n")
    with pytest.raises(SettingsError, match="another project's") as caught:
        load_settings(tmp_path)
    assert f"{path} has no runs (its keys: train, seed)" in caught.value.what


def test_mobility_root_that_is_none_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOBILITY_ROOT", str(tmp_path))
    with pytest.raises(MissingInput, match=f"MOBILITY_ROOT is {tmp_path}"):
        project_root()
