"""The registry: whole, and strict about what it holds."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from mobility_analysis.core.errors import SettingsError
from mobility_analysis.framework.registry import FRAMEWORK_FILE, load_registry_file, registry


def test_five_pillars_24_predictors_26_metrics() -> None:
    assert len(registry().pillars) == 5
    assert sum(len(pillar.predictors) for pillar in registry().pillars) == 24
    assert len(registry().metrics) == 26


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda f: f["pillars"].pop(), "the framework has"),
        (lambda f: _measure(f).update(colour="red"), "Extra inputs"),
        (lambda f: _measure(f).update(unit="furlongs"), "Input should be"),
        (lambda f: _measure(f).update(id="housing"), "match pattern"),
        (lambda f: _measure(f).update(headline=False), "exactly one headline"),
        (lambda f: _measure(f).update(id="share_homeless"), "used twice"),
        (lambda f: _measure(f).pop("question"), "question"),
    ],
)
def test_a_damaged_registry_names_the_problem(tmp_path: Path, damage, message: str) -> None:
    content = yaml.safe_load(FRAMEWORK_FILE.read_text(encoding="utf-8"))
    damage(content)
    path = tmp_path / "framework.yaml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(SettingsError, match=message):
        load_registry_file(path)


def _measure(content: dict) -> dict:
    return content["pillars"][0]["predictors"][0]["metrics"][0]["measures"][0]
