"""The page of who covers what, as a browser shows it: to everyone, on a phone, by keyboard, without any request."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mobility_analysis.core.paths import RunPaths

from .accessibility import overflows, violations, walk_by_keyboard
from .conftest import Opened

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def coverage(run_paths: RunPaths, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from mobility_analysis.planning.demonstration.coalition import demonstration_coalition
    from mobility_analysis.planning.desk import Desk
    from mobility_analysis.planning.documents.coverage import coverage_page
    from mobility_analysis.planning.folder import start_plan
    from mobility_analysis.runs.run_data import RunData

    folder = tmp_path_factory.mktemp("coverage")
    desk = Desk(run_paths.root, start_plan(folder, RunData(run_paths).find("99001"), "demo"))
    desk.coalition.book.answer(demonstration_coalition())
    page = folder / "coverage.html"
    page.write_text(coverage_page(desk.opened.data, desk.coalition.answers), encoding="utf-8")
    return page


@pytest.mark.parametrize("width", [1280, 320])
def test_the_page_is_for_everyone(browser: Any, coverage: Path, width: int) -> None:
    with Opened(browser, coverage, width) as window:
        assert violations(window.page) == []
        assert overflows(window.page) == []
        acting, reached, complaints = walk_by_keyboard(window.page)
    # Three tables, each of which can be reached to scroll it.
    assert (acting, reached, complaints) == (3, 3, [])
    assert window.complaints == []
    assert [url for url in window.requests if not url.startswith("file:")] == []
