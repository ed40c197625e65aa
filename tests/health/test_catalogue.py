"""The committed catalogue says what the code does."""

from __future__ import annotations

import pytest

from mobility_analysis.core.paths import project_root
from mobility_analysis.framework.registry import registry
from mobility_analysis.metrics import metric_modules
from mobility_analysis.reporting.make.catalogue import pages

FOLDER = project_root() / "docs" / "catalogue"
REMEDY = "stale: run `python -m mobility_analysis.reporting.make.catalogue`"


def test_the_committed_pages_are_those_of_the_code() -> None:
    texts = pages()
    assert {path.name for path in FOLDER.glob("*.md")} == set(texts), REMEDY
    for name, text in texts.items():
        assert (FOLDER / name).read_text(encoding="utf-8") == text, f"{name} is {REMEDY}"


def test_every_built_metric_has_a_page_and_the_index_names_all() -> None:
    texts = pages()
    assert set(texts) == {"README.md", *(f"{metric_id}.md" for metric_id in metric_modules())}
    for entry in registry().metrics:
        assert entry.label in texts["README.md"]


@pytest.mark.parametrize("metric_id", metric_modules())
def test_every_metric_says_where_its_interval_comes_from(metric_id: str) -> None:
    assert metric_modules()[metric_id].METRIC.interval.endswith(".")
