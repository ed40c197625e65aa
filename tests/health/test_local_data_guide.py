"""The guide to local data lists every column, group and predictor that the files may hold."""

from __future__ import annotations

import re

import pytest

from mobility_analysis.core.paths import project_root
from mobility_analysis.framework.registry import registry
from mobility_analysis.framework.subgroups import SUBGROUPS
from mobility_analysis.local import measures, values
from mobility_analysis.local.bounds import load_bounds

TEXT = (project_root() / "docs" / "planning.md").read_text(encoding="utf-8")
GUIDE = TEXT.partition("## Local data\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("columns", [measures.COLUMNS, values.COLUMNS])
def test_every_column_is_explained(columns: dict[str, str]) -> None:
    listed = re.findall(r"^\| (`[^|]+`) \|", GUIDE, flags=re.MULTILINE)
    named = set(re.findall(r"`(\w+)`", " ".join(listed)))
    assert set(columns) <= named


def test_every_group_stands_in_the_row_of_its_kind() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \| ([^`]+) \|$", GUIDE, flags=re.MULTILINE)
    listed = {(kind, scheme, name) for kind, scheme, names in rows for name in names.split("; ")}
    assert listed == {(each.type.value, each.scheme.value, each.label) for each in SUBGROUPS}


def test_every_predictor_unit_and_kind_is_named() -> None:
    bounds = load_bounds(project_root() / "expectations").measures
    predictors = [each.id for pillar in registry().pillars for each in pillar.predictors]
    words = [*predictors, *bounds.units, *bounds.kinds, *bounds.sharing, *bounds.directions]
    assert [word for word in words if f"`{word}`" not in GUIDE] == []
