"""The index and the methods as a browser shows them: search, without script, from a disk, for everyone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .accessibility import overflows, violations, walk_by_keyboard
from .conftest import Opened

pytestmark = pytest.mark.browser
PAGES = [
    "index.html",
    "methods/index.html",
    "methods/housing_stability.html",
    "data_dictionary.html",
]
PLACES = {
    "99003": "Birch County, DM",
    "99005": "Cedar County, DM",
    "9960000": "Do\u00f1a Larch city, DM",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of one report made and the first lines of others."""
    from mobility_analysis.core.paths import folder_name
    from mobility_analysis.reporting.make.render import make_report
    from mobility_analysis.reporting.make.site import write_site
    from tests.made_up_run import report_head, write_run

    run_paths = write_run(tmp_path_factory.mktemp("site"))
    make_report(run_paths, "99001")
    for geoid, name in PLACES.items():
        folder = run_paths.reports / folder_name(geoid, name)
        folder.mkdir(exist_ok=True)
        (folder / "report.html").write_text(report_head(geoid, name), encoding="utf-8")
    return write_site(run_paths).parent


@pytest.fixture
def index(browser: Any, site: Path) -> Iterator[Any]:
    with Opened(browser, site / "index.html", 1280) as window:
        yield window.page


def shown(page: Any) -> list[str]:
    return page.evaluate(
        """() => [...document.querySelectorAll("#places tr")]
          .filter((row) => row.checkVisibility()).map((row) => row.cells[1].textContent)"""
    )


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("birch", ["99003"]),
        ("COUNTY", ["99001", "99003", "99005"]),
        ("dona larch", ["9960000"]),
        ("larch, dm", ["9960000"]),
        ("99005", ["99005"]),
        ("nowhere", []),
        ("   ", ["99001", "99003", "99005", "9960000"]),
    ],
)
def test_the_search_leaves_what_holds_every_word(index: Any, typed: str, codes: list[str]) -> None:
    index.get_by_label("Find a place").fill(typed)
    assert shown(index) == codes
    said = index.get_by_role("status").text_content()
    assert said == (f"{len(codes) or 'No'} of 4 places" if typed.strip() else "")


def test_clearing_the_search_brings_all_back(index: Any) -> None:
    box = index.get_by_label("Find a place")
    box.fill("birch")
    box.fill("")
    assert len(shown(index)) == 4


def test_without_script_the_whole_list_is_there_and_no_search(browser: Any, site: Path) -> None:
    with Opened(browser, site / "index.html", 1280, java_script_enabled=False) as window:
        rows = window.page.locator("#places tr")
        assert rows.count() == 4
        assert all(rows.nth(number).is_visible() for number in range(4))
        assert not window.page.locator("#query").is_visible()


def test_a_county_on_the_map_opens_its_report(index: Any) -> None:
    index.locator(".site-map a").first.click()
    index.wait_for_url("**/99001-alder-county-dm/report.html")
    assert index.locator("h1").text_content().startswith("Alder County")


@pytest.mark.parametrize("name", PAGES)
def test_pages_work_from_a_disk(browser: Any, site: Path, name: str) -> None:
    with Opened(browser, site / name, 1280) as window:
        assert all(url.startswith("file:") for url in window.requests)
        assert window.complaints == []
        background = "() => getComputedStyle(document.querySelector('.banner')).backgroundColor"
        assert window.page.evaluate(background) == "rgb(31, 35, 40)"  # the style sheet arrived


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    browser: Any, site: Path, name: str, width: int
) -> None:
    with Opened(browser, site / name, width) as window:
        assert violations(window.page) == []
        assert overflows(window.page) == []


@pytest.mark.parametrize("name", PAGES)
def test_the_keyboard_reaches_everything_that_acts(browser: Any, site: Path, name: str) -> None:
    with Opened(browser, site / name, 1280) as window:
        acting, reached, complaints = walk_by_keyboard(window.page)
    assert complaints == []
    assert reached == acting
