"""What the report's script adds: names of marks, copies with their source, charts as files, filters, by mouse and keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .accessibility import violations
from .conftest import Opened

pytestmark = pytest.mark.browser

# What the script makes; none of it may be in the page as it is written.
MADE = "button, select, .filters, .tools, .tip, [role=status]"
MOST_BYTES = 15_000


@pytest.fixture
def window(browser: Any, report: Path) -> Iterator[Opened]:
    with Opened(browser, report, 1280, accept_downloads=True) as window:
        yield window


@pytest.fixture
def page(window: Opened) -> Any:
    return window.page


def _copied(page: Any) -> str:
    """What a page would paste; the clipboard of a headless browser needs no permission that way."""
    page.evaluate(
        """() => { window.copied = "";
          navigator.clipboard.writeText = (words) => { window.copied = words; return Promise.resolve(); }; }"""
    )
    return "() => window.copied"


def test_without_script_no_control_of_its_is_there_and_all_is_shown(
    browser: Any, report: Path
) -> None:
    with Opened(browser, report, 1280, java_script_enabled=False) as window:
        assert window.page.locator(MADE).count() == 0
        cards = window.page.locator("article")
        assert cards.count() > 10
        assert all(cards.nth(number).is_visible() for number in range(cards.count()))
        marks = window.page.locator("figure svg * > title")
        assert marks.count() > 20, "the browser itself shows the names of marks"


def test_the_script_is_small_and_asks_for_nothing(report: Path, window: Opened) -> None:
    (script,) = re.findall(r"<script>(.*?)</script>", report.read_text(encoding="utf-8"), re.DOTALL)
    assert len(script.encode()) < MOST_BYTES
    assert window.complaints == []
    assert len(window.requests) == 1


def test_what_is_pointed_at_says_its_name(page: Any) -> None:
    mark = page.locator(".spine circle[data-name]").first
    mark.scroll_into_view_if_needed()
    mark.hover()
    tip = page.locator(".tip")
    assert tip.is_visible()
    assert tip.text_content() == mark.get_attribute("data-name")
    page.keyboard.press("Escape")
    assert not tip.is_visible()


def test_the_keyboard_walks_from_name_to_name(page: Any) -> None:
    figure = page.locator(".spine figure").first
    figure.locator("summary").press("Enter")
    names = figure.locator("[data-name]")
    button = figure.get_by_role("button", name="Names, one by one")
    button.press("Enter")
    said = page.locator("[role=status]")
    first = names.nth(0).get_attribute("data-name")
    assert said.text_content() == f"{first} (1 of {names.count()})"
    button.press("ArrowRight")
    assert page.locator(".tip").text_content() == names.nth(1).get_attribute("data-name")
    button.press("ArrowLeft")
    assert page.locator(".tip").text_content() == first
    page.keyboard.press("Tab")
    assert not page.locator(".tip").is_visible()
    # The chart is far away, and the step itself brings it into view.
    button.evaluate("(button) => { button.focus({ preventScroll: true }); scrollTo(0, 0); }")
    page.wait_for_timeout(200)
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert page.evaluate("scrollY") > 0
    assert page.locator(".tip").is_visible()


def test_a_sentence_is_copied_with_place_source_and_edition(page: Any) -> None:
    copied = _copied(page)
    card = page.locator("article", has=page.locator(".sentence button")).first
    sentence = card.locator(".sentence").first
    words = sentence.text_content().removesuffix("Copy").strip()
    sentence.get_by_role("button").press("Enter")
    found = page.evaluate(copied)
    assert found.startswith(words)
    assert "Alder County, DM: mobility findings, edition of 20" in found
    source = card.locator(".source").first.evaluate("(line) => line.firstChild.textContent")
    assert source.strip() in found and "hashes" not in found
    assert "file:" not in found, "a page on a disk has no address to give"
    assert page.locator("[role=status]").text_content() == "The sentence and its source are copied."


def test_a_copied_sentence_leads_to_its_card_where_the_report_has_an_address(
    browser: Any, report: Path, tmp_path: Path
) -> None:
    page_file = tmp_path / "report.html"
    head = '<link rel="canonical" href="https://example.org/alder/report.html">'
    html = report.read_text(encoding="utf-8").replace("</head>", f"{head}</head>")
    page_file.write_text(html, encoding="utf-8")
    with Opened(browser, page_file, 1280) as window:
        copied = _copied(window.page)
        card = window.page.locator("article", has=window.page.locator(".sentence button")).first
        card.locator(".sentence button").first.click()
        found = window.page.evaluate(copied)
        anchor = card.get_attribute("data-anchor")
        assert found.endswith(f"https://example.org/alder/report.html#{anchor})")


def _opened(page: Any) -> Any:
    figure = page.locator("article figure", has=page.locator("svg[role=img]")).first
    figure.locator("summary").click()
    return figure


@pytest.mark.parametrize("kind", ["PNG", "SVG", "CSV"])
def test_a_chart_is_saved(page: Any, kind: str, tmp_path: Path) -> None:
    figure = _opened(page)
    with page.expect_download() as waited:
        figure.get_by_role("button", name=f"as {kind}").click()
    target = tmp_path / "chart"
    waited.value.save_as(target)
    assert re.fullmatch(rf"99001-[\w-]+\.{kind.lower()}", waited.value.suggested_filename)
    content = target.read_bytes()
    if kind == "PNG":
        assert content.startswith(b"\x89PNG")
        wide = int.from_bytes(content[16:20], "big")
        assert wide > 1000, "fit for print"
    elif kind == "SVG":
        assert content.startswith(b"<svg ") and b'width="432"' in content
    else:
        rows = content.decode("utf-8-sig").split("\r\n")
        cells = figure.locator("tbody tr")
        assert len(rows) == cells.count() + 1
        assert rows[1].startswith(f'"{cells.nth(0).locator("th").text_content()}"')


def test_a_chart_is_embedded_with_its_words_and_source(
    browser: Any, page: Any, tmp_path: Path
) -> None:
    copied = _copied(page)
    figure = _opened(page)
    figure.get_by_role("button", name="embed").click()
    snippet = page.evaluate(copied)
    assert "mobility findings, edition of" in snippet
    other = tmp_path / "other.html"
    other.write_text(f"<!doctype html><title>x</title>{snippet}", encoding="utf-8")
    with Opened(browser, other, 800) as window:
        image = window.page.locator("figure img")
        assert image.evaluate("(image) => image.naturalWidth") > 100
        assert len(image.get_attribute("alt")) > 30


def test_filters_leave_the_cards_asked_for_and_say_how_many(page: Any) -> None:
    cards = page.locator("article[data-verdict]")
    verdicts = [cards.nth(at).get_attribute("data-verdict") for at in range(cards.count())]
    assert {"Better", "Worse"} & set(verdicts)
    wanted = next(verdict for verdict in verdicts if verdict)
    page.get_by_label("Result").select_option(wanted)
    shown = [at for at in range(cards.count()) if cards.nth(at).is_visible()]
    assert [verdicts[at] for at in shown] == [v for v in verdicts if v == wanted]
    said = f"{len(shown)} of {len(verdicts)} metrics"
    assert page.locator("[role=status]").text_content() == said
    headings = page.locator("section.pillar:visible")
    assert all(
        headings.nth(at).locator("article:visible").count() for at in range(headings.count())
    )
    page.get_by_label("Result").select_option("")
    groups = cards.evaluate_all("(cards) => cards.map((card) => card.dataset.groups)")
    group = next(names for names in groups if names).split("|")[0]
    page.get_by_label("Numbers of").select_option(group)
    visible = [cards.nth(at).is_visible() for at in range(cards.count())]
    assert visible == [group in names.split("|") for names in groups]


def test_filters_reach_the_rows_of_all_at_a_glance(page: Any) -> None:
    rows = page.locator(".glance tr[data-verdict]")
    verdicts = rows.evaluate_all("(rows) => rows.map((row) => row.dataset.verdict)")
    wanted = next(verdict for verdict in verdicts if verdict)
    assert set(verdicts) > {wanted}

    def shown() -> list[bool]:
        return [rows.nth(at).is_visible() for at in range(rows.count())]

    page.get_by_label("Result").select_option(wanted)
    assert shown() == [verdict == wanted for verdict in verdicts]
    parts = page.locator(".glance tbody")
    for at in range(parts.count()):  # a pillar's name over nothing would mislead
        has_rows = parts.nth(at).locator("tr[data-verdict]:visible").count() > 0
        assert parts.nth(at).is_visible() == has_rows
    page.get_by_label("Result").select_option("")
    assert all(shown())
    anchors = rows.evaluate_all("(rows) => rows.map((row) => row.querySelector('a').hash)")
    groups = page.locator("article[data-anchor]").evaluate_all(
        "(cards) => cards.map((card) => ['#' + card.dataset.anchor, card.dataset.groups.split('|')])"
    )
    names = dict(groups)
    group = next(name for found in names.values() for name in found if name)
    page.get_by_label("Numbers of").select_option(group)
    assert shown() == [group in names[anchor] for anchor in anchors]
    assert violations(page) == []


def test_a_link_to_a_hidden_card_brings_it_back(page: Any) -> None:
    cards = page.locator("article[data-verdict]")
    verdict = cards.evaluate_all("(cards) => cards.map((c) => c.dataset.verdict).find(Boolean)")
    page.get_by_label("Result").select_option(verdict)
    hidden = page.locator("article[data-verdict][hidden]").first
    anchor = hidden.get_attribute("data-anchor")
    page.evaluate("(anchor) => { location.hash = anchor; }", anchor)
    page.locator(f"#{anchor}").wait_for(state="visible")
    assert page.get_by_label("Result").input_value() == ""


def test_the_contents_stay_in_sight_and_mark_where_the_reader_is(page: Any) -> None:
    pillar = page.locator("section.pillar").nth(1)
    pillar.evaluate("(section) => section.scrollIntoView()")
    nav = page.locator("nav.contents")
    assert nav.evaluate("(nav) => nav.getBoundingClientRect().top") == pytest.approx(0, abs=1)
    current = page.locator("nav.contents [aria-current]")
    current.wait_for()
    assert current.get_attribute("href") == f"#{pillar.get_attribute('aria-labelledby')}"
    heading = pillar.locator("h2").evaluate("(h) => h.getBoundingClientRect().top")
    assert heading >= nav.evaluate("(nav) => nav.getBoundingClientRect().bottom")


def test_on_paper_there_are_no_controls(page: Any) -> None:
    page.emulate_media(media="print")
    controls = page.locator("button, select, .filters, .tip")
    assert controls.count() > 20
    assert not any(controls.nth(at).is_visible() for at in range(controls.count()))


def test_axe_finds_nothing_with_a_name_shown(page: Any) -> None:
    mark = page.locator(".spine circle[data-name]").first
    mark.scroll_into_view_if_needed()
    mark.hover()
    assert violations(page) == []
