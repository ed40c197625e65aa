"""The examples of docstrings do what they show, on the small made-up run; every public method of JupyterLab has one."""

from __future__ import annotations

import ast
import doctest
import inspect
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from typing import Any

import pandas as pd
import pytest
from tests.made_up_lab import write_lab

from mobility_analysis import Compare, MetricAudit, Place, Plan, SourceProfile
from mobility_analysis.core.paths import PACKAGE, RunPaths
from mobility_analysis.lab.areas import Areas
from mobility_analysis.lab.plan import Part
from mobility_analysis.lab.showing import Shown

OBJECTS = (Place, Compare, MetricAudit, SourceProfile, Plan, Part, Shown, Areas)
LOOSE = (
    doctest.NORMALIZE_WHITESPACE
)  # columns of a table stand as far apart as their widest number asks


def _examples() -> Iterator[tuple[str, str, str]]:
    """Module, name and text of every docstring with an example; doctest's own finder passes over cached properties."""
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        module = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        for node in ast.walk(ast.parse(text)) if ">>> " in text else ():
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.Module):
                doc = ast.get_docstring(node) or ""
                if ">>> " in doc:
                    yield module, getattr(node, "name", ""), doc


@pytest.fixture(scope="module")
def names(
    run_folder: RunPaths, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Any]]:
    """What the examples of JupyterLab begin with."""
    paths = write_lab(run_folder, tmp_path_factory.mktemp("examples"))
    with pytest.MonkeyPatch.context() as patch, pd.option_context("display.width", 110):
        patch.setenv("MOBILITY_ROOT", str(paths.root))
        yield {
            "place": Place("99001", peers=["99003", "99005"]),
            "beside": Compare(["99001", "99003"]),
            "audit": MetricAudit("share_employed"),
            "profile": SourceProfile("cdc_wonder_natality"),
            "plan": Plan.start("99001", run="demo"),
            "root": paths.root,
            "folder": tmp_path_factory.mktemp("saved"),
            "date": date,
            "pd": pd,
        }


@pytest.mark.parametrize(
    ("module", "name", "doc"), [pytest.param(*each, id=".".join(each[:2])) for each in _examples()]
)
def test_an_example_does_what_it_shows(
    module: str, name: str, doc: str, names: dict[str, Any]
) -> None:
    known = vars(import_module(module)) | names
    test = doctest.DocTestParser().get_doctest(doc, known, name, module, 0)
    runner = doctest.DocTestRunner(optionflags=LOOSE)
    told: list[str] = []
    runner.run(test, out=told.append)
    assert not runner.failures, "".join(told)


@pytest.mark.parametrize("kind", OBJECTS, ids=lambda kind: kind.__name__)
def test_every_public_method_has_an_example(kind: type) -> None:
    own = {
        name: inspect.unwrap(getattr(each, "fget", None) or getattr(each, "func", None) or each)
        for name, each in vars(kind).items()
        if not name.startswith("_") and (callable(each) or hasattr(each, "__get__"))
    }
    without = [name for name, each in own.items() if ">>> " not in (inspect.getdoc(each) or "")]
    assert own
    assert without == []
