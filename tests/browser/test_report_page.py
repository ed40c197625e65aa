"""The report as a browser shows it: no network, no errors, no sideways scrolling, by keyboard."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .conftest import Opened

pytestmark = pytest.mark.browser

# Smallest contrast of text that the Web Content Accessibility Guidelines allow (1.4.3, level AA).
CONTRAST = 4.5

CONTRASTS = """
() => {
  const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((c) => {
      const s = c / 255;
      return s <= 0.03928 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] > 0) return color.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const found = {};
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || element.closest("title, style, .hidden, .skip")) continue;
    const style = getComputedStyle(element);
    const ink = parse(element.closest("svg") ? style.fill : style.color).slice(0, 3);
    const [a, b] = [light(ink), light(ground(element))].sort((x, y) => y - x);
    const name = `${ink} on ${ground(element)}`;
    found[name] = (a + 0.05) / (b + 0.05);
  }
  return found;
}
"""


@pytest.fixture(params=[1280, 390, 320])
def opened(request: pytest.FixtureRequest, browser: Any, report: Path) -> Iterator[Opened]:
    """Desktop, telephone, and 320 px: what 1280 px become at 400 percent zoom (WCAG 1.4.10)."""
    window = Opened(browser, report, request.param)
    yield window
    window.context.close()


@pytest.fixture(scope="module")
def desktop(browser: Any, report: Path) -> Iterator[Any]:
    window = Opened(browser, report, 1280)
    yield window.page
    window.context.close()


def test_the_page_stands_alone(opened: Opened) -> None:
    assert [url for url in opened.requests if not url.startswith("file:")] == []
    assert len(opened.requests) == 1
    assert opened.complaints == []


def test_nothing_scrolls_sideways(opened: Opened) -> None:
    widths = opened.page.evaluate(
        "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert widths[0] <= widths[1]
    too_wide = opened.page.evaluate(
        """() => [...document.querySelectorAll("main *")]
          .filter((e) => !e.closest(".scroll, details, .hidden, .banner, svg"))
          .filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
          .map((e) => e.tagName + "." + e.className)"""
    )
    assert too_wide == []


def test_chart_text_stays_readable_on_a_telephone(browser: Any, report: Path) -> None:
    window = Opened(browser, report, 390)
    heights = window.page.evaluate(
        """() => [...document.querySelectorAll(".chart svg text")]
          .map((t) => t.getBoundingClientRect().height)"""
    )
    window.context.close()
    assert min(heights) >= 8


def test_headings_go_down_one_step_at_a_time(desktop: Any) -> None:
    levels = desktop.evaluate(
        """() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
          .map((h) => Number(h.tagName[1]))"""
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_the_first_tab_stop_skips_to_the_findings(browser: Any, report: Path) -> None:
    window = Opened(browser, report, 1280)
    window.page.keyboard.press("Tab")
    focused = "() => [document.activeElement.className, document.activeElement.id]"
    assert window.page.evaluate(focused)[0] == "skip"
    box = window.page.locator(".skip").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    window.page.keyboard.press("Enter")
    assert window.page.evaluate(focused)[1] == "content"
    window.context.close()


def test_every_cell_of_a_row_at_a_glance_leads_to_its_card(browser: Any, report: Path) -> None:
    with Opened(browser, report, 1280, java_script_enabled=False) as window:
        page = window.page
        rows = page.locator(".glance tr[data-measure]")
        for number in (0, rows.count() - 1):
            row = rows.nth(number)
            href = row.locator("a").get_attribute("href")
            for cell in (row.locator("td").first, row.locator("td").last):
                page.goto(f"{report.as_uri()}#trust")
                cell.click(force=True)
                assert page.url.endswith(href)


def test_a_table_twin_opens_by_keyboard(browser: Any, report: Path) -> None:
    window = Opened(browser, report, 1280)
    summary = window.page.locator("figure.chart summary").first
    summary.focus()
    window.page.keyboard.press("Enter")
    assert window.page.locator("figure.chart details[open] table").first.is_visible()
    window.context.close()


def test_text_stands_out_from_its_ground(desktop: Any) -> None:
    contrasts = desktop.evaluate(CONTRASTS)
    assert len(contrasts) > 4
    assert {name: ratio for name, ratio in contrasts.items() if ratio < CONTRAST} == {}


def test_figures_are_announced_as_images_with_names(desktop: Any) -> None:
    unnamed = desktop.evaluate(
        """() => [...document.querySelectorAll("svg:not([aria-hidden='true'])")].filter((s) =>
          s.getAttribute("role") !== "img" ||
          !s.getAttribute("aria-label")?.trim()).length"""
    )
    assert unnamed == 0


def test_page_one_fits_one_printed_sheet(browser: Any, report: Path) -> None:
    """Letter paper is 279.4 mm high; the print margins take 25 mm."""
    window = Opened(browser, report, 1280)
    window.page.emulate_media(media="print")
    window.page.set_viewport_size({"width": 710, "height": 960})
    bottom = window.page.evaluate(
        """() => document.querySelector(".page-one").getBoundingClientRect().bottom"""
    )
    window.context.close()
    assert bottom <= (279.4 - 25) / 25.4 * 96
