"""The registry, the modules, the settings and the folders agree with one another."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest
import yaml

from mobility_analysis.core.paths import project_root
from mobility_analysis.demo.offered import OFFERED
from mobility_analysis.demo.writers import writer_modules
from mobility_analysis.framework.registry import registry
from mobility_analysis.framework.source import US_GOV_WORK, PassingOn
from mobility_analysis.framework.subgroups import SUBGROUPS
from mobility_analysis.metrics import metric_modules
from mobility_analysis.quality.rubrics import RUBRICS
from mobility_analysis.sources import source_module, source_modules

ROOT = project_root()
MODULES = metric_modules()


@pytest.mark.parametrize("metric_id", MODULES)
def test_a_metric_module_is_whole(metric_id: str) -> None:
    module = MODULES[metric_id]
    path = Path(module.__file__)
    entry = registry().metric(metric_id)
    assert path.stem == metric_id, "file name and metric id differ"
    assert path.parent.name == registry().pillar_of(metric_id).id, "wrong pillar's folder"
    assert set(module.METRIC.rubrics) == {measure.id for measure in entry.measures}
    assert set(module.METRIC.rubrics.values()) <= set(RUBRICS)
    assert module.METRIC.cites, "no citation"
    assert any("http" in cite for cite in module.METRIC.cites), "no page cited"
    assert list(inspect.signature(module.estimate).parameters) == ["tables"]
    provided = {kind for m in source_modules().values() for kind in m.SOURCE.provides}
    assert set(module.METRIC.inputs) <= provided


@pytest.mark.parametrize("metric_id", MODULES)
def test_a_metric_has_worked_examples(metric_id: str) -> None:
    spec = yaml.safe_load(
        (ROOT / "tests" / "spec" / f"{metric_id}.yaml").read_text(encoding="utf-8")
    )
    assert spec["metric"] == metric_id
    assert spec["examples"]


@pytest.mark.parametrize("source_id", source_modules())
def test_a_source_module_is_whole(source_id: str) -> None:
    module = source_module(source_id)
    source = module.SOURCE
    for field in ("agency", "title", "landing_page", "citation", "licence", "each_row_is"):
        assert getattr(source, field), f"{field} is empty"
    assert source.landing_page.startswith("https://")
    assert source.provides and source.vintages
    assert callable(module.read) and callable(module.tidy)
    assert (ROOT / "expectations" / "sources" / f"{source_id}.yaml").is_file()
    for vintage_id, vintage in source.vintages.items():
        assert vintage_id == vintage.id
        assert vintage.files, f"{vintage_id} lists no file"
        assert "/" not in vintage_id and " " not in vintage_id


def test_every_vintage_that_the_demonstration_offers_exists() -> None:
    for source_id, vintages in OFFERED.items():
        assert source_id in writer_modules()
        for vintage in vintages:
            source_module(source_id).SOURCE.vintage(vintage)


def test_the_pipeline_parses_every_source_there_is() -> None:
    stages = yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
    assert stages["parse_real"]["foreach"] == list(source_modules())


def test_every_source_has_a_demonstration_writer() -> None:
    assert set(writer_modules()) == set(source_modules())
    for source_id, module in writer_modules().items():
        parameters = list(inspect.signature(module.write).parameters)
        assert parameters == ["world", "vintage", "folder"], source_id


def test_every_real_file_without_manual_steps_has_an_address() -> None:
    for source_id, module in source_modules().items():
        for vintage in module.SOURCE.vintages.values():
            for file in vintage.files:
                assert file.url or file.steps or vintage.id.startswith("demo"), (
                    f"{source_id} {vintage.id} {file.name}: neither address nor steps"
                )


def test_group_labels_are_used_once_and_no_group_stands_first_as_the_norm() -> None:
    labels = [group.label for group in SUBGROUPS]
    assert len(set(labels)) == len(labels)
    residents = [
        g.label for g in SUBGROUPS if g.type == "race_ethnicity" and g.scheme == "residents"
    ]
    assert residents == sorted(residents)


def test_a_license_that_forbids_passing_on_is_no_free_one() -> None:
    forbidding = re.compile(
        r"redistribut|not be passed on|terms of use of the producer", re.IGNORECASE
    )
    for module in source_modules().values():
        source = module.SOURCE
        if forbidding.search(source.licence):
            assert source.passing_on is not PassingOn.FREE, source.id
        if source.licence == US_GOV_WORK:
            assert source.passing_on is PassingOn.FREE, source.id
        assert source.passing_on_of.keys() <= source.vintages.keys(), source.id
