"""A report of the made-up run with records and a count of the place's own, and a Chromium without network to open pages in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mobility_analysis.core.paths import RunPaths

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


@pytest.fixture(scope="session")
def run_paths(tmp_path_factory: pytest.TempPathFactory) -> RunPaths:
    from tests.made_up_run import write_run

    return write_run(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="session")
def report(run_paths: RunPaths) -> Path:
    from mobility_analysis.local.officials import own_count_text
    from mobility_analysis.planning.demonstration.local import MEASURES, VALUES
    from mobility_analysis.reporting.make.render import make_report
    from tests.unit.local.writing import write_local
    from tests.unit.reporting.page.test_own_count import OWN

    folder = write_local(run_paths.root, list(MEASURES), list(VALUES))
    folder.officials.write_text(own_count_text(OWN), encoding="utf-8")
    return make_report(run_paths, "99001", ("99003", "99005"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if shutil.which("chromium") is None:
        pytest.skip("no Chromium on this machine: apt install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=FLAGS, headless=True
        )
        yield chromium
        chromium.close()


class Opened:
    """A page in a window of some width, with everything it asked for and complained about."""

    def __init__(self, browser: Any, path: Path, width: int, **context: Any) -> None:
        self.requests: list[str] = []
        self.complaints: list[str] = []
        size = {"width": width, "height": 900}
        self.context = browser.new_context(viewport=size, offline=True, **context)
        self.page = self.context.new_page()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(path.as_uri())

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()
