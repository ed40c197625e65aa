"""The pages of progress and of changes as a browser shows them: to everyone, on a phone, by keyboard, without any request."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from .accessibility import overflows, violations, walk_by_keyboard
from .conftest import Opened

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``out/`` of a plan that was adopted, after a run that revised a number."""
    from mobility_analysis.planning.find import begin
    from mobility_analysis.workflow.changes import tell_changes
    from tests.made_up_run import write_run

    run = write_run(tmp_path_factory.mktemp("progress"))
    shutil.copytree(run.estimates, run.previous)
    for path in (run.previous / "by_state").glob("*.parquet"):
        rows = pd.read_parquet(path)
        rows.loc[rows["measure"] == "share_employed", ["value", "lower", "upper"]] -= 0.1
        rows.to_parquet(path)
    record = json.loads((run.previous / "run.json").read_text())
    (run.previous / "run.json").write_text(json.dumps(record | {"built_at": "2020-02-03"}))
    desk = begin(run.root, "99001", "demo")
    desk.complete()
    measures = {
        "measure.1": {"indicator": "share_employed", "target": "95%", "by_when": date(2034, 1, 1)},
        "measure.2": {"says": "Trips " * 40, "target": "1,500"},
    }
    desk.action_plan.book.answer({"Measures": measures})
    desk.progress.adopt(date(2026, 1, 1))
    desk.write_progress()
    tell_changes(run, "99001")
    return desk.plan.out


@pytest.fixture(params=["progress.html", "changes.html"])
def page(request: pytest.FixtureRequest, out: Path) -> Iterator[Path]:
    yield out / request.param


@pytest.mark.parametrize("width", [1280, 320])
def test_the_page_is_for_everyone(browser: Any, page: Path, width: int) -> None:
    with Opened(browser, page, width) as window:
        assert violations(window.page) == []
        assert overflows(window.page) == []
        acting, reached, complaints = walk_by_keyboard(window.page)
    # The table of progress can be reached to scroll it; the page of changes has nothing to act on.
    tables = int(page.name == "progress.html")
    assert (acting, reached, complaints) == (tables, tables, [])
    assert window.complaints == []
    assert [url for url in window.requests if not url.startswith("file:")] == []
