"""The report against axe-core's rules (WCAG 2.2 A and AA, and best practices), zoomed, printed, by keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mobility_analysis.core.paths import RunPaths

from .accessibility import overflows, violations, walk_by_keyboard
from .conftest import Opened

pytestmark = pytest.mark.browser

DESKTOP = 1280
ZOOMED = 320  # what 1280 px become at 400 percent zoom (WCAG 1.4.10)


@pytest.fixture(scope="module")
def empty_report(run_paths: RunPaths) -> Path:
    """A county with nothing but weak and missing values, and no peers."""
    from mobility_analysis.reporting.make.render import make_report

    return make_report(run_paths, "99017")


@pytest.mark.parametrize("width", [DESKTOP, ZOOMED])
@pytest.mark.parametrize("name", ["report", "empty_report"])
def test_axe_finds_nothing(
    browser: Any, name: str, width: int, request: pytest.FixtureRequest
) -> None:
    with Opened(browser, request.getfixturevalue(name), width) as window:
        assert violations(window.page) == []


def test_axe_finds_nothing_on_paper(browser: Any, report: Path) -> None:
    with Opened(browser, report, 710) as window:
        window.page.emulate_media(media="print")
        assert violations(window.page) == []


def test_at_400_percent_zoom_only_wide_tables_scroll(browser: Any, report: Path) -> None:
    with Opened(browser, report, ZOOMED) as window:
        window.page.evaluate(
            "() => document.querySelectorAll('details').forEach((d) => { d.open = true })"
        )
        assert overflows(window.page) == []


def test_a_reader_may_space_the_text_out(browser: Any, report: Path) -> None:
    """WCAG 1.4.12: nothing is cut off or pushed out by wider lines, letters and words."""
    with Opened(browser, report, ZOOMED) as window:
        window.page.add_style_tag(
            content="body :not(svg *) { line-height: 1.5 !important; letter-spacing: .12em !important;"
            " word-spacing: .16em !important; }"
        )
        assert overflows(window.page) == []


def test_the_keyboard_reaches_everything_that_acts_and_shows_where_it_is(
    browser: Any, report: Path
) -> None:
    with Opened(browser, report, DESKTOP) as window:
        acting, reached, complaints = walk_by_keyboard(window.page)
    assert complaints == []
    assert reached == acting > 30


def test_paper_shows_content_and_no_controls(browser: Any, report: Path) -> None:
    with Opened(browser, report, 710) as window:
        window.page.emulate_media(media="print")
        shown = window.page.evaluate(
            """() => Object.fromEntries(["nav", "details", ".skip", ".page-one", ".spine", ".card"]
              .map((s) => [s, document.querySelector(s).checkVisibility()]))"""
        )
        wide = overflows(window.page)
    assert shown == {
        "nav": False, "details": False, ".skip": False, ".page-one": True, ".spine": True,
        ".card": True,
    }  # fmt: skip
    assert wide == []


def test_nothing_moves_for_those_who_ask_for_stillness(browser: Any, report: Path) -> None:
    with Opened(browser, report, DESKTOP, reduced_motion="reduce") as window:
        moving = window.page.evaluate(
            """() => [...document.querySelectorAll("*")].filter((e) => {
              const s = getComputedStyle(e);
              return s.animationName !== "none" || parseFloat(s.transitionDuration) > 0;
            }).length"""
        )
    assert moving == 0


def test_the_checks_see_a_bad_page(browser: Any, tmp_path: Path) -> None:
    page = tmp_path / "bad.html"
    page.write_text(
        "<!doctype html><title>x</title><style>a:focus { outline: none }</style>"
        "<a href='#y' style='color:#ccc'>pale</a><img src='data:,'><div style='width:900px'>wide</div>",
        encoding="utf-8",
    )
    with Opened(browser, page, ZOOMED) as window:
        found = {text.split(":")[0] for text in violations(window.page)}
        assert {"html-has-lang", "image-alt", "color-contrast"} <= found
        assert "DIV." in overflows(window.page)
        acting, reached, complaints = walk_by_keyboard(window.page)
    assert (acting, reached) == (1, 1)
    assert complaints[0].startswith("no visible focus")
