"""The plan's pages for everyone as a browser shows them: for everyone, on a phone, on paper, without any request."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .accessibility import overflows, violations, walk_by_keyboard
from .conftest import Opened

pytestmark = pytest.mark.browser
DESKTOP, PHONE = 1280, 320
LONG = "We met in the library of the east side, " * 12


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``out/web/`` of a plan in which every page has something to say."""
    from mobility_analysis.planning.chapters.chapter import Making
    from mobility_analysis.planning.desk import Desk
    from mobility_analysis.planning.folder import start_plan
    from mobility_analysis.runs.run_data import RunData
    from tests.made_up_run import write_run

    run_paths = write_run(tmp_path_factory.mktemp("plan"))
    desk = Desk(
        run_paths.root, start_plan(run_paths.root, RunData(run_paths).find("99001"), "demo")
    )
    desk.complete()
    claim = {"claim": "share_employed value", "by": "Ana", "on": "2026-11-29"}
    desk.claims.book.answer({"Claims": {"claim.1": {**claim, "points": "yes", "plan": "yes"}}})
    desk.refresh()
    desk.action_plan.book.answer(
        {
            "Findings": {"claim.1": {"side": "strength"}},
            "Web page": {
                key: {"answer": LONG}
                for key in ("page.made", "page.take_part", "page.contact", "faq.who")
            },
        }
    )
    desk.coalition.book.answer(
        {"Partners": {"partner.1": {"organization": "Library of Alder", "public": "yes"}}}
    )
    editions = desk.notebook_pages(desk.frame)
    for name, page in desk.release.outputs(Making(desk.frame, desk.claims.read(), editions)):
        path = desk.plan.out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(page)
    return desk.plan.out / "web"


PAGES = [
    "index.html",
    "general.html",
    "technical.html",
    "questions.html",
    "talking-points.html",
    "how-it-was-made.html",
    "partners.html",
    "take-part.html",
]


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest, web: Path) -> Iterator[Path]:
    yield web / request.param


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    browser: Any, page: Path, width: int
) -> None:
    with Opened(browser, page, width) as window:
        assert violations(window.page) == []
        assert overflows(window.page) == []


def test_on_paper_the_way_to_other_pages_is_left_out(browser: Any, page: Path) -> None:
    with Opened(browser, page, 710) as window:
        window.page.emulate_media(media="print")
        assert violations(window.page) == []
        assert not window.page.locator("nav").is_visible()
        assert window.page.locator("h1").is_visible()


def test_every_link_is_reached_by_keyboard_and_leads_somewhere(
    browser: Any, page: Path, web: Path
) -> None:
    with Opened(browser, page, DESKTOP) as window:
        acting, reached, complaints = walk_by_keyboard(window.page)
        assert complaints == [] and acting == reached > len(PAGES) - 1
        links = window.page.evaluate(
            "() => [...document.querySelectorAll('a[href]')].map((a) => a.getAttribute('href'))"
        )
        assert all((web / link).is_file() for link in links if not link.startswith("#"))


def test_a_page_asks_nobody_for_anything(browser: Any, page: Path) -> None:
    with Opened(browser, page, DESKTOP) as window:
        assert window.requests == [page.as_uri()]
        assert window.complaints == []
