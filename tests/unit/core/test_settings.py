"""params.yaml: every problem named, unknown keys refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from mobility_analysis.core.errors import SettingsError
from mobility_analysis.core.paths import project_root
from mobility_analysis.core.settings import load_settings


def _damaged(folder: Path, **changes: object) -> Path:
    content = yaml.safe_load((project_root() / "params.yaml").read_text(encoding="utf-8"))
    content["runs"]["demo"] |= changes
    (folder / "params.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return folder


def test_the_projects_own_settings_are_good() -> None:
    settings = load_settings(project_root())
    assert settings.run("demo").is_demonstration
    assert not settings.run("real").is_demonstration


def test_an_unknown_key_is_refused_with_the_nearest_known(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"runs\.demo\.sorces \(did you mean sources\?\)"):
        load_settings(_damaged(tmp_path, sorces={}))


def test_every_problem_is_named_not_only_the_first(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(_damaged(tmp_path, levels=["galaxy"], seed="many", places=[]))
    for key in ("levels", "seed", "places"):
        assert key in str(caught.value)


def test_an_address_that_nobody_can_go_to_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"runs\.demo\.address: 'example\.gov' is no http"):
        load_settings(_damaged(tmp_path, address="example.gov"))
    with pytest.raises(SettingsError, match=r"put \{geoid\} or \{folder\}"):
        load_settings(_damaged(tmp_path, address="https://example.gov/"))


def test_settings_from_before_a_key_existed_are_good(tmp_path: Path) -> None:
    """Of a run only its title, its origin, its levels and its places are needed."""
    content = yaml.safe_load((project_root() / "params.yaml").read_text(encoding="utf-8"))
    needed = ("title", "origin", "levels", "places")
    content["runs"] = {
        name: {key: run[key] for key in needed} for name, run in content["runs"].items()
    }
    (tmp_path / "params.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    for name in ("demo", "real"):
        run = load_settings(tmp_path).run(name)
        assert run == load_settings(project_root()).run(name).model_copy(update={"plans": ()})
        assert (run.languages, run.address, run.peers, run.plans) == ((), "", (), ())


def test_an_unknown_run_is_named() -> None:
    with pytest.raises(SettingsError, match="no run called 'other'"):
        load_settings(project_root()).run("other")
